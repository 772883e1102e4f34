package org.anabranch.solver;

import java.util.List;
import org.anabranch.engine.Tensor;

/**
 * A process whose states are points of a vector space, so that a search may push them: what methods with gradients ask for.
 *
 * <p>Data, look-aheads and gradients have the shape [rows, sample shape...] and the generator's type. Nothing here is drawn from a
 * random generator with a memory: noise comes from the rows' draws.
 */
public interface ContinuousProcess extends GenerativeProcess {
  /** Whether {@link #pullBack} can go through the model. */
  boolean isDifferentiable();

  /** What {@link #pullBack} through the model costs a row: an evaluation and a product; 0 where that is not possible. */
  long evaluationsPerPullBack();

  /**
   * Whether {@link #steer} can make the next step of the population: it ends with Gaussian noise of one size, or draws none.
   */
  boolean canSteer(Population p);

  /** sigma of the noise level that the rows stand at: the standard deviation of the noise in their states; 0 at the data end. */
  double noiseLevel(Population p);

  /**
   * Turns the gradient of a function of the look-ahead m(x) into its gradient with respect to the state, J^T g with J = dm/dx.
   *
   * <p>Through the model, J = a I + b du/dx with the factors of {@link Conversion}, and a forward-mode product J g stands for
   * J^T g: dm/dx of an exact velocity is (alpha / sigma^2) Cov[data | x], which is symmetric. It is charged as an evaluation and a
   * product.
   * Otherwise J is that of standard normal data, alpha / (alpha^2 + sigma^2) I, which costs nothing and stays finite at both ends.
   *
   * @param gradient     with respect to the look-ahead, replaced by that with respect to the state
   * @param throughModel whether the model is differentiated
   * @return {@link Admission#ADMITTED}, or the limit that forbade the product; the gradient is then as it was
   * @throws IllegalStateException    if the rows are not evaluated where they stand
   * @throws IllegalArgumentException if the model is to be differentiated and cannot be
   */
  Admission pullBack(Population p, Tensor gradient, boolean throughModel);

  /**
   * One step whose noise is centred elsewhere: x' = mean(x) + s^2 g + s z, where the step alone makes mean(x) + s z. A step without
   * noise is not pushed.
   *
   * @param gradient g, with respect to the state; not written
   * @param logRatio receives log p(x' | x) - log q(x' | x) of every row: of the step alone, and as pushed
   * @return {@link Admission#ADMITTED}, or the limit that stopped the step
   * @throws IllegalArgumentException if the step's noise is not Gaussian of one size
   */
  Admission steer(Population p, Tensor gradient, double[] logRatio);

  /**
   * Moves the states by what a move of the data would do to them, x + alpha shift, at the step they stand at. They are not
   * evaluated afterwards; the look-ahead stays what it was until the next evaluation.
   *
   * @param shift in data space, not written
   */
  void displace(Population p, Tensor shift);

  /**
   * Makes the rows' next step go where it would if the model had predicted this data: the velocity becomes that of (x,
   * destination).
   *
   * @param destination in data space, not written; the look-ahead until the next evaluation
   * @throws IllegalStateException if the rows are not evaluated where they stand
   */
  void aim(Population p, Tensor destination);

  /**
   * A step of Langevin dynamics at the rows' noise level: with s = sigma there and e = rate,
   *
   * <pre>  x + e/2 s^2 (score(x) + gradient) + sqrt(e) s z</pre>
   *
   * whose stationary law, as e goes to 0, has the log density log p + the function whose gradient is given. The rows are not
   * evaluated afterwards; the look-ahead stays what it was until the next evaluation. At the data end it moves nothing.
   *
   * @param gradient with respect to the state, not written
   * @param rate     e, above 0
   * @param draws    what z is drawn with, and the rows' later numbers; one per row
   * @throws IllegalStateException if the rows are not evaluated where they stand
   */
  void langevin(Population p, Tensor gradient, double rate, List<Start> draws);

  /** s, the standard deviation of the noise that trajectories begin with. */
  double priorDeviation();

  /**
   * A proposal of preconditioned Crank-Nicolson-Langevin dynamics at the noise end, for the law N(0, s^2 I) exp(f):
   *
   * <pre>  x' = c x + (1 - c) s^2 grad f(x) + r s z,    c = sqrt(1 - r^2)</pre>
   *
   * Without a gradient it leaves N(0, s^2 I) as it is. The rows are not evaluated afterwards, and have no look-ahead until they are.
   *
   * @param gradient with respect to the state, not written
   * @param radius   r, above 0 (none) to 1 (fresh noise)
   * @param draws    what z is drawn with, and the rows' later numbers; one per row
   * @throws IllegalArgumentException if the rows do not stand at step 0
   */
  void crankNicolson(Population p, Tensor gradient, double radius, List<Start> draws);

  /** A copy of the states that the rows stand at. */
  Tensor state(Population p);
}
