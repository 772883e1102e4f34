package org.anabranch.solver.masked;

import java.util.BitSet;

/**
 * Which tokens the slots of one row allow at its positions, given what is committed: made again when a position of the slot changes,
 * and asked for when needed.
 *
 * <p>Threading: with its row.
 */
final class SlotSets {
  private final TokenTemplate template;
  /** For each slot what its positions allow, null where that has to be made again. The sets themselves are never written. */
  private final BitSet[][] sets;

  SlotSets(TokenTemplate template) {
    this(template, new BitSet[template.slots().size()][]);
  }

  private SlotSets(TokenTemplate template, BitSet[][] sets) {
    this.template = template;
    this.sets = sets;
  }

  SlotSets copy() {
    return new SlotSets(template, sets.clone());
  }

  /** A position has been committed or masked. */
  void changed(int position) {
    int slot = template.slotAt(position);
    if (slot >= 0) {
      sets[slot] = null;
    }
  }

  /** Whether a position's slot, if it is part of one, allows a token there. */
  boolean allows(int[] tokens, int position, int token) {
    int slot = template.slotAt(position);
    if (slot < 0) {
      return true;
    }
    TokenSlot of = template.slots().get(slot);
    if (sets[slot] == null) {
      sets[slot] = template.lattice(slot).allowed(tokens, of.from(), template.mask());
    }
    return sets[slot][position - of.from()].get(token);
  }
}
