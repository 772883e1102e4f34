package org.anabranch.model.slots;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.anabranch.model.puzzle.Countdown;
import org.anabranch.solver.automaton.SlotLattice;
import org.anabranch.solver.automaton.TokenAutomaton;
import org.anabranch.solver.masked.TokenSlot;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Types of slots against what they say: every value, no other, however it is cut into tokens. */
final class SlotTypeTest {
  /** Tokens of several characters, some beginning with others; 0 is no text. */
  private static final List<String> PIECES = List.of("", "a", "b", "ab", "ba", "1", "2", "12", "_", "-", "aab");
  private static final Vocabulary WORDS = new Vocabulary() {
    @Override
    public int size() {
      return PIECES.size();
    }

    @Override
    public String text(int id) {
      return PIECES.get(id);
    }
  };
  private static final Vocabulary DIGITS = Vocabulary.ofCharacters("?0123456789-_", 0);

  /** Every text of a language of a width over single characters. */
  private static TreeSet<String> texts(SlotType type, Vocabulary vocabulary, int width) {
    return SlotLattice.of(type.compile(vocabulary, -1), new BitSet[width]).map(l -> l.sequences(100_000).stream()
        .map(vocabulary::decode).collect(Collectors.toCollection(TreeSet::new))).orElseGet(TreeSet::new);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a*b", "(ab)+", "a(b|12)?a", "[^a]b", "[ab]{2}", "a{1,3}", "\\d\\w", "a|bb|", ".b", "^ab$", "(?:a|b)b*",
    "\\-[a\\-]", "[a-b1-2]b", "()a", "(|a)b", "\\W", "[_-]a", "\"*a", "[\\d-]a"})
  void expressionsMatchAsJavaSays(String regex) {
    Vocabulary characters = Vocabulary.ofCharacters("?ab12_-\"", 0);
    SlotType type = new SlotType.Expression(regex);
    Pattern pattern = Pattern.compile(regex);
    for (int width = 1; width <= 4; width++) {
      TreeSet<String> expected = new TreeSet<>();
      collect("", width, "ab12_-\"", pattern, expected);
      assertEquals(expected, texts(type, characters, width), regex + " in " + width);
    }
  }

  private static void collect(String begin, int left, String alphabet, Pattern pattern, TreeSet<String> out) {
    if (left == 0) {
      if (pattern.matcher(begin).matches()) {
        out.add(begin);
      }
      return;
    }
    for (char c : alphabet.toCharArray()) {
      collect(begin + c, left - 1, alphabet, pattern, out);
    }
  }

  /** Sequences of tokens of several characters are accepted if, and only if, what they spell matches. */
  @Test
  void tokensOfManyCharactersAreLiftedInAnyCut() {
    Random random = new Random(3);
    for (String regex : List.of("(ab)*", "a+b?", "(a|b|12)*", "1?2*", "aabab|ba")) {
      TokenAutomaton lifted = new SlotType.Expression(regex).compile(WORDS, -1);
      int accepted = 0;
      for (int round = 0; round < 3000; round++) {
        int[] ids = IntStream.range(0, random.nextInt(5)).map(i -> 1 + random.nextInt(PIECES.size() - 1)).toArray();
        boolean matches = Pattern.matches(regex, WORDS.decode(ids));
        assertEquals(matches, lifted.accepts(ids), regex + " " + WORDS.decode(ids));
        accepted += matches ? 1 : 0;
      }
      assertTrue(accepted > 10, regex);
    }
  }

  @ParameterizedTest
  @CsvSource({"0, 9, NONE", "7, 123, NONE", "0, 99, FIXED", "5, 120, FIXED", "3, 40, ALLOWED", "-12, 8, NONE", "-120, -7, NONE",
    "-5, 15, FIXED", "100, 100, NONE"})
  void integersAreThoseOfTheRange(int low, int high, SlotType.Zeros zeros) {
    SlotType type = new SlotType.IntegerRange(low, high, zeros);
    int digits = Math.max(Integer.toString(Math.abs(low)).length(), Integer.toString(Math.abs(high)).length());
    TreeSet<String> expected = new TreeSet<>();
    TreeSet<String> found = new TreeSet<>();
    int widest = digits + 1;
    for (int n = low; n <= high; n++) {
      String sign = n < 0 ? "-" : "";
      String plain = Integer.toString(Math.abs(n));
      String text = zeros == SlotType.Zeros.FIXED ? "0".repeat(digits - plain.length()) + plain : plain;
      while ((sign + text).length() <= widest) {
        expected.add(sign + text);
        if (zeros != SlotType.Zeros.ALLOWED) {
          break;
        }
        text = "0" + text;
      }
    }
    IntStream.rangeClosed(1, widest).forEach(w -> found.addAll(texts(type, DIGITS, w)));
    assertEquals(expected, found);
  }

  @Test
  void aSlotIsAsWideAsItsValuesAndPadsFillIt() {
    SlotType type = new SlotType.Choice(List.of("1", "23", "456"));
    int pad = DIGITS.encode("_")[0];
    for (TokenAutomaton.Side side : TokenAutomaton.Side.values()) {
      SlotSpec spec = SlotSpec.of("x", type).withPad(pad, side).withWidth(4);
      TokenSlot slot = spec.at(2, DIGITS);
      List<String> texts = new ArrayList<>();
      for (int[] tokens : SlotLattice.of(slot.language(), new BitSet[4]).orElseThrow().sequences(10)) {
        texts.add(DIGITS.decode(tokens) + "=" + spec.value(tokens, DIGITS));
      }
      assertEquals(new TreeSet<>(side == TokenAutomaton.Side.RIGHT ? List.of("1___=1", "23__=23", "456_=456")
          : List.of("___1=1", "__23=23", "_456=456")), new TreeSet<>(texts));
    }
    assertEquals(3, SlotSpec.of("x", new SlotType.Choice(List.of("123", "456"))).at(0, DIGITS).width());
    assertEquals(OptionalInt.empty(), new SlotType.Expression("1*").compile(DIGITS, -1).longest());
  }

  @Test
  void whatCannotBeASlotIsRefused() {
    refused("slot x: needs a pad token, one of [1, 23] has a value of 1 tokens for 2 positions",
        () -> SlotSpec.of("x", new SlotType.Choice(List.of("1", "23"))).at(0, DIGITS));
    refused("slot x: all values must fit into its 2 positions, one of [1, 234] has one of 3",
        () -> SlotSpec.of("x", new SlotType.Choice(List.of("1", "234"))).withWidth(2).withPad(12, TokenAutomaton.Side.LEFT)
            .at(0, DIGITS));
    refused("slot x: needs a width, values of /1+/ may have any length", () -> SlotSpec.of("x", new SlotType.Expression("1+"))
        .at(0, DIGITS));
    refused("slot x: needs at least one value, /z/ has none in the model's 13 tokens",
        () -> SlotSpec.of("x", new SlotType.Expression("z")).at(0, DIGITS));
    refused("vocabulary: a text must be made of the model's 13 tokens, '1z' has 'z' at 1",
        () -> SlotSpec.of("x", new SlotType.Choice(List.of("1z"))).at(0, DIGITS));
    refused("slot: the pad token must not occur in a value, 1 occurs in one of [0]",
        () -> SlotSpec.of("x", new SlotType.Choice(List.of("0"))).withPad(1, TokenAutomaton.Side.LEFT).at(0, DIGITS));
    refused("slot: an integer range needs low <= high, got [5, 4]", () -> new SlotType.IntegerRange(5, 4, SlotType.Zeros.NONE));
    refused("slot: a choice needs at least one text, none empty and none twice, got [a, a]",
        () -> new SlotType.Choice(List.of("a", "a")));
    refused("slot: a choice needs at least one text, none empty and none twice, got []", () -> new SlotType.Choice(List.of()));
    refused("slot: an automaton over tokens may have 10000 states, /(1|2)*1(1|2){20}/ needs more",
        () -> new SlotType.Expression("(1|2)*1(1|2){20}").compile(DIGITS, -1));
  }

  @ParameterizedTest
  @CsvSource(delimiter = ';', value = {
    "a*?; a repetition ? of nothing, or of a repetition (lazy and possessive ones are not supported); 2",
    "(?=a); a group (?=; 0", "(?<n>a); a group (?<; 0", "\\bab; \\b; 1", "(a)\\1; \\1; 4", "a^b; an anchor ^ after the beginning; 1",
    "a$b; an anchor $ before the end; 1", "[[a]]; a class in a class, or an intersection of classes; 1",
    "a{2000}; more than 1000 repetitions, 2000; 1", "a{x}; a brace that is no {n}, {n,} or {n,m} (write \\{ for the character); 1",
    "(a; a group that is not closed; 1", "a); a ) without its (; 1", "[]; a class that is empty or not closed; 0",
    "*a; a repetition * of nothing, or of a repetition (lazy and possessive ones are not supported); 0",
    "a\\; a backslash at the end; 1"})
  void whatAnExpressionCannotHaveIsNamed(String regex, String what, int at) {
    refused("regex: /" + regex + "/ has " + what + " at " + at
        + ", which is not supported; there are characters, ., [..], \\d \\w \\s, groups, |, * + ? {n,m}",
        () -> new SlotType.Expression(regex).compile(DIGITS, -1));
  }

  // ---- template files

  @Test
  void aTemplateFileIsReadSegmentBySegment() {
    SlotTemplate t = parse("""
        {"pad": "_", "segments": [{"text": "03,07,25=46:"}, {"slot": "a", "integer": [0, 99], "zeros": "fixed"},
          {"slot": "op", "choice": ["+", "-", "*"]}, {"tokens": [4, 8]}, {"open": 2, "allowed": ["1", "2"]},
          {"slot": "e", "regex": "\\\\d+", "width": 4, "align": "right"}, {"open": 6}]}""");
    assertEquals(List.of("a", "op", "e"), t.slots());
    assertEquals(29, t.template().length());
    assertEquals(100, t.template().values("a").count());
    assertEquals(3, t.template().values("op").count());
    assertEquals(10 + 100 + 1000 + 10_000, t.template().values("e").count());
    assertEquals(12, t.template().slot("a").from());
    assertEquals(4, t.template().tokens()[15]);
    assertArrayEquals(new int[] {2, 3}, t.template().allowedAt(17).orElseThrow().stream().toArray());
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
    "{\"segments\": []} | the file: needs segments, a list of at least one, got []",
    "{\"segment\": []} | the file: has the keys [pad, segments] or some of them, got segment",
    "{\"segments\": [7]} | segment 0: must be an object, got 7",
    "{\"segments\": [{\"texts\": \"1\"}]} | segment 0: must have one of text, tokens, open, slot, got [texts]",
    "{\"segments\": [{\"text\": \"1\", \"open\": 2}]} | segment 0: has the keys [text] or some of them, got open",
    "{\"segments\": [{\"tokens\": [19]}]} | segment 0: tokens must be ids in [0, 18] other than the mask 0, got 19",
    "{\"segments\": [{\"open\": 0}]} | segment 0: open must be an integer in [1, 1048576], got 0",
    "{\"segments\": [{\"slot\": \"x\"}]} | segment 0: a slot must have one of choice, integer, regex, got []",
    "{\"segments\": [{\"slot\": \"x\", \"integer\": [1]}]} | segment 0: integer must be [low, high] of 32 bits, got [1]",
    "{\"segments\": [{\"slot\": \"x\", \"regex\": \"1\", \"pad\": \"12\"}]} | segment 0: pad must be the text of one token, '12' has 2",
    "{\"segments\": [{\"slot\": \"x\", \"choice\": [\"1\"], \"zeros\": \"none\"}]} | segment 0: zeros go with an integer, got none"})
  void whatIsWrongInAFileIsNamedWithItsSegment(String json, String message) {
    refused("template: test.json, " + message, () -> parse(json));
  }

  private static SlotTemplate parse(String json) {
    return TemplateFile.parse(json.getBytes(StandardCharsets.UTF_8), Countdown.vocabulary(), 0, "test.json");
  }

  private static void refused(String message, Runnable call) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, call::run).getMessage());
  }
}
