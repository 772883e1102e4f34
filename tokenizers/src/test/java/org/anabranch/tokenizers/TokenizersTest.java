package org.anabranch.tokenizers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.anabranch.model.checkpoint.CheckpointException;
import org.anabranch.model.text.ChatFormat;
import org.anabranch.model.text.Encoding;
import org.anabranch.model.text.Tokenizer;
import org.anabranch.model.text.Tokenizers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tokenizers of small vocabularies: every byte and a few merges, and the word pieces of one sentence. */
final class TokenizersTest {
  private static final Path BYTES = Path.of("src/test/resources/byte_level");
  private static final Path WORDS = Path.of("src/test/resources/word_piece");

  @TempDir
  private Path folder;

  private static Tokenizer open(Path folder) {
    return Tokenizers.open(folder).orElseThrow();
  }

  @Test
  void bytesComeBackAsTheyWere() {
    try (Tokenizer t = open(BYTES)) {
      for (String text : List.of("", "hello world", " the  cat\n\tsat ", "Grüße, 世界! 👩‍🚀", "\u0000\u0007", "the cat ".repeat(400))) {
        assertEquals(text, t.decode(t.encode(text).ids(), false), text);
      }
      assertEquals(1200, t.encode("the cat sat".repeat(400)).length(), "nothing is cut off");
    }
  }

  @Test
  void mergesAreMadeAndCountedInChars() {
    try (Tokenizer t = open(BYTES)) {
      String text = "hello world ü👍the";
      Encoding e = t.encode(text);
      assertEquals(List.of("hello", "Ġworld"), Arrays.stream(e.ids()).limit(2).mapToObj(i -> name(t, i)).toList());
      assertEquals(" world", text.substring(e.starts()[1], e.ends()[1]));
      int last = e.length() - 1;
      assertEquals("the", text.substring(e.starts()[last], e.ends()[last]), "after a character of two chars");
      assertEquals(1, "hello".length() - e.ends()[0] + 1);
    }
  }

  @Test
  void specialTokensAreReadAndLeftOut() {
    try (Tokenizer t = open(BYTES)) {
      int mask = t.files().roleId("mask_token").orElseThrow();
      int end = t.files().roleId("eos_token").orElseThrow();
      int[] ids = t.encode("the<|mdm_mask|> cat<|endoftext|>").ids();
      assertEquals(4, ids.length);
      assertEquals(mask, ids[1]);
      assertEquals(end, ids[3]);
      assertEquals("the cat", t.decode(ids, false));
      assertEquals("the<|mdm_mask|> cat<|endoftext|>", t.decode(ids, true));
      assertEquals(OptionalInt.of(mask), t.files().id("<|mdm_mask|>"));
      assertEquals(OptionalInt.empty(), t.files().roleId("cls_token"));
      assertEquals(t.files().id("<|eot_id|>").getAsInt() + 1, t.files().size());
    }
  }

  @Test
  void wordPiecesAreLowerCaseAndUnknownWordsAreOneToken() {
    try (Tokenizer t = open(WORDS)) {
      assertArrayEquals(new int[] {5, 6, 7, 8, 9, 4, 11}, t.encode("Paris is the capital of [MASK].").ids());
      assertEquals("paris is the capital of.", t.decode(new int[] {5, 6, 7, 8, 9, 4, 11}, false));
      Encoding e = t.encode("playings Zürich");
      assertArrayEquals(new int[] {12, 13, 14, 1}, e.ids());
      assertArrayEquals(new int[] {0, 4, 7, 9}, e.starts());
      assertArrayEquals(new int[] {4, 7, 8, 15}, e.ends());
    }
  }

  @Test
  void theOlderFilesOfAByteLevelVocabularyAreTheSame() throws IOException {
    try (Tokenizer t = open(BYTES)) {
      String vocabulary = IntStream.range(0, t.files().size() - 6).mapToObj(i -> quoted(name(t, i)) + ": " + i)
          .collect(Collectors.joining(", ", "{", "}"));
      Files.writeString(folder.resolve("vocab.json"), vocabulary);
      Files.writeString(folder.resolve("merges.txt"), "#version: 0.2\n" + merges(t) + "\n");
      Files.writeString(folder.resolve("tokenizer_config.json"), """
          {"tokenizer_class": "DreamTokenizer", "added_tokens_decoder": {"281": {"content": "<|mask|>", "special": true}},
           "mask_token": "<|mask|>"}""");
      try (Tokenizer old = open(folder)) {
        String text = "the cat sat\n on Größe 12";
        assertArrayEquals(t.encode(text).ids(), old.encode(text).ids());
        assertEquals(281, old.encode("<|mask|>").ids()[0]);
        assertEquals(text, old.decode(old.encode(text).ids(), false));
      }
      Files.writeString(folder.resolve("tokenizer_config.json"), """
          {"tokenizer_class": "DreamTokenizer", "added_tokens_decoder": {"1000": {"content": "<|mask|>", "special": true}}}""");
      assertTrue(refusal().contains("gives the special token '<|mask|>' the id 1000, which must follow"), refusal());
      Files.writeString(folder.resolve("tokenizer_config.json"), "{\"tokenizer_class\": \"CLIPTokenizer\"}");
      assertTrue(refusal().endsWith("got CLIPTokenizer"), refusal());
    }
  }

