package org.anabranch.model;

import java.util.Arrays;
import java.util.Optional;
import org.anabranch.engine.Activation;
import org.anabranch.engine.AttentionMask;
import org.anabranch.engine.Kernels;
import org.anabranch.engine.Linear;
import org.anabranch.engine.TangentKernels;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.Workspace;

/**
 * Forward-mode derivatives of a {@link DiffusionTransformer} by its image, at fixed times and classes.
 *
 * <p>A point is evaluated once and what its tangents need stays on a tape: the inputs of the norms, queries, keys and values,
 * the slopes of the hidden layer and the modulations, {@code T (5 D + M) + 6 D} floats a block and row. Tangents follow in slices
 * of at most {@value #SLICE}, whose tokens are rows of the same products as a forward's. Time and class are not perturbed, so the
 * conditioning has no tangent.
 *
 * <p>A row's output and products depend on the row and the tangent alone, to the last bit. Threading: as the network.
 */
final class DiffusionTransformerTangent {
  /** Tangents whose activations stay in cache together. */
  private static final int SLICE = 16;

  private final DiffusionTransformer network;
  private final DiffusionTransformerConfig config;
  private final DiffusionTransformerWeights w;
  private final Kernels k;
  private final TangentKernels tangent;
  private final Linear patch;
  private final Maps[] maps;
  private final Linear last;
  private final Workspace tape = new Workspace();
  private final Workspace push = new Workspace();
  private final Recorded[] recorded;
  private Tensor finalInput;
  private Tensor finalModulation;

  /** The matrices of a block without their biases. */
  private record Maps(Linear qkv, Linear proj, Linear fc1, Linear fc2) {}

  /** A block's part of the tape: modulation [N, 6 D], inputs of its norms [N, T, D], qkv [N, T, 3 D], slopes [N, T, M]. */
  private record Recorded(Tensor modulation, Tensor first, Tensor qkv, Tensor second, Tensor slope) {}

  /** Derivatives of a network, on its weights and kernels. */
  DiffusionTransformerTangent(DiffusionTransformer network) {
    this.network = network;
    config = network.config();
    w = network.weights();
    k = network.kernels();
    tangent = k.tangents();
    patch = w.patch.withoutBias();
    last = w.finalLinear.withoutBias();
    maps = new Maps[w.blocks.length];
    recorded = new Recorded[w.blocks.length];
    for (int i = 0; i < maps.length; i++) {
      DiffusionTransformerWeights.Block b = w.blocks[i];
      maps[i] = new Maps(b.qkv().withoutBias(), b.proj().withoutBias(), b.fc1().withoutBias(), b.fc2().withoutBias());
    }
  }

  /**
   * The network's output and its derivatives.
   *
   * @param x        [N, C, H, W]
   * @param t        [N]
   * @param y        [N] class ids
   * @param tangents [N p, C, H, W]
   * @param out      [N, O, H, W] receives the output, the bits of a forward
   * @param products [N p, O, H, W] receives the derivative in the direction of each tangent
   */
  void evaluate(Tensor x, double[] t, int[] y, Tensor tangents, Tensor out, Tensor products) {
    int n = x.rows();
    int p = n == 0 ? 0 : tangents.rows() / n;
    if (p < 1 || tangents.rows() != n * p || products.rows() != n * p || tangents.rowSize() != x.rowSize()) {
      throw new IllegalArgumentException("tangents: need a whole number, at least 1, for each row of " + x + ", got " + tangents
          + " and room for " + products);
    }
    int rows = Math.max(1, SLICE / p);
    for (int r = 0; r < n; r += rows) {
      int count = Math.min(rows, n - r);
      record(x.rows(r, count), Arrays.copyOfRange(t, r, r + count), Arrays.copyOfRange(y, r, r + count), out.rows(r, count));
      // Where a slice holds several rows it holds all their tangents.
      int most = count > 1 ? count * p : SLICE;
      for (int from = r * p; from < (r + count) * p; from += most) {
        int size = Math.min(most, (r + count) * p - from);
        follow(tangents.rows(from, size), products.rows(from, size));
      }
    }
  }

