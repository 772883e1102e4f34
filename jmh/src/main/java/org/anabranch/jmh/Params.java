package org.anabranch.jmh;

import java.util.List;
import org.openjdk.jmh.annotations.Param;

/** The values of a benchmark's parameter, so that they stand in one place. */
final class Params {
  private Params() {}

  /** The values of the named {@link Param} field. */
  static List<String> of(Class<?> benchmark, String field) {
    try {
      return List.of(benchmark.getField(field).getAnnotation(Param.class).value());
    } catch (NoSuchFieldException e) {
      throw new IllegalArgumentException("benchmark: " + benchmark.getSimpleName() + " has no parameter " + field, e);
    }
  }
}
