package org.anabranch.engine;

/** A device that could not do what it was asked, in one sentence: no memory, a kernel that does not load. It can be used further. */
public class DeviceException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** A failure, in one sentence. */
  public DeviceException(String message) {
    super(message);
  }

  /** A failure that follows from another. */
  public DeviceException(String message, Throwable cause) {
    super(message, cause);
  }
}
