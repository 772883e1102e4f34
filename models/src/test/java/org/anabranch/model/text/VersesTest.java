package org.anabranch.model.text;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.anabranch.engine.Backend;
import org.anabranch.engine.Tensor;
import org.anabranch.model.checkpoint.Bundle;
import org.anabranch.model.checkpoint.CheckpointException;
import org.anabranch.model.checkpoint.Safetensors;
import org.anabranch.model.masked.MaskPredictor;
import org.anabranch.solver.masked.TokenTemplate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** The bundled text network, its tokenizer, its verses and its judges. */
final class VersesTest {
  private static final BytePairTokenizer TOKENIZER = Verses.tokenizer();

  // ---- tokens

  /** Ids by the library tokenizers 0.23.2 from the same file. */
  @Test
  void tokensAreThoseOfTheLibrary() {
    assertArrayEquals(new int[] {47, 40, 553, 47, 977, 145, 61, 324, 64, 40, 500, 49, 40, 392, 8},
        TOKENIZER.encode("in the beginning god created the heaven and the earth."));
    assertArrayEquals(new int[] {68, 40, 110, 163, 102, 455, 6, 1024, 18, 26, 73, 1, 4, 598, 54, 968, 5, 9, 99, 72, 169, 809, 965, 64,
        105, 407, 2}, TOKENIZER.encode("And the LORD said unto Moses,\nGo in (unto pharaoh): for i have hardened his heart!"));
    assertArrayEquals(new int[] {258, 920, 1, 830, 94, 137, 7, 18, 23, 51, 20, 356, 10, 43, 91, 172, 11},
        TOKENIZER.encode("the king's  daughter is all-glorious; selah?"));
    assertArrayEquals(new int[] {37, 37, 37, 1, 3, 31, 34, 88, 41, 1024, 1024, 52}, TOKENIZER.encode("zzz 'twas a\n\n b"));
    assertArrayEquals(new int[] {0}, TOKENIZER.encode("<mask>"));
    assertArrayEquals(new int[0], TOKENIZER.encode(""));
    assertEquals(1025, TOKENIZER.size());
  }

  @Test
  void everyHeldOutVerseComesBack() {
    for (String verse : Verses.heldOut()) {
      assertEquals(verse, TOKENIZER.decode(TOKENIZER.encode(verse)));
    }
  }

  @Test
  void whatHasNoTokenIsRefused() {
    refused("text: no token stands for '7'; there are the letters, the space and !'(),-.:;?", () -> TOKENIZER.encode("verse 7"));
    refused("text: no token stands for '\u00e9'; there are the letters, the space and !'(),-.:;?", () -> TOKENIZER.encode("caf\u00e9"));
    refused("text: no token stands for '\ud83d\ude00'; there are the letters, the space and !'(),-.:;?",
        () -> TOKENIZER.encode("a \ud83d\ude00"));
    refused("tokenizer: ids must be in [0, 1024], got 1025", () -> TOKENIZER.decode(3, 1025));
  }

  @Test
  void aTokenizerThatNeedsMoreIsRefused() {
    String good = new String(Bundle.bytes("text", "tokenizer.json"), StandardCharsets.UTF_8);
    broken("tokenizer: t: model must be of the type BPE, got Unigram", good.replace("\"BPE\"", "\"Unigram\""));
    broken("tokenizer: t: normalizer must be of the type Lowercase, got NFC", good.replace("\"Lowercase\"", "\"NFC\""));
    broken("tokenizer: t: model.byte_fallback must be false, got true",
        good.replace("\"byte_fallback\":false", "\"byte_fallback\":true"));
    broken("tokenizer: t: model.merges must hold pairs of tokens that make a token, merge 0 is [t, hh]",
        good.replaceFirst("\\[\"t\",\"h\"]", "[\"t\",\"hh\"]"));
    broken("tokenizer: t: model.vocab must number its 1025 tokens from 0, '!' is 1", good.replace("\"!\":2", "\"!\":1"));
    String cut = assertThrows(CheckpointException.class, () -> BytePairTokenizer.parse(
        good.substring(0, good.length() / 2).getBytes(StandardCharsets.UTF_8), "t")).getMessage();
    assertTrue(cut.startsWith("config: t is not valid JSON"), cut);
  }

  private static void broken(String message, String json) {
    assertEquals(message, assertThrows(CheckpointException.class,
        () -> BytePairTokenizer.parse(json.getBytes(StandardCharsets.UTF_8), "t")).getMessage());
  }

  // ---- prompts

  @Test
  void blanksBecomeOpenTokens() {
    Verses verses = Verses.load();
    TokenTemplate template = verses.infill("in the beginning ___ created the heaven");
    assertArrayEquals(new int[] {1024, 47, 40, 553, 47, 977, 0, 0, 0, 61, 324, 64, 40, 500}, template.tokens());
    assertEquals("in the beginning___ created the heaven", verses.text(template.tokens()));
    assertArrayEquals(new int[] {1024, 0, 0, 0, 0, 0, 40, 392, 0}, verses.infill("_{5} the earth _").tokens());
    assertArrayEquals(new int[] {1024, 0, 0}, verses.infill("__").tokens());
    refused("infill: needs a blank, such as ___ for three tokens or _{8} for eight, got 'in the beginning'",
        () -> verses.infill("in the beginning"));
    refused("infill: a blank stands for at least one token, got '_{0}'", () -> verses.infill("in _{0}"));
    refused("infill: no token stands for '#'; there are the letters, the space and !'(),-.:;?", () -> verses.infill("in ___ #"));
    refused("infill: a blank is written with underscores, got '<mask>'", () -> verses.infill("in <mask> ___"));
    refused("infill: the model reads at most 128 tokens, the beginning of a verse among them; the prompt has 999999999, of which "
        + "999999996 are open", () -> verses.infill("in the _{999999996}"));
    assertEquals(128, verses.infill("_{127}").length());
    refused("infill: the model reads at most 128 tokens, the beginning of a verse among them; the prompt has 129, "
        + "of which 128 are open", () -> verses.infill("_{128}"));
    refused("length: a text has 4 to 128 tokens, got 129", () -> verses.free(129));
    refused("length: a text has 4 to 128 tokens, got 3", () -> verses.gaps(3));
  }

