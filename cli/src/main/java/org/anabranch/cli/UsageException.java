package org.anabranch.cli;

import java.util.function.Supplier;

/** Options that break a rule: exit code 2; the message is one sentence with the rule and the value. */
public final class UsageException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public UsageException(String message) {
    super(message);
  }

  /** Evaluates something made from option values alone; what it refuses as an illegal argument is bad usage. */
  public static <T> T check(Supplier<T> made) {
    try {
      return made.get();
    } catch (IllegalArgumentException e) {
      UsageException usage = new UsageException(e.getMessage());
      usage.initCause(e);
      throw usage;
    }
  }
}