  /**
   * As {@link #evaluate(Tensor, double[], int[], Tensor, Tensor, Tensor)}, with guidance if there is any: u + scale (c - u) in the
   * guided channels of output and derivatives, c in the others, at the price of two rows each.
   */
  void evaluate(Tensor x, double[] t, int[] y, Optional<Guidance> guidance, Tensor tangents, Tensor out, Tensor products) {
    evaluate(x, t, y, tangents, out, products);
    if (guidance.isPresent()) {
      int[] none = new int[y.length];
      Arrays.fill(none, config.numClasses());
      Tensor nullOut = Tensor.zeros(out.dtype(), out.shape());
      Tensor nullProducts = Tensor.zeros(products.dtype(), products.shape());
      evaluate(x, t, none, tangents, nullOut, nullProducts);
      guide(out, nullOut, guidance.get());
      guide(products, nullProducts, guidance.get());
    }
  }

  private void guide(Tensor c, Tensor u, Guidance guidance) {
    int guided = network.guidedValues(guidance);
    float scale = (float) guidance.scale();
    for (int r = 0; r < c.rows(); r++) {
      int from = c.offset() + r * c.rowSize();
      int other = u.offset() + r * c.rowSize();
      for (int i = 0; i < guided; i++) {
        float base = u.floats()[other + i];
        c.floats()[from + i] = base + scale * (c.floats()[from + i] - base);
      }
    }
  }

  /** A forward that leaves its tape. */
  private void record(Tensor x, double[] t, int[] y, Tensor out) {
    tape.reset();
    int n = x.rows();
    int tokens = config.tokens();
    int d = config.hiddenSize();
    float eps = (float) config.layerNormEps();
    Tensor patches = tape.floats(n, tokens, config.patchValues());                // [N, T, C p p]
    network.patches(x, patches);                                                  // [N, C, H, W] -> [N, T, C p p]
    Tensor h = tape.floats(n, tokens, d);                                         // [N, T, D]
    k.linear(patches, w.patch, Activation.NONE, h);                               // [N, T, C p p] -> [N, T, D]
    k.add(h, w.positions, h);                                                     // [N, T, D] + [T, D]
    Tensor c = network.conditioning(t, y, n, ForwardObserver.NONE, tape);         // [N, D]
    Tensor a = tape.floats(n, tokens, d);                                         // [N, T, D]
    Tensor hidden = tape.floats(n, tokens, config.mlpHidden());                   // [N, T, M]
    for (int i = 0; i < w.blocks.length; i++) {
      DiffusionTransformerWeights.Block b = w.blocks[i];
      Recorded r = new Recorded(tape.floats(n, 6 * d), tape.floats(n, tokens, d), tape.floats(n, tokens, 3 * d),
          tape.floats(n, tokens, d), tape.floats(n, tokens, config.mlpHidden()));
      recorded[i] = r;
      k.linear(c, b.modulation(), Activation.NONE, r.modulation);                 // [N, D] -> [N, 6 D]
      copy(h, r.first);
      k.layerNormModulated(h, eps, r.modulation, 0, d, a);                        // [N, T, D]
      k.linear(a, b.qkv(), Activation.NONE, r.qkv);                               // [N, T, D] -> [N, T, 3 D]
      k.attention(r.qkv, 0, r.qkv, d, r.qkv, 2 * d, config.numHeads(), config.numHeads(), config.headDim(), scale(),
          AttentionMask.NONE, a);                                                 // [N, T, 3 D] -> [N, T, D]
      k.linearGatedResidual(a, b.proj(), r.modulation, 2 * d, h);                 // [N, T, D] + g [N, T, D]
      copy(h, r.second);
      k.layerNormModulated(h, eps, r.modulation, 3 * d, 4 * d, a);                // [N, T, D]
      k.linear(a, b.fc1(), Activation.NONE, hidden);                              // [N, T, D] -> [N, T, M]
      tangent.slope(Activation.GELU_TANH, hidden, r.slope);                       // [N, T, M]
      k.activate(Activation.GELU_TANH, hidden, hidden);                           // [N, T, M]
      k.linearGatedResidual(hidden, b.fc2(), r.modulation, 5 * d, h);             // [N, T, D] + g [N, T, M -> D]
    }
    finalInput = h;
    finalModulation = tape.floats(n, 2 * d);                                      // [N, 2 D]
    k.linear(c, w.finalModulation, Activation.NONE, finalModulation);             // [N, D] -> [N, 2 D]
    k.layerNormModulated(h, eps, finalModulation, 0, d, a);                       // [N, T, D]
    Tensor pixels = tape.floats(n, tokens, w.finalLinear.out());                  // [N, T, p p O']
    k.linear(a, w.finalLinear, Activation.NONE, pixels);                          // [N, T, D] -> [N, T, p p O']
    network.place(pixels, out);                                                   // [N, T, p p O'] -> [N, O, H, W]
  }