  @Test
  void aChatIsTheFormatOfItsTemplate() throws IOException {
    try (Tokenizer t = open(BYTES)) {
      assertEquals("<|startoftext|><|start_header_id|>user<|end_header_id|>\n\nhello<|eot_id|>"
          + "<|start_header_id|>assistant<|end_header_id|>\n\n", ChatFormat.prompt(t.files(), " hello\n"));
    }
    Files.copy(BYTES.resolve("tokenizer.json"), folder.resolve("tokenizer.json"));
    Path config = folder.resolve("tokenizer_config.json");
    Files.writeString(config, "{\"chat_template\": \"{%- if a %}{%- else %}{{- '<|im_start|>system\\\\nYou help.<|im_end|>\\\\n' }}"
        + "{%- endif %}{{'<|im_start|>' + message.role}}\"}");
    try (Tokenizer t = open(folder)) {
      assertEquals("<|im_start|>system\nYou help.<|im_end|>\n<|im_start|>user\nhello<|im_end|>\n<|im_start|>assistant\n",
          ChatFormat.prompt(t.files(), "hello"));
    }
    Files.writeString(config, "{\"chat_template\": \"{{ messages }}\"}");
    try (Tokenizer t = open(folder)) {
      assertThrows(CheckpointException.class, () -> ChatFormat.prompt(t.files(), "hello"));
    }
  }

  @Test
  void brokenFilesAreOneSentence() throws IOException {
    assertTrue(Tokenizers.open(folder).isEmpty());
    Path file = folder.resolve("tokenizer.json");
    Files.writeString(file, "{\"model\": {\"type\": \"BPE\"");
    assertTrue(refusal().startsWith("config: " + file + " is not valid JSON at byte"), refusal());
    Files.writeString(file, "{\"version\": \"1.0\"}");
    assertEquals("tokenizer: " + file + " must have an object 'model', it has [version]", refusal());
    Files.writeString(file, "{\"model\": {\"type\": \"BPE\", \"vocab\": {\"a\": -1}}}");
    assertTrue(refusal().contains("must give token 'a' an id in [0, 16777215], got -1"), refusal());
    Files.writeString(file, "{\"version\": \"1.0\", \"model\": {\"type\": \"Novel\", \"vocab\": {\"a\": 0}}}");
    assertTrue(refusal().startsWith("tokenizer: " + file + " describes no tokenizer that is known: "), refusal());
    assertEquals(1, refusal().lines().count());
    Files.write(file, new byte[] {(byte) 0xff, (byte) 0xfe, 0});
    assertTrue(refusal().startsWith("tokenizer: cannot read " + file), refusal());
  }

  @Test
  void theUnpackedLibraryIsGone() throws IOException {
    open(BYTES).close();
    try (Stream<Path> left = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      boolean linux = System.getProperty("os.name").equals("Linux");
      assertFalse(linux && left.anyMatch(p -> p.getFileName().toString().startsWith("anabranch-tokenizers")
          && p.toFile().lastModified() > System.currentTimeMillis() - 5_000));
    }
    assertEquals("true", System.getProperty("ai.djl.offline"));
  }

  @Test
  void negativeIdsAreRefused() {
    try (Tokenizer t = open(BYTES)) {
      assertEquals("tokenizer: ids must be >= 0, got -3",
          assertThrows(IllegalArgumentException.class, () -> t.decode(new int[] {-3}, true)).getMessage());
    }
  }

  private String refusal() {
    return assertThrows(CheckpointException.class, () -> Tokenizers.open(folder)).getMessage();
  }

  private static String name(Tokenizer t, int id) {
    return names(t).get(id);
  }

  private static List<String> names(Tokenizer t) {
    String json = t.files().json();
    String[] out = new String[t.files().size()];
    int from = json.indexOf("\"vocab\": {");
    Matcher m = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)+)\": (\\d+)")
        .matcher(json.substring(from, json.indexOf("\"merges\"")));
    while (m.find()) {
      out[Integer.parseInt(m.group(2))] = m.group(1).replaceAll("\\\\(.)", "$1");
    }
    return Arrays.asList(out);
  }

  private static String merges(Tokenizer t) {
    String json = t.files().json();
    String list = json.substring(json.indexOf("\"merges\": [") + 11);
    return Arrays.stream(list.substring(0, list.indexOf(']')).split(", ")).map(s -> s.substring(1, s.length() - 1))
        .collect(Collectors.joining("\n"));
  }

  private static String quoted(String token) {
    return '"' + token.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
