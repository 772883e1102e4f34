package org.anabranch.cli.domain;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.anabranch.cli.verify.PseudoLikelihood;
import org.anabranch.engine.Kernels;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.WeightFormat;
import org.anabranch.model.BundledModels;
import org.anabranch.model.slots.Vocabulary;
import org.anabranch.model.text.KneserNey;
import org.anabranch.model.text.Verses;
import org.anabranch.search.Verifier;
import org.anabranch.solver.masked.TokenPredictor;
import org.anabranch.solver.masked.TokenTemplate;

/**
 * The bundled text network: a condition is free text or a text with gaps. A 3-gram model of one half of the training verses picks, a
 * 5-gram model of the other half judges.
 */
public final class VersesDomain implements MaskedDomain {
  /** Tokens of a text, unless said otherwise. */
  public static final int LENGTH = 48;

  private static final String TRIGRAM = "trigram";
  private static final int SELECTOR_ORDER = 3;
  private static final int JUDGE_ORDER = 5;
  private static final int COLUMNS = 100;
  private static final String SOLVER = "random";
  private static final int STEPS = 24;

  private final Verses verses;
  private final List<TokenTemplate> templates;
  private final List<String> names;
  private final TokenChoice choice;

  private VersesDomain(Verses verses, List<TokenTemplate> templates, List<String> names, TokenChoice choice) {
    this.verses = verses;
    this.templates = templates;
    this.names = names;
    this.choice = choice;
  }

  /** Free text as condition 0, then the held-out verses of at least this many tokens with a gap in the middle. */
  public static VersesDomain heldOut(WeightFormat format, int length, TokenChoice choice) {
    Verses verses = Verses.load(format);
    List<TokenTemplate> templates = new ArrayList<>(List.of(verses.free(length)));
    List<String> names = new ArrayList<>(List.of("free text"));
    for (Verses.Gap gap : verses.gaps(length)) {
      templates.add(gap.template());
      names.add("held-out verse " + gap.verse());
    }
    return new VersesDomain(verses, templates, names, choice);
  }

  /**
   * Free text.
   *
   * @throws IllegalArgumentException if the network reads no texts of this length
   */
  public static VersesDomain free(WeightFormat format, int length, TokenChoice choice) {
    Verses verses = Verses.load(format);
    return new VersesDomain(verses, List.of(verses.free(length)), List.of("free text"), choice);
  }

  /**
   * One prompt with blanks.
   *
   * @throws IllegalArgumentException in one sentence, if it has none, is too long, or holds characters without a token
   */
  public static VersesDomain infill(WeightFormat format, String prompt, TokenChoice choice) {
    Verses verses = Verses.load(format);
    return new VersesDomain(verses, List.of(verses.infill(prompt)), List.of("'" + prompt + "'"), choice);
  }

  /** One text that is open in places. */
  public static VersesDomain of(Verses verses, TokenTemplate template, String name, TokenChoice choice) {
    return new VersesDomain(verses, List.of(template), List.of(name), choice);
  }

  /**
   * The gap of one held-out verse, by its number among those that are long enough.
   *
   * @throws IllegalArgumentException naming the range
   */
  public static VersesDomain gap(WeightFormat format, int length, int index, TokenChoice choice) {
    VersesDomain all = heldOut(format, length, choice);
    if (index < 0 || index + 1 >= all.templates.size()) {
      throw new IllegalArgumentException("index: must be in [0, " + (all.templates.size() - 2) + "] for texts of " + length
          + " tokens, got " + index);
    }
    return new VersesDomain(all.verses, List.of(all.templates.get(index + 1)), List.of(all.names.get(index + 1)), choice);
  }

  @Override
  public String name() {
    return BundledModels.TEXT;
  }

  @Override
  public String conditionKind() {
    return "text";
  }

  @Override
  public String condition(int id) {
    return names.get(id);
  }

  @Override
  public TokenPredictor predictor(Kernels kernels) {
    return verses.predictor(kernels);
  }

  @Override
  public List<TokenTemplate> templates() {
    return templates;
  }

  @Override
  public Optional<Vocabulary> vocabulary() {
    return Optional.of(verses.vocabulary());
  }

  @Override
  public TokenChoice choice() {
    return choice;
  }

  /** No more rounds than a text has open tokens: a search sets aside what its rounds could cost. */
  @Override
  public Sampling standard(boolean branching) {
    int open = templates.stream().mapToInt(TokenTemplate::openCount).max().orElseThrow();
    return new Sampling(Optional.of(SOLVER), Optional.of(Math.min(STEPS, open)), Optional.empty(), Optional.empty());
  }

  @Override
  public List<String> verifiers() {
    return List.of(TRIGRAM, PseudoLikelihood.NAME);
  }

  @Override
  public Verifier verifier(String name, Kernels kernels) {
    return switch (name) {
      case TRIGRAM -> {
        KneserNey model = verses.ngrams(Verses.Half.FIRST, SELECTOR_ORDER);
        yield Verifier.ofRows(name, (sample, condition) -> TextMeasures.perToken(model, verses.mask(), sample.toInts()));
      }
      case PseudoLikelihood.NAME -> new PseudoLikelihood(predictor(kernels), 1, templates.getFirst().length());
      default -> throw new IllegalArgumentException("verifier: no verifier is named '" + name + "', there are " + verifiers());
    };
  }

  @Override
  public List<Measure> measures(Kernels kernels) {
    return TextMeasures.of(verses, verses.ngrams(Verses.Half.SECOND, JUDGE_ORDER));
  }

  @Override
  public String title(String verifier) {
    return "log p by " + verifier + ", nats per token";
  }

  @Override
  public String describe(String verifier, int condition, double score) {
    return String.format(Locale.ROOT, "%s log p = %.3f nats per token, perplexity %.1f", verifier, score, StrictMath.exp(-score));
  }

  @Override
  public List<String> lines(Tensor sample, int condition) {
    List<String> lines = new ArrayList<>();
    for (String verse : verses.text(sample.toInts()).split("\n")) {
      String left = verse;
      while (left.length() > COLUMNS && left.lastIndexOf(' ', COLUMNS) > 0) {
        int cut = left.lastIndexOf(' ', COLUMNS);
        lines.add(left.substring(0, cut));
        left = left.substring(cut + 1);
      }
      lines.add(left);
    }
    return lines;
  }

  /** The text; of an infill also the tokens that were filled in, with what the network thinks of them. */
  @Override
  public Optional<Details> details(Tensor sample, int condition, Kernels kernels) {
    int[] text = sample.toInts();
    return Optional.of(TokenProbabilities.of(
        templates.get(condition).openCount() == text.length - 1 ? List.of() : filled(sample, condition, kernels), verses.text(text)));
  }

  /** The tokens that were filled in, with what the network thinks of them; worked out afterwards and charged to nobody. */
  public List<FilledToken> filled(Tensor sample, int condition, Kernels kernels) {
    int[] text = sample.toInts();
    return TokenProbabilities.filled(new PseudoLikelihood(predictor(kernels), 1, text.length), text,
        templates.get(condition).openPositions(), verses.tokens()::piece);
  }

  /** The texts of a sample's tokens, in order. */
  public List<String> pieces(Tensor sample) {
    return Arrays.stream(sample.toInts()).mapToObj(verses.tokens()::piece).toList();
  }

  @Override
  public Map<String, SampleEncoder> encoders() {
    return Map.of(".txt", (samples, conditions) -> Lines.bytes(samples, i -> verses.text(MaskedDomain.row(samples, i))
        .replace('\n', '/')));
  }
}
