package org.anabranch.model.text;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.anabranch.model.checkpoint.ConfigReader;
import org.anabranch.model.slots.TokenTexts;
import org.anabranch.model.slots.Vocabulary;

/**
 * The tokens of a byte-level tokenizer (GPT-2, Llama 3, LLaDA, Qwen, Dream) for slots: a token is some bytes of UTF-8, which need not
 * be whole characters. Special tokens are no text.
 *
 * <p>The spelling of a token in the vocabulary has a character for each byte: printable ones of Latin-1 are themselves, the others are
 * U+0100 and on, in their order (Radford et al. 2019, {@code bytes_to_unicode} of gpt-2's encoder.py). Other tokenizers add or drop
 * blanks between tokens, so that what tokens say together is not what they say one by one; these are refused.
 *
 * <p>Immutable; as thread-safe as its tokenizer, which it does not close.
 */
public final class TokenizerVocabulary implements Vocabulary {
  private static final String BYTE_LEVEL = "ByteLevel";
  private static final int BYTES = 256;

  private final Tokenizer tokenizer;
  private final String[] units;
  /** Of special tokens what is written for them in a text. */
  private final Map<Integer, String> special = new HashMap<>();
  private final TokenTexts texts;

  /**
   * The vocabulary of a tokenizer.
   *
   * @param size  tokens of the model; the tokenizer's beyond it are left out
   * @param noTexts ids that are no text beside the special tokens, such as the mask
   * @throws IllegalArgumentException in one sentence, if the tokenizer's tokens are not bytes
   */
  public TokenizerVocabulary(Tokenizer tokenizer, int size, int... noTexts) {
    this.tokenizer = tokenizer;
    TokenizerFiles files = tokenizer.files();
    Map<String, Object> json = ConfigReader.parse(files.json().getBytes(StandardCharsets.UTF_8), files.source().toString()).values();
    if (!isByteLevel(json.get("decoder"))) {
      throw new IllegalArgumentException("slot: needs a tokenizer whose tokens are bytes, decoder " + BYTE_LEVEL + ", "
          + files.source() + " has " + (json.get("decoder") instanceof Map<?, ?> m ? m.get("type") : json.get("decoder")));
    }
    units = new String[size];
    Arrays.fill(units, "");
    int[] byteOf = bytesOfCharacters();
    Map<String, Integer> added = added(json);
    files.tokens().forEach((spelling, id) -> {
      if (id < size) {
        units[id] = added.containsKey(spelling) ? bytes(spelling) : bytes(spelling, byteOf);
      }
    });
    files.special().forEach((content, id) -> {
      special.put(id, content);
      clear(id);
    });
    Arrays.stream(noTexts).forEach(this::clear);
    texts = TokenTexts.of(this);
  }

  private void clear(int id) {
    if (id < units.length) {
      units[id] = "";
    }
  }

  private static boolean isByteLevel(Object decoder) {
    return decoder instanceof Map<?, ?> m && (BYTE_LEVEL.equals(m.get("type"))
        || m.get("decoders") instanceof List<?> list && list.size() == 1 && isByteLevel(list.getFirst()));
  }

  private static Map<String, Integer> added(Map<String, Object> json) {
    Map<String, Integer> added = new HashMap<>();
    for (Object o : json.get("added_tokens") instanceof List<?> list ? list : List.of()) {
      if (o instanceof Map<?, ?> t && t.get("id") instanceof Long id) {
        added.put(String.valueOf(t.get("content")), id.intValue());
      }
    }
    return added;
  }

  /** The byte that each character of a spelling stands for, -1 for none. */
  private static int[] bytesOfCharacters() {
    BitSet printable = new BitSet();
    printable.set('!', '~' + 1);
    printable.set(0xA1, 0xAC + 1);
    printable.set(0xAE, 0xFF + 1);
    int[] of = new int[2 * BYTES];
    Arrays.fill(of, -1);
    int next = BYTES;
    for (int b = 0; b < BYTES; b++) {
      of[printable.get(b) ? b : next++] = b;
    }
    return of;
  }

  private static String bytes(String spelling, int[] byteOf) {
    StringBuilder out = new StringBuilder(spelling.length());
    for (int i = 0; i < spelling.length(); i++) {
      char c = spelling.charAt(i);
      if (c >= byteOf.length || byteOf[c] < 0) {
        throw new IllegalArgumentException("slot: the tokens of a " + BYTE_LEVEL + " tokenizer are spelled with a character a byte, '"
            + spelling + "' has '" + c + "'");
      }
      out.append((char) byteOf[c]);
    }
    return out.toString();
  }

  private static String bytes(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }

  private static String characters(String bytes) {
    return new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
  }

  @Override
  public int size() {
    return units.length;
  }

  @Override
  public String text(int id) {
    return characters(units[id]);
  }

  @Override
  public boolean inBytes() {
    return true;
  }

  @Override
  public String units(int id) {
    return units[id];
  }

  @Override
  public TokenTexts texts() {
    return texts;
  }

  /**
   * The tokens of a text as the tokenizer cuts it; special tokens may be written out.
   *
   * @throws IllegalArgumentException if the tokens say something else than the text, as where a tokenizer changes or adds characters
   */
  @Override
  public int[] encode(String text) {
    int[] ids = tokenizer.encode(text).ids();
    StringBuilder said = new StringBuilder();
    for (int id : ids) {
      if (id >= units.length) {
        throw new IllegalArgumentException("vocabulary: the model has " + units.length + " tokens, '" + text + "' has " + id);
      }
      said.append(special.containsKey(id) ? bytes(special.get(id)) : units[id]);
    }
    if (!said.toString().equals(bytes(text))) {
      throw new IllegalArgumentException("vocabulary: tokens must say what the text says, '" + text + "' is read as '"
          + characters(said.toString()) + "'");
    }
    return ids;
  }

  @Override
  public String decode(int... ids) {
    StringBuilder said = new StringBuilder();
    for (int id : ids) {
      said.append(units[id]);
    }
    return characters(said.toString());
  }
}
