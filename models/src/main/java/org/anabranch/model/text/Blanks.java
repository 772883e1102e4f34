package org.anabranch.model.text;

import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.anabranch.solver.masked.TokenTemplate;

/**
 * A prompt with blanks: a run of underscores is as many open tokens, {@code _{5}} is five. A blank takes the space before it, since a
 * token that begins a word holds its space: {@code in the beginning ___ created} is {@code in the beginning}, three open tokens and
 * {@code  created}.
 */
final class Blanks {
  private static final Pattern BLANK = Pattern.compile(" ?_+(?:\\{(\\d{1,9})})?");

  private Blanks() {}

  /**
   * The template of a prompt.
   *
   * @param begin    the token put before the text
   * @param longest  positions of the longest template
   * @throws IllegalArgumentException in one sentence: if there is no blank, one has no tokens, a character has no token, or the
   *     whole is too long
   */
  static TokenTemplate template(String prompt, BytePairTokenizer tokenizer, int mask, int begin, int longest) {
    IntStream.Builder ids = IntStream.builder().add(begin);
    Matcher m = BLANK.matcher(prompt);
    long open = 0;
    long length = 1;
    int at = 0;
    while (m.find()) {
      length += given(prompt, at, m.start(), tokenizer, mask, ids);
      long count = m.group(1) == null ? m.group().strip().length() : Long.parseLong(m.group(1));
      if (count == 0) {
        throw new IllegalArgumentException("infill: a blank stands for at least one token, got '" + m.group().strip() + "'");
      }
      open += count;
      length += count;
      IntStream.range(0, (int) Math.min(count, longest)).forEach(i -> ids.add(mask));
      at = m.end();
    }
    length += given(prompt, at, prompt.length(), tokenizer, mask, ids);
    if (open == 0) {
      throw new IllegalArgumentException("infill: needs a blank, such as ___ for three tokens or _{8} for eight, got '" + prompt + "'");
    }
    if (length > longest) {
      throw new IllegalArgumentException("infill: the model reads at most " + longest + " tokens, the beginning of a verse among them; "
          + "the prompt has " + length + ", of which " + open + " are open");
    }
    return TokenTemplate.of(mask, ids.build().toArray());
  }

  private static int given(String prompt, int from, int to, BytePairTokenizer tokenizer, int mask, IntStream.Builder out) {
    int[] ids;
    try {
      ids = tokenizer.encode(prompt.substring(from, to));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("infill: " + e.getMessage().replaceFirst("^text: ", ""), e);
    }
    if (Arrays.stream(ids).anyMatch(id -> id == mask)) {
      throw new IllegalArgumentException("infill: a blank is written with underscores, got '" + tokenizer.piece(mask) + "'");
    }
    Arrays.stream(ids).forEach(out::add);
    return ids.length;
  }
}
