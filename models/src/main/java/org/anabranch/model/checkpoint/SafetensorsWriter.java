package org.anabranch.model.checkpoint;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.anabranch.engine.DType;
import org.anabranch.engine.Tensor;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;

/**
 * Writes safetensors files whose bytes depend on nothing but names, tensors and metadata.
 *
 * <p>As in the official writer, tensors are sorted by element size (widest first, so that each is aligned) and then by name;
 * metadata by key; the header is padded with blanks to 8 bytes. The file is written under a temporary name in the same folder,
 * forced to the disk and renamed, so that a reader sees all of it or nothing, and a failure leaves nothing behind.
 */
public final class SafetensorsWriter {
  private static final int CHUNK = 1 << 20;

  private record Named(String name, Tensor tensor, long bytes) {}

  private SafetensorsWriter() {}

  /**
   * Writes or replaces a file.
   *
   * @throws CheckpointException if the folder cannot be written, the disk is full, or a name is reserved
   */
  public static void write(Path file, Map<String, Tensor> tensors, Map<String, String> metadata) {
    Path target = file.toAbsolutePath();
    if (target.getFileName() == null) {
      throw new CheckpointException("output: " + file + " must name a file");
    }
    List<Named> order = order(tensors);
    byte[] header = header(order, new TreeMap<>(metadata));
    try {
      AtomicFile.write(target, channel -> {
        ByteBuffer chunk = ByteBuffer.allocateDirect(CHUNK).order(ByteOrder.LITTLE_ENDIAN);
        AtomicFile.all(channel, ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(0, header.length));
        AtomicFile.all(channel, ByteBuffer.wrap(header));
        for (Named n : order) {
          writeTensor(channel, n.tensor, chunk);
        }
      });
    } catch (IOException e) {
      throw new CheckpointException("output: cannot write " + file + ": " + FileErrors.reason(e), e);
    }
  }

  private static List<Named> order(Map<String, Tensor> tensors) {
    List<Named> order = new ArrayList<>();
    tensors.forEach((name, t) -> {
      if (name.equals(SafetensorsHeader.METADATA)) {
        throw new CheckpointException("output: a tensor must not be named " + SafetensorsHeader.METADATA);
      }
      order.add(new Named(name, t, Math.multiplyExact(t.size(), t.dtype().bytes())));
    });
    order.sort(Comparator.comparing((Named n) -> -n.tensor.dtype().bytes())
        .thenComparing(n -> n.tensor.dtype()).thenComparing(Named::name));
    return order;
  }

  private static byte[] header(List<Named> order, Map<String, String> metadata) {
    ByteArrayOutputStream json = new ByteArrayOutputStream();
    try (JsonGenerator g = StrictJson.FACTORY.createGenerator(ObjectWriteContext.empty(), json)) {
      g.writeStartObject();
      if (!metadata.isEmpty()) {
        g.writeObjectPropertyStart(SafetensorsHeader.METADATA);
        metadata.forEach(g::writeStringProperty);
        g.writeEndObject();
      }
      long at = 0;
      for (Named n : order) {
        g.writeObjectPropertyStart(n.name);
        g.writeStringProperty("dtype", n.tensor.dtype().name());
        g.writeArrayPropertyStart("shape");
        for (int d : n.tensor.shape().toArray()) {
          g.writeNumber(d);
        }
        g.writeEndArray();
        g.writeArrayPropertyStart("data_offsets");
        g.writeNumber(at);
        at = Math.addExact(at, n.bytes);
        g.writeNumber(at);
        g.writeEndArray();
        g.writeEndObject();
      }
      g.writeEndObject();
    }
    while (json.size() % 8 != 0) {
      json.write(' ');
    }
    if (json.size() > Safetensors.MAX_HEADER_BYTES) {
      throw new CheckpointException("output: the header needs " + json.size() + " bytes, the format allows "
          + Safetensors.MAX_HEADER_BYTES);
    }
    return json.toByteArray();
  }

  private static void writeTensor(FileChannel channel, Tensor t, ByteBuffer chunk) throws IOException {
    if (!t.onHeap()) {
      MemorySegment s = t.segment();
      for (long at = 0; at < s.byteSize(); at += CHUNK) {
        chunk.clear();
        int n = (int) Math.min(CHUNK, s.byteSize() - at);
        MemorySegment.ofBuffer(chunk).asSlice(0, n).copyFrom(s.asSlice(at, n));
        AtomicFile.all(channel, chunk.limit(n));
      }
      return;
    }
    int size = Math.toIntExact(t.size());
    int per = CHUNK / t.dtype().bytes();
    for (int at = 0; at < size; at += per) {
      int n = Math.min(per, size - at);
      chunk.clear();
      if (t.dtype() == DType.F64) {
        chunk.asDoubleBuffer().put(t.doubles(), t.offset() + at, n);
      } else {
        chunk.asFloatBuffer().put(t.floats(), t.offset() + at, n);
      }
      AtomicFile.all(channel, chunk.limit(n * t.dtype().bytes()));
    }
  }
}
