package org.anabranch.model.slots;

import java.util.ArrayList;
import java.util.List;

/**
 * What slots need to know of a tokenizer: the text of every token, and the tokens of a text. A model of symbols has one character a
 * token; a tokenizer of words plugs in by {@link #text} and, for its own way to cut a text, {@link #encode}.
 *
 * <p>Implementations are immutable and thread-safe.
 */
public interface Vocabulary {
  /** Number of tokens. */
  int size();

  /**
   * What a token adds to a text; empty for one that is no text, such as the mask or an end of text. To be shown, where a token is a
   * part of a character only: {@link #units} are exact.
   */
  String text(int id);

  /** Whether tokens are cut between bytes, so that a character may be in several: then {@link #units} are bytes of UTF-8. */
  default boolean inBytes() {
    return false;
  }

  /**
   * What a token adds to a text, in units that tokens one after the other join exactly: characters, or bytes of UTF-8, each a character
   * from 0 to 255.
   */
  default String units(int id) {
    return text(id);
  }

  /** The tokens in the order of their units. Made anew at each call, unless an implementation keeps it. */
  default TokenTexts texts() {
    return TokenTexts.of(this);
  }

  /**
   * The tokens of a text: here by the longest match from the left.
   *
   * @throws IllegalArgumentException naming the first character that no token begins with
   */
  default int[] encode(String text) {
    List<Integer> ids = new ArrayList<>();
    int at = 0;
    while (at < text.length()) {
      int best = -1;
      for (int id = 0; id < size(); id++) {
        String piece = text(id);
        if (!piece.isEmpty() && (best < 0 || piece.length() > text(best).length()) && text.startsWith(piece, at)) {
          best = id;
        }
      }
      if (best < 0) {
        throw new IllegalArgumentException("vocabulary: a text must be made of the model's " + size() + " tokens, '" + text + "' has '"
            + text.charAt(at) + "' at " + at);
      }
      ids.add(best);
      at += text(best).length();
    }
    return ids.stream().mapToInt(Integer::intValue).toArray();
  }

  /** The texts of tokens, one after the other. */
  default String decode(int... ids) {
    StringBuilder out = new StringBuilder();
    for (int id : ids) {
      out.append(text(id));
    }
    return out.toString();
  }

  /** One character a token, by its place; a token that is no text is left out, such as the mask. */
  static Vocabulary ofCharacters(String characters, int noText) {
    return new Vocabulary() {
      @Override
      public int size() {
        return characters.length();
      }

      @Override
      public String text(int id) {
        return id == noText ? "" : String.valueOf(characters.charAt(id));
      }
    };
  }
}
