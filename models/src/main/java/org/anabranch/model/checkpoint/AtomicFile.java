package org.anabranch.model.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Files that a reader sees whole or not at all: written under a temporary name beside the target, forced, renamed. */
public final class AtomicFile {
  private AtomicFile() {}

  /** What goes into a file. */
  @FunctionalInterface
  public interface Content {
    /** Writes everything to the channel, which may take less at a time than it is given ({@link #all}). */
    void write(FileChannel channel) throws IOException;
  }

  /** Writes or replaces a file; a failure leaves nothing behind. */
  public static void write(Path file, byte[] bytes) throws IOException {
    write(file, channel -> all(channel, ByteBuffer.wrap(bytes)));
  }

  /** Writes or replaces a file; a failure leaves nothing behind. */
  public static void write(Path file, Content content) throws IOException {
    Path target = file.toAbsolutePath();
    Path temporary = target.resolveSibling("." + target.getFileName() + "." + ProcessHandle.current().pid() + "-"
        + Long.toHexString(System.nanoTime()) + ".tmp");
    boolean created = false;
    try {
      try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
        created = true;
        content.write(channel);
        channel.force(true);
      }
      Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      created = false;
    } finally {
      if (created) {
        delete(temporary);
      }
    }
  }

  /** Writes all of a buffer. */
  public static void all(FileChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  private static void delete(Path temporary) {
    try {
      Files.deleteIfExists(temporary);
    } catch (IOException e) {
      System.getLogger(AtomicFile.class.getName()).log(System.Logger.Level.WARNING,
          "output: cannot delete the temporary file " + temporary + ": " + FileErrors.reason(e));
    }
  }

  /**
   * Looks whether a file could be written, so that work is not done in vain.
   *
   * @throws IOException saying why not
   */
  public static void requireWritable(Path file) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null || Files.isDirectory(file)) {
      throw new FileSystemException(file.toString(), null, "a folder of this name is in the way");
    }
    if (!Files.isDirectory(folder)) {
      throw Files.exists(folder) ? new FileSystemException(folder.toString(), null, "not a folder")
          : new NoSuchFileException(folder.toString());
    }
    if (!Files.isWritable(folder)) {
      throw new AccessDeniedException(folder.toString());
    }
  }
}
