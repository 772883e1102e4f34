package org.anabranch.jmh.peer;

import java.util.List;

/**
 * A Java process of a library's own: symbols of libraries that bring their own copies of others clash in one process.
 *
 * @param options   JVM options besides those of this process
 * @param classPath entries of the class path
 */
public record OwnProcess(List<String> options, List<String> classPath) {
  /** Copies the lists. */
  public OwnProcess {
    options = List.copyOf(options);
    classPath = List.copyOf(classPath);
  }
}
