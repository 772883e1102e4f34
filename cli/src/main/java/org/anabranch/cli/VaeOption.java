package org.anabranch.cli;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import org.anabranch.model.checkpoint.Checkpoint;
import picocli.CommandLine.Option;

/** The decoder that shows the latents of a checkpoint: the option of commands that draw from one. */
final class VaeOption {
  private static final String BESIDE = "vae";

  @Option(names = "--vae", paramLabel = "DIR",
      description = "Checkpoints of latents: the folder of an AutoencoderKL (diffusers), which decodes samples for .png files and for "
          + "verifiers of images (default: MODEL/vae, if there is one).")
  private Optional<String> vae = Optional.empty();

  /**
   * The decoder of a checkpoint.
   *
   * @throws UsageException if one was asked for a bundled model, or the path is none
   * @throws org.anabranch.model.checkpoint.CheckpointException if it cannot be opened
   */
  Optional<Checkpoint> open(String model, boolean bundled) {
    try {
      if (vae.isPresent()) {
        if (bundled) {
          throw new UsageException("vae: does not go with the bundled model " + model);
        }
        return Optional.of(Checkpoint.open(Path.of(vae.get())));
      }
      Path beside = Path.of(model).resolve(BESIDE);
      return bundled || !Files.isDirectory(beside) ? Optional.empty() : Optional.of(Checkpoint.open(beside));
    } catch (InvalidPathException e) {
      if (vae.isEmpty()) {
        return Optional.empty();
      }
      UsageException usage = new UsageException("vae: '" + vae.get() + "' is no path: " + e.getReason());
      usage.initCause(e);
      throw usage;
    }
  }
}
