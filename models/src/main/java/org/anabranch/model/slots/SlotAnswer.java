package org.anabranch.model.slots;

import java.util.List;
import org.anabranch.solver.slots.SlotLaw;

/**
 * What a finished sequence says in a slot, and how sure the network is of it.
 *
 * @param slot         the slot's name
 * @param value        the text that it holds, without pads
 * @param probability  of this value among the slot's values, given the rest of the sequence
 * @param alternatives the likeliest values with their probabilities, the likeliest first; the answer's own is one of them if it is
 * likely                     enough
 * @param method       how probabilities were computed
 * @param complete     whether every value of the slot was considered one by one
 * @param calibrated   whether a calibration was applied
 */
public record SlotAnswer(String slot, String value, double probability, List<Alternative> alternatives, SlotLaw.Method method,
    boolean complete, boolean calibrated) {
  /** A value that the slot might have held. */
  public record Alternative(String value, double probability) {}
}
