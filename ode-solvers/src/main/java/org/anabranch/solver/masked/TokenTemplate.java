package org.anabranch.solver.masked;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.anabranch.solver.automaton.SlotLattice;

/**
 * What a sequence must look like before the first evaluation: tokens that are given, open positions that hold the mask token, and
 * for open positions, if wanted, the only tokens that are allowed there; and slots, spans that must hold a sequence of a language.
 *
 * <p>Given tokens are never changed. A template that no sequence could fulfil is refused when it is made. Immutable and thread-safe.
 */
public final class TokenTemplate {
  private final int[] tokens;
  private final int mask;
  private final BitSet[] allowed;
  private final int[] open;
  private final BitSet forbidden;
  private final List<TokenSlot> slots;
  private final SlotLattice[] lattices;
  private final int[] slotOf;

  private TokenTemplate(int[] tokens, int mask, BitSet[] allowed, List<TokenSlot> slots, BitSet forbidden) {
    this.tokens = tokens;
    this.mask = mask;
    this.allowed = allowed;
    this.open = IntStream.range(0, tokens.length).filter(i -> tokens[i] == mask).toArray();
    this.slots = slots;
    this.forbidden = forbidden;
    this.lattices = slots.stream().map(this::lattice).toArray(SlotLattice[]::new);
    this.slotOf = new int[tokens.length];
    Arrays.fill(slotOf, -1);
    for (int s = 0; s < lattices.length; s++) {
      Arrays.fill(slotOf, slots.get(s).from(), slots.get(s).end(), s);
    }
  }

  /** The sequences that a slot can hold with what is given and allowed. */
  private SlotLattice lattice(TokenSlot slot) {
    BitSet[] sets = new BitSet[slot.width()];
    boolean given = false;
    for (int i = 0; i < sets.length; i++) {
      int position = slot.from() + i;
      if (tokens[position] != mask) {
        sets[i] = new BitSet();
        sets[i].set(tokens[position]);
      } else if (allowed[position] != null) {
        sets[i] = (BitSet) allowed[position].clone();
      }
      given |= sets[i] != null;
      if (tokens[position] == mask && !forbidden.isEmpty()) {
        sets[i] = sets[i] == null ? slot.language().tokens() : sets[i];
        sets[i].andNot(forbidden);
      }
    }
    boolean constrained = given;
    return SlotLattice.of(slot.language(), sets).orElseThrow(() -> {
      OptionalInt shortest = slot.language().shortest();
      if (shortest.isEmpty()) {
        return new IllegalArgumentException("slot " + slot.name() + ": needs at least one value, " + slot.language() + " has none");
      }
      if (SlotLattice.of(slot.language(), new BitSet[slot.width()]).isEmpty()) {
        OptionalInt longest = slot.language().longest();
        return new IllegalArgumentException("slot " + slot.name() + ": a value must fill its " + slot.width() + " positions, "
            + slot.language() + " has values of " + shortest.getAsInt() + (longest.isEmpty() ? " or more"
                : longest.getAsInt() == shortest.getAsInt() ? "" : " to " + longest.getAsInt()) + " tokens and none of "
            + slot.width());
      }
      return new IllegalArgumentException("slot " + slot.name() + ": " + (constrained ? "given and allowed tokens must leave a value, "
          : "must keep a value without the forbidden tokens " + forbidden + ", ") + slot.language() + " has none that fits "
          + describe(slot));
    });
  }

  private String describe(TokenSlot slot) {
    StringBuilder text = new StringBuilder("[");
    for (int i = slot.from(); i < slot.end(); i++) {
      text.append(i == slot.from() ? "" : ", ").append(tokens[i] != mask ? String.valueOf(tokens[i])
          : allowed[i] != null ? allowed[i].toString() : "open");
    }
    return text.append(']').toString();
  }

  /**
   * A template.
   *
   * @param mask   the id of the mask token
   * @param tokens [L] ids, the mask token where a position is open
   * @throws IllegalArgumentException if there is no token
   */
  public static TokenTemplate of(int mask, int... tokens) {
    if (tokens.length == 0) {
      throw new IllegalArgumentException("template: needs at least one position, got 0");
    }
    return new TokenTemplate(tokens.clone(), mask, new BitSet[tokens.length], List.of(), new BitSet());
  }

