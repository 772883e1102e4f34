package org.anabranch.cli.domain;

import java.util.List;
import java.util.Optional;
import org.anabranch.engine.Backend;
import org.anabranch.engine.Kernels;
import org.anabranch.engine.Tensor;
import org.anabranch.model.slots.Vocabulary;
import org.anabranch.solver.Generator;
import org.anabranch.solver.catalog.Unmaskings;
import org.anabranch.solver.masked.EndRule;
import org.anabranch.solver.masked.MaskedGenerator;
import org.anabranch.solver.masked.MaskedSampling;
import org.anabranch.solver.masked.MaskedStrategies;
import org.anabranch.solver.masked.OrderedUnmasking;
import org.anabranch.solver.masked.TokenPredictor;
import org.anabranch.solver.masked.TokenTemplate;
import org.anabranch.solver.masked.UnmaskingPolicy;

/** A domain whose samples are token ids that a masked network fills in: a condition is a template, the solver an unmasking policy. */
public interface MaskedDomain extends Domain {
  /** What fills in, for the calling thread. */
  TokenPredictor predictor(Kernels kernels);

  /** What is to be filled in, by condition. */
  List<TokenTemplate> templates();

  /** The texts of tokens, which typed slots are written in; empty where the domain has none. */
  default Optional<Vocabulary> vocabulary() {
    return Optional.empty();
  }

  /** How tokens are drawn. */
  TokenChoice choice();

  /** The strategies of a search that branches without noise and is told none. */
  default List<String> strategies() {
    return MaskedStrategies.STANDARD;
  }

  /** What is special about tokens that end a text. */
  default EndRule ends() {
    return EndRule.NONE;
  }

  @Override
  default int conditions() {
    return templates().size();
  }

  @Override
  default Generator generator(Backend backend, Sampling sampling) {
    return generator(backend, sampling, templates());
  }

  /** As {@link #generator(Backend, Sampling)}, with other templates, by condition. */
  default MaskedGenerator generator(Backend backend, Sampling sampling, List<TokenTemplate> templates) {
    if (sampling.grid().isPresent()) {
      throw new IllegalArgumentException("grid: rounds of unmasking stand on no grid, got '" + sampling.grid().get() + "'");
    }
    UnmaskingPolicy policy = Unmaskings.named(sampling.solver().orElseThrow(), sampling.checkedSteps());
    int block = choice().blockLength();
    if (block > 0) {
      if (!(policy instanceof OrderedUnmasking ordered)) {
        throw new IllegalArgumentException("block-length: blocks are for policies that rank positions, " + policy.name()
            + " does not, got " + block);
      }
      policy = ordered.withBlocks(block);
    }
    MaskedSampling how = MaskedSampling.of(policy, choice().law()).withGuidance(sampling.guidance().orElse(0.0))
        .withEnds(ends()).withCorrection(choice().correction()).withCache(choice().cache());
    int steps = policy.steps();
    return new MaskedGenerator(() -> predictor(backend.kernels()), backend.pool(), choice().exact() ? how.exactly() : how,
        templates, name()).withStrategies(new MaskedStrategies(n -> Unmaskings.named(n, steps), strategies()));
  }

  /** The ids of one row of a batch [rows, L]. */
  static int[] row(Tensor samples, int i) {
    return samples.rows(i, 1).toInts();
  }
}
