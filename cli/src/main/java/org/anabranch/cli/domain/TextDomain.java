package org.anabranch.cli.domain;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.anabranch.engine.Kernels;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.random.TrajectoryKey;
import org.anabranch.model.catalog.MaskedModel;
import org.anabranch.model.slots.Vocabulary;
import org.anabranch.model.text.Tokenizer;
import org.anabranch.search.SequenceVerifier;
import org.anabranch.search.Verifier;
import org.anabranch.solver.masked.EndRule;
import org.anabranch.solver.masked.SequenceLikelihood;
import org.anabranch.solver.masked.TokenLaw;
import org.anabranch.solver.masked.TokenPredictor;
import org.anabranch.solver.masked.TokenTemplate;

/**
 * A checkpoint of masked tokens and one text to be completed: the model's log-probability picks, the variety of the tokens is measured.
 *
 * <p>What follows the first end of a text is not shown. Without a tokenizer, samples are shown as ids.
 */
public final class TextDomain implements MaskedDomain {
  /** log p in {@value #ROUNDS} rounds. */
  private static final String LIKELIHOOD = "log-probability";
  /** log p, a round a token: exact, as costly as the text is long. */
  private static final String FULL = "log-probability-full";
  private static final int ROUNDS = 8;

  private final String name;
  private final MaskedModel model;
  private final Optional<Tokenizer> tokenizer;
  private final TokenTemplate template;
  private final TokenChoice choice;
  private final EndRule ends;
  private final int[] ending;
  private final Optional<Vocabulary> words;

  /**
   * A domain.
   *
   * @param name   as the model was asked for
   * @param ends   how the end of a text is treated
   * @param ending ids that end a text
   * @param words  what typed slots are written in; empty if the template has none
   */
  public TextDomain(String name, MaskedModel model, Optional<Tokenizer> tokenizer, TokenTemplate template, TokenChoice choice,
      EndRule ends, int[] ending, Optional<Vocabulary> words) {
    this.name = name;
    this.model = model;
    this.tokenizer = tokenizer;
    this.template = template;
    this.choice = choice;
    this.ends = ends;
    this.ending = ending.clone();
    this.words = words;
  }

  /** How a model's own publication draws, where nothing is asked for. */
  public static TokenLaw law(MaskedModel model) {
    return switch (model.architecture()) {
      case MDLM -> TokenLaw.MODEL;
      case DREAM -> new TokenLaw(0.2, 0, 1, true);
      default -> TokenLaw.GREEDY;
    };
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String conditionKind() {
    return "text";
  }

  @Override
  public TokenPredictor predictor(Kernels kernels) {
    return model.predictor(kernels);
  }

  @Override
  public List<TokenTemplate> templates() {
    return List.of(template);
  }

  /** What the slots of the template are written in. */
  @Override
  public Optional<Vocabulary> vocabulary() {
    return words;
  }

  @Override
  public TokenChoice choice() {
    return choice;
  }

  @Override
  public EndRule ends() {
    return ends;
  }

  /** A token a step, in the order of the model's own publication; for a search with a law that has variety, see the options. */
  @Override
  public Sampling standard(boolean branching) {
    String solver = switch (model.architecture()) {
      case MDLM -> "ancestral";
      case DREAM -> "entropy";
      default -> "confidence";
    };
    return new Sampling(Optional.of(solver), Optional.of(Math.max(1, template.openCount())), Optional.empty(), Optional.empty());
  }

  @Override
  public List<String> verifiers() {
    return List.of(LIKELIHOOD, FULL);
  }

  @Override
  public Verifier verifier(String verifier, Kernels kernels) {
    if (!verifiers().contains(verifier)) {
      throw new IllegalArgumentException("verifier: no verifier is named '" + verifier + "', there are " + verifiers());
    }
    int rounds = verifier.equals(FULL) ? Math.max(1, template.openCount()) : ROUNDS;
    return new SequenceVerifier(verifier, new SequenceLikelihood(predictor(kernels), rounds, TrajectoryKey.root(0, 0)), templates());
  }

  @Override
  public List<Measure> measures(Kernels kernels) {
    return List.of(new Measure("distinct", "share of different tokens among those filled in", true, 3, (samples, conditions, out) -> {
      for (int i = 0; i < conditions.length; i++) {
        int[] filled = filled(MaskedDomain.row(samples, i));
        Set<Integer> different = new HashSet<>(Arrays.stream(filled).boxed().toList());
        out[i] = filled.length == 0 ? 1 : different.size() / (double) filled.length;
      }
    }));
  }

  @Override
  public String title(String verifier) {
    return "log p, nats";
  }

  @Override
  public String describe(String verifier, int condition, double score) {
    return String.format(Locale.ROOT, "log p = %.4f nats", score);
  }

  @Override
  public List<String> lines(Tensor sample, int condition) {
    int[] ids = sample.toInts();
    return tokenizer.isPresent() ? shown(ids).lines().toList() : List.of(Arrays.toString(ids));
  }

  @Override
  public Map<String, Object> facts(Tensor sample, int condition) {
    int[] ids = sample.toInts();
    Map<String, Object> facts = new LinkedHashMap<>();
    tokenizer.ifPresent(t -> facts.put("text", shown(ids)));
    tokenizer.ifPresent(t -> facts.put("filled", t.decode(filled(ids), false)));
    facts.put("ids", ids);
    return facts;
  }

  @Override
  public Map<String, SampleEncoder> encoders() {
    return Map.of(".txt", (samples, conditions) -> Lines.bytes(samples,
        i -> String.join(" ", lines(samples.rows(i, 1).reshape(template.length()), conditions[i]))));
  }

  /** The likeliest tokens of every open position with their probabilities, from one evaluation of the text as it is given. */
  public List<GapTokens> likeliest(Kernels kernels, int most) {
    TokenPredictor predictor = predictor(kernels);
    return GapTokens.of(predictor, template, most, id -> tokenizer.map(t -> t.decode(new int[] {id}, true)).orElse(""));
  }

  /** The answer alone where it follows a prompt, else the whole text. */
  private String shown(int[] ids) {
    boolean answer = template.openCount() == template.length() - (template.openCount() == 0 ? 0 : template.firstOpen());
    return tokenizer.orElseThrow().decode(answer ? filled(ids) : ids, false);
  }

  /** The ids at open positions, in one row, up to the first that ends the text. */
  private int[] filled(int[] ids) {
    List<Integer> out = new ArrayList<>();
    for (int position : template.openPositions()) {
      int id = ids[position];
      if (Arrays.stream(ending).anyMatch(e -> e == id)) {
        break;
      }
      out.add(id);
    }
    return out.stream().mapToInt(Integer::intValue).toArray();
  }
}
