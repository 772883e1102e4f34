package org.anabranch.cli;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.anabranch.model.BundledModels;
import org.anabranch.model.checkpoint.Checkpoint;
import org.anabranch.model.checkpoint.CheckpointException;

/** What the parameter MODEL means: a bundled name, a checkpoint folder, or a file. */
final class ModelSource {
  private ModelSource() {}

  /**
   * Opens a model's weights and config.
   *
   * @throws CheckpointException if there is neither such a bundled model nor such a path, or the checkpoint breaks a rule
   */
  static Checkpoint open(String model) {
    return BundledModels.has(model) ? BundledModels.checkpoint(model) : Checkpoint.open(path(model));
  }

  private static Path path(String model) {
    try {
      Path path = Path.of(model);
      if (!model.isBlank() && Files.exists(path)) {
        return path;
      }
    } catch (InvalidPathException e) {
      throw new CheckpointException("model: '" + model + "' is neither a bundled model nor a path: " + e.getReason(), e);
    }
    throw new CheckpointException("model: '" + model + "' is neither a bundled model " + BundledModels.names()
        + " nor a file or folder that exists");
  }
}