  @Test
  void gapsAreTheMiddleOfHeldOutVerses() {
    Verses verses = Verses.load();
    List<Verses.Gap> gaps = verses.gaps(48);
    assertTrue(gaps.size() > 100, gaps.size() + " gaps");
    List<String> heldOut = Verses.heldOut();
    for (Verses.Gap gap : gaps) {
      int[] ids = gap.template().tokens();
      int[] truth = verses.verse(heldOut.get(gap.verse()));
      assertArrayEquals(IntStream.range(12, 36).toArray(), gap.template().openPositions());
      for (int i = 0; i < 48; i++) {
        assertEquals(i >= 12 && i < 36 ? verses.mask() : truth[i], ids[i]);
      }
    }
  }

  // ---- the network

  /** fp32 against fp32, as of the other bundled networks. */
  @Test
  void theNetworkAgreesWithPyTorch() {
    Safetensors golden = Bundle.safetensors("text", "golden.safetensors");
    Tensor ids = golden.tensor("input_ids");
    MaskPredictor network = Verses.load().predictor(Backend.standard().kernels());
    Tensor logits = Tensor.zeros(ids.rows(), ids.shape().dim(1), network.vocabulary());
    network.forward(ids.toInts(), ids.rows(), ids.shape().dim(1), MaskPredictor.NO_SIGMA, logits);
    Tensor want = golden.tensor("logits");
    for (int i = 0; i < want.size(); i++) {
      assertEquals(want.get(i), logits.get(i), 1e-4, "logit " + i);
    }
  }

  /**
   * The bound on -log p of 32 held-out windows is far below what an untrained network (log 1024 = 6.93 nats) or the frequencies of
   * tokens (5.6) reach, and far above 0.
   */
  @Test
  void theNetworkPredictsHeldOutText() {
    Verses verses = Verses.load();
    MaskPredictor network = verses.predictor(Backend.standard().kernels());
    Random random = new Random(1);
    int length = 32;
    int rows = 32;
    int[] truth = new int[rows * length];
    int row = 0;
    for (String verse : Verses.heldOut()) {
      int[] ids = verses.verse(verse);
      if (ids.length >= length && row < rows) {
        System.arraycopy(ids, 0, truth, row++ * length, length);
      }
    }
    double sum = 0;
    for (int r = 0; r < rows; r++) {
      int[] tokens = Arrays.copyOfRange(truth, r * length, (r + 1) * length);
      Set<Integer> hidden = new HashSet<>();
      while (hidden.size() < 1 + r % length) {
        hidden.add(random.nextInt(length));
      }
      hidden.forEach(i -> tokens[i] = verses.mask());
      Tensor logits = Tensor.zeros(1, length, network.vocabulary());
      network.forward(tokens, 1, length, MaskPredictor.NO_SIGMA, logits);
      double nats = 0;
      for (int i : hidden) {
        long at = (long) i * network.vocabulary();
        double[] l = IntStream.range(1, network.vocabulary()).mapToDouble(v -> logits.get(at + v)).toArray();
        double norm = Math.log(Arrays.stream(l).map(Math::exp).sum());
        nats += norm - l[truth[r * length + i] - 1];
      }
      sum += nats / hidden.size();
    }
    assertTrue(sum / rows > 1 && sum / rows < 4.2, "nats per token: " + sum / rows);
  }

  // ---- judges

  /** Both halves predict held-out verses better than their tokens in another order, the longer n-grams better than the shorter. */
  @Test
  void judgesKnowTheLanguage() {
    Verses verses = Verses.load();
    KneserNey selector = verses.ngrams(Verses.Half.FIRST, 3);
    KneserNey judge = verses.ngrams(Verses.Half.SECOND, 5);
    List<int[]> heldOut = Verses.heldOut().stream().map(verses::verse).toList();
    Random random = new Random(3);
    List<int[]> shuffled = heldOut.stream().map(t -> {
      int[] s = t.clone();
      for (int i = s.length - 2; i > 1; i--) {
        int j = 1 + random.nextInt(i);
        int keep = s[i];
        s[i] = s[j];
        s[j] = keep;
      }
      return s;
    }).toList();
    double bySelector = nats(selector, heldOut);
    double byJudge = nats(judge, heldOut);
    assertTrue(byJudge < bySelector && bySelector < 4 && byJudge > 2, "selector " + bySelector + ", judge " + byJudge);
    assertTrue(nats(judge, shuffled) > byJudge + 2, "shuffled " + nats(judge, shuffled));
    assertEquals(29547, Verses.training().size());
    assertEquals(1556, heldOut.size());
    // The book repeats itself: so many held-out verses stand elsewhere word for word.
    assertEquals(27, Verses.heldOut().stream().filter(new HashSet<>(Verses.training())::contains).count());
  }

  private static double nats(KneserNey model, List<int[]> texts) {
    return -texts.stream().mapToDouble(t -> model.logProbability(t, 1)).sum() / texts.stream().mapToInt(t -> t.length - 1).sum();
  }

  private static void refused(String message, Executable what) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, what).getMessage());
  }
}
