package org.anabranch.model.slots;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.anabranch.solver.automaton.SlotLattice;
import org.anabranch.solver.automaton.TokenAutomaton;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Slots in a vocabulary whose tokens are bytes of UTF-8, some of them parts of a character, and in a large one. */
final class ByteTokensTest {
  private static final String CHARACTERS = "a1é\u07ff\u0800中\uffeex😀\uD800\uDC00";

  /** A vocabulary of units. */
  private record Bytes(List<String> all, TokenTexts texts) implements Vocabulary {
    static Bytes of(List<String> units) {
      return new Bytes(units, TokenTexts.of(new Bytes(units, null)));
    }

    @Override
    public int size() {
      return all.size();
    }

    @Override
    public String text(int id) {
      return units(id);
    }

    @Override
    public String units(int id) {
      return all.get(id);
    }

    @Override
    public boolean inBytes() {
      return true;
    }
  }

  private static String bytes(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }

  /** All pieces of up to four bytes of the characters one after the other, and a token that is no text. */
  private static List<String> pieces() {
    String all = bytes(CHARACTERS + CHARACTERS);
    Set<String> pieces = new LinkedHashSet<>(List.of(""));
    for (int i = 0; i < all.length(); i++) {
      for (int n = 1; n <= 4 && i + n <= all.length(); n++) {
        pieces.add(all.substring(i, i + n));
      }
    }
    return List.copyOf(pieces);
  }

  /** The text of bytes; empty if they are no UTF-8. */
  private static Optional<String> decoded(String units) {
    try {
      return Optional.of(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(units.getBytes(StandardCharsets.ISO_8859_1)))
          .toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }

  /** Cuts of texts at any bytes are accepted if, and only if, the text matches; broken UTF-8 never is. */
  @ParameterizedTest
  @ValueSource(strings = {"é+", "[a-\u07ff]*", "[\u0800-\uffef]+", "a?中.", "(😀|1)*", "[^a]{2}", "[é-\ud7ff]{1,2}", "\\w*"})
  void aValueMatchesHoweverItsBytesAreCut(String regex) {
    Bytes vocabulary = Bytes.of(pieces());
    TokenAutomaton lifted = new SlotType.Expression(regex).compile(vocabulary, -1);
    Pattern pattern = Pattern.compile(regex);
    Random random = new Random(7);
    int[] points = CHARACTERS.codePoints().toArray();
    int accepted = 0;
    for (int round = 0; round < 4000; round++) {
      StringBuilder text = new StringBuilder();
      IntStream.range(0, random.nextInt(4)).forEach(i -> text.appendCodePoint(points[random.nextInt(points.length)]));
      String units = bytes(text.toString());
      if (round % 3 == 0 && !units.isEmpty()) {
        // A negative control: a byte is lost.
        units = units.substring(0, units.length() - 1);
      }
      List<Integer> ids = new ArrayList<>();
      for (int at = 0; at < units.length();) {
        int n = Math.min(1 + random.nextInt(4), units.length() - at);
        while (!vocabulary.all().contains(units.substring(at, at + n))) {
          n--;
        }
        ids.add(vocabulary.all().indexOf(units.substring(at, at + n)));
        at += n;
      }
      Optional<String> said = decoded(units);
      // Java counts a pair of surrogates as one character where an expression here counts two: . and classes are of UTF-16.
      boolean pair = said.isPresent() && said.get().length() > said.get().codePointCount(0, said.get().length());
      if (!pair || regex.contains("😀")) {
        boolean matches = said.isPresent() && pattern.matcher(said.get()).matches();
        assertEquals(matches, lifted.accepts(ids.stream().mapToInt(Integer::intValue).toArray()), regex + " " + said);
        accepted += matches ? 1 : 0;
      }
    }
    assertTrue(accepted > 10, regex + " " + accepted);
  }

  /** Units of a size like LLaDA's: all bytes, then short words with and without a blank, as many as are wanted. */
  private static Bytes large(int size) {
    Random random = new Random(1);
    Set<String> units = new LinkedHashSet<>();
    IntStream.range(0, 256).forEach(b -> units.add(String.valueOf((char) b)));
    IntStream.range(0, 1000).forEach(n -> units.add(String.valueOf(n)));
    while (units.size() < size) {
      StringBuilder word = new StringBuilder(random.nextBoolean() ? " " : "");
      int letters = 1 + random.nextInt(9);
      for (int i = 0; i < letters; i++) {
        word.append((char) ('a' + random.nextInt(1 + random.nextInt(26))));
      }
      units.add(random.nextInt(50) == 0 ? bytes(word + "é").substring(0, word.length() + 1) : word.toString());
    }
    return Bytes.of(List.copyOf(units));
  }

  private static final Bytes LARGE = large(126_464);

  @Test
  void aLargeVocabularyIsLiftedStateByState() {
    Bytes vocabulary = LARGE;
    for (String regex : List.of("\\d{1,3}", "[a-z ]{1,40}", ".{1,40}", "(the|a) [a-z]+ of \\d+ [a-zé]+\\.", "[^\\n]*")) {
      TokenAutomaton lifted = new SlotType.Expression(regex).compile(vocabulary, -1);
      Optional<SlotLattice> lattice = SlotLattice.of(lifted, new BitSet[8]);
      Pattern pattern = Pattern.compile(regex);
      BitSet tokens = lifted.tokens();
      Random random = new Random(2);
      for (int i = 0; i < 2000; i++) {
        int id = random.nextInt(vocabulary.size());
        Optional<String> text = decoded(vocabulary.units(id));
        boolean matches = text.isPresent() && pattern.matcher(text.get()).matches();
        assertEquals(matches, lifted.accepts(id), regex + " " + text);
        assertTrue(!matches || tokens.get(id));
      }
      assertTrue(lattice.isPresent() || regex.startsWith("\\d"), regex);
    }
  }

  @Test
  void whatTakesTooMuchMemoryIsRefused() {
    Bytes vocabulary = LARGE;
    String message = assertThrows(IllegalArgumentException.class,
        () -> new SlotType.Expression("[a-z ]{1,900}").compile(vocabulary, -1)).getMessage();
    assertEquals("slot: an automaton over tokens may take 128 MiB, /[a-z ]{1,900}/ needs more with the model's 126464 tokens", message);
  }

  /** Integers of a vocabulary of words are cut as it cuts them, so that the slot is no wider than they are. */
  @Test
  void integersAreCutAsTheVocabularyCutsThem() {
    Vocabulary words = large(2000);
    SlotSpec spec = SlotSpec.of("n", new SlotType.IntegerRange(1, 40, SlotType.Zeros.NONE));
    assertEquals(1, spec.at(0, words).width(), "40 is a token");
    assertEquals(40, SlotLattice.of(spec.at(0, words).language(), new BitSet[1]).orElseThrow().count());
    assertEquals(2, new SlotType.IntegerRange(1, 5000, SlotType.Zeros.NONE).compile(words, -1).shortest().orElseThrow() + 1,
        "more than are listed: in any cut");
  }

  @Test
  void neighboursShareWhatTheyBeginWith() {
    List<String> units = Arrays.asList("", "b", "ab", "a", "abc", "abd", "b");
    List<String> found = new ArrayList<>();
    // From state n a letter leads to n + 1, but c nowhere.
    TokenTexts.of(Bytes.of(units)).walk(0, (state, c) -> c == 'c' ? -1 : state + 1, (id, state) -> found.add(id + ":" + state));
    assertEquals(List.of("3:1", "2:2", "5:3", "1:1", "6:1"), found);
  }
}
