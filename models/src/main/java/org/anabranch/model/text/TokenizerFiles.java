package org.anabranch.model.text;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.anabranch.model.checkpoint.CheckpointException;
import org.anabranch.model.checkpoint.ConfigReader;

/**
 * The files of a checkpoint folder that speak of tokens, in Hugging Face's formats: {@code tokenizer.json}, or {@code vocab.json} with
 * {@code merges.txt} where a checkpoint has only these (Dream's has); what tokens are for from {@code special_tokens_map.json} and
 * {@code tokenizer_config.json}.
 *
 * <p>Immutable and thread-safe.
 */
public final class TokenizerFiles {
  private static final String TOKENIZER = "tokenizer.json";
  private static final String CONFIG = "tokenizer_config.json";
  private static final String SPECIAL = "special_tokens_map.json";

  private final Path source;
  private final String json;
  private final Map<String, Integer> ids;
  private final Map<String, Integer> special;
  private final Map<String, String> roles;
  private final Optional<String> chatTemplate;

  private TokenizerFiles(Path source, String json, Map<String, Integer> ids, Map<String, Integer> special,
      Map<String, String> roles, Optional<String> chatTemplate) {
    this.source = source;
    this.json = json;
    this.ids = ids;
    this.special = special;
    this.roles = roles;
    this.chatTemplate = chatTemplate;
  }

  /**
   * Reads the files of a folder.
   *
   * @return empty if there is neither a tokenizer.json nor a vocab.json with merges.txt
   * @throws CheckpointException if a file is no JSON, or has no vocabulary where one belongs
   */
  public static Optional<TokenizerFiles> in(Path folder) {
    Map<String, Object> config = object(folder.resolve(CONFIG));
    Path file = folder.resolve(TOKENIZER);
    String json;
    if (Files.isRegularFile(file)) {
      json = BytePairFiles.read(file);
    } else if (BytePairFiles.are(folder)) {
      file = folder.resolve(BytePairFiles.VOCABULARY);
      json = BytePairFiles.tokenizerJson(folder, config);
    } else {
      return Optional.empty();
    }
    Map<String, Object> root = ConfigReader.parse(json.getBytes(StandardCharsets.UTF_8), file.toString()).values();
    Map<String, String> roles = new LinkedHashMap<>();
    addRoles(roles, config);
    addRoles(roles, object(folder.resolve(SPECIAL)));
    Optional<String> chat = config.get("chat_template") instanceof String s ? Optional.of(s) : Optional.empty();
    Map<String, Integer> special = new LinkedHashMap<>();
    Map<String, Integer> ids = vocabulary(file, root, special);
    return Optional.of(new TokenizerFiles(file, json, ids, Collections.unmodifiableMap(special), roles, chat));
  }

  /** The file that holds the vocabulary, for messages. */
  public Path source() {
    return source;
  }

  /** The text of a tokenizer.json, as it lies in the folder or as made from the older files. */
  public String json() {
    return json;
  }

  /** The id of a token by its exact spelling in the vocabulary. */
  public OptionalInt id(String token) {
    Integer id = ids.get(token);
    return id == null ? OptionalInt.empty() : OptionalInt.of(id);
  }

  /** The ids of all tokens by their spelling in the vocabulary, added ones among them. */
  public Map<String, Integer> tokens() {
    return ids;
  }

  /** One more than the largest id. */
  public int size() {
    return ids.values().stream().mapToInt(i -> i + 1).max().orElse(0);
  }

  /** The special tokens with their ids. */
  public Map<String, Integer> special() {
    return special;
  }

  /** Which token has a role, such as {@code mask_token}, {@code eos_token}, {@code cls_token}: the names of the files. */
  public Optional<String> role(String role) {
    return Optional.ofNullable(roles.get(role));
  }

  /** The id of the token with a role, empty if no token has it. */
  public OptionalInt roleId(String role) {
    return role(role).map(this::id).orElse(OptionalInt.empty());
  }

  /** The Jinja text that turns a conversation into a prompt. */
  public Optional<String> chatTemplate() {
    return chatTemplate;
  }

  private static Map<String, Object> object(Path file) {
    return Files.isRegularFile(file) ? ConfigReader.open(file).values() : Map.of();
  }

  /** A role's token is its text, or an object with the text as its content. */
  private static void addRoles(Map<String, String> roles, Map<String, Object> from) {
    from.forEach((key, value) -> {
      Object text = value instanceof Map<?, ?> m ? m.get("content") : value;
      if (key.endsWith("_token") && text instanceof String s) {
        roles.put(key, s);
      }
    });
  }

  private static Map<String, Integer> vocabulary(Path file, Map<String, Object> root, Map<String, Integer> special) {
    if (!(root.get("model") instanceof Map<?, ?> model)) {
      throw new CheckpointException("tokenizer: " + file + " must have an object 'model', it has " + root.keySet());
    }
    Map<String, Integer> ids = new LinkedHashMap<>();
    switch (model.get("vocab")) {
      case Map<?, ?> entries -> entries.forEach((token, id) -> ids.put(String.valueOf(token), number(file, token, id)));
      case List<?> pieces -> {
        for (Object piece : pieces) {
          Object token = piece instanceof List<?> pair && !pair.isEmpty() ? pair.getFirst() : piece;
          ids.put(String.valueOf(token), ids.size());
        }
      }
      case null, default -> throw new CheckpointException("tokenizer: " + file
          + " must have an object or list 'model.vocab', the model has " + model.keySet());
    }
    if (root.get("added_tokens") instanceof List<?> added) {
      for (Object token : added) {
        if (token instanceof Map<?, ?> t) {
          int id = number(file, t.get("content"), t.get("id"));
          ids.put(String.valueOf(t.get("content")), id);
          if (Boolean.TRUE.equals(t.get("special"))) {
            special.put(String.valueOf(t.get("content")), id);
          }
        }
      }
    }
    return Collections.unmodifiableMap(ids);
  }

  private static int number(Path file, Object token, Object id) {
    if (id instanceof Long v && v >= 0 && v < 1 << 24) {
      return v.intValue();
    }
    throw new CheckpointException("tokenizer: " + file + " must give token '" + token + "' an id in [0, " + ((1 << 24) - 1) + "], got "
        + id);
  }
}
