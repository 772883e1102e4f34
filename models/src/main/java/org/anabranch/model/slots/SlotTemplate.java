package org.anabranch.model.slots;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.anabranch.solver.masked.TokenSlot;
import org.anabranch.solver.masked.TokenTemplate;
import org.anabranch.solver.slots.Calibration;
import org.anabranch.solver.slots.SlotLaw;
import org.anabranch.solver.slots.SlotReader;

/**
 * A template with slots in a vocabulary, and the answers that a finished sequence gives in them.
 *
 * <p>Immutable and thread-safe.
 */
public final class SlotTemplate {
  private final TokenTemplate template;
  private final Vocabulary vocabulary;
  private final Map<String, SlotSpec> specs;

  private SlotTemplate(TokenTemplate template, Vocabulary vocabulary, Map<String, SlotSpec> specs) {
    this.template = template;
    this.vocabulary = vocabulary;
    this.specs = specs;
  }

  /** A template without slots yet. */
  public static SlotTemplate of(TokenTemplate template, Vocabulary vocabulary) {
    return new SlotTemplate(template, vocabulary, Map.of());
  }

  /**
   * The same with a slot.
   *
   * @param from its first position
   * @throws IllegalArgumentException if it has no value that fits, as {@link SlotSpec#at} and {@link TokenTemplate#withSlot} say
   */
  public SlotTemplate with(SlotSpec spec, int from) {
    TokenSlot slot = spec.at(from, vocabulary);
    Map<String, SlotSpec> all = new LinkedHashMap<>(specs);
    all.put(spec.name(), spec);
    return new SlotTemplate(template.withSlot(slot), vocabulary, all);
  }

  /** What the generator fills in. */
  public TokenTemplate template() {
    return template;
  }

  /** The vocabulary. */
  public Vocabulary vocabulary() {
    return vocabulary;
  }

  /** The names of the slots. */
  public List<String> slots() {
    return List.copyOf(specs.keySet());
  }

  /**
   * The answers in a sequence: the value of every slot with the network's probability of it and of the others, given the rest of the
   * sequence.
   *
   * @param tokens      [L] a finished sequence
   * @param most        alternatives that are told of each slot
   * @param calibration applied where all values of a slot are known
   * @return empty if the meter stopped it
   */
  public Optional<List<SlotAnswer>> answers(SlotReader reader, int[] tokens, int most, Optional<Calibration> calibration) {
    List<SlotAnswer> answers = new ArrayList<>();
    for (String name : specs.keySet()) {
      Optional<List<SlotLaw>> laws = reader.read(List.of(new SlotReader.Question(template, name, tokens)),
          reader.standard(template, name));
      if (laws.isEmpty()) {
        return Optional.empty();
      }
      answers.add(answer(laws.get().getFirst(), tokens, most, calibration));
    }
    return Optional.of(answers);
  }

  /** One answer, from the law of its slot. */
  public SlotAnswer answer(SlotLaw law, int[] tokens, int most, Optional<Calibration> calibration) {
    TokenSlot slot = template.slot(law.slot());
    SlotSpec spec = specs.get(law.slot());
    boolean calibrated = calibration.isPresent() && law.complete();
    SlotLaw used = calibrated ? law.calibrated(calibration.orElseThrow()) : law;
    int[] own = IntStream.range(slot.from(), slot.end()).map(i -> tokens[i]).toArray();
    int at = used.indexOf(own);
    if (at < 0) {
      throw new IllegalArgumentException("slot " + law.slot() + ": holds one of its values, got '" + spec.value(own, vocabulary) + "'");
    }
    // One value may be cut into tokens in several ways: its probability is that of all of them.
    Map<String, Double> byValue = new LinkedHashMap<>();
    for (int v = 0; v < used.values().size(); v++) {
      byValue.merge(spec.value(used.values().get(v), vocabulary), used.probabilities()[v], Double::sum);
    }
    String value = spec.value(own, vocabulary);
    List<SlotAnswer.Alternative> others = byValue.entrySet().stream()
        .map(e -> new SlotAnswer.Alternative(e.getKey(), e.getValue()))
        .sorted((a, b) -> Double.compare(b.probability(), a.probability())).limit(most).toList();
    return new SlotAnswer(law.slot(), value, byValue.get(value), others, law.method(), law.complete(), calibrated);
  }
}
