package org.anabranch.model.checkpoint;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import org.anabranch.engine.DType;
import org.anabranch.engine.Shape;
import org.anabranch.engine.Tensor;

/**
 * One safetensors file: {@code u64 header length | JSON header | data}, little-endian.
 *
 * <p>The file is mapped, not read: tensors are windows of the mapping, of any size, without a copy; the mapping goes when the
 * last tensor does. All rules of the official reader are checked when the file is opened; tensor contents are not looked at.
 *
 * <p>Immutable and thread-safe. A file that is truncated by others while mapped makes reads fail.
 */
public final class Safetensors {
  /** The largest header, as in the official implementation. */
  public static final long MAX_HEADER_BYTES = 100_000_000;

  private static final ValueLayout.OfLong U64 = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final String name;
  private final MemorySegment data;
  private final SafetensorsHeader header;

  private Safetensors(String name, MemorySegment data, SafetensorsHeader header) {
    this.name = name;
    this.data = data;
    this.header = header;
  }

  /**
   * Maps a file and checks its header.
   *
   * @throws CheckpointException if it cannot be read or breaks a rule of the format
   */
  public static Safetensors open(Path file) {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      return of(channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), Arena.ofAuto()), file.toString());
    } catch (IOException e) {
      throw new CheckpointException("weights: cannot read " + file + ": " + FileErrors.reason(e), e);
    }
  }

  /**
   * Reads a file's bytes that are in memory already.
   *
   * @param bytes the whole file, off-heap
   * @param name  what errors call it
   */
  public static Safetensors of(MemorySegment bytes, String name) {
    long size = bytes.byteSize();
    if (size < Long.BYTES) {
      throw new CheckpointException("weights: " + name + " must hold at least 8 bytes, it holds " + size);
    }
    long n = bytes.get(U64, 0);
    if (n < 0 || n > MAX_HEADER_BYTES) {
      throw new CheckpointException("weights: " + name + " must have a header of at most " + MAX_HEADER_BYTES
          + " bytes, it announces " + Long.toUnsignedString(n));
    }
    if (n > size - Long.BYTES) {
      throw new CheckpointException("weights: " + name + " is truncated: it announces a header of " + n + " bytes, "
          + (size - Long.BYTES) + " follow");
    }
    byte[] json = bytes.asSlice(Long.BYTES, n).toArray(ValueLayout.JAVA_BYTE);
    MemorySegment data = bytes.asSlice(Long.BYTES + n);
    return new Safetensors(name, data, SafetensorsHeader.parse(json, data.byteSize(), name));
  }

  /** The file, as errors call it. */
  public String name() {
    return name;
  }

  /** Tensor names in the order of their bytes. */
  public Set<String> names() {
    return Collections.unmodifiableSet(header.entries().keySet());
  }

  /** Whether there is a tensor of this name. */
  public boolean has(String tensor) {
    return header.entries().containsKey(tensor);
  }

  /** The strings of {@code __metadata__}, empty if there are none. */
  public Map<String, String> metadata() {
    return Collections.unmodifiableMap(header.metadata());
  }

  /** Element type of a tensor. */
  public DType dtype(String tensor) {
    return entry(tensor).dtype();
  }

  /** Shape of a tensor. */
  public Shape shape(String tensor) {
    return entry(tensor).shape();
  }

  /** Bytes of all tensors. */
  public long dataBytes() {
    return data.byteSize();
  }

  /**
   * A tensor as a window of the file.
   *
   * @throws CheckpointException if there is none of this name, with the nearest names
   */
  public Tensor tensor(String tensor) {
    SafetensorsHeader.Entry e = entry(tensor);
    return Tensor.offHeap(data.asSlice(e.begin(), e.end() - e.begin()), e.dtype(), e.shape());
  }

  private SafetensorsHeader.Entry entry(String tensor) {
    SafetensorsHeader.Entry e = header.entries().get(tensor);
    if (e == null) {
      throw new CheckpointException("weights: tensor " + tensor + " is missing from " + name
          + Names.nearestClause(tensor, header.entries().keySet()));
    }
    return e;
  }

  @Override
  public String toString() {
    return name + " (" + header.entries().size() + " tensors, " + dataBytes() + " bytes)";
  }
}
