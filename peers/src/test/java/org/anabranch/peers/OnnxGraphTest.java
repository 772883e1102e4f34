package org.anabranch.peers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.anabranch.jmh.peer.PeerException;
import org.anabranch.peers.OnnxGraph.Attribute;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** ONNX Runtime loads what the builder writes, and computes what it says. */
final class OnnxGraphTest {
  private static final float[] X = {1, -2, 3, 0.5f, -0.25f, 2};
  private static final float[] ONES = {1, 1, 1};
  private static final float[] ZEROS = {0, 0, 0};

  /** The library's natives are where the provider puts them. */
  @BeforeAll
  static void load() {
    new OnnxRuntime().open(1).close();
  }

  private interface Body {
    String add(OnnxGraph graph, String x);
  }

  /** One graph on x [2, 3]. */
  private static float[] run(Body body, long... dims) {
    OnnxGraph graph = new OnnxGraph();
    String y = graph.output(body.add(graph, graph.input("x", 2, 3)), dims);
    try (OnnxSession session = new OnnxSession("test", 1, graph, 1).input("x", X, 2, 3).output(y, dims)) {
      session.run();
      return session.result();
    }
  }

  @Test
  void productsAndElementwiseArithmetic() {
    float[] w = {1, 2, 3, 4, 5, 6};
    assertArrayEquals(new float[] {10, 12, 9.75f, 12}, run((g, x) -> g.node("MatMul", List.of(x, g.constant(w, 3, 2))), 2, 2));
    assertArrayEquals(new float[] {7.5f, 5}, run((g, x) -> g.node("Gemm", List.of(x, g.constant(new float[] {1, 0, 2}, 1, 3),
        g.constant(new float[] {0.5f}, 1)), Attribute.of("transB", 1)), 2, 1));
    assertArrayEquals(new float[] {2, -1, 4, 1.5f, 0.75f, 3}, run((g, x) -> g.node("Add", List.of(x, g.constant(ONES, 3))), 2, 3));
    assertArrayEquals(new float[] {1, 4, 9, 0.25f, 0.0625f, 4}, run((g, x) -> g.node("Mul", List.of(x, x)), 2, 3));
  }

  @Test
  void shapes() {
    assertArrayEquals(X, run((g, x) -> g.node("Reshape", List.of(x, g.constant(new long[] {3, 2}, 2))), 3, 2));
    assertArrayEquals(new float[] {1, 0.5f, -2, -0.25f, 3, 2},
        run((g, x) -> g.node("Transpose", List.of(x), Attribute.of("perm", List.of(1L, 0L))), 3, 2));
    assertArrayEquals(X, run((g, x) -> g.node("Unsqueeze", List.of(x, g.constant(new long[] {0}, 1))), 1, 2, 3));
    assertArrayEquals(new float[] {0.5f, -0.25f, 2}, run((g, x) -> g.nodes("Split", List.of(x), 2, Attribute.of("axis", 0),
        Attribute.of("num_outputs", 2)).getLast(), 1, 3));
  }

  @Test
  void normsAndActivations() {
    Attribute epsilon = Attribute.of("epsilon", 0f);
    float[] norm = run((g, x) -> g.node("LayerNormalization", List.of(x, g.constant(ONES, 3), g.constant(ZEROS, 3)), epsilon), 2, 3);
    assertEquals((1 - 2 / 3.0) / Math.sqrt(38 / 9.0), norm[0], 1e-6);
    float[] skip = run((g, x) -> g.microsoft("SkipLayerNormalization", List.of(x, x, g.constant(ONES, 3), g.constant(ZEROS, 3)),
        epsilon), 2, 3);
    assertArrayEquals(norm, skip, 1e-6f);
    float[] rms = run((g, x) -> g.node("SimplifiedLayerNormalization", List.of(x, g.constant(ONES, 3)), Attribute.of("axis", -1),
        epsilon), 2, 3);
    assertEquals(1 / Math.sqrt(14 / 3.0), rms[0], 1e-6);
    double sum = Math.exp(1) + Math.exp(-2) + Math.exp(3);
    assertEquals(Math.exp(3) / sum, run((g, x) -> g.node("Softmax", List.of(x), Attribute.of("axis", -1)), 2, 3)[2], 1e-6);
    assertEquals(0.8413447, run((g, x) -> g.node("Gelu", List.of(x)), 2, 3)[0], 1e-6);
    assertEquals(0.8411920, run((g, x) -> g.node("Gelu", List.of(x), Attribute.of("approximate", "tanh")), 2, 3)[0], 1e-6);
    assertEquals(0.8411920, run((g, x) -> g.microsoft("FastGelu", List.of(x)), 2, 3)[0], 1e-6);
    assertEquals(1 / (1 + Math.exp(-1)), run((g, x) -> g.microsoft("QuickGelu", List.of(x), Attribute.of("alpha", 1f)), 2, 3)[0], 1e-6);
  }

