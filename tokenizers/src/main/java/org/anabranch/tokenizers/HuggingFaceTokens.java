package org.anabranch.tokenizers;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.djl.huggingface.tokenizers.jni.CharSpan;
import java.util.Arrays;
import org.anabranch.model.checkpoint.CheckpointException;
import org.anabranch.model.text.Tokenizer;
import org.anabranch.model.text.TokenizerFiles;

/** A tokenizer in native memory. The library counts characters as code points; this one as a String does. */
final class HuggingFaceTokens implements Tokenizer {
  private final HuggingFaceTokenizer tokenizer;
  private final TokenizerFiles files;

  HuggingFaceTokens(HuggingFaceTokenizer tokenizer, TokenizerFiles files) {
    this.tokenizer = tokenizer;
    this.files = files;
  }

  @Override
  public org.anabranch.model.text.Encoding encode(String text) {
    Encoding encoding = encoded(text);
    long[] wide = encoding.getIds();
    int[] ids = new int[wide.length];
    Arrays.setAll(ids, i -> Math.toIntExact(wide[i]));
    int[] chars = charsOfCodePoints(text);
    CharSpan[] spans = encoding.getCharTokenSpans();
    int[] starts = new int[ids.length];
    int[] ends = new int[ids.length];
    for (int i = 0; i < ids.length; i++) {
      if (spans[i] != null) {
        starts[i] = chars[Math.min(spans[i].getStart(), chars.length - 1)];
        ends[i] = chars[Math.min(spans[i].getEnd(), chars.length - 1)];
      }
    }
    return new org.anabranch.model.text.Encoding(ids, starts, ends);
  }

  private Encoding encoded(String text) {
    try {
      return tokenizer.encode(text, false, false);
    } catch (RuntimeException e) {
      throw new IllegalArgumentException("tokenizer: the text cannot be encoded by " + files.source() + ": "
          + NativeTokenizers.reason(e), e);
    }
  }

  @Override
  public String decode(int[] ids, boolean special) {
    for (int id : ids) {
      if (id < 0) {
        throw new IllegalArgumentException("tokenizer: ids must be >= 0, got " + id);
      }
    }
    return tokenizer.decode(Arrays.stream(ids).asLongStream().toArray(), !special);
  }

  /**
   * Checks that the library gives special tokens the ids that the file gives them: it numbers them anew where there are gaps.
   *
   * @throws CheckpointException naming the first that differs
   */
  void check() {
    files.special().forEach((token, id) -> {
      int[] ids = encode(token).ids();
      if (ids.length != 1 || ids[0] != id) {
        throw new CheckpointException("tokenizer: " + files.source() + " gives the special token '" + token + "' the id " + id
            + ", which must follow the ids before it without a gap; it would be read as " + Arrays.toString(ids));
      }
    });
  }

  @Override
  public TokenizerFiles files() {
    return files;
  }

  @Override
  public void close() {
    tokenizer.close();
  }

  /** Index of the first char of each code point, and the length at the end. */
  private static int[] charsOfCodePoints(String text) {
    int[] at = new int[text.codePointCount(0, text.length()) + 1];
    for (int i = 0, c = 0; i < at.length - 1; i++) {
      at[i] = c;
      c += Character.charCount(text.codePointAt(c));
    }
    at[at.length - 1] = text.length();
    return at;
  }
}
