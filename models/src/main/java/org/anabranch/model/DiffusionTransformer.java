package org.anabranch.model;

import java.util.Optional;
import org.anabranch.engine.Activation;
import org.anabranch.engine.AttentionMask;
import org.anabranch.engine.DType;
import org.anabranch.engine.DeviceMemory;
import org.anabranch.engine.Kernels;
import org.anabranch.engine.Linear;
import org.anabranch.engine.Shape;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.WeightFormat;
import org.anabranch.engine.Workspace;
import org.anabranch.model.checkpoint.Checkpoint;

/**
 * The diffusion transformer with adaptive layer norm that DiT and SiT share.
 *
 * <p>Shapes: rows N, channels C, image H = W, patch p, tokens T = (H / p)^2, width D, hidden layer M, output channels O.
 * With c = silu(time embedding + class embedding) a block is
 * <pre>
 *   s1, b1, g1, s2, b2, g2 = W c               (shift s, scale b, gate g)
 *   h = h + g1 attention((1 + b1) norm(h) + s1)
 *   h = h + g2 mlp((1 + b2) norm(h) + s2)
 * </pre>
 * References: Peebles and Xie 2023 (facebookresearch/DiT, models.py); Ma et al. 2024 (willisma/SiT, models.py).
 *
 * <p>A sequence [N, positions, values] takes the place of the image [N, C, H, W] where the config says so: a token is then a run of
 * positions, T = positions / p, and no value moves.
 *
 * <p>Images and outputs may stand on the host or in the memory of the kernels ({@link MemoryEdge}).
 *
 * <p>A row of the output depends on its own image, time and class only, to the last bit. Nothing is allocated after the first
 * forward at a batch size.
 *
 * <p>Threading: an instance owns its temporaries and belongs to one thread at a time; {@link DiffusionTransformerWeights} may
 * be shared.
 */
public final class DiffusionTransformer {
  private final DiffusionTransformerWeights w;
  private final DiffusionTransformerConfig config;
  private final Kernels k;
  /** Rows of a slice at least, so that the modulation's weights are not read for one row alone. */
  private static final int SLICE_ROWS = 4;

  private final Workspace ws;
  private final RowSlices slices;
  private final Tensor positions;
  private final Tensor classes;
  private final int most;
  private double[] sliceTimes = {};
  private int[] sliceClasses = {};
  private double[] pairTimes = {};
  private int[] pairClasses = {};

  /** A network over shared weights, with kernels of the calling thread. */
  public DiffusionTransformer(DiffusionTransformerWeights weights, Kernels kernels) {
    this.w = weights;
    this.config = weights.config;
    this.k = kernels;
    this.ws = kernels.workspace();
    this.slices = new RowSlices(kernels);
    this.positions = kernels.resident(weights.positions);
    this.classes = kernels.resident(weights.classes);
    this.most = RowSlices.most(kernels, widest(config), SLICE_ROWS);
  }

  /** Rows of a slice at most, of which a batch has as few as will do. */
  public static int rowsPerSlice(DiffusionTransformerConfig c) {
    return RowSlices.most(widest(c), SLICE_ROWS);
  }

  private static long widest(DiffusionTransformerConfig c) {
    return (long) c.tokens() * Math.max(c.mlpHidden(), 3 * c.hiddenSize());
  }

  /** Bytes of the temporaries that this instance holds between forwards. */
  public long workspaceBytes() {
    return ws.capacityBytes() + slices.capacityBytes();
  }

  /** Loads a checkpoint in fp32. */
  public static DiffusionTransformer load(Checkpoint checkpoint, Kernels kernels) {
    return load(checkpoint, WeightFormat.F32, kernels);
  }

  /** Loads a checkpoint with the matrices of its blocks in a format. */
  public static DiffusionTransformer load(Checkpoint checkpoint, WeightFormat format, Kernels kernels) {
    return new DiffusionTransformer(DiffusionTransformerWeights.load(checkpoint, format), kernels);
  }