  /** A block with fused q, k, v, rotary positions, attention, residual norm, MLP: what a bench of whole networks is made of. */
  @Test
  void aTransformerBlock() {
    int tokens = 5;
    int d = 16;
    OnnxGraph g = new OnnxGraph();
    String x = g.input("x", 1, tokens, d);
    String norm = g.node("LayerNormalization", List.of(x, g.constant(filled(d, 1), d), g.constant(filled(d, 0), d)));
    List<String> qkv = g.nodes("Split", List.of(g.node("Add", List.of(g.node("MatMul", List.of(norm, g.constant(weights(d, 3 * d), d,
        3 * d))), g.constant(filled(3 * d, 0.1f), 3 * d)))), 3, Attribute.of("axis", -1), Attribute.of("num_outputs", 3));
    String positions = g.constant(new long[] {0}, 1);
    String cos = g.constant(filled(tokens * 4, 1), tokens, 4);
    String sin = g.constant(filled(tokens * 4, 0), tokens, 4);
    String q = g.microsoft("RotaryEmbedding", List.of(qkv.get(0), positions, cos, sin), Attribute.of("num_heads", 2));
    String k = g.microsoft("RotaryEmbedding", List.of(qkv.get(1), positions, cos, sin), Attribute.of("num_heads", 2));
    String attention = g.microsoft("MultiHeadAttention", List.of(q, k, qkv.get(2)), Attribute.of("num_heads", 2));
    String out = g.node("MatMul", List.of(attention, g.constant(weights(d, d), d, d)));
    String h = g.microsoft("SkipLayerNormalization", List.of(out, x, g.constant(filled(d, 1), d), g.constant(filled(d, 0), d),
        g.constant(filled(d, 0), d)), Attribute.of("epsilon", 1e-5f));
    String mlp = g.node("MatMul", List.of(g.microsoft("FastGelu", List.of(g.node("MatMul", List.of(h, g.constant(weights(d, 4 * d), d,
        4 * d))))), g.constant(weights(4 * d, d), 4 * d, d)));
    String y = g.output(g.node("Add", List.of(mlp, h)), 1, tokens, d);
    float[] values = weights(tokens, d);
    try (OnnxSession session = new OnnxSession("block", 1, g, 1).input("x", values, 1, tokens, d).output(y, 1, tokens, d)) {
      session.run();
      float[] first = session.result();
      for (float f : first) {
        assertTrue(Float.isFinite(f) && f != 0);
      }
    }
  }

  @Test
  void refusesAConstantOfAnotherSize() {
    assertEquals("onnx: a constant of [2, 2] needs 4 values, got 3",
        assertThrows(IllegalArgumentException.class, () -> new OnnxGraph().constant(ONES, 2, 2)).getMessage());
  }

  @Test
  void anUnknownOperatorIsRefusedByTheRuntime() {
    PeerException e = assertThrows(PeerException.class, () -> run((g, x) -> g.node("NoSuchOperator", List.of(x)), 2, 3));
    assertTrue(e.getMessage().contains("NoSuchOperator"), e.getMessage());
  }

  private static float[] filled(int n, float value) {
    float[] a = new float[n];
    Arrays.fill(a, value);
    return a;
  }

  private static float[] weights(int rows, int columns) {
    float[] a = new float[rows * columns];
    for (int i = 0; i < a.length; i++) {
      a[i] = (float) Math.sin(i * 0.7) / (float) Math.sqrt(rows);
    }
    return a;
  }
}
