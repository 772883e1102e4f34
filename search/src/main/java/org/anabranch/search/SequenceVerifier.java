package org.anabranch.search;

import java.util.List;
import org.anabranch.engine.Tensor;
import org.anabranch.solver.masked.SequenceLikelihood;
import org.anabranch.solver.masked.TokenTemplate;

/**
 * The log-probability of token sequences under the network that filled them in, in nats, by {@link SequenceLikelihood}. A condition is
 * the number of a template.
 *
 * <p>Like every model's own likelihood it prefers the plain and the repeated; it is for choosing among samples where nothing better
 * judges them. All samples share one order of positions, so equal samples have equal scores.
 *
 * <p>Cost per call: the rounds, reported, not charged. Threading: one thread at a time, as its network.
 */
public final class SequenceVerifier implements Verifier {
  private final String name;
  private final SequenceLikelihood likelihood;
  private final List<TokenTemplate> templates;

  /** A verifier of samples of these templates. */
  public SequenceVerifier(String name, SequenceLikelihood likelihood, List<TokenTemplate> templates) {
    this.name = name;
    this.likelihood = likelihood;
    this.templates = List.copyOf(templates);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public double costPerCall() {
    return templates.stream().mapToInt(likelihood::cost).average().orElse(0);
  }

  @Override
  public void score(Tensor samples, int[] conditions, double[] out) {
    for (int i = 0; i < conditions.length; i++) {
      out[i] = likelihood.of(templates.get(conditions[i]), samples.rows(i, 1).toInts());
    }
  }
}