  /** A template of open positions only. */
  public static TokenTemplate open(int mask, int length) {
    int[] tokens = new int[length];
    Arrays.fill(tokens, mask);
    return of(mask, tokens);
  }

  /**
   * The same template with the only tokens that an open position may take.
   *
   * @throws IllegalArgumentException if the position is not open, or nothing but the mask token would be allowed
   */
  public TokenTemplate withAllowed(int position, int... ids) {
    if (position < 0 || position >= tokens.length || tokens[position] != mask) {
      throw new IllegalArgumentException("template: allowed tokens are for open positions " + Arrays.toString(open) + ", got position "
          + position);
    }
    BitSet set = new BitSet();
    for (int id : ids) {
      if (id < 0 || id == mask) {
        throw new IllegalArgumentException("template: an allowed token must be >= 0 and not the mask token " + mask + ", position "
            + position + " allows " + id);
      }
      set.set(id);
    }
    if (set.isEmpty()) {
      throw new IllegalArgumentException("template: an open position must allow at least one token, position " + position
          + " allows none");
    }
    BitSet[] all = allowed.clone();
    all[position] = set;
    return new TokenTemplate(tokens, mask, all, slots, forbidden);
  }

  /**
   * The same template with a slot: its positions, open or given, must together hold a sequence of the slot's language.
   *
   * @throws IllegalArgumentException if the slot does not fit the template, shares a position with another, has another's name or the
   *     mask token in its language, or if no value of it is possible with what is given and allowed
   */
  public TokenTemplate withSlot(TokenSlot slot) {
    if (slot.end() > tokens.length) {
      throw new IllegalArgumentException("slot " + slot.name() + ": must lie in the " + tokens.length + " positions, ends at "
          + (slot.end() - 1));
    }
    for (TokenSlot other : slots) {
      if (other.name().equals(slot.name()) || other.from() < slot.end() && slot.from() < other.end()) {
        throw new IllegalArgumentException("slot " + slot.name() + ": slots have names and positions of their own, got " + slot.name()
            + " at " + slot.from() + ".." + (slot.end() - 1) + " and " + other.name() + " at " + other.from() + ".."
            + (other.end() - 1));
      }
    }
    if (slot.language().tokens().get(mask)) {
      throw new IllegalArgumentException("slot " + slot.name() + ": a value cannot hold the mask token " + mask + ", " + slot.language()
          + " has one that does");
    }
    List<TokenSlot> all = new ArrayList<>(slots);
    all.add(slot);
    return new TokenTemplate(tokens, mask, allowed, List.copyOf(all), forbidden);
  }

  /**
   * The same template with a token at an open position as if it were given.
   *
   * @throws IllegalArgumentException if the position is not open, or the token may not stand there
   */
  public TokenTemplate withGiven(int position, int token) {
    if (position < 0 || position >= tokens.length || tokens[position] != mask || !allows(position, token)) {
      throw new IllegalArgumentException("template: a token is given at an open position that allows it, open are "
          + Arrays.toString(open) + ", got token " + token + " at position " + position);
    }
    int[] all = tokens.clone();
    all[position] = token;
    BitSet[] sets = allowed.clone();
    sets[position] = null;
    return new TokenTemplate(all, mask, sets, slots, forbidden);
  }

  /** The same template whose slots do without some tokens. */
  TokenTemplate without(BitSet ids) {
    return ids.isEmpty() || slots.isEmpty() ? this : new TokenTemplate(tokens, mask, allowed, slots, (BitSet) ids.clone());
  }

  /** Number of positions. */
  public int length() {
    return tokens.length;
  }

  /** The mask token. */
  public int mask() {
    return mask;
  }

  /** The ids, a copy. */
  public int[] tokens() {
    return tokens.clone();
  }

  /** The open positions, ascending; a copy. */
  public int[] openPositions() {
    return open.clone();
  }

  /** Number of open positions. */
  public int openCount() {
    return open.length;
  }

  /** The first open position; refused where there is none. */
  public int firstOpen() {
    return openAt(0);
  }

