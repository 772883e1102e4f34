package org.anabranch.model.catalog;

import java.util.Map;
import org.anabranch.engine.Linear;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.WeightFormat;

/** A checkpoint whose weight formats are compared: its network in any of them, on inputs that are the same for all. */
interface Comparand {
  /** The network in fp32. */
  Network wide();

  /** The network in a format. */
  Network load(WeightFormat format);

  /** The network in one format. */
  interface Network {
    /** The matrices that have the format, by name. */
    Map<String, Linear> matrices();

    /** Bytes of its weights. */
    long bytes();

    /** Its raw output for input i of {@link WeightComparison#TIMES}. */
    Tensor output(int i);
  }
}
