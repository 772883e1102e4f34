package org.anabranch.model.text;

import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.anabranch.model.checkpoint.CheckpointException;
import org.anabranch.model.checkpoint.ConfigReader;

/**
 * Byte-pair encoding (Sennrich et al. 2016, arXiv 1508.07909) over characters, read from the {@code tokenizer.json} of the library
 * tokenizers: added tokens are cut out first, the rest is lower-cased and split by a regular expression, and in each piece the adjacent
 * pair of the lowest rank, the leftmost of equals, is merged until none is left. Decoding joins the tokens.
 *
 * <p>This is the subset that the bundled model needs, so that it runs without native code; files that ask for more are refused, the
 * library reads those. Immutable but for a cache of pieces; thread-safe.
 */
public final class BytePairTokenizer {
  /** Pieces that are remembered; a corpus repeats few. */
  private static final int MOST_CACHED = 1 << 16;

  private final String[] pieces;
  private final Map<String, Integer> ids;
  /** Code points that are tokens. */
  private final BitSet characters = new BitSet();
  private final Map<String, Integer> added;
  private final Pattern addedText;
  private final Pattern words;
  private final Map<Long, Integer> ranks;
  private final int[] merged;
  private final Map<String, int[]> cache = new ConcurrentHashMap<>();

  private BytePairTokenizer(String[] pieces, Map<String, Integer> ids, Map<String, Integer> added, Pattern words,
      Map<Long, Integer> ranks, int[] merged) {
    this.pieces = pieces;
    this.ids = ids;
    ids.keySet().stream().filter(p -> p.codePointCount(0, p.length()) == 1).forEach(p -> characters.set(p.codePointAt(0)));
    this.added = added;
    this.addedText = Pattern.compile(added.keySet().stream().map(Pattern::quote).collect(Collectors.joining("|")));
    this.words = words;
    this.ranks = ranks;
    this.merged = merged;
  }

  /**
   * Reads a tokenizer.json.
   *
   * @param source what errors call it
   * @throws CheckpointException naming the key and its value, if the file is broken or needs what is not implemented
   */
  public static BytePairTokenizer parse(byte[] json, String source) {
    Map<String, Object> file = ConfigReader.parse(json, source).values();
    requireType(file, "normalizer", "Lowercase", source);
    requireType(file, "decoder", "Fuse", source);
    Map<?, ?> split = requireType(file, "pre_tokenizer", "Split", source);
    require("Isolated".equals(split.get("behavior")), source, "pre_tokenizer.behavior must be Isolated, got " + split.get("behavior"));
    Map<?, ?> model = requireType(file, "model", "BPE", source);
    require(!Boolean.TRUE.equals(model.get("byte_fallback")), source, "model.byte_fallback must be false, got true");
    require(split.get("pattern") instanceof Map<?, ?> p && p.get("Regex") instanceof String, source,
        "pre_tokenizer.pattern must hold a Regex, got " + split.get("pattern"));
    Pattern words = Pattern.compile((String) ((Map<?, ?>) split.get("pattern")).get("Regex"));
    require(model.get("vocab") instanceof Map<?, ?> v && !v.isEmpty(), source, "model.vocab must map tokens to ids");
    Map<?, ?> vocabulary = (Map<?, ?>) model.get("vocab");
    String[] pieces = new String[vocabulary.size()];
    Map<String, Integer> ids = new HashMap<>();
    vocabulary.forEach((piece, id) -> {
      require(id instanceof Long n && n >= 0 && n < pieces.length && pieces[Math.toIntExact(n)] == null, source,
          "model.vocab must number its " + pieces.length + " tokens from 0, '" + piece + "' is " + id);
      pieces[Math.toIntExact((Long) id)] = (String) piece;
      ids.put((String) piece, Math.toIntExact((Long) id));
    });
    require(model.get("merges") instanceof List<?>, source, "model.merges must be a list, got " + model.get("merges"));
    List<?> merges = (List<?>) model.get("merges");
    Map<Long, Integer> ranks = new HashMap<>();
    int[] merged = new int[merges.size()];
    for (int rank = 0; rank < merged.length; rank++) {
      require(merges.get(rank) instanceof List<?> pair && pair.size() == 2 && ids.containsKey(pair.get(0))
          && ids.containsKey(pair.get(1)) && ids.containsKey("" + pair.get(0) + pair.get(1)), source,
          "model.merges must hold pairs of tokens that make a token, merge " + rank + " is " + merges.get(rank));
      List<?> pair = (List<?>) merges.get(rank);
      ranks.putIfAbsent(key(ids.get(pair.get(0)), ids.get(pair.get(1))), rank);
      merged[rank] = ids.get("" + pair.get(0) + pair.get(1));
    }
    return new BytePairTokenizer(pieces, ids, added(file, pieces, source), words, ranks, merged);
  }

