package org.anabranch.model.text;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ref.SoftReference;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.anabranch.engine.Kernels;
import org.anabranch.engine.WeightFormat;
import org.anabranch.model.BundledModels;
import org.anabranch.model.checkpoint.Bundle;
import org.anabranch.model.masked.LlamaMaskPredictor;
import org.anabranch.model.masked.LlamaWeights;
import org.anabranch.model.slots.Vocabulary;
import org.anabranch.solver.masked.TokenTemplate;

/**
 * The bundled masked network of the verses of the King James Bible in lower case, with verses that it has not seen, its tokenizer, and
 * n-gram models of disjoint halves of the verses that it was trained on.
 *
 * <p>A line break ends a verse and is a token; a text begins with one. The weights are packed once; {@link #predictor} gives an
 * instance for the calling thread.
 */
public final class Verses {
  private static final String FOLDER = BundledModels.TEXT;
  private static final String MASK = "<mask>";
  private static final String BREAK = "\n";
  private static final Pattern WORD = Pattern.compile("[a-z']+");
  private static final SoftReference<KneserNey> NONE = new SoftReference<>(null);
  private static final Map<String, SoftReference<KneserNey>> NGRAMS = new ConcurrentHashMap<>();

  private final LlamaWeights weights;
  private final BytePairTokenizer tokenizer;

  private Verses(WeightFormat format) {
    weights = LlamaWeights.load(BundledModels.checkpoint(FOLDER), format);
    tokenizer = tokenizer();
  }

  /** Loads the model in fp32. */
  public static Verses load() {
    return load(WeightFormat.F32);
  }

  /** Loads the model with the matrices of its blocks in a format. */
  public static Verses load(WeightFormat format) {
    return new Verses(format);
  }

  /** Half of the verses that the network was trained on: every other one, so that both halves hold the same books. */
  public enum Half {
    /** The first verse and every other after it. */
    FIRST,
    /** The second verse and every other after it. */
    SECOND
  }

  /** The tokenizer, without the network. */
  public static BytePairTokenizer tokenizer() {
    return BytePairTokenizer.parse(Bundle.bytes(FOLDER, "tokenizer.json"), FOLDER + "/tokenizer.json");
  }

  /** The network. */
  public LlamaMaskPredictor predictor(Kernels kernels) {
    return new LlamaMaskPredictor(weights, kernels);
  }

  /** The tokenizer of this model. */
  public BytePairTokenizer tokens() {
    return tokenizer;
  }

  /** The texts of the tokens, for slots: all but the mask. Texts are cut into lower case. */
  public Vocabulary vocabulary() {
    int mask = mask();
    return new Vocabulary() {
      @Override
      public int size() {
        return tokenizer.size();
      }

      @Override
      public String text(int id) {
        return id == mask ? "" : tokenizer.piece(id);
      }

      @Override
      public int[] encode(String text) {
        return tokenizer.encode(text);
      }
    };
  }

  /** The token of an open position. */
  public int mask() {
    return tokenizer.added(MASK);
  }

  /** The token that ends a verse. */
  public int verseBreak() {
    return tokenizer.added(BREAK);
  }

  /** Positions of the longest text. */
  public int maxLength() {
    return weights.config().maxLength();
  }

  /** The 1556 held-out verses. */
  public static List<String> heldOut() {
    return lines("heldout.txt.gz").toList();
  }

  /** The 29547 verses that the network was trained on. */
  public static List<String> training() {
    return lines("train.txt.gz").toList();
  }

  private static Stream<String> lines(String file) {
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(Bundle.bytes(FOLDER, file)))) {
      return new String(in.readAllBytes(), StandardCharsets.US_ASCII).lines();
    } catch (IOException e) {
      throw new UncheckedIOException("bundle: cannot unpack " + FOLDER + "/" + file, e);
    }
  }

  /** The tokens of a verse between two breaks. */
  public int[] verse(String text) {
    return tokenizer.encode(BREAK + text + BREAK);
  }

  /** An n-gram model of a half; takes about a second, and is kept for the next call while memory is ample. */
  public KneserNey ngrams(Half half, int order) {
    String key = half + " " + order;
    KneserNey kept = NGRAMS.getOrDefault(key, NONE).get();
    if (kept != null) {
      return kept;
    }
    KneserNey made = counted(half, order);
    NGRAMS.put(key, new SoftReference<>(made));
    return made;
  }

  private KneserNey counted(Half half, int order) {
    List<String> all = training();
    List<int[]> texts = IntStream.range(0, all.size()).filter(i -> i % 2 == half.ordinal()).mapToObj(i -> verse(all.get(i))).toList();
    return KneserNey.train(texts, order, tokenizer.size(), mask(), verseBreak());
  }

  /** The words of all verses, held out or not: runs of letters and apostrophes. */
  public static Set<String> words() {
    return Words.ALL;
  }

  /** Read when they are first asked for. */
  private static final class Words {
    private static final Set<String> ALL = Stream.of(training(), heldOut()).flatMap(List::stream).flatMap(v -> words(v).stream())
        .collect(Collectors.toUnmodifiableSet());
  }

  /** The words of a text in order. */
  public static List<String> words(String text) {
    return WORD.matcher(text).results().map(MatchResult::group).toList();
  }

  /** A text of which only its beginning is given: that a verse begins. */
  public TokenTemplate free(int length) {
    checkLength(length);
    int[] ids = new int[length];
    Arrays.fill(ids, mask());
    ids[0] = verseBreak();
    return TokenTemplate.of(mask(), ids);
  }

  /** A held-out verse, cut to a length, whose middle half is open. */
  public record Gap(int verse, TokenTemplate template) {}

  /** The held-out verses that are at least this long, in their order, each with a break before it and its middle half open. */
  public List<Gap> gaps(int length) {
    checkLength(length);
    List<String> all = heldOut();
    List<Gap> gaps = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      int[] ids = verse(all.get(i));
      if (ids.length >= length) {
        int[] cut = Arrays.copyOf(ids, length);
        Arrays.fill(cut, length / 4, length - length / 4, mask());
        gaps.add(new Gap(i, TokenTemplate.of(mask(), cut)));
      }
    }
    return gaps;
  }

  /** A prompt with blanks, as {@link Blanks} reads it, at the beginning of a verse. */
  public TokenTemplate infill(String prompt) {
    return Blanks.template(prompt, tokenizer, mask(), verseBreak(), maxLength());
  }

  private void checkLength(int length) {
    if (length < 4 || length > maxLength()) {
      throw new IllegalArgumentException("length: a text has 4 to " + maxLength() + " tokens, got " + length);
    }
  }

  /** The text of tokens without the breaks at its ends; an open position is an underscore. */
  public String text(int... ids) {
    StringBuilder text = new StringBuilder();
    for (int id : ids) {
      text.append(id == mask() ? "_" : tokenizer.piece(id));
    }
    return text.toString().strip();
  }
}