  /** The config. */
  public DiffusionTransformerConfig config() {
    return config;
  }

  /** The weights. */
  DiffusionTransformerWeights weights() {
    return w;
  }

  /** The kernels. */
  Kernels kernels() {
    return k;
  }

  /**
   * Checks a class id.
   *
   * @throws IllegalArgumentException naming the id and the range
   */
  public void checkClass(int id) {
    if (id < 0 || id >= config.classRows()) {
      throw new IllegalArgumentException("class: id must be in 0.." + (config.classRows() - 1) + (config.hasNullClass()
          ? " (" + config.numClasses() + " is the null class)" : "") + ", got " + id);
    }
  }

  /**
   * Evaluates the network.
   *
   * @param x   [N, C, H, W]
   * @param t   [N]: DiT steps 0..999, SiT times in [0, 1]
   * @param y   [N] class ids, {@code numClasses} is the null class
   * @param out [N, O, H, W], O = C for SiT and 2 C for DiT with learned sigma
   */
  public void forward(Tensor x, double[] t, int[] y, Tensor out) {
    forward(x, t, y, out, ForwardObserver.NONE);
  }

  /** As {@link #forward(Tensor, double[], int[], Tensor)}, showing the intermediate results; the output has the same bits. */
  public void forward(Tensor x, double[] t, int[] y, Tensor out, ForwardObserver observer) {
    int n = x.rows();
    checkImage("x", x, n, config.inChannels());
    checkImage("out", out, n, config.outChannels());
    checkPerRow(n, t, y);
    ws.reset();
    Tensor result = MemoryEdge.out(k, out, ws);                                          // [N, O, H, W]
    evaluate(MemoryEdge.in(k, x, ws), t, y, n, result, ForwardObserver.of(observer, k));
    MemoryEdge.write(k, result, out);
  }

  /**
   * The official {@code forward_with_cfg}: the first half of the images is evaluated under both halves of the times and
   * classes, and both halves of the output carry the guided channels. Channels that are not guided are left as their own half
   * gave them.
   *
   * @param x   [2 N, C, H, W], the second half is not read
   * @param t   [2 N]
   * @param y   [2 N] class ids, then null classes
   * @param out [2 N, O, H, W]
   */
  public void forwardWithCfg(Tensor x, double[] t, int[] y, Guidance guidance, Tensor out) {
    int n = x.rows();
    if (n % 2 != 0) {
      throw new IllegalArgumentException("guidance: needs an even number of rows, got " + n);
    }
    checkImage("x", x, n, config.inChannels());
    checkImage("out", out, n, config.outChannels());
    checkPerRow(n, t, y);
    ws.reset();
    Tensor both = MemoryEdge.out(k, out, ws);                                            // [2 N, O, H, W]
    evaluate(twice(x, n / 2), t, y, n, both, ForwardObserver.NONE);
    int row = out.rowSize();
    int guided = guidedValues(guidance);
    k.guide(both, guided, (float) guidance.scale(), both);
    k.copy(both, 0, row, both, (long) n / 2 * row, row, n / 2, guided);
    MemoryEdge.write(k, both, out);
  }

  /**
   * Guided evaluation at the price of two rows each: u + scale (c - u) in the guided channels, c in the others.
   *
   * @param x   [N, C, H, W]
   * @param t   [N]
   * @param y   [N] class ids
   * @param out [N, O, H, W]
   */
  public void forwardGuided(Tensor x, double[] t, int[] y, Guidance guidance, Tensor out) {
    int n = x.rows();
    checkImage("x", x, n, config.inChannels());
    checkImage("out", out, n, config.outChannels());
    checkPerRow(n, t, y);
    if (!config.hasNullClass()) {
      throw new IllegalArgumentException("guidance: needs a model with a null class, class_dropout_prob is 0");
    }
    if (pairTimes.length < 2 * n) {
      pairTimes = new double[2 * n];
      pairClasses = new int[2 * n];
    }
    for (int r = 0; r < n; r++) {
      pairTimes[r] = t[r];
      pairTimes[n + r] = t[r];
      pairClasses[r] = y[r];
      pairClasses[n + r] = config.numClasses();
    }
    ws.reset();
    Tensor both = samples(ws, 2 * n, config.outChannels());                              // [2 N, O, H, W]
    evaluate(twice(x, n), pairTimes, pairClasses, 2 * n, both, ForwardObserver.NONE);
    Tensor result = MemoryEdge.out(k, out, ws);                                          // [N, O, H, W]
    k.guide(both, guidedValues(guidance), (float) guidance.scale(), result);
    MemoryEdge.write(k, result, out);
  }

