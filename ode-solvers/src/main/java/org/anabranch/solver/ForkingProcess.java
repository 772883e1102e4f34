package org.anabranch.solver;

import java.util.List;

/**
 * A process whose steps can also be made in several ways that draw nothing new: what a search sees that branches without noise.
 *
 * <p>An action leads from a state to one state: rows with equal {@link #key} that began at one {@link Start} are led to rows with equal
 * keys by the same action, to the last bit and whatever their batches, so that a search may keep what an action has led to and never
 * pay for it again. A row under an action costs at most what {@link Generator#evaluations} says.
 */
public interface ForkingProcess extends GenerativeProcess {
  /** One way to make steps. */
  interface Action {
    /** Its name, as it is asked for. */
    String name();

    /**
     * Whether it goes other ways from other starts, because it perturbs what it does by numbers of the start. Otherwise it is a
     * function
     * of the state alone.
     */
    boolean dependsOnStart();

    /** Actions of one family go by the same evaluation of a state; from 0 up, without gaps. */
    int family();
  }

  /** What a search gets that asks for no actions by name. */
  List<String> standardActions();

  /**
   * Actions by their names. A name that stands there often makes as many actions; they differ if they depend on the start.
   *
   * @throws IllegalArgumentException for a name that is not known (listing the known ones), or an empty list
   */
  List<Action> actions(List<String> names);

  /**
   * Makes the rows' steps from now on by actions of this process, one per row; copies of a row go on as it does. Costs nothing.
   * Whether the rows are evaluated stays as it is within a family.
   */
  void choose(Population p, List<Action> actions);

  /** The bits of row i's state, with its step and condition. */
  StateKey key(Population p, int row);
}
