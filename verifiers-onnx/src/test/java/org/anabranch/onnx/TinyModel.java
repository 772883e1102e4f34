package org.anabranch.onnx;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;

/**
 * ONNX files of one product: {@code y = x W}, with {@code conditions} as a second input that is added where it is asked for. Protocol
 * buffers by hand; field numbers: onnx/onnx.proto3.
 */
final class TinyModel {
  private static final int FLOAT = 1;
  private static final int INT64 = 7;
  private static final int OPSET = 21;
  private static final int IR = 10;

  private TinyModel() {}

  /**
   * Writes a model.
   *
   * @param batch   first dimension of the input; below 0 for a free one
   * @param sample  the others; more than one are flattened
   * @param weights [elements of a sample, out], row-major
   * @param told    whether there is a second input, added to every output
   */
  static Path write(Path file, int batch, int[] sample, int out, float[] weights, boolean told) {
    Proto graph = new Proto().text(2, "tiny");
    if (sample.length > 1) {
      graph.message(1, node("Flatten", "flat", "x"));
    }
    graph.message(1, node("MatMul", told ? "product" : "y", sample.length > 1 ? "flat" : "x", "w"));
    if (told) {
      Proto cast = node("Cast", "float", "conditions");
      graph.message(1, cast.message(5, new Proto().text(1, "to").integer(3, FLOAT).integer(20, 2)));
      graph.message(1, node("Add", "y", "product", "float"));
    }
    ByteBuffer raw = ByteBuffer.allocate(weights.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    raw.asFloatBuffer().put(weights);
    graph.message(5, new Proto().integer(1, weights.length / out).integer(1, out).integer(2, FLOAT).text(8, "w").bytes(9, raw.array()));
    graph.message(11, value("x", FLOAT, IntStream.concat(IntStream.of(batch), IntStream.of(sample)).toArray()));
    if (told) {
      graph.message(11, value("conditions", INT64, batch));
    }
    graph.message(12, value("y", FLOAT, batch, out));
    Proto model = new Proto().integer(1, IR).message(7, graph).message(8, new Proto().text(1, "").integer(2, OPSET));
    try {
      return Files.write(file, model.out.toByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Proto node(String op, String output, String... inputs) {
    Proto node = new Proto();
    for (String i : inputs) {
      node.text(1, i);
    }
    return node.text(2, output).text(3, op).text(4, op);
  }

  private static Proto value(String name, int type, int... dims) {
    Proto shape = new Proto();
    for (int d : dims) {
      shape.message(1, d < 0 ? new Proto().text(2, "N") : new Proto().integer(1, d));
    }
    return new Proto().text(1, name).message(2, new Proto().message(1, new Proto().integer(1, type).message(2, shape)));
  }

  /** A message. */
  private static final class Proto {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    Proto integer(int field, long value) {
      varint((long) field << 3);
      varint(value);
      return this;
    }

    Proto text(int field, String value) {
      return bytes(field, value.getBytes(StandardCharsets.UTF_8));
    }

    Proto message(int field, Proto value) {
      return bytes(field, value.out.toByteArray());
    }

    Proto bytes(int field, byte[] value) {
      varint((long) field << 3 | 2);
      varint(value.length);
      out.writeBytes(value);
      return this;
    }

    private void varint(long value) {
      long rest = value;
      for (; rest > 0x7f; rest >>>= 7) {
        out.write((int) rest & 0x7f | 0x80);
      }
      out.write((int) rest);
    }
  }
}