  /**
   * Values of a row that are guided, from its first; a learned sigma is guided only where the official quirk reaches it.
   *
   * @throws IllegalArgumentException if the first channels are asked of a sequence, whose values do not lie channel by channel
   */
  int guidedValues(Guidance guidance) {
    int channels = guidance.channels() == Guidance.Channels.ALL ? config.inChannels() : guidance.count(config.outChannels());
    if (config.isSequence() && channels != config.inChannels()) {
      throw new IllegalArgumentException("guidance: a sequence is guided in all of its " + config.inChannels() + " values, got "
          + channels);
    }
    return channels * config.area();
  }

  /** Runs the batch in slices whose activations stay in cache; an observer sees the batch whole. Bits do not depend on it. */
  private void evaluate(Tensor x, double[] t, int[] y, int n, Tensor out, ForwardObserver observer) {
    if (n <= most || observer != ForwardObserver.NONE) {
      Workspace space = n <= most ? slices.space(n) : k.workspace();
      if (x.isOnDevice() && observer == ForwardObserver.NONE) {
        replay(x, t, y, n, out, space);
      } else {
        body(x, t, y, n, out, observer, space, Optional.empty());
      }
      return;
    }
    int rows = RowSlices.each(n, most);
    if (sliceTimes.length < rows) {
      sliceTimes = new double[rows];
      sliceClasses = new int[rows];
    }
    for (int from = 0; from < n; from += rows) {
      int count = Math.min(rows, n - from);
      Workspace space = slices.space(count);
      Tensor in = samples(space, count, config.inChannels());                             // [S, C, H, W]
      Tensor result = samples(space, count, config.outChannels());                        // [S, O, H, W]
      k.copy(x, (long) from * x.rowSize(), 0, in, 0, 0, 1, (int) in.size());
      System.arraycopy(t, from, sliceTimes, 0, count);
      System.arraycopy(y, from, sliceClasses, 0, count);
      body(in, sliceTimes, sliceClasses, count, result, observer, space, Optional.empty());
      k.copy(result, 0, 0, out, (long) from * out.rowSize(), 0, 1, (int) result.size());
    }
  }

  /** What the host says of a batch, where it is written before the operations that a device replays: [N, 256] and [N, D]. */
  private record Given(Tensor waves, Tensor label) {}

  /** A forward of so many rows whose temporaries begin at one place. */
  private record Sequence(DiffusionTransformer network, int rows, DeviceMemory memory, long at) {}

  /** On a device: what comes from the host is put where the operations of this number of rows expect it, and they are repeated. */
  private void replay(Tensor x, double[] t, int[] y, int n, Tensor out, Workspace ws) {
    Given given = new Given(ws.floats(n, TimeSinusoid.WIDTH), ws.floats(n, config.hiddenSize()));
    TimeSinusoid.embed(t, n, given.waves, k);                                     // [N] -> [N, 256]
    k.embedding(classes, y, n, given.label);                                      // [N] -> [N, D]
    Tensor in = samples(ws, n, config.inChannels());                              // [N, C, H, W]
    Tensor result = samples(ws, n, config.outChannels());                         // [N, O, H, W]
    k.copy(x, in);
    k.repeat(new Sequence(this, n, result.device(), result.position()),
        () -> body(in, t, y, n, result, ForwardObserver.NONE, ws, Optional.of(given)));
    k.copy(result, out);
  }

