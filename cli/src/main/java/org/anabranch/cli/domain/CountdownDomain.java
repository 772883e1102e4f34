package org.anabranch.cli.domain;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.anabranch.engine.Kernels;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.WeightFormat;
import org.anabranch.model.BundledModels;
import org.anabranch.model.puzzle.Countdown;
import org.anabranch.model.puzzle.CountdownProblem;
import org.anabranch.model.slots.Vocabulary;
import org.anabranch.search.Verifier;
import org.anabranch.solver.masked.TokenPredictor;
import org.anabranch.solver.masked.TokenTemplate;

/** The bundled countdown network: a condition is a problem, the exact verifier picks, and whether it is solved is the measure. */
public final class CountdownDomain implements MaskedDomain {
  private static final String EXACT = "exact";
  private static final String CREDIT = "credit";
  private static final Sampling STANDARD =
      new Sampling(Optional.of("confidence"), Optional.of(8), Optional.empty(), Optional.empty());

  private final Countdown countdown;
  private final List<CountdownProblem> problems;
  private final TokenChoice choice;

  /** Some problems. */
  public CountdownDomain(WeightFormat format, List<CountdownProblem> problems, TokenChoice choice) {
    this.countdown = Countdown.load(format);
    this.problems = List.copyOf(problems);
    this.choice = choice;
  }

  /** The held-out problems. */
  public static CountdownDomain heldOut(WeightFormat format, TokenChoice choice) {
    return new CountdownDomain(format, Countdown.heldOut(), choice);
  }

  @Override
  public String name() {
    return BundledModels.COUNTDOWN;
  }

  @Override
  public String conditionKind() {
    return "problem";
  }

  @Override
  public String condition(int id) {
    return problems.get(id).toString();
  }

  @Override
  public TokenPredictor predictor(Kernels kernels) {
    return countdown.predictor(kernels);
  }

  @Override
  public List<TokenTemplate> templates() {
    return problems.stream().map(CountdownProblem::template).toList();
  }

  @Override
  public Optional<Vocabulary> vocabulary() {
    return Optional.of(Countdown.vocabulary());
  }

  /** The second choice of the closest decision, found on other problems than the results are of: docs/results-puzzles.md. */
  @Override
  public List<String> strategies() {
    return List.of("confidence", "runner-up");
  }

  @Override
  public TokenChoice choice() {
    return choice;
  }

  @Override
  public Sampling standard(boolean branching) {
    return STANDARD;
  }

  @Override
  public List<String> verifiers() {
    return List.of(EXACT, CREDIT);
  }

  @Override
  public Verifier verifier(String name, Kernels kernels) {
    return switch (name) {
      case EXACT -> Verifier.of(name, this::exact).within(0, 1);
      case CREDIT -> Verifier.of(name, (samples, conditions, out) -> {
        for (int i = 0; i < conditions.length; i++) {
          out[i] = problems.get(conditions[i]).credit(answer(MaskedDomain.row(samples, i)));
        }
      }).within(0, 1);
      default -> throw new IllegalArgumentException("verifier: no verifier is named '" + name + "', there are " + verifiers());
    };
  }

  private void exact(Tensor samples, int[] conditions, double[] out) {
    for (int i = 0; i < conditions.length; i++) {
      out[i] = problems.get(conditions[i]).isSolvedBy(answer(MaskedDomain.row(samples, i))) ? 1 : 0;
    }
  }

  private static String answer(int[] tokens) {
    return CountdownProblem.text(tokens, CountdownProblem.PROMPT, CountdownProblem.LENGTH - CountdownProblem.PROMPT);
  }

  @Override
  public List<Measure> measures(Kernels kernels) {
    return List.of(new Measure("solved", "share", true, 3, this::exact));
  }

  @Override
  public String title(String verifier) {
    return verifier.equals(EXACT) ? "solved" : verifier;
  }

  @Override
  public String describe(String verifier, int condition, double score) {
    return score == 1 ? "solved" : verifier.equals(EXACT) ? "not solved" : String.format(Locale.ROOT, "credit %.2f", score);
  }

  @Override
  public List<String> lines(Tensor sample, int condition) {
    return List.of(answer(sample.toInts()));
  }

  @Override
  public Map<String, SampleEncoder> encoders() {
    return Map.of(".txt", (samples, conditions) -> Lines.bytes(samples, i -> problems.get(conditions[i]).prompt()
        + answer(MaskedDomain.row(samples, i))));
  }
}
