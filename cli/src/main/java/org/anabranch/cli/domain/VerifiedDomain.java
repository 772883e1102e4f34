package org.anabranch.cli.domain;

import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import org.anabranch.cli.verify.Verifiers;
import org.anabranch.engine.Backend;
import org.anabranch.engine.Kernels;
import org.anabranch.search.Guide;
import org.anabranch.search.Verifier;
import org.anabranch.solver.Generator;

/**
 * A domain whose verifiers may also be what {@link Verifiers} opens: the model's likelihood, classifiers, what providers know, and
 * ensembles. All else is the domain's.
 *
 * @param domain  that is verified
 * @param caution of an ensemble; 0 for a single verifier
 * @param seed    of a likelihood's random directions
 */
public record VerifiedDomain(Domain domain, double caution, long seed) implements ForwardingDomain {
  @Override
  public int conditions() {
    return domain.conditions();
  }

  @Override
  public void checkCondition(int id) {
    domain.checkCondition(id);
  }

  @Override
  public Generator generator(Backend backend, Sampling sampling) {
    return domain.generator(backend, sampling);
  }

  @Override
  public Verifier verifier(String name, Kernels kernels) {
    Optional<Verifiers.Flow> flow = domain instanceof FlowDomain f
        ? Optional.of(new Verifiers.Flow(f.field(kernels, Optional.empty()), f.judgedShape(), v -> f.onJudged(v, kernels)))
        : Optional.empty();
    return Verifiers.open(name, caution, new Verifiers.Subject(domain.verifiers(), n -> domain.verifier(n, kernels), flow,
        domain instanceof MaskedDomain masked ? OptionalInt.of(masked.templates().getFirst().length()) : OptionalInt.empty()), seed,
        kernels);
  }

  @Override
  public Optional<Guide> guide(String name, Kernels kernels) {
    return isBundled(name) ? domain.guide(name, kernels) : Optional.empty();
  }

  @Override
  public String title(String verifier) {
    return isBundled(verifier) ? domain.title(verifier) : verifier.equals(Verifiers.LIKELIHOOD) ? "log p(x), nats" : verifier;
  }

  @Override
  public String describe(String verifier, int condition, double score) {
    return isBundled(verifier) ? domain.describe(verifier, condition, score)
        : String.format(Locale.ROOT, "%s = %.6f", title(verifier), score);
  }

  private boolean isBundled(String verifier) {
    return domain.verifiers().contains(verifier);
  }
}
