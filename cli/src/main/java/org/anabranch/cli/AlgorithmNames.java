package org.anabranch.cli;

import java.util.ArrayList;
import org.anabranch.search.Algorithms;

/** The names of the algorithms, for help texts and completion. */
final class AlgorithmNames extends ArrayList<String> {
  private static final long serialVersionUID = 1L;

  AlgorithmNames() {
    super(Algorithms.names());
  }
}
