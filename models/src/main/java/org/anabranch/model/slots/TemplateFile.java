package org.anabranch.model.slots;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.anabranch.model.checkpoint.ConfigReader;
import org.anabranch.solver.automaton.TokenAutomaton;
import org.anabranch.solver.masked.TokenTemplate;

/**
 * Template files: JSON objects with the key {@code segments}, laid one after the other.
 * <pre>
 *   {"pad": "_", "segments": [
 *     {"text": "03,07,25=46:"},                                                   given
 *     {"tokens": [4, 8]},                                                         given, as ids
 *     {"open": 3}, {"open": 1, "allowed": ["+", "-"]},                            filled in freely, or from some tokens
 *     {"slot": "op", "choice": ["+", "-", "*"]},
 *     {"slot": "n", "integer": [0, 99], "zeros": "none|allowed|fixed"},
 *     {"slot": "rest", "regex": "\\d\\d=\\d\\d", "width": 5, "pad": "_", "align": "left|right"}]}
 * </pre>
 * {@code pad} is the text of one token; a segment's own goes before the file's. {@code align} is where the value stands, left without
 * it.
 */
public final class TemplateFile {
  private static final Set<String> TYPES = Set.of("choice", "integer", "regex");

  private final Vocabulary vocabulary;
  private final int mask;
  private final String source;
  private final List<Integer> tokens = new ArrayList<>();
  private final List<int[]> allowed = new ArrayList<>();
  private final List<SlotSpec> specs = new ArrayList<>();
  private final List<Integer> places = new ArrayList<>();

  private TemplateFile(Vocabulary vocabulary, int mask, String source) {
    this.vocabulary = vocabulary;
    this.mask = mask;
    this.source = source;
  }

  /**
   * Reads a template.
   *
   * @param mask   the mask token
   * @param source what errors call the file
   * @throws IllegalArgumentException naming the segment, the rule and what is there instead
   */
  public static SlotTemplate parse(byte[] json, Vocabulary vocabulary, int mask, String source) {
    return parse(json, vocabulary, mask, source, new int[0]);
  }

  /**
   * Reads a template that tokens are put before, such as the beginning of a verse.
   *
   * @param mask   the mask token
   * @param source what errors call the file
   * @param before given tokens
   * @throws IllegalArgumentException naming the segment, the rule and what is there instead
   */
  public static SlotTemplate parse(byte[] json, Vocabulary vocabulary, int mask, String source, int[] before) {
    TemplateFile file = new TemplateFile(vocabulary, mask, source);
    Arrays.stream(before).forEach(file.tokens::add);
    return file.read(ConfigReader.parse(json, source).values());
  }

  private SlotTemplate read(Map<String, Object> file) {
    keys(file, "the file", Set.of("segments", "pad"));
    OptionalInt pad = file.containsKey("pad") ? OptionalInt.of(token(file.get("pad"), "pad", "the file")) : OptionalInt.empty();
    if (!(file.get("segments") instanceof List<?> segments) || segments.isEmpty()) {
      throw wrong("the file", "needs segments, a list of at least one, got " + file.get("segments"));
    }
    for (int i = 0; i < segments.size(); i++) {
      String where = "segment " + i;
      if (!(segments.get(i) instanceof Map<?, ?> segment)) {
        throw wrong(where, "must be an object, got " + segments.get(i));
      }
      segment(segment, where, pad);
    }
    int[] ids = tokens.stream().mapToInt(Integer::intValue).toArray();
    TokenTemplate template = TokenTemplate.of(mask, ids);
    for (int[] set : allowed) {
      template = template.withAllowed(set[0], Arrays.copyOfRange(set, 1, set.length));
    }
    SlotTemplate out = SlotTemplate.of(template, vocabulary);
    for (int s = 0; s < specs.size(); s++) {
      out = out.with(specs.get(s), places.get(s));
    }
    return out;
  }

  private void segment(Map<?, ?> segment, String where, OptionalInt pad) {
    if (segment.containsKey("text")) {
      keys(segment, where, Set.of("text"));
      if (!(segment.get("text") instanceof String text)) {
        throw wrong(where, "text must be a string, got " + segment.get("text"));
      }
      int[] ids = vocabulary.encode(text);
      if (Arrays.stream(ids).anyMatch(id -> id == mask)) {
        throw wrong(where, "open positions are written {\"open\": N}, the text has the mask token, '" + text + "'");
      }
      Arrays.stream(ids).forEach(tokens::add);
    } else if (segment.containsKey("tokens")) {
      keys(segment, where, Set.of("tokens"));
      for (Object id : list(segment, "tokens", where)) {
        if (!(id instanceof Long n) || n < 0 || n >= vocabulary.size() || n == mask) {
          throw wrong(where, "tokens must be ids in [0, " + (vocabulary.size() - 1) + "] other than the mask " + mask + ", got " + id);
        }
        tokens.add(n.intValue());
      }
    } else if (segment.containsKey("open")) {
      keys(segment, where, Set.of("open", "allowed"));
      int count = integer(segment.get("open"), "open", where);
      for (int i = 0; i < count; i++) {
        if (segment.containsKey("allowed")) {
          List<Integer> set = new ArrayList<>(List.of(tokens.size()));
          list(segment, "allowed", where).forEach(text -> set.add(token(text, "allowed", where)));
          allowed.add(set.stream().mapToInt(Integer::intValue).toArray());
        }
        tokens.add(mask);
      }
    } else if (segment.containsKey("slot")) {
      slot(segment, where, pad);
    } else {
      throw wrong(where, "must have one of text, tokens, open, slot, got " + segment.keySet());
    }
  }

