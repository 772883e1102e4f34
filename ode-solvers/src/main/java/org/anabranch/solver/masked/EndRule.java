package org.anabranch.solver.masked;

import java.util.Arrays;
import java.util.BitSet;

/**
 * What is special about the tokens that end a text.
 *
 * <p>{@link Mode#FORBID} never draws them (Prism's and LLaDA's {@code logits_eos_inf}); {@link Mode#DEFER} commits a position where
 * one was drawn after all others of its block (LLaDA's {@code confidence_eos_eot_inf}; orders by confidence only); {@link Mode#STOP}
 * fills what follows a committed one with it as soon as nothing before it is masked, and spends no evaluation there.
 */
public record EndRule(Mode mode, BitSet tokens) {
  /** No token is special. */
  public static final EndRule NONE = new EndRule(Mode.NONE, new BitSet());

  /** What happens to them. */
  public enum Mode {
    /** Nothing. */
    NONE,
    /** They are not drawn. */
    FORBID,
    /** They are committed last. */
    DEFER,
    /** They end the text. */
    STOP
  }

  /** Copies the set. */
  public EndRule {
    tokens = (BitSet) tokens.clone();
    if (mode != Mode.NONE && tokens.isEmpty()) {
      throw new IllegalArgumentException("end of text: " + mode + " needs at least one token, got none");
    }
  }

  /** The rule for some ids. */
  public static EndRule of(Mode mode, int... ids) {
    BitSet set = new BitSet();
    Arrays.stream(ids).forEach(set::set);
    return new EndRule(mode, set);
  }

  @Override
  public BitSet tokens() {
    return (BitSet) tokens.clone();
  }

  /** Whether the mode holds of a token. */
  boolean applies(Mode which, int id) {
    return mode == which && tokens.get(id);
  }

  /** The tokens that are never drawn. */
  BitSet forbidden() {
    return mode == Mode.FORBID ? tokens() : new BitSet();
  }
}
