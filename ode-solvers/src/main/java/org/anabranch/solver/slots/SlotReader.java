package org.anabranch.solver.slots;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import org.anabranch.solver.automaton.SlotLattice;
import org.anabranch.solver.masked.Conditionals;
import org.anabranch.solver.masked.TokenSlot;
import org.anabranch.solver.masked.TokenTemplate;

/**
 * Asks a network for the probabilities of slots' values in a context: what is given, or a complete sequence with the slot taken out.
 *
 * <p>Threading: with its conditionals.
 */
public final class SlotReader {
  private final Conditionals network;
  private final int mostValues;

  /**
   * A reader.
   *
   * @param mostValues the most values of a slot that are listed and evaluated one by one
   */
  public SlotReader(Conditionals network, int mostValues) {
    if (mostValues < 1) {
      throw new IllegalArgumentException("slots: the most values must be >= 1, got " + mostValues);
    }
    this.network = network;
    this.mostValues = mostValues;
  }

  /**
   * A slot in a context.
   *
   * @param template what the slot is a part of
   * @param tokens   [L] the context: other positions may be filled or masked; what stands at the slot's open positions does not count
   * as                 context
   */
  public record Question(TokenTemplate template, String slot, int[] tokens) {
    /** Checks the length and the slot. */
    public Question {
      if (tokens.length != template.length()) {
        throw new IllegalArgumentException("slots: a context has the template's " + template.length() + " tokens, got "
            + tokens.length);
      }
      template.slot(slot);
    }

    private int[] open() {
      TokenSlot s = template.slot(slot);
      return IntStream.range(s.from(), s.end()).filter(template::isOpen).toArray();
    }

    private int[] blank() {
      int[] blank = tokens.clone();
      Arrays.stream(open()).forEach(i -> blank[i] = template.mask());
      return blank;
    }
  }

  /**
   * The method of a slot where none is asked for: the chain rule where its values can be listed, else one shot.
   */
  public SlotLaw.Method standard(TokenTemplate template, String slot) {
    return template.values(slot).count() <= mostValues ? SlotLaw.Method.CHAIN : SlotLaw.Method.ONE_SHOT;
  }

  /**
   * The probabilities of the values, by the chain rule or in one shot; questions are evaluated together.
   *
   * @return empty if the meter stopped it
   * @throws IllegalArgumentException if the chain rule is asked of a slot with more values than can be listed, or sampling is asked
   */
  public Optional<List<SlotLaw>> read(List<Question> questions, SlotLaw.Method method) {
    return switch (method) {
      case CHAIN -> chain(questions);
      case ONE_SHOT -> oneShot(questions);
      case SAMPLING -> throw new IllegalArgumentException("slots: probabilities by sampling are counted from samples, a network alone "
          + "has none; got " + method);
    };
  }

  private Optional<List<SlotLaw>> chain(List<Question> questions) {
    List<ChainRule.Span> spans = new ArrayList<>();
    List<List<int[]>> values = new ArrayList<>();
    for (Question q : questions) {
      values.add(values(q.template(), q.slot()));
      int[] open = q.open();
      if (open.length > 0) {
        int from = q.template().slot(q.slot()).from();
        spans.add(new ChainRule.Span(q.tokens(), q.template().mask(), open, values.getLast().stream()
            .map(v -> Arrays.stream(open).map(i -> v[i - from]).toArray()).toList()));
      }
    }
    Optional<double[][]> logs = spans.isEmpty() ? Optional.of(new double[0][]) : ChainRule.logProbabilities(network, spans);
    if (logs.isEmpty()) {
      return Optional.empty();
    }
    List<SlotLaw> laws = new ArrayList<>();
    int at = 0;
    for (int i = 0; i < questions.size(); i++) {
      double[] weights = questions.get(i).open().length > 0 ? logs.get()[at++] : new double[values.get(i).size()];
      laws.add(SlotLaw.ofLogWeights(questions.get(i).slot(), SlotLaw.Method.CHAIN, values.get(i), weights));
    }
    return Optional.of(laws);
  }

  private List<int[]> values(TokenTemplate template, String slot) {
    SlotLattice lattice = template.values(slot);
    if (lattice.count() > mostValues) {
      throw new IllegalArgumentException(String.format(Locale.ROOT, "slot %s: the chain rule lists at most %d values, there are %.0f",
          slot, mostValues, lattice.count()));
    }
    return lattice.sequences(mostValues);
  }

  private Optional<List<SlotLaw>> oneShot(List<Question> questions) {
    Optional<double[][][]> said = network.of(questions.stream().map(q -> new Conditionals.Query(q.blank(), q.open())).toList(),
        questions.getFirst().template().mask());
    if (said.isEmpty()) {
      return Optional.empty();
    }
    List<SlotLaw> laws = new ArrayList<>();
    for (int i = 0; i < questions.size(); i++) {
      laws.add(product(questions.get(i), said.get()[i]));
    }
    return Optional.of(laws);
  }

  /** The law of the product of the positions' own: all values where they can be listed, else the likeliest and the context's own. */
  private SlotLaw product(Question q, double[][] logs) {
    TokenSlot slot = q.template().slot(q.slot());
    SlotLattice lattice = q.template().values(q.slot());
    int[] open = q.open();
    SlotLattice.Scores scores = (i, token) -> {
      int j = Arrays.binarySearch(open, slot.from() + i);
      return j < 0 ? 0 : logs[j][token];
    };
    if (lattice.count() <= mostValues) {
      List<int[]> values = lattice.sequences(mostValues);
      return SlotLaw.ofLogWeights(q.slot(), SlotLaw.Method.ONE_SHOT, values,
          values.stream().mapToDouble(v -> sum(v, scores)).toArray());
    }
    double mass = lattice.logSum(scores);
    List<int[]> values = new ArrayList<>(List.of(lattice.best(q.blank(), slot.from(), q.template().mask(), scores)));
    int[] own = Arrays.copyOfRange(q.tokens(), slot.from(), slot.end());
    if (slot.language().accepts(own) && !Arrays.equals(own, values.getFirst())) {
      values.add(own);
    }
    double[] p = values.stream().mapToDouble(v -> StrictMath.exp(sum(v, scores) - mass)).toArray();
    return SlotLaw.sorted(q.slot(), SlotLaw.Method.ONE_SHOT, values, p, false, mass, 0);
  }

  private static double sum(int[] value, SlotLattice.Scores scores) {
    double sum = 0;
    for (int i = 0; i < value.length; i++) {
      sum += scores.of(i, value[i]);
    }
    return sum;
  }
}
