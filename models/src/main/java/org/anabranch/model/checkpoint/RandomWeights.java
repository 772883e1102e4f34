package org.anabranch.model.checkpoint;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.function.UnaryOperator;
import org.anabranch.engine.Shape;
import org.anabranch.engine.Tensor;

/**
 * Checkpoints whose weights are random: the speed of a network is that of a trained one.
 *
 * <p>A weight is uniform with variance 1 / inputs, a bias with variance 1/100, a vector with variance 1; each is a hash of the seed,
 * the tensor's place and its index, so that every process makes the same ones. Memory: 4 bytes per parameter, off the heap.
 */
public final class RandomWeights {
  private static final double BIAS_VARIANCE = 0.01;
  private static final ValueLayout.OfFloat F32 = ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private RandomWeights() {}

  /**
   * A checkpoint of these tensors.
   *
   * @param name   of the checkpoint in messages
   * @param like   the tensor whose values one has, itself for most: repeated blocks repeat the first of their kind
   * @param config the checkpoint's config
   */
  public static Checkpoint of(String name, Map<String, Shape> tensors, UnaryOperator<String> like, ConfigReader config, long seed) {
    StringJoiner header = new StringJoiner(",", "{", "}");
    long at = 0;
    for (Map.Entry<String, Shape> e : tensors.entrySet()) {
      long end = at + Float.BYTES * e.getValue().size();
      header.add("\"%s\":{\"dtype\":\"F32\",\"shape\":%s,\"data_offsets\":[%d,%d]}".formatted(e.getKey(), e.getValue(), at, end));
      at = end;
    }
    byte[] json = header.toString().getBytes(StandardCharsets.UTF_8);
    long start = Long.BYTES + json.length;
    MemorySegment file = Tensor.allocateOffHeap(start + at);
    file.set(ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN), 0, json.length);
    MemorySegment.copy(json, 0, file, ValueLayout.JAVA_BYTE, Long.BYTES, json.length);
    Map<String, Long> places = new HashMap<>();
    for (Map.Entry<String, Shape> e : tensors.entrySet()) {
      long size = e.getValue().size();
      places.put(e.getKey(), start);
      float width = (float) Math.sqrt(12 * variance(e.getKey(), e.getValue()));
      fill(file, start, size, width, mix(seed + places.get(like.apply(e.getKey()))));
      start += size * Float.BYTES;
    }
    return Checkpoint.of(Safetensors.of(file, name), Optional.of(config));
  }

  private static double variance(String name, Shape shape) {
    return name.endsWith(".bias") ? BIAS_VARIANCE : name.endsWith(".weight") ? (double) shape.dim(0) / shape.size() : 1;
  }

  private static void fill(MemorySegment file, long start, long size, float width, long seed) {
    for (long i = 0; i < size; i++) {
      file.set(F32, start + i * Float.BYTES, ((mix(seed + i) >>> 40) * 0x1p-24f - 0.5f) * width);
    }
  }

  /** The finaliser of MurmurHash3 with the constants of Stafford's variant 13 (Steele, Lea and Flood 2014). */
  private static long mix(long z) {
    long a = (z ^ z >>> 30) * 0xbf58476d1ce4e5b9L;
    long b = (a ^ a >>> 27) * 0x94d049bb133111ebL;
    return b ^ b >>> 31;
  }
}