  private void slot(Map<?, ?> segment, String where, OptionalInt filePad) {
    keys(segment, where, Set.of("slot", "choice", "integer", "regex", "width", "zeros", "pad", "align"));
    if (!(segment.get("slot") instanceof String name)) {
      throw wrong(where, "slot must be a name, got " + segment.get("slot"));
    }
    Set<Object> types = new LinkedHashSet<>(segment.keySet());
    types.retainAll(TYPES);
    if (types.size() != 1) {
      throw wrong(where, "a slot must have one of choice, integer, regex, got " + types);
    }
    if (segment.containsKey("zeros") && !segment.containsKey("integer")) {
      throw wrong(where, "zeros go with an integer, got " + segment.get("zeros"));
    }
    SlotType type = segment.containsKey("choice")
        ? new SlotType.Choice(list(segment, "choice", where).stream().map(v -> string(v, "choice", where)).toList())
        : segment.containsKey("regex") ? new SlotType.Expression(string(segment.get("regex"), "regex", where)) : range(segment, where);
    SlotSpec spec = SlotSpec.of(name, type);
    if (segment.containsKey("width")) {
      spec = spec.withWidth(integer(segment.get("width"), "width", where));
    }
    OptionalInt pad = segment.containsKey("pad") ? OptionalInt.of(token(segment.get("pad"), "pad", where)) : filePad;
    if (pad.isPresent()) {
      spec = spec.withPad(pad.getAsInt(), align(segment, where));
    } else if (segment.containsKey("align")) {
      throw wrong(where, "align goes with a pad, got " + segment.get("align"));
    }
    places.add(tokens.size());
    specs.add(spec);
    int width = spec.at(tokens.size(), vocabulary).width();
    for (int i = 0; i < width; i++) {
      tokens.add(mask);
    }
  }

  private static TokenAutomaton.Side align(Map<?, ?> segment, String where) {
    Object align = segment.containsKey("align") ? segment.get("align") : "left";
    if (!"left".equals(align) && !"right".equals(align)) {
      throw new IllegalArgumentException("template: " + where + ": align must be left or right, got " + align);
    }
    // A value that stands on the left has its pads on the right.
    return "left".equals(align) ? TokenAutomaton.Side.RIGHT : TokenAutomaton.Side.LEFT;
  }

  private SlotType range(Map<?, ?> segment, String where) {
    List<?> ends = list(segment, "integer", where);
    if (ends.size() != 2 || !ends.stream().allMatch(e -> e instanceof Long n && n > Integer.MIN_VALUE && n <= Integer.MAX_VALUE)) {
      throw wrong(where, "integer must be [low, high] of 32 bits, got " + ends);
    }
    String word = segment.containsKey("zeros") ? string(segment.get("zeros"), "zeros", where) : SlotType.Zeros.NONE.word();
    SlotType.Zeros zeros = Arrays.stream(SlotType.Zeros.values()).filter(z -> z.word().equals(word)).findFirst()
        .orElseThrow(() -> wrong(where, "zeros must be none, allowed or fixed, got " + word));
    return new SlotType.IntegerRange(((Long) ends.get(0)).intValue(), ((Long) ends.get(1)).intValue(), zeros);
  }

  private int token(Object text, String key, String where) {
    int[] ids = vocabulary.encode(string(text, key, where));
    if (ids.length != 1) {
      throw wrong(where, key + " must be the text of one token, '" + text + "' has " + ids.length);
    }
    return ids[0];
  }

  private int integer(Object value, String key, String where) {
    if (value instanceof Long n && n >= 1 && n <= 1 << 20) {
      return n.intValue();
    }
    throw wrong(where, key + " must be an integer in [1, " + (1 << 20) + "], got " + value);
  }

  private String string(Object value, String key, String where) {
    if (value instanceof String s) {
      return s;
    }
    throw wrong(where, key + " must be a string, got " + value);
  }

  private List<?> list(Map<?, ?> segment, String key, String where) {
    if (segment.get(key) instanceof List<?> list && !list.isEmpty()) {
      return list;
    }
    throw wrong(where, key + " must be a list of at least one, got " + segment.get(key));
  }

  private void keys(Map<?, ?> of, String where, Set<String> known) {
    for (Object key : of.keySet()) {
      if (!known.contains(key)) {
        throw wrong(where, "has the keys " + known.stream().sorted().toList() + " or some of them, got " + key);
      }
    }
  }

  private IllegalArgumentException wrong(String where, String rule) {
    return new IllegalArgumentException("template: " + source + ", " + where + ": " + rule);
  }
}
