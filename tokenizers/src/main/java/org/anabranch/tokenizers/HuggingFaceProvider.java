package org.anabranch.tokenizers;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.anabranch.model.checkpoint.CheckpointException;
import org.anabranch.model.text.Tokenizer;
import org.anabranch.model.text.TokenizerFiles;
import org.anabranch.model.text.TokenizerProvider;

/** Every model of a tokenizer.json: byte-level and other BPE, WordPiece, unigrams. */
public final class HuggingFaceProvider implements TokenizerProvider {
  /** What a caller asks of the tokens is the caller's: nothing is added, cut off or filled up. */
  private static final Map<String, String> PLAIN =
      Map.of("addSpecialTokens", "false", "truncation", "DO_NOT_TRUNCATE", "padding", "DO_NOT_PAD");

  @Override
  public String description() {
    return "tokenizer.json (Hugging Face tokenizers, through DJL)";
  }

  @Override
  public Tokenizer open(TokenizerFiles files) {
    NativeTokenizers.load();
    HuggingFaceTokens tokens = read(files);
    try {
      tokens.check();
      return tokens;
    } catch (RuntimeException e) {
      tokens.close();
      throw e;
    }
  }

  private static HuggingFaceTokens read(TokenizerFiles files) {
    try {
      return new HuggingFaceTokens(HuggingFaceTokenizer.newInstance(
          new ByteArrayInputStream(files.json().getBytes(StandardCharsets.UTF_8)), PLAIN), files);
    } catch (IOException | RuntimeException e) {
      throw new CheckpointException("tokenizer: " + files.source() + " describes no tokenizer that is known: "
          + NativeTokenizers.reason(e), e);
    }
  }
}
