package org.anabranch.model.text;

import java.nio.file.Path;
import java.util.Optional;
import java.util.ServiceLoader;
import org.anabranch.model.checkpoint.CheckpointException;

/** Opens the tokenizer of a checkpoint folder with whatever {@link TokenizerProvider} is on the class path. */
public final class Tokenizers {
  private Tokenizers() {}

  /**
   * The tokenizer of a folder, empty if there are no files of one.
   *
   * @throws CheckpointException if the files break a rule, or nothing on the class path reads them
   */
  public static Optional<Tokenizer> open(Path folder) {
    Optional<TokenizerFiles> files = TokenizerFiles.in(folder);
    return files.map(f -> ServiceLoader.load(TokenizerProvider.class).findFirst().orElseThrow(() -> new CheckpointException(
        "tokenizer: " + f.source() + " cannot be read, the module tokenizers is not on the class path")).open(f));
  }
}
