package org.anabranch.cli;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.anabranch.cli.domain.SampleEncoder;
import org.anabranch.engine.DType;
import org.anabranch.engine.Shape;
import org.anabranch.engine.Tensor;
import org.anabranch.model.checkpoint.AtomicFile;
import org.anabranch.model.checkpoint.SafetensorsWriter;

/** The file that samples go to: {@code .safetensors} keeps their values as they are, with the labels; other endings show them. */
final class SampleFile {
  private static final String SAFETENSORS = ".safetensors";
  private static final ValueLayout.OfLong I64 = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final Path path;
  private final Optional<SampleEncoder> encoder;

  private SampleFile(Path path, Optional<SampleEncoder> encoder) {
    this.path = path;
    this.encoder = encoder;
  }

  /**
   * Checks a file name before anything is computed.
   *
   * @param encoders the kinds of files besides .safetensors, by their ending
   * @throws UsageException if the name has another ending
   * @throws IOException    if the file could not be written
   */
  static SampleFile of(String name, Map<String, SampleEncoder> encoders) throws IOException {
    String lower = name.toLowerCase(Locale.ROOT);
    Optional<String> ending = encoders.keySet().stream().filter(lower::endsWith).findFirst();
    if (ending.isEmpty() && !lower.endsWith(SAFETENSORS)) {
      throw new UsageException("out: must end in " + String.join(" or ", Stream.concat(Stream.of(SAFETENSORS),
          encoders.keySet().stream().sorted()).toList()) + ", got '" + name + "'");
    }
    try {
      Path path = Path.of(name);
      AtomicFile.requireWritable(path);
      return new SampleFile(path, ending.map(encoders::get));
    } catch (InvalidPathException e) {
      UsageException usage = new UsageException("out: '" + name + "' is no path: " + e.getReason());
      usage.initCause(e);
      throw usage;
    }
  }

  /** Where it lies. */
  Path path() {
    return path;
  }

  /**
   * Writes or replaces the file, whole or not at all.
   *
   * @param samples  [rows, sample shape...]
   * @param labels   one per row
   * @param metadata strings of the header
   */
  void write(Tensor samples, int[] labels, Map<String, String> metadata) throws IOException {
    if (encoder.isPresent()) {
      AtomicFile.write(path, encoder.get().encode(samples, labels));
      return;
    }
    MemorySegment ids = Tensor.allocateOffHeap((long) labels.length * Long.BYTES);
    for (int i = 0; i < labels.length; i++) {
      ids.set(I64, (long) i * Long.BYTES, labels[i]);
    }
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put("samples", samples);
    tensors.put("labels", Tensor.offHeap(ids, DType.I64, Shape.of(labels.length)));
    SafetensorsWriter.write(path, tensors, metadata);
  }
}
