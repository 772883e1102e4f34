package org.anabranch.peers;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.anabranch.jmh.peer.PeerException;

/**
 * Shared libraries out of the jars on the class path, in files: extracted once, to a temporary name and renamed.
 *
 * <p>They lie under {@code -Danabranch.natives=FOLDER}, by default under the folder for temporary files. A file of the right size is
 * taken as it is. The jars hold natives of Linux on x86-64, and nothing else is tried.
 */
final class Natives {
  private static final String FOLDER = "anabranch.natives";
  private static final String OS = "Linux";
  private static final String ARCH = "amd64";

  private Natives() {}

  /**
   * The folder of a library with these files in it.
   *
   * @param library name of the folder
   * @param prefix  where the files lie in their jar, without a slash at the end
   * @param names   of the files
   * @throws PeerException if this is another system, a file is not on the class path, or it cannot be written
   */
  static Path folder(String library, String prefix, String... names) {
    String os = System.getProperty("os.name");
    String arch = System.getProperty("os.arch");
    if (!os.equals(OS) || !arch.equals(ARCH)) {
      throw new PeerException("its natives are for " + OS + " " + ARCH + ", this is " + os + " " + arch);
    }
    Path base = Path.of(System.getProperty(FOLDER, Path.of(System.getProperty("java.io.tmpdir"), "anabranch-natives").toString()));
    Path folder = base.resolve(library).toAbsolutePath();
    for (String name : names) {
      extract(prefix + "/" + name, folder.resolve(name));
    }
    return folder;
  }

  /** A second name for a file of a folder. */
  static void alias(Path folder, String name, String alias) {
    try {
      Path link = folder.resolve(alias);
      if (!Files.exists(link)) {
        Path made = Files.createTempFile(folder, alias, ".part");
        Files.copy(folder.resolve(name), made, StandardCopyOption.REPLACE_EXISTING);
        Files.move(made, link, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      }
    } catch (IOException e) {
      throw new PeerException(folder.resolve(alias) + " cannot be written: " + e, e);
    }
  }

  private static void extract(String resource, Path file) {
    URL url = Natives.class.getClassLoader().getResource(resource);
    if (url == null) {
      throw new PeerException(resource + " is not on the class path; build with -Ppeers");
    }
    try {
      URLConnection connection = url.openConnection();
      long size = connection.getContentLengthLong();
      if (Files.exists(file) && Files.size(file) == size) {
        return;
      }
      Files.createDirectories(file.getParent());
      Path part = Files.createTempFile(file.getParent(), file.getFileName().toString(), ".part");
      try (InputStream in = connection.getInputStream()) {
        Files.copy(in, part, StandardCopyOption.REPLACE_EXISTING);
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(part);
      }
    } catch (IOException e) {
      throw new PeerException(file + " cannot be written: " + e, e);
    }
  }
}
