package org.anabranch.model.text;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.anabranch.solver.masked.TokenTemplate;

/**
 * What is to be filled in, as templates: an answer after a prompt, or gaps in a text.
 *
 * <p>A gap is written {@code <mask>}, {@code <mask:5>} for five tokens, or as the model's own mask token. What stands between gaps is
 * encoded by itself, as tokenizers do with text around a special token.
 */
public final class TextTemplates {
  private static final String GAP = "<mask(?::(\\d{1,6}))?>";

  private TextTemplates() {}

  /**
   * A prompt, and an answer of masked tokens after it.
   *
   * @throws IllegalArgumentException if the answer has no token
   */
  public static TokenTemplate answer(int[] prompt, int length, int mask) {
    if (length < 1) {
      throw new IllegalArgumentException("gen-length: must be >= 1, got " + length);
    }
    int[] tokens = Arrays.copyOf(prompt, Math.addExact(prompt.length, length));
    Arrays.fill(tokens, prompt.length, tokens.length, mask);
    return TokenTemplate.of(mask, tokens);
  }

  /**
   * A text with gaps.
   *
   * @param mask   id of the mask token
   * @param before ids that the model wants before the text, such as BERT's [CLS]
   * @param after  ids that it wants after it
   * @throws IllegalArgumentException if there is no gap
   */
  public static TokenTemplate gaps(Tokenizer tokenizer, String text, int mask, int[] before, int[] after) {
    Optional<String> own = tokenizer.files().role("mask_token");
    Matcher gap = Pattern.compile(GAP + own.map(m -> "|" + Pattern.quote(m)).orElse("")).matcher(text);
    List<int[]> parts = new ArrayList<>();
    parts.add(before);
    int from = 0;
    int gaps = 0;
    while (gap.find()) {
      parts.add(tokenizer.encode(text.substring(from, gap.start())).ids());
      int[] open = new int[gap.group(1) == null ? 1 : Integer.parseInt(gap.group(1))];
      Arrays.fill(open, mask);
      parts.add(open);
      gaps += open.length;
      from = gap.end();
    }
    if (gaps == 0) {
      throw new IllegalArgumentException("infill: the text must have a gap, <mask> or <mask:N>" + own.map(m -> " or " + m).orElse("")
          + ", got '" + text + "'");
    }
    parts.add(tokenizer.encode(text.substring(from)).ids());
    parts.add(after);
    return TokenTemplate.of(mask, parts.stream().flatMapToInt(Arrays::stream).toArray());
  }
}
