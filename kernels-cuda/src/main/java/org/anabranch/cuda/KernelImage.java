package org.anabranch.cuda;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;

/**
 * A compiled form of the kernels: a cubin of one architecture, or PTX, which the driver compiles for any newer one.
 *
 * <p>The images of this build are entries of the jar under {@code META-INF/cuda}, listed with their SHA-256 in
 * {@code images.properties}.
 *
 * @param name  the entry
 * @param bytes the image, with a zero at the end
 */
public record KernelImage(String name, byte[] bytes) {
  private static final String FOLDER = "/META-INF/cuda/";
  private static final String INDEX = "images.properties";
  private static final String PTX = "kernels.ptx";

  /**
   * The image for a device: the cubin of its major version and the highest minor that is not above its own, since such code runs on
   * later minors; PTX where there is none.
   *
   * @throws CudaException if an entry is missing or does not have the digest that it was built with
   */
  public static KernelImage forCapability(int major, int minor) {
    Properties index = index();
    return read(choose(List.copyOf(index.stringPropertyNames()), major, minor), index);
  }

  /** The images of this build by name. */
  public static List<String> names() {
    return index().stringPropertyNames().stream().sorted().toList();
  }

  /** The image of that name. */
  public static KernelImage named(String name) {
    return read(name, index());
  }

  /** The best of some names: {@code kernels_sm_<major><minor>.cubin} or {@code kernels.ptx}. */
  static String choose(List<String> names, int major, int minor) {
    for (int m = minor; m >= 0; m--) {
      String cubin = "kernels_sm_" + major + m + ".cubin";
      if (names.contains(cubin)) {
        return cubin;
      }
    }
    return PTX;
  }

  /**
   * Checks bytes read from a jar.
   *
   * @throws CudaException if the digest is another
   */
  static KernelImage checked(String name, byte[] bytes, String sha256) {
    String found = Digest.sha256(bytes);
    if (!found.equals(sha256)) {
      throw CudaException.refused("cuda: image " + name + " must have SHA-256 " + sha256 + ", has " + found
          + ": the jar is corrupted");
    }
    return new KernelImage(name, Arrays.copyOf(bytes, bytes.length + 1));
  }

  private static KernelImage read(String name, Properties index) {
    String sha256 = index.getProperty(name);
    if (sha256 == null) {
      throw CudaException.refused("cuda: no image " + name + " in this build, it has " + new ArrayList<>(index.keySet()));
    }
    try (InputStream in = KernelImage.class.getResourceAsStream(FOLDER + name)) {
      if (in == null) {
        throw CudaException.refused("cuda: image " + name + " is listed but not in the jar");
      }
      return checked(name, in.readAllBytes(), sha256);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Properties index() {
    Properties index = new Properties();
    try (InputStream in = KernelImage.class.getResourceAsStream(FOLDER + INDEX)) {
      if (in == null) {
        throw CudaException.refused("cuda: this build has no kernel images, " + FOLDER + INDEX + " is missing");
      }
      index.load(in);
      return index;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
