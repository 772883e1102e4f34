package org.anabranch.cli.domain;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.anabranch.engine.Backend;
import org.anabranch.engine.Kernels;
import org.anabranch.engine.random.TrajectoryKey;
import org.anabranch.model.slots.SlotTemplate;
import org.anabranch.model.slots.Vocabulary;
import org.anabranch.solver.Meter;
import org.anabranch.solver.masked.Conditionals;
import org.anabranch.solver.masked.EndRule;
import org.anabranch.solver.masked.MaskedGenerator;
import org.anabranch.solver.masked.TokenPredictor;
import org.anabranch.solver.masked.TokenTemplate;
import org.anabranch.solver.slots.ExactSlots;

/**
 * A domain of masked tokens with typed slots in its templates; all else is the domain's.
 *
 * @param domain whose templates they are
 * @param slots  the templates with their slots, by condition
 */
public record SlottedDomain(MaskedDomain domain, List<SlotTemplate> slots) implements MaskedDomain, ForwardingDomain {
  /** Combinations of values that an exact draw enumerates at most. */
  public static final int MOST_COMBINATIONS = 4096;

  /** Checks the number. */
  public SlottedDomain {
    slots = List.copyOf(slots);
    if (slots.size() != domain.conditions()) {
      throw new IllegalArgumentException("slots: needs a template per " + domain.conditionKind() + ", got " + slots.size() + " for "
          + domain.conditions());
    }
  }

  /** What probabilities of slots are asked of, charged to a meter. */
  public Conditionals network(Backend backend, Meter meter) {
    return new Conditionals(() -> domain.predictor(backend.kernels()), backend.pool(), meter);
  }

  /**
   * A generator that draws rows given that their slots hold: the slots first, exactly, then the rest by the sampling, which must be
   * exact.
   * Row i is condition i of the generator.
   *
   * @param keys       of the rows
   * @param conditions of the rows
   * @param meter      charged for the enumeration, once for every condition that occurs
   * @return empty if the meter stopped it
   * @throws IllegalArgumentException if slots have too many values, or the sampling is not exact
   */
  public Optional<MaskedGenerator> exact(Backend backend, Sampling sampling, List<TrajectoryKey> keys, int[] conditions, Meter meter) {
    Conditionals network = network(backend, meter);
    Map<Integer, ExactSlots> laws = new HashMap<>();
    List<TokenTemplate> filled = new ArrayList<>();
    for (int i = 0; i < conditions.length; i++) {
      int c = conditions[i];
      if (!laws.containsKey(c)) {
        Optional<ExactSlots> law = ExactSlots.of(slots.get(c).template(), network, MOST_COMBINATIONS);
        if (law.isEmpty()) {
          return Optional.empty();
        }
        laws.put(c, law.get());
      }
      filled.add(laws.get(c).draw(keys.get(i)));
    }
    return Optional.of(domain.generator(backend, sampling, filled));
  }

  @Override
  public TokenPredictor predictor(Kernels kernels) {
    return domain.predictor(kernels);
  }

  @Override
  public List<TokenTemplate> templates() {
    return slots.stream().map(SlotTemplate::template).toList();
  }

  @Override
  public Optional<Vocabulary> vocabulary() {
    return domain.vocabulary();
  }

  @Override
  public TokenChoice choice() {
    return domain.choice();
  }

  @Override
  public List<String> strategies() {
    return domain.strategies();
  }

  @Override
  public EndRule ends() {
    return domain.ends();
  }
}