  /** The derivatives in the direction of some tangents of the recorded rows, S of them: a whole number for each row. */
  private void follow(Tensor dx, Tensor products) {
    push.reset();
    int s = dx.rows();
    int tokens = config.tokens();
    int d = config.hiddenSize();
    float eps = (float) config.layerNormEps();
    Tensor patches = push.floats(s, tokens, config.patchValues());                // [S, T, C p p]
    network.patches(dx, patches);                                                 // [S, C, H, W] -> [S, T, C p p]
    Tensor h = push.floats(s, tokens, d);                                         // [S, T, D]
    k.linear(patches, patch, Activation.NONE, h);                                 // [S, T, C p p] -> [S, T, D]
    Tensor a = push.floats(s, tokens, d);                                         // [S, T, D]
    Tensor qkv = push.floats(s, tokens, 3 * d);                                   // [S, T, 3 D]
    Tensor hidden = push.floats(s, tokens, config.mlpHidden());                   // [S, T, M]
    for (int i = 0; i < maps.length; i++) {
      Recorded r = recorded[i];
      tangent.layerNormModulated(r.first, eps, r.modulation, d, h, a);            // [S, T, D]
      k.linear(a, maps[i].qkv, Activation.NONE, qkv);                             // [S, T, D] -> [S, T, 3 D]
      tangent.attention(r.qkv, 0, d, 2 * d, config.numHeads(), config.headDim(), scale(), qkv, a); // [S, T, 3 D] -> [S, T, D]
      k.linearGatedResidual(a, maps[i].proj, r.modulation, 2 * d, h);             // [S, T, D] + g [S, T, D]
      tangent.layerNormModulated(r.second, eps, r.modulation, 4 * d, h, a);       // [S, T, D]
      k.linear(a, maps[i].fc1, Activation.NONE, hidden);                          // [S, T, D] -> [S, T, M]
      tangent.multiply(r.slope, hidden, hidden);                                  // [S, T, M]
      k.linearGatedResidual(hidden, maps[i].fc2, r.modulation, 5 * d, h);         // [S, T, D] + g [S, T, M -> D]
    }
    tangent.layerNormModulated(finalInput, eps, finalModulation, d, h, a);        // [S, T, D]
    Tensor pixels = push.floats(s, tokens, last.out());                           // [S, T, p p O']
    k.linear(a, last, Activation.NONE, pixels);                                   // [S, T, D] -> [S, T, p p O']
    network.place(pixels, products);                                              // [S, T, p p O'] -> [S, O, H, W]
  }

  private float scale() {
    return (float) (1 / Math.sqrt(config.headDim()));
  }

  private static void copy(Tensor from, Tensor to) {
    System.arraycopy(from.floats(), from.offset(), to.floats(), to.offset(), (int) from.size());
  }
}