  private static Map<String, Integer> added(Map<String, Object> file, String[] pieces, String source) {
    Map<String, Integer> added = new HashMap<>();
    for (Object o : file.get("added_tokens") instanceof List<?> list ? list : List.of()) {
      require(o instanceof Map<?, ?> t && t.get("content") instanceof String s && !s.isEmpty() && t.get("id") instanceof Long id
          && id >= 0 && id < pieces.length && s.equals(pieces[Math.toIntExact(id)]), source,
          "added_tokens must stand in model.vocab, got " + o);
      added.put((String) ((Map<?, ?>) o).get("content"), Math.toIntExact((Long) ((Map<?, ?>) o).get("id")));
    }
    require(!added.isEmpty(), source, "added_tokens must name the mask token, there are none");
    return added;
  }

  private static Map<?, ?> requireType(Map<String, Object> file, String key, String type, String source) {
    Object value = file.get(key);
    require(value instanceof Map<?, ?> m && type.equals(m.get("type")), source, key + " must be of the type " + type + ", got "
        + (value instanceof Map<?, ?> m ? m.get("type") : value));
    return (Map<?, ?>) value;
  }

  private static void require(boolean holds, String source, String rule) {
    if (!holds) {
      throw new CheckpointException("tokenizer: " + source + ": " + rule);
    }
  }

  private static long key(int left, int right) {
    return ((long) left << Integer.SIZE) | right;
  }

  /** Number of tokens. */
  public int size() {
    return pieces.length;
  }

  /**
   * The id of an added token.
   *
   * @throws IllegalArgumentException if there is none of this text
   */
  public int added(String content) {
    Integer id = added.get(content);
    if (id == null) {
      throw new IllegalArgumentException("tokenizer: no added token is '" + content + "', there are " + added.keySet());
    }
    return id;
  }

  /** The text of a token. */
  public String piece(int id) {
    return pieces[id];
  }

  /**
   * The ids of a text.
   *
   * @throws IllegalArgumentException naming the first character that has no token
   */
  public int[] encode(String text) {
    IntStream.Builder out = IntStream.builder();
    Matcher m = addedText.matcher(text);
    int at = 0;
    while (m.find()) {
      encode(text, at, m.start(), out);
      out.add(added.get(m.group()));
      at = m.end();
    }
    encode(text, at, text.length(), out);
    return out.build().toArray();
  }

  private void encode(String text, int from, int to, IntStream.Builder out) {
    for (int i = from; i < to; i += Character.charCount(text.codePointAt(i))) {
      int c = text.codePointAt(i);
      if (!characters.get(c) && !Character.toString(c).toLowerCase(Locale.ROOT).codePoints().allMatch(characters::get)) {
        throw new IllegalArgumentException("text: no token stands for '" + Character.toString(c)
            + "'; there are the letters, the space and " + alphabet());
      }
    }
    String lower = text.substring(from, to).toLowerCase(Locale.ROOT);
    Matcher m = words.matcher(lower);
    int at = 0;
    while (m.find()) {
      word(lower.substring(at, m.start()), out);
      word(m.group(), out);
      at = m.end();
    }
    word(lower.substring(at), out);
  }

  private void word(String word, IntStream.Builder out) {
    if (word.isEmpty()) {
      return;
    }
    int[] known = cache.get(word);
    int[] tokens = known != null ? known : merge(word);
    if (known == null && cache.size() < MOST_CACHED) {
      cache.put(word, tokens);
    }
    for (int token : tokens) {
      out.add(token);
    }
  }

  private int[] merge(String word) {
    int[] parts = word.codePoints().map(c -> ids.get(Character.toString(c))).toArray();
    int count = parts.length;
    while (true) {
      int best = Integer.MAX_VALUE;
      int at = 0;
      for (int i = 0; i + 1 < count; i++) {
        int rank = ranks.getOrDefault(key(parts[i], parts[i + 1]), Integer.MAX_VALUE);
        if (rank < best) {
          best = rank;
          at = i;
        }
      }
      if (best == Integer.MAX_VALUE) {
        return Arrays.copyOf(parts, count);
      }
      parts[at] = merged[best];
      System.arraycopy(parts, at + 2, parts, at + 1, count - at - 2);
      count--;
    }
  }

  /** The single characters but for letters and blanks that have a token, for errors. */
  private String alphabet() {
    return Arrays.stream(pieces).filter(p -> p.length() == 1 && !p.isBlank() && !Character.isLetter(p.charAt(0))).sorted()
        .collect(Collectors.joining());
  }

  /**
   * The text of ids, joined as they are.
   *
   * @throws IllegalArgumentException for an id that has no token
   */
  public String decode(int... tokens) {
    StringBuilder text = new StringBuilder();
    for (int token : tokens) {
      if (token < 0 || token >= pieces.length) {
        throw new IllegalArgumentException("tokenizer: ids must be in [0, " + (pieces.length - 1) + "], got " + token);
      }
      text.append(pieces[token]);
    }
    return text.toString();
  }
}
