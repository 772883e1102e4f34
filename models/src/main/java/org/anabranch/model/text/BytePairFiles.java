package org.anabranch.model.text;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.anabranch.model.checkpoint.CheckpointException;
import org.anabranch.model.checkpoint.ConfigReader;
import tools.jackson.databind.json.JsonMapper;

/**
 * Byte-level BPE in its older files, {@code vocab.json} and {@code merges.txt}, as the tokenizer.json that says the same: what Hugging
 * Face's library makes of them for the classes of GPT-2 and of Qwen2, which Dream's is.
 */
final class BytePairFiles {
  static final String VOCABULARY = "vocab.json";
  private static final String MERGES = "merges.txt";
  private static final List<String> QWEN2 = List.of("DreamTokenizer", "Qwen2Tokenizer", "Qwen2TokenizerFast");
  private static final List<String> GPT2 = List.of("GPT2Tokenizer", "GPT2TokenizerFast");

  /** Where Qwen2 cuts text before it is merged. */
  private static final String QWEN2_WORDS = "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}"
      + "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";

  private BytePairFiles() {}

  /** Whether a folder has both files. */
  static boolean are(Path folder) {
    return Files.isRegularFile(folder.resolve(VOCABULARY)) && Files.isRegularFile(folder.resolve(MERGES));
  }

  /** A text file, whole. */
  static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new CheckpointException("tokenizer: cannot read " + file + " as UTF-8: " + e.getMessage(), e);
    }
  }

  /**
   * The text of the tokenizer.json.
   *
   * @param config of the tokenizer, which names its class and the tokens that were added
   * @throws CheckpointException if the class is another
   */
  static String tokenizerJson(Path folder, Map<String, Object> config) {
    Object kind = config.getOrDefault("tokenizer_class", "none");
    boolean qwen = QWEN2.contains(kind);
    if (!qwen && !GPT2.contains(kind)) {
      throw new CheckpointException("tokenizer: " + folder + " has " + VOCABULARY + " and " + MERGES
          + " without a tokenizer.json, which is read for tokenizer_class " + QWEN2 + " and " + GPT2 + ", got " + kind);
    }
    Map<String, Object> model = new LinkedHashMap<>();
    model.put("type", "BPE");
    model.put("continuing_subword_prefix", "");
    model.put("end_of_word_suffix", "");
    model.put("fuse_unk", false);
    model.put("vocab", ConfigReader.open(folder.resolve(VOCABULARY)).values());
    model.put("merges", read(folder.resolve(MERGES)).lines().filter(l -> !l.startsWith("#version") && !l.isBlank()).toList());

    Map<String, Object> bytes = new LinkedHashMap<>(Map.of("type", "ByteLevel", "add_prefix_space", false, "trim_offsets", false));
    bytes.put("use_regex", !qwen);
    Map<String, Object> root = new LinkedHashMap<>();
    root.put("version", "1.0");
    root.put("added_tokens", added(config));
    if (qwen) {
      root.put("normalizer", Map.of("type", "NFC"));
    }
    root.put("pre_tokenizer", !qwen ? bytes : Map.of("type", "Sequence", "pretokenizers", List.of(
        Map.of("type", "Split", "pattern", Map.of("Regex", QWEN2_WORDS), "behavior", "Isolated", "invert", false), bytes)));
    root.put("decoder", bytes);
    root.put("model", model);
    return JsonMapper.shared().writeValueAsString(root);
  }

  private static List<Map<String, Object>> added(Map<String, Object> config) {
    List<Map<String, Object>> out = new ArrayList<>();
    if (config.get("added_tokens_decoder") instanceof Map<?, ?> tokens) {
      tokens.forEach((id, token) -> {
        if (!(token instanceof Map<?, ?> t) || !String.valueOf(id).matches("\\d{1,8}")) {
          throw new CheckpointException("tokenizer: added_tokens_decoder must map ids to objects, got " + id + ": " + token);
        }
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("id", Long.parseLong(String.valueOf(id)));
        entry.put("content", String.valueOf(t.get("content")));
        for (String flag : List.of("single_word", "lstrip", "rstrip", "normalized", "special")) {
          entry.put(flag, Boolean.TRUE.equals(t.get(flag)));
        }
        out.add(entry);
      });
    }
    out.sort(Comparator.comparingLong(e -> (Long) e.get("id")));
    return out;
  }
}
