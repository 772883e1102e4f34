package org.anabranch.cli.image;

/** Keeps AWT from looking for a screen: pictures are drawn in memory only. */
public final class Headless {
  private Headless() {}

  /** Call before the first use of AWT; a setting from outside stands. */
  public static void on() {
    if (System.getProperty("java.awt.headless") == null) {
      System.setProperty("java.awt.headless", "true");
    }
  }
}
