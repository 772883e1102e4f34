package org.anabranch.peers;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Builds an ONNX model in memory: inputs, constants, nodes in the order of their execution, outputs.
 *
 * <p>A node's outputs get names of their own, which the caller passes on as inputs; an input left out is {@link #NONE}. Operators of
 * ONNX are of version {@value #OPSET}; those of ONNX Runtime are the domain {@code com.microsoft}. Large constants stay outside the
 * model file, in {@link #external}. Field numbers: onnx/onnx.proto3. Not thread-safe.
 */
final class OnnxGraph {
  /** An optional input that is left out. */
  static final String NONE = "";

  private static final int OPSET = 21;
  private static final int IR = 10;
  private static final String MICROSOFT = "com.microsoft";
  private static final int FLOAT = 1;
  private static final int INT64 = 7;
  private static final int EXTERNAL = 1;
  /** Values of a constant that stays inside the file: shape inference reads only those. */
  private static final int MOST_INSIDE = 1 << 12;

  /** A constant outside the file. */
  record Constant(float[] values, long[] dims) {}

  /** A node's attribute. */
  record Attribute(ProtoWriter proto) {
    private static final int REAL = 1;
    private static final int INTEGER = 2;
    private static final int TEXT = 3;
    private static final int INTEGERS = 7;

    /** A number. */
    static Attribute of(String name, long value) {
      return new Attribute(new ProtoWriter().text(1, name).integer(3, value).integer(20, INTEGER));
    }

    /** A float. */
    static Attribute of(String name, float value) {
      return new Attribute(new ProtoWriter().text(1, name).real(2, value).integer(20, REAL));
    }

    /** Text. */
    static Attribute of(String name, String value) {
      return new Attribute(new ProtoWriter().text(1, name).text(4, value).integer(20, TEXT));
    }

    /** Numbers, such as a permutation. */
    static Attribute of(String name, List<Long> values) {
      ProtoWriter w = new ProtoWriter().text(1, name);
      values.forEach(v -> w.integer(8, v));
      return new Attribute(w.integer(20, INTEGERS));
    }
  }

  private final ProtoWriter graph = new ProtoWriter().text(2, "graph");
  private final Map<String, Constant> external = new LinkedHashMap<>();
  private int names;

  /** An input of floats; returns its name. */
  String input(String name, long... dims) {
    graph.message(11, valueInfo(FLOAT, name, dims));
    return name;
  }

  /** An input of 64-bit integers, such as ids; returns its name. */
  String integers(String name, long... dims) {
    graph.message(11, valueInfo(INT64, name, dims));
    return name;
  }

  /** Makes a node's output one of the graph, under the name that the node gave it. */
  String output(String name, long... dims) {
    graph.message(12, valueInfo(FLOAT, name, dims));
    return name;
  }

  /** A constant of floats; returns its name. */
  String constant(float[] values, long... dims) {
    if (values.length > MOST_INSIDE) {
      checkSize(values.length, dims);
      String name = "c" + names++;
      ProtoWriter tensor = new ProtoWriter();
      for (long d : dims) {
        tensor.integer(1, d);
      }
      graph.message(5, tensor.integer(2, FLOAT).text(8, name).message(13, new ProtoWriter().text(1, "location").text(2, name))
          .integer(14, EXTERNAL));
      external.put(name, new Constant(values, dims));
      return name;
    }
    ByteBuffer raw = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    raw.asFloatBuffer().put(values);
    return constant(FLOAT, values.length, raw, dims);
  }

  /** A constant of 64-bit integers, such as the shape that Reshape wants; returns its name. */
  String constant(long[] values, long... dims) {
    ByteBuffer raw = ByteBuffer.allocate(values.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    raw.asLongBuffer().put(values);
    return constant(INT64, values.length, raw, dims);
  }

  private String constant(int type, long count, ByteBuffer raw, long... dims) {
    checkSize(count, dims);
    ProtoWriter tensor = new ProtoWriter();
    for (long d : dims) {
      tensor.integer(1, d);
    }
    String name = "c" + names++;
    graph.message(5, tensor.integer(2, type).text(8, name).bytes(9, raw.array()));
    return name;
  }

  private static void checkSize(long count, long... dims) {
    long size = Arrays.stream(dims).reduce(1, (a, b) -> a * b);
    if (size != count) {
      throw new IllegalArgumentException("onnx: a constant of " + Arrays.toString(dims) + " needs " + size + " values, got " + count);
    }
  }

  /** Constants that the file only names; the session is given them. */
  Map<String, Constant> external() {
    return Collections.unmodifiableMap(external);
  }

  /** A node of ONNX with one output; returns the output's name. */
  String node(String op, List<String> inputs, Attribute... attributes) {
    return node(NONE, op, inputs, 1, attributes).getFirst();
  }

  /** A node of ONNX with several outputs, such as Split. */
  List<String> nodes(String op, List<String> inputs, int outputs, Attribute... attributes) {
    return node(NONE, op, inputs, outputs, attributes);
  }

  /** A node of ONNX Runtime's own operators with one output. */
  String microsoft(String op, List<String> inputs, Attribute... attributes) {
    return node(MICROSOFT, op, inputs, 1, attributes).getFirst();
  }

  /** A node of ONNX Runtime's own operators of whose outputs the first and another one are wanted. */
  List<String> microsoft(String op, List<String> inputs, int other, Attribute... attributes) {
    List<String> made = node(MICROSOFT, op, inputs, IntStream.rangeClosed(0, other)
        .mapToObj(i -> i == 0 || i == other ? "t" + names++ : NONE).toList(), attributes);
    return List.of(made.getFirst(), made.getLast());
  }

  private List<String> node(String domain, String op, List<String> inputs, int outputs, Attribute... attributes) {
    return node(domain, op, inputs, IntStream.range(0, outputs).mapToObj(i -> "t" + names++).toList(), attributes);
  }

  private List<String> node(String domain, String op, List<String> inputs, List<String> made, Attribute... attributes) {
    ProtoWriter node = new ProtoWriter();
    inputs.forEach(i -> node.text(1, i));
    made.forEach(o -> node.text(2, o));
    node.text(3, op + "_" + made.getFirst()).text(4, op);
    for (Attribute a : attributes) {
      node.message(5, a.proto);
    }
    graph.message(1, domain.isEmpty() ? node : node.text(7, domain));
    return made;
  }

  /** The model file. */
  byte[] toBytes() {
    return new ProtoWriter().integer(1, IR).message(7, graph).message(8, new ProtoWriter().text(1, NONE).integer(2, OPSET))
        .message(8, new ProtoWriter().text(1, MICROSOFT).integer(2, 1)).toBytes();
  }

  private static ProtoWriter valueInfo(int type, String name, long... dims) {
    ProtoWriter shape = new ProtoWriter();
    for (long d : dims) {
      shape.message(1, new ProtoWriter().integer(1, d));
    }
    ProtoWriter tensor = new ProtoWriter().integer(1, type).message(2, shape);
    return new ProtoWriter().text(1, name).message(2, new ProtoWriter().message(1, tensor));
  }
}
