package org.anabranch.cli.verify;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.anabranch.engine.Kernels;
import org.anabranch.engine.Shape;
import org.anabranch.search.EnsembleVerifier;
import org.anabranch.search.LikelihoodVerifier;
import org.anabranch.search.Verifier;
import org.anabranch.search.VerifierProvider;
import org.anabranch.solver.DifferentiableField;
import org.anabranch.solver.GridSpacing;
import org.anabranch.solver.RungeKutta4;
import org.anabranch.solver.VelocityField;
import org.anabranch.solver.likelihood.Divergence;
import org.anabranch.solver.likelihood.ExactDivergence;
import org.anabranch.solver.likelihood.Hutchinson;
import org.anabranch.solver.likelihood.Probe;

/**
 * Verifiers by what {@code --verifier} says: a name that the model knows, {@code likelihood[:PROBES|:exact]} of the model itself, a
 * folder or file of a classifier, or what a {@link VerifierProvider} opens; several with commas between them are an ensemble.
 *
 * <p>The likelihood takes {@value #LIKELIHOOD_STEPS} RK4 steps of the flow without guidance, equal in log-SNR, for near the data a flow
 * contracts nearly singularly: on the digits that is 5 to 30 nats too many of about 2000, where equal steps are off by thousands.
 */
public final class Verifiers {
  /** The model's own likelihood. */
  public static final String LIKELIHOOD = "likelihood";

  private static final int LIKELIHOOD_STEPS = 8;
  private static final GridSpacing LIKELIHOOD_GRID = new GridSpacing.LogSnr(0.005, 50);

  private Verifiers() {}

  /**
   * What is to be judged.
   *
   * @param names of the verifiers that come with the model
   * @param named makes one of them
   * @param flow  empty for models that are no flows: nothing but their own verifiers judges those
   */
  public record Subject(List<String> names, Function<String, Verifier> named, Optional<Flow> flow) {
    private Flow flow(String source) {
      return flow.orElseThrow(
          () -> new IllegalArgumentException("verifier: '" + source + "' judges samples of flows, the model is none"));
    }
  }

  /**
   * A flow, and what verifiers from outside judge of it.
   *
   * @param field    without guidance
   * @param judged   the shape of what they judge: of a sample, or of what it is decoded to
   * @param onJudged makes a verifier of that shape one of samples
   */
  public record Flow(VelocityField field, Shape judged, UnaryOperator<Verifier> onJudged) {}

  /**
   * Makes the verifier.
   *
   * @param source  what the user named
   * @param caution standard deviations that an ensemble subtracts; 0 for a single verifier
   * @param seed    of the random directions of a likelihood
   * @param kernels of the calling thread
   * @throws IllegalArgumentException for an unknown name, or a value out of range
   * @throws org.anabranch.model.checkpoint.CheckpointException if a classifier cannot be loaded
   */
  public static Verifier open(String source, double caution, Subject subject, long seed, Kernels kernels) {
    String[] parts = source.split(",", -1);
    if (parts.length == 1) {
      if (caution != 0) {
        throw new IllegalArgumentException("caution: needs an ensemble, --verifier A,B; got " + caution + " with '" + source + "'");
      }
      return one(source, subject, seed, kernels);
    }
    List<Verifier> members = new ArrayList<>();
    for (String part : parts) {
      members.add(one(part, subject, seed, kernels));
    }
    return EnsembleVerifier.of(members, caution);
  }

  private static Verifier one(String source, Subject subject, long seed, Kernels kernels) {
    if (source.equals(LIKELIHOOD) || source.startsWith(LIKELIHOOD + ":")) {
      return likelihood(source, subject, seed, kernels);
    }
    if (subject.names().contains(source)) {
      return subject.named().apply(source);
    }
    List<VerifierProvider> providers = ServiceLoader.load(VerifierProvider.class).stream().map(ServiceLoader.Provider::get).toList();
    for (VerifierProvider provider : providers) {
      if (provider.accepts(source)) {
        Flow flow = subject.flow(source);
        return flow.onJudged().apply(provider.open(source, flow.judged()));
      }
    }
    Optional<Path> path = existing(source);
    if (path.isPresent() && (Files.isDirectory(path.get()) || source.endsWith(".safetensors"))) {
      Flow flow = subject.flow(source);
      ClassifierVerifier classifier = ClassifierVerifier.open(path.get(), flow.judged(), kernels);
      return flow.onJudged().apply(classifier);
    }
    List<String> known = new ArrayList<>(subject.names());
    known.add(LIKELIHOOD);
    providers.forEach(p -> known.add(p.description()));
    throw new IllegalArgumentException("verifier: no verifier is named '" + source + "', there are " + known
        + " and folders of classifiers");
  }

  private static Verifier likelihood(String source, Subject subject, long seed, Kernels kernels) {
    VelocityField field = subject.flow(source).field();
    if (!(field instanceof DifferentiableField differentiable)) {
      throw new IllegalArgumentException("verifier: " + source + " needs a velocity with Jacobian-vector products, which a SiT has");
    }
    return new LikelihoodVerifier(differentiable, divergence(source), RungeKutta4.TABLEAU,
        LIKELIHOOD_GRID.grid(field.interpolant(), LIKELIHOOD_STEPS), seed, kernels);
  }

  private static Divergence divergence(String source) {
    String how = source.equals(LIKELIHOOD) ? "1" : source.substring(LIKELIHOOD.length() + 1);
    if (how.equals("exact")) {
      return new ExactDivergence();
    }
    if (!how.matches("[1-9]\\d{0,3}")) {
      throw new IllegalArgumentException("verifier: likelihood takes 1..9999 probes or exact, got '" + source + "'");
    }
    return new Hutchinson(Probe.RADEMACHER, Integer.parseInt(how));
  }

  private static Optional<Path> existing(String source) {
    try {
      return Optional.of(Path.of(source)).filter(p -> !source.isBlank() && Files.exists(p));
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }
}
