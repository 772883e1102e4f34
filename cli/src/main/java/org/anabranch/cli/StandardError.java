package org.anabranch.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.lang.reflect.Field;

/**
 * Where the program's messages go when the launcher keeps descriptor 2 for what the JVM itself has to say.
 *
 * <p>The JVM announces the incubator module there at every start and has no switch against it, so the launcher filters that line
 * and gives the real standard error as another descriptor, {@code -Danabranch.stderr.fd=N}. Java opens a descriptor by number
 * only through {@code java.io.FileDescriptor}'s own field, which the launcher opens; a path such as /dev/fd/N would open the file
 * anew, with a position of its own, and overwrite what others wrote. Should that fail, the filter passes everything on.
 */
final class StandardError {
  private static final String PROPERTY = "anabranch.stderr.fd";

  private StandardError() {}

  /** Makes the launcher's descriptor, if there is one, the standard error of this JVM. */
  static PrintStream open() {
    int number = Integer.getInteger(PROPERTY, -1);
    if (number > 2) {
      try {
        FileDescriptor descriptor = new FileDescriptor();
        Field field = FileDescriptor.class.getDeclaredField("fd");
        field.setAccessible(true);
        field.setInt(descriptor, number);
        System.setErr(new PrintStream(new FileOutputStream(descriptor), true, System.err.charset()));
      } catch (ReflectiveOperationException | RuntimeException e) {
        return System.err;
      }
    }
    return System.err;
  }
}
