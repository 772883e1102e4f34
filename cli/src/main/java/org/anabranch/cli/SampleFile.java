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
import org.anabranch.cli.image.GreyImages;
import org.anabranch.cli.image.Png;
import org.anabranch.engine.DType;
import org.anabranch.engine.Shape;
import org.anabranch.engine.Tensor;
import org.anabranch.model.DiffusionTransformerConfig;
import org.anabranch.model.checkpoint.AtomicFile;
import org.anabranch.model.checkpoint.SafetensorsWriter;

/**
 * The file that samples go to: {@code .safetensors} keeps their values as they are, with the labels; {@code .png} shows them as
 * a grid of greys.
 */
final class SampleFile {
  private static final ValueLayout.OfLong I64 = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final Path path;
  private final boolean png;
  private final DiffusionTransformerConfig config;

  private SampleFile(Path path, boolean png, DiffusionTransformerConfig config) {
    this.path = path;
    this.png = png;
    this.config = config;
  }

  /**
   * Checks a file name before anything is computed.
   *
   * @throws UsageException if it does not end in .safetensors or .png, or the model's samples are no grey images
   * @throws IOException    if it could not be written
   */
  static SampleFile of(String name, DiffusionTransformerConfig config) throws IOException {
    String lower = name.toLowerCase(Locale.ROOT);
    boolean png = lower.endsWith(".png");
    if (!png && !lower.endsWith(".safetensors")) {
      throw new UsageException("out: must end in .safetensors or .png, got '" + name + "'");
    }
    if (png && config.inChannels() != 1) {
      throw new UsageException("out: a .png needs samples of 1 channel, the model has " + config.inChannels()
          + "; use .safetensors");
    }
    try {
      Path path = Path.of(name);
      AtomicFile.requireWritable(path);
      return new SampleFile(path, png, config);
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
   * @param samples  [rows, C, S, S]
   * @param labels   one per row
   * @param metadata strings of the header
   */
  void write(Tensor samples, int[] labels, Map<String, String> metadata) throws IOException {
    if (png) {
      int side = config.inputSize();
      AtomicFile.write(path, Png.bytes(greys(config).grid(samples, GreyImages.Layout.square(samples.rows(), side))));
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

  /** The greys of a model's pixels. */
  static GreyImages greys(DiffusionTransformerConfig config) {
    return new GreyImages(config.pixelLow(), config.pixelHigh());
  }
}
