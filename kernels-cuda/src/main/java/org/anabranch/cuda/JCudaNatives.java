package org.anabranch.cuda;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/**
 * Loads JCuda's native library from a folder of our own.
 *
 * <p>JCuda would unpack it to a fixed name in the shared temporary folder and load whatever file stands there already, so that any user
 * of the machine could put code into this process. Here it is unpacked to a fresh folder that only this user can enter, its SHA-256 is
 * compared with the one this build was made with, and JCuda is pointed at it: for the moment of its initialisation
 * {@code java.io.tmpdir} names that folder. The file is deleted once it is mapped.
 *
 * <p>To be called after {@link CudaDriver#probe()} has found a driver. Thread-safe; loads once.
 */
final class JCudaNatives {
  static final String FILE = "libJCudaDriver-12.6.0-linux-x86_64.so";
  /** Of {@value #FILE} in org.jcuda:jcuda-natives:12.6.0. */
  static final String SHA256 = "fdc3b4b4fca4f0fab54ff12c0b4d6ad1c5e8d55015b4950834c705e5db301255";
  private static final String TEMPORARY = "java.io.tmpdir";

  private static Optional<String> refusal = Optional.empty();
  private static boolean loaded;

  private JCudaNatives() {}

  /** Loads the library; empty, or one sentence that says why it cannot be. */
  static synchronized String load() {
    if (loaded) {
      return "";
    }
    if (refusal.isEmpty()) {
      String why = load("/lib/" + FILE);
      loaded = why.isEmpty();
      refusal = loaded ? Optional.empty() : Optional.of(why);
    }
    return refusal.orElse("");
  }

  private static String load(String resource) {
    String before = System.getProperty(TEMPORARY);
    try {
      Path folder = unpack(resource, SHA256);
      try {
        System.setProperty(TEMPORARY, folder.toString());
        Class.forName("jcuda.driver.JCudaDriver");
        return "";
      } finally {
        System.setProperty(TEMPORARY, before);
        Files.deleteIfExists(folder.resolve(FILE));
        Files.deleteIfExists(folder);
      }
    } catch (IOException e) {
      return "cuda: JCuda's native library cannot be unpacked: " + e.getMessage();
    } catch (ClassNotFoundException | LinkageError e) {
      return "cuda: JCuda does not load: " + e.getMessage();
    }
  }

  /**
   * Unpacks a resource to a fresh folder that only this user can enter.
   *
   * @throws IOException if there is no such resource, its digest is another, or it cannot be written
   */
  static Path unpack(String resource, String sha256) throws IOException {
    byte[] bytes;
    try (InputStream in = JCudaNatives.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IOException("no " + resource + " on the class path");
      }
      bytes = in.readAllBytes();
    }
    String found = Digest.sha256(bytes);
    if (!found.equals(sha256)) {
      throw new IOException(resource + " must have SHA-256 " + sha256 + ", has " + found);
    }
    Path folder = Files.createTempDirectory("anabranch-cuda-",
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    Files.write(folder.resolve(FILE), bytes);
    return folder;
  }
}
