package org.anabranch.peers;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.anabranch.engine.Tensor;
import org.anabranch.model.checkpoint.Checkpoint;
import org.anabranch.peers.OnnxGraph.Attribute;

/**
 * A network that becomes a graph for ONNX Runtime: layers of a checkpoint as nodes, in a plain form and in a fused one.
 *
 * <p>Weights are constants under their official names; a layer that is named twice is in the graph once.
 */
class OnnxNetwork {
  /** The last axis. */
  static final Attribute LAST = Attribute.of("axis", -1);

  private static final String NAME = "ort";
  private static final int WAVES = 128;

  /** What is built. */
  final OnnxGraph graph = new OnnxGraph();
  /** Which form. */
  final boolean fused;

  private final Checkpoint weights;
  private final String one = graph.constant(new float[] {1});
  private final Map<List<String>, String> matrices = new HashMap<>();

  /** A residual stream whose last branch, if it has one, has not been added: the next norm may do it. */
  record Stream(String sum, String branch) {
    Stream(String sum) {
      this(sum, OnnxGraph.NONE);
    }

    boolean hasBranch() {
      return !branch.isEmpty();
    }
  }

  /** A graph without nodes. */
  OnnxNetwork(Checkpoint weights, boolean fused) {
    this.weights = weights;
    this.fused = fused;
  }

  /** The name of the form's column. */
  final String name() {
    return fused ? NAME + "-fused" : NAME;
  }

  /** The sum of a stream. */
  final String sum(Stream h) {
    return h.hasBranch() ? graph.node("Add", List.of(h.sum, h.branch)) : h.sum;
  }

  /** x (1 + scale) + shift. */
  final String modulated(String x, String shift, String scale) {
    return graph.node("Add", List.of(graph.node("Mul", List.of(x, graph.node("Add", List.of(scale, one)))), shift));
  }

  /** cos and sin of t [N, 1, 1] times 128 frequencies, [N, 1, 256]. */
  final String waves(String t) {
    float[] frequencies = new float[WAVES];
    for (int i = 0; i < WAVES; i++) {
      frequencies[i] = (float) Math.exp(-Math.log(10000) * i / WAVES);
    }
    String angles = graph.node("Mul", List.of(t, graph.constant(frequencies, WAVES)));
    return graph.node("Concat", List.of(graph.node("Cos", List.of(angles)), graph.node("Sin", List.of(angles))), LAST);
  }

  /** x sigmoid(x). */
  final String silu(String x) {
    return graph.microsoft("QuickGelu", List.of(x), Attribute.of("alpha", 1f));
  }

  /** GELU by tanh of a layer. */
  final String gelu(String x, String layer) {
    if (fused) {
      return graph.microsoft("FastGelu", List.of(graph.node("MatMul", List.of(x, matrix(layer))), bias(layer)));
    }
    return graph.node("Gelu", List.of(linear(x, layer)), Attribute.of("approximate", "tanh"));
  }

  /** Layers of the same input, their outputs side by side; with a bias if the first has one. */
  final String linear(String x, String... layers) {
    String y = graph.node("MatMul", List.of(x, matrix(layers)));
    return weights.has(layers[0] + ".bias") ? graph.node("Add", List.of(y, bias(layers))) : y;
  }

  /** Their biases side by side. */
  final String bias(String... layers) {
    return matrices.computeIfAbsent(List.of(String.join("|", layers), "bias"), k -> {
      float[] b = new float[Arrays.stream(layers).mapToInt(l -> Math.toIntExact(weights.shape(l + ".bias").size())).sum()];
      int at = 0;
      for (String layer : layers) {
        float[] part = values(layer + ".bias");
        System.arraycopy(part, 0, b, at, part.length);
        at += part.length;
      }
      return graph.constant(b, b.length);
    });
  }

  /** Their weights side by side as [in, out]. */
  final String matrix(String... layers) {
    return matrices.computeIfAbsent(List.of(layers), k -> {
      int out = Arrays.stream(layers).mapToInt(l -> weights.shape(l + ".weight").dim(0)).sum();
      int in = Math.toIntExact(weights.shape(layers[0] + ".weight").size() / weights.shape(layers[0] + ".weight").dim(0));
      float[] turned = new float[Math.multiplyExact(in, out)];
      int column = 0;
      for (String layer : layers) {
        Tensor weight = weights.tensor(layer + ".weight");
        float[] w = weight.toFloats();
        for (int o = 0; o < weight.shape().dim(0); o++, column++) {
          for (int i = 0; i < in; i++) {
            turned[i * out + column] = w[o * in + i];
          }
        }
      }
      return graph.constant(turned, in, out);
    });
  }

  /** The values of a tensor. */
  final float[] values(String tensor) {
    return weights.tensor(tensor).toFloats();
  }

  /** A tensor as it stands; named twice it is in the graph once. */
  final String table(String tensor) {
    return matrices.computeIfAbsent(List.of(tensor, "as it stands"), k -> {
      long[] dims = new long[weights.shape(tensor).rank()];
      Arrays.setAll(dims, i -> weights.shape(tensor).dim(i));
      return graph.constant(values(tensor), dims);
    });
  }

  /** Equal parts of an axis. */
  final List<String> split(String x, int parts, long axis) {
    return graph.nodes("Split", List.of(x), parts, Attribute.of("axis", axis), Attribute.of("num_outputs", parts));
  }

  /** Parts of the last axis. */
  final List<String> parts(String x, long... widths) {
    return graph.nodes("Split", List.of(x, graph.constant(widths, widths.length)), widths.length, LAST);
  }

  /** The same values in another shape. */
  final String reshape(String x, long... dims) {
    return graph.node("Reshape", List.of(x, graph.constant(dims, dims.length)));
  }
}
