package org.anabranch.cli.demo;

import java.util.List;
import java.util.Optional;
import org.anabranch.cli.domain.Domain;
import org.anabranch.cli.domain.Domains;
import org.anabranch.cli.domain.Sampling;
import org.anabranch.engine.WeightFormat;
import org.anabranch.model.BundledModels;
import org.anabranch.search.Algorithms;
import org.anabranch.search.Beam;
import org.anabranch.search.BestOfN;
import org.anabranch.search.Smc;

/**
 * What the demo's second page compares.
 *
 * @param entries a part of the page each
 */
public record SearchesPlan(List<Entry> entries) {
  private static final int TRAJECTORIES = 8;
  /** Proteins have 4 classes where the digits are 10. */
  private static final int PROTEIN_REPETITIONS = 2;
  private static final List<String> QUICK = List.of(BestOfN.NAME, Beam.NAME, Smc.NAME);

  /**
   * The searches of one model.
   *
   * @param model        its name
   * @param steps        of a trajectory; the model's own number where none is given
   * @param trajectories whose evaluations a search is granted
   * @param seeds        repetitions of every condition
   * @param conditions   how many, from the first on; all where none is given
   * @param algorithms   names
   */
  public record Entry(String model, Optional<Integer> steps, int trajectories, int seeds, Optional<Integer> conditions,
      List<String> algorithms) {
    /** Checks the ranges and copies the list. */
    public Entry {
      algorithms = List.copyOf(algorithms);
      if (trajectories < 1 || seeds < 1 || algorithms.isEmpty()) {
        throw new IllegalArgumentException("searches: needs at least 1 trajectory, 1 repetition and 1 algorithm, got " + trajectories
            + ", " + seeds + " and " + algorithms.size());
      }
    }

    /** Loads the model. */
    AllSearches.Part open(WeightFormat format) {
      Domain domain = Domains.open(model, format)
          .orElseThrow(() -> new IllegalArgumentException("searches: there is no model " + model));
      Sampling sampling = new Sampling(Optional.empty(), steps, Optional.empty(), Optional.empty());
      return AllSearches.Part.of(domain, sampling, trajectories, seeds, conditions.orElse(domain.conditions()), algorithms);
    }
  }

  /** Copies the list. */
  public SearchesPlan {
    entries = List.copyOf(entries);
  }

  /** The demo as it is shown: every algorithm on digits and proteins. */
  public static SearchesPlan standard(int repetitions) {
    return new SearchesPlan(List.of(
        new Entry(BundledModels.DIGITS, Optional.empty(), TRAJECTORIES, repetitions, Optional.empty(), Algorithms.names()),
        new Entry(BundledModels.PROTEIN, Optional.empty(), TRAJECTORIES, PROTEIN_REPETITIONS * repetitions, Optional.empty(),
            Algorithms.names())));
  }

  /** A small one of the same: one search of each kind, one condition, short trajectories. */
  public static SearchesPlan quick(int repetitions) {
    return new SearchesPlan(List.of(
        new Entry(BundledModels.DIGITS, Optional.of(2), 2, repetitions, Optional.of(1), QUICK),
        new Entry(BundledModels.PROTEIN, Optional.of(2), 2, repetitions, Optional.of(1), QUICK)));
  }

  /** Loads the models. */
  public List<AllSearches.Part> open(WeightFormat format) {
    return entries.stream().map(e -> e.open(format)).toList();
  }
}