  private void body(Tensor x, double[] t, int[] y, int n, Tensor out, ForwardObserver observer, Workspace ws, Optional<Given> given) {
    boolean seen = observer != ForwardObserver.NONE;
    int tokens = config.tokens();
    int d = config.hiddenSize();
    float eps = (float) config.layerNormEps();

    Tensor patches = ws.floats(n, tokens, config.patchValues());                  // [N, T, C p p]
    patches(x, patches);                                                          // [N, C, H, W] -> [N, T, C p p]
    Tensor h = ws.floats(n, tokens, d);                                           // [N, T, D]
    k.linear(patches, w.patch, Activation.NONE, h);                               // [N, T, C p p] -> [N, T, D]
    if (seen) {
      observer.see("patch_embed", h);
    }
    k.add(h, positions, h);                                                       // [N, T, D] + [T, D]
    Tensor c = given.isPresent() ? conditioning(given.get(), n, ws) : conditioning(t, y, n, observer, ws); // [N, D]

    Tensor modulation = ws.floats(n, 6 * d);                                      // [N, 6 D]
    Tensor a = ws.floats(n, tokens, d);                                           // [N, T, D]
    Tensor qkv = ws.floats(n, tokens, 3 * d);                                     // [N, T, 3 D]
    Tensor hidden = ws.floats(n, tokens, config.mlpHidden());                     // [N, T, M]
    for (int i = 0; i < w.blocks.length; i++) {
      DiffusionTransformerWeights.Block b = w.blocks[i];
      k.linear(c, b.modulation(), Activation.NONE, modulation);                   // [N, D] -> [N, 6 D]
      k.layerNormModulated(h, eps, modulation, 0, d, a);                          // [N, T, D]
      k.linear(a, b.qkv(), Activation.NONE, qkv);                                 // [N, T, D] -> [N, T, 3 D]
      attention(qkv, a);                                                          // [N, T, 3 D] -> [N, T, D]
      if (seen) {
        show(observer, "block" + i + "_attn", a, b.proj());
      }
      k.linearGatedResidual(a, b.proj(), modulation, 2 * d, h);                   // [N, T, D] + g [N, T, D]
      k.layerNormModulated(h, eps, modulation, 3 * d, 4 * d, a);                  // [N, T, D]
      k.linear(a, b.fc1(), Activation.GELU_TANH, hidden);                         // [N, T, D] -> [N, T, M]
      if (seen) {
        show(observer, "block" + i + "_mlp", hidden, b.fc2());
      }
      k.linearGatedResidual(hidden, b.fc2(), modulation, 5 * d, h);               // [N, T, D] + g [N, T, M -> D]
      if (seen) {
        observer.see("block" + i, h);
      }
    }

    Tensor last = ws.floats(n, 2 * d);                                            // [N, 2 D]
    k.linear(c, w.finalModulation, Activation.NONE, last);                        // [N, D] -> [N, 2 D]
    k.layerNormModulated(h, eps, last, 0, d, a);                                  // [N, T, D]
    Tensor pixels = ws.floats(n, tokens, w.finalLinear.out());                    // [N, T, p p O']
    k.linear(a, w.finalLinear, Activation.NONE, pixels);                          // [N, T, D] -> [N, T, p p O']
    if (seen) {
      observer.see("final_tokens", pixels);
    }
    place(pixels, out);                                                           // [N, T, p p O'] -> [N, O, H, W]
  }

  /** Cuts samples into the values of their tokens; those of a sequence [N, T p, C] lie in this order already. */
  void patches(Tensor x, Tensor patches) {
    if (config.isSequence()) {
      k.copy(x, patches);
    } else {
      k.unfold(x, config.patchSize(), config.patchSize(), 0, patches);
    }
  }