  /** The last open position; refused where there is none. */
  public int lastOpen() {
    return openAt(open.length - 1);
  }

  private int openAt(int i) {
    if (open.length == 0) {
      throw new IllegalStateException("template: needs an open position, all " + tokens.length + " are given");
    }
    return open[i];
  }

  /** Whether a position is open. */
  public boolean isOpen(int position) {
    return tokens[position] == mask;
  }

  /** Whether some open position allows some tokens only, by itself or as part of a slot. */
  public boolean isRestricted() {
    return Arrays.stream(open).anyMatch(this::isRestricted);
  }

  /** Whether a position allows some tokens only, by itself or as part of a slot. */
  boolean isRestricted(int position) {
    return allowed[position] != null || slotOf[position] >= 0;
  }

  /** The slots, in the order in which they were added. */
  public List<TokenSlot> slots() {
    return slots;
  }

  /**
   * A slot by its name.
   *
   * @throws IllegalArgumentException naming all slots if there is none of this name
   */
  public TokenSlot slot(String name) {
    return slots.get(number(name));
  }

  /** The values that a slot can hold with what is given and allowed. */
  public SlotLattice values(String name) {
    return lattices[number(name)];
  }

  private int number(String name) {
    return IntStream.range(0, slots.size()).filter(s -> slots.get(s).name().equals(name)).findFirst()
        .orElseThrow(() -> new IllegalArgumentException("slot: none is named '" + name + "', there are "
            + slots.stream().map(TokenSlot::name).toList()));
  }

  SlotLattice lattice(int slot) {
    return lattices[slot];
  }

  /** The number of the slot that a position belongs to, -1 if to none. */
  int slotAt(int position) {
    return slotOf[position];
  }

  /** The tokens allowed at a position, slots apart, a copy; empty where all are. */
  public Optional<BitSet> allowedAt(int position) {
    return Optional.ofNullable(allowed[position]).map(s -> (BitSet) s.clone());
  }

  /** Whether a token other than the mask may stand at an open position, slots apart. */
  boolean allows(int position, int id) {
    return id != mask && (allowed[position] == null || allowed[position].get(id));
  }

  /** Copies the ids. */
  void copyTo(int[] to) {
    System.arraycopy(tokens, 0, to, 0, tokens.length);
  }

  /**
   * Checks that sequences of a vocabulary can fulfil this, none of the forbidden ids being used.
   *
   * @throws IllegalArgumentException naming the position and the ids that conflict
   */
  void check(int vocabulary, BitSet forbidden) {
    if (mask < 0 || mask >= vocabulary) {
      throw new IllegalArgumentException("template: the mask token must be in [0, " + (vocabulary - 1) + "], got " + mask);
    }
    for (TokenSlot slot : slots) {
      if (slot.language().tokens().length() > vocabulary) {
        throw new IllegalArgumentException("slot " + slot.name() + ": tokens must be in [0, " + (vocabulary - 1) + "], "
            + slot.language() + " has " + (slot.language().tokens().length() - 1));
      }
    }
    for (int i = 0; i < tokens.length; i++) {
      if (tokens[i] < 0 || tokens[i] >= vocabulary) {
        throw new IllegalArgumentException("template: tokens must be in [0, " + (vocabulary - 1) + "], position " + i + " holds "
            + tokens[i]);
      }
      BitSet left = new BitSet();
      if (allowed[i] == null) {
        left.set(0, vocabulary);
        left.clear(mask);
      } else {
        left.or(allowed[i]);
        if (left.length() > vocabulary) {
          throw new IllegalArgumentException("template: tokens must be in [0, " + (vocabulary - 1) + "], position " + i + " allows "
              + (left.length() - 1));
        }
      }
      left.andNot(forbidden);
      if (tokens[i] == mask && left.isEmpty()) {
        throw new IllegalArgumentException("template: an open position must be left a token, position " + i + " allows "
            + allowedAt(i).map(BitSet::toString).orElse("all") + " of which " + forbidden + " are forbidden");
      }
    }
  }

  @Override
  public String toString() {
    return tokens.length + " tokens, " + open.length + " open" + (slots.isEmpty() ? "" : ", slots " + slots);
  }
}
