package org.anabranch.tokenizers;

import ai.djl.huggingface.tokenizers.jni.LibUtils;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.anabranch.model.checkpoint.CheckpointException;

/**
 * Loads the native library of Hugging Face's tokenizers, once in a JVM, without a network.
 *
 * <p>DJL would ask the network for a build for the GPU and tell its makers of its use; {@code ai.djl.offline} forbids both, and the
 * flavour is the CPU's, which lies in the jar. It is unpacked to a new folder that nobody else may write, and deleted when it has
 * been loaded, where the system allows that, else at the end of the JVM. A variable {@code ENGINE_CACHE_DIR} or
 * {@code DJL_CACHE_DIR} that is set is respected: the library then stays there.
 */
final class NativeTokenizers {
  private static final String OFFLINE = "ai.djl.offline";
  private static final String FLAVOR = "RUST_FLAVOR";
  private static final List<String> CACHES = List.of("ENGINE_CACHE_DIR", "DJL_CACHE_DIR");

  private static boolean loaded;

  private NativeTokenizers() {}

  /**
   * Loads it if it is not loaded.
   *
   * @throws CheckpointException if that fails, with one sentence
   */
  static synchronized void load() {
    if (loaded) {
      return;
    }
    System.setProperty(OFFLINE, "true");
    System.setProperty(FLAVOR, "cpu");
    try {
      if (CACHES.stream().anyMatch(c -> System.getenv(c) != null || System.getProperty(c) != null)) {
        LibUtils.checkStatus();
      } else {
        loadFromOwnFolder();
      }
      loaded = true;
    } catch (IOException | RuntimeException | LinkageError e) {
      throw new CheckpointException("tokenizer: the native library of tokenizers cannot be loaded on " + System.getProperty("os.name")
          + " " + System.getProperty("os.arch") + " from " + System.getProperty("java.io.tmpdir") + ": " + reason(e)
          + "; -Djava.io.tmpdir=DIR names another folder, which must be writable and allow programs", e);
    }
  }

  private static void loadFromOwnFolder() throws IOException {
    Path folder = Files.createTempDirectory("anabranch-tokenizers");
    System.setProperty(CACHES.getFirst(), folder.toString());
    try {
      LibUtils.checkStatus();
    } finally {
      System.clearProperty(CACHES.getFirst());
      delete(folder);
    }
  }

  /** Deletes a folder, or what cannot be deleted while it is loaded at the end of the JVM. */
  private static void delete(Path folder) throws IOException {
    List<Path> inside;
    try (Stream<Path> files = Files.walk(folder)) {
      inside = files.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : inside) {
      try {
        Files.delete(path);
      } catch (IOException e) {
        // Kept by the system while it is loaded; the folders around it are then not empty. At exit the deepest goes first.
        deleteAtExit(inside);
        return;
      }
    }
  }

  private static void deleteAtExit(List<Path> deepestFirst) {
    for (int i = deepestFirst.size() - 1; i >= 0; i--) {
      deepestFirst.get(i).toFile().deleteOnExit();
    }
  }

  /** The first sentence of the innermost cause. */
  static String reason(Throwable e) {
    Throwable cause = e;
    while (cause.getCause() != null && cause.getCause() != cause) {
      cause = cause.getCause();
    }
    String text = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    return text.lines().findFirst().orElse(cause.getClass().getSimpleName()).strip();
  }
}