  /** Puts the values of tokens back where their patches were. */
  void place(Tensor pixels, Tensor out) {
    if (config.isSequence()) {
      k.copy(pixels, out);
    } else {
      k.unpatchify(pixels, config.patchSize(), out);
    }
  }

  private Tensor samples(Workspace space, int n, int channels) {
    int side = config.inputSize();
    return config.isSequence() ? space.floats(n, side, channels) : space.floats(n, channels, side, side);
  }

  /** silu(time embedding + class embedding): what every modulation is a linear function of. */
  Tensor conditioning(double[] t, int[] y, int n, ForwardObserver observer, Workspace ws) {
    int d = config.hiddenSize();
    Tensor waves = ws.floats(n, TimeSinusoid.WIDTH);                              // [N, 256]
    TimeSinusoid.embed(t, n, waves, k);                                           // [N] -> [N, 256]
    Tensor hidden = ws.floats(n, d);                                              // [N, D]
    k.linear(waves, w.time0, Activation.SILU, hidden);                            // [N, 256] -> [N, D]
    Tensor c = ws.floats(n, d);                                                   // [N, D]
    k.linear(hidden, w.time2, Activation.NONE, c);                                // [N, D] -> [N, D]
    Tensor label = ws.floats(n, d);                                               // [N, D]
    k.embedding(classes, y, n, label);                                            // [N] -> [N, D]
    if (observer != ForwardObserver.NONE) {
      observer.see("t_emb", c);
      observer.see("y_emb", label);
    }
    k.add(c, label, c);                                                           // [N, D]
    k.activate(Activation.SILU, c, c);                                            // [N, D]
    return c;
  }

  private Tensor conditioning(Given given, int n, Workspace ws) {
    Tensor hidden = ws.floats(n, config.hiddenSize());                            // [N, D]
    k.linear(given.waves, w.time0, Activation.SILU, hidden);                      // [N, 256] -> [N, D]
    Tensor c = ws.floats(n, config.hiddenSize());                                 // [N, D]
    k.linear(hidden, w.time2, Activation.NONE, c);                                // [N, D] -> [N, D]
    k.add(c, given.label, c);                                                     // [N, D]
    k.activate(Activation.SILU, c, c);                                            // [N, D]
    return c;
  }

  private void attention(Tensor qkv, Tensor out) {
    int d = config.hiddenSize();
    int head = config.headDim();
    float scale = (float) (1 / Math.sqrt(head));
    k.attention(qkv, 0, qkv, d, qkv, 2 * d, config.numHeads(), config.numHeads(), head, scale, AttentionMask.NONE, out);
  }

  /** Shows a branch's output before its gate, which the fused kernel never stores. */
  private void show(ForwardObserver observer, String name, Tensor in, Linear last) {
    Tensor branch = k.allocate(DType.F32, Shape.of(in.shape().dim(0), in.shape().dim(1), last.out()));
    k.linear(in, last, Activation.NONE, branch);
    observer.see(name, branch);
    k.release(branch);
  }

  private Tensor twice(Tensor x, int half) {
    int n = half * x.rowSize();
    Tensor both = samples(ws, 2 * half, config.inChannels());                     // [2 N, C, H, W]
    k.copy(x, 0, 0, both, 0, 0, 1, n);
    k.copy(both, 0, 0, both, n, 0, 1, n);
    return both;
  }

  private void checkImage(String name, Tensor x, int rows, int channels) {
    int s = config.inputSize();
    if (!(config.isSequence() ? x.shape().is(rows, s, channels) : x.shape().is(rows, channels, s, s))) {
      throw new IllegalArgumentException("forward: " + name + " must have shape " + config.batch(rows, channels) + ", got "
          + x.shape());
    }
  }

  private void checkPerRow(int rows, double[] t, int[] y) {
    if (t.length != rows || y.length != rows) {
      throw new IllegalArgumentException("forward: " + rows + " rows need as many times and classes, got " + t.length + " and "
          + y.length);
    }
    for (int id : y) {
      checkClass(id);
    }
  }
}
