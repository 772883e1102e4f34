package org.anabranch.solver;

import java.util.List;
import java.util.stream.Stream;

/**
 * A one-step method with an estimate of its own error and of the state in the middle of a step, as data: what
 * {@link AdaptiveOdeSolver} runs.
 *
 * <pre>
 *   k[i]  = u(x + h sum_j a[i][j] k[j], t + c[i] h)       j &lt; i if it is explicit, j &lt;= i if it is implicit
 *   error = h sum_i error[i] k[i]       xMid = x + h sum_i middle[i] k[i]
 * </pre>
 * The first stage stands at the beginning of the step, the last at its end, where it serves as the first of the next step. Immutable
 * and thread-safe.
 */
public sealed interface AdaptiveMethod permits EmbeddedPair, ImplicitPair {
  /** What {@code --solver} takes. */
  String name();

  /** The order of the method that advances; the estimate of a step's error is O(h^order). */
  int order();

  /** Stages, the first of which is known from the step before. */
  int stages();

  /** Weight of stage j in the state of stage i; j &lt; i. */
  double a(int i, int j);

  /** Time of stage i as a fraction of the step. */
  double c(int i);

  /** Weight of stage i in the error estimate. */
  double error(int i);

  /** Weight of stage i in the state in the middle of a step. */
  double middle(int i);

  /** Evaluations of one attempted step, whether it is accepted or not; of an implicit method the least that it can do with. */
  int evaluationsPerStep();

  /**
   * The method of that name, explicit or implicit.
   *
   * @throws IllegalArgumentException listing the names, if there is none
   */
  static AdaptiveMethod named(String name) {
    if (ImplicitPair.names().contains(name)) {
      return ImplicitPair.named(name);
    }
    if (EmbeddedPair.names().contains(name)) {
      return EmbeddedPair.named(name);
    }
    throw new IllegalArgumentException("solver: no adaptive solver is named '" + name + "', there are " + names());
  }

  /** The names that {@link #named} takes, explicit methods first. */
  static List<String> names() {
    return Stream.concat(EmbeddedPair.names().stream(), ImplicitPair.names().stream()).toList();
  }
}
