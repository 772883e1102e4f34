package org.anabranch.engine;

/**
 * A device that stopped answering while it worked: its memory is gone, and its provider refuses from now on.
 *
 * <p>The message is one sentence with what the device was asked and what its driver said.
 */
public final class DeviceLostException extends DeviceException {
  private static final long serialVersionUID = 1L;

  /** A device lost, in one sentence. */
  public DeviceLostException(String message) {
    super(message);
  }
}
