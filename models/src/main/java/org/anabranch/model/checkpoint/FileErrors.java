package org.anabranch.model.checkpoint;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/** What went wrong with a file, in words: the exceptions of java.nio carry it in their type. */
final class FileErrors {
  private FileErrors() {}

  /** The reason alone, without the path. */
  static String reason(IOException e) {
    return switch (e) {
      case NoSuchFileException x -> "no such file or folder";
      case AccessDeniedException x -> "access denied";
      case NotDirectoryException x -> "not a folder";
      case DirectoryNotEmptyException x -> "a folder of this name is in the way";
      case FileAlreadyExistsException x -> "it exists";
      case FileSystemException x when x.getReason() != null -> x.getReason();
      default -> e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    };
  }
}
