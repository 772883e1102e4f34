package org.anabranch.model.plan;

import java.util.List;
import org.anabranch.engine.Workspace;
import org.anabranch.model.DiffusionTransformer;
import org.anabranch.model.DiffusionTransformerConfig;
import org.anabranch.model.RowSlices;
import org.anabranch.model.TimeSinusoid;
import org.anabranch.model.masked.BertConfig;
import org.anabranch.model.masked.LlamaConfig;
import org.anabranch.model.masked.MaskedNetwork;
import org.anabranch.model.masked.MdlmConfig;

/**
 * What a network of each architecture holds: packed weights by kind, and the temporaries of a forward. The sizes are those of the
 * weight classes and of the forwards, line by line; {@code MemoryPlanTest} loads and runs each and compares to the byte.
 *
 * @param weights    by kind
 * @param workspace  bytes of the temporaries of one forward of so many rows
 * @param vocabulary width of the logits, 0 for a flow
 * @param cacheFloats keys and values of one token in all layers
 * @param sample     floats of a flow's sample, 0 for masked tokens
 */
record NetworkPlan(List<MemoryPlan.Item> weights, RowBytes workspace, int vocabulary, long cacheFloats, long sample) {
  private static final String ATTENTION = "attention";
  private static final String MLP = "gated layers";
  private static final String HIDDEN = "hidden layers";
  private static final String NORMS = "norms";
  private static final String MODULATION = "modulation";
  private static final String TIME = "time embedding";
  private static final String HEAD = "head";

  /** Bytes by rows. */
  @FunctionalInterface
  interface RowBytes {
    long of(int rows);
  }

  /** The temporaries of one slice, elements in the order in which a forward asks for them. */
  @FunctionalInterface
  private interface SliceSizes {
    long[] of(long rows);
  }

  static NetworkPlan of(LlamaConfig c, PlanRequest r) {
    int d = c.width();
    long layers = c.uniqueLayers();
    WeightPlan w = new WeightPlan(r.format())
        .matrix(layers, c.qkvWidth(), d).matrix(layers, d, d).item(ATTENTION)
        .matrix(layers, 2 * c.hidden(), d).matrix(layers, d, c.hidden()).item(MLP)
        .tensor((2 * layers + 1) * d).item(NORMS)
        .tensor(c.rope() == 0 ? (long) c.maxLength() * d : 0).item("positions")
        .matrix(1, c.vocabulary(), d).item(HEAD);
    long l = r.length();
    return masked(w, c.vocabulary(), 2L * c.layers() * c.keyHeads() * c.headDim(), r.length(),
        Math.max(2 * c.hidden(), c.qkvWidth()),
        n -> new long[] {n * l * d, n * l * d, n * l * c.qkvWidth(), n * l * 2 * c.hidden(), n * l * c.hidden(), n * l * d});
  }

  static NetworkPlan of(BertConfig c, PlanRequest r) {
    int d = c.width();
    long layers = c.layers();
    WeightPlan w = new WeightPlan(r.format())
        .matrix(layers, 3 * d, d).matrix(layers, d, d).item(ATTENTION)
        .matrix(layers, c.hidden(), d).matrix(layers, d, c.hidden()).item(HIDDEN)
        .tensor((4 * layers + 4) * d).item(NORMS)
        .tensor((long) (c.maxLength() + c.types()) * d).item("positions and types")
        .matrix(1, d, d).matrix(1, c.vocabulary(), d).item(HEAD);
    long l = r.length();
    return masked(w, c.vocabulary(), 2L * c.layers() * d, r.length(), Math.max(3 * d, c.hidden()),
        n -> new long[] {n * l * d, n * l * d, n * l * 3 * d, n * l * c.hidden(), n * l * d, n * r.open() * d});
  }

  static NetworkPlan of(MdlmConfig c, PlanRequest r) {
    int d = c.width();
    int e = c.conditionWidth();
    int m = MdlmConfig.MLP_RATIO * d;
    long layers = c.layers();
    WeightPlan w = new WeightPlan(r.format())
        .matrix(layers, 3 * d, d).matrix(layers, d, d).item(ATTENTION)
        .matrix(layers, m, d).matrix(layers, d, m).item(HIDDEN)
        .matrix(layers, 6 * d, e).plain(1, 2 * d, e).item(MODULATION)
        .tensor((2 * layers + 1) * d).item(NORMS)
        .plain(1, e, TimeSinusoid.WIDTH).plain(1, e, e).item(TIME)
        .matrix(1, c.vocabulary(), d).item(HEAD);
    long l = r.length();
    return masked(w, c.vocabulary(), 2L * c.layers() * d, r.length(), m,
        n -> new long[] {n * l * d, n * TimeSinusoid.WIDTH, n * e, n * e, n * 6 * d, n * l * d, n * l * 3 * d, n * l * m, n * 2 * d,
            n * l * d});
  }

  static NetworkPlan of(DiffusionTransformerConfig c, PlanRequest r) {
    int d = c.hiddenSize();
    long layers = c.depth();
    int pixels = c.patchArea() * c.tokenChannels();
    WeightPlan w = new WeightPlan(r.format())
        .matrix(layers, 3 * d, d).matrix(layers, d, d).item(ATTENTION)
        .matrix(layers, c.mlpHidden(), d).matrix(layers, d, c.mlpHidden()).item(HIDDEN)
        .matrix(layers, 6 * d, d).plain(1, 2 * d, d).item(MODULATION)
        .plain(1, d, TimeSinusoid.WIDTH).plain(1, d, d).item(TIME)
        .plain(1, d, c.patchValues()).tensor((long) c.tokens() * d).tensor((long) c.classRows() * d).item("patches, positions, classes")
        .plain(1, pixels, d).item("final layer");
    long t = c.tokens();
    long in = (long) c.inChannels() * c.area();
    long out = (long) c.outChannels() * c.area();
    int most = DiffusionTransformer.rowsPerSlice(c);
    RowBytes bytes = rows -> slices(rows, rows <= most ? rows : RowSlices.each(rows, most), n -> {
      long[] body = {n * t * c.patchValues(), n * t * d, n * TimeSinusoid.WIDTH, n * d, n * d, n * d, n * 6 * d, n * t * d,
          n * t * 3 * d, n * t * c.mlpHidden(), n * 2 * d, n * t * pixels};
      if (rows <= most) {
        return body;
      }
      long[] copied = new long[body.length + 2];
      copied[0] = n * in;
      copied[1] = n * out;
      System.arraycopy(body, 0, copied, 2, body.length);
      return copied;
    });
    return new NetworkPlan(w.items(), bytes, 0, 0, in);
  }

  private static NetworkPlan masked(WeightPlan w, int vocabulary, long cacheFloats, int length, int widest, SliceSizes sizes) {
    return new NetworkPlan(w.items(), rows -> slices(rows, MaskedNetwork.rowsPerSlice(rows, length, widest), sizes), vocabulary,
        cacheFloats, 0);
  }

  /** Workspaces for whole slices and for the last, which may be shorter. */
  private static long slices(int rows, int each, SliceSizes sizes) {
    int last = rows % each;
    return Workspace.capacityBytes(sizes.of(each)) + (last == 0 ? 0 : Workspace.capacityBytes(sizes.of(last)));
  }
}
