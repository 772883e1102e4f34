package org.anabranch.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.anabranch.cli.verify.DecodedVerifier;
import org.anabranch.engine.Backend;
import org.anabranch.engine.Kernels;
import org.anabranch.engine.Tensor;
import org.anabranch.model.checkpoint.Checkpoint;
import org.anabranch.model.vae.VaeDecoder;
import org.anabranch.model.vae.VaeWeights;
import org.anabranch.search.Verifier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Checkpoints of the user's own in {@code sample} and {@code search}, with and without the decoder of their latents. */
class CheckpointSearchTest {
  private static final Path VAE = Fixtures.ROOT.resolve("vae");
  private static final Path VAE_ODD = Fixtures.ROOT.resolve("vae_odd");

  @TempDir
  Path folder;

  @Test
  void aSearchOfLatentsEndsInAPicture() throws Exception {
    Path model = Fixtures.copy(Fixtures.SIT_ODD, folder.resolve("sit"));
    Fixtures.copy(VAE, model.resolve("vae"));
    Path png = folder.resolve("best.png");
    Run run = Run.of("search", model, "--label", 2, "--algorithm", "best-of-n", "--evaluations", 16, "--steps", 4, "--seed", 3, "--out",
        png, "--json");
    assertEquals(0, run.code(), run.err());
    JsonNode json = run.json();
    assertEquals("zero-shot", json.path("verifier").asString());
    assertEquals(16, json.path("ledger").path("used").asInt());
    // 4 candidates, 8 probes of two evaluations each.
    assertEquals(64.0, json.path("ledger").path("verifierCost").asDouble());
    BufferedImage image = ImageIO.read(png.toFile());
    int side = 4 * latentSide(model);
    assertEquals(side + "x" + side, image.getWidth() + "x" + image.getHeight());

    // The same search with one thread and the decoder named: the same picture.
    Path again = folder.resolve("again.png");
    Run same = Run.of("search", Fixtures.SIT_ODD, "--vae", VAE, "--label", 2, "--algorithm", "best-of-n", "--evaluations", 16, "--steps", 4,
        "--seed", 3, "--threads", 1, "--out", again);
    assertEquals(0, same.code(), same.err());
    assertArrayEquals(Files.readAllBytes(png), Files.readAllBytes(again));
  }

  private static int latentSide(Path model) {
    return Checkpoint.open(model).config().integer("input_size", 1, 1024);
  }

  @Test
  void samplesAreDecodedAndLookAheadsToo() throws Exception {
    Path png = folder.resolve("grid.png");
    Run run = Run.of("sample", Fixtures.DIT_ODD, "--vae", VAE, "--rows", 3, "--steps", 5, "--out", png);
    assertEquals(0, run.code(), run.err());
    int side = 4 * latentSide(Fixtures.DIT_ODD);
    BufferedImage image = ImageIO.read(png.toFile());
    assertEquals(2 * side + 6, image.getWidth());
    assertEquals(2 * side + 6, image.getHeight());
    Run beam = Run.of("search", Fixtures.SIT_ODD, "--vae", VAE, "--algorithm", "beam", "--evaluations", 64, "--steps", 4, "--out",
        folder.resolve("beam.png"));
    assertEquals(0, beam.code(), beam.err());
  }

  @Test
  void withoutADecoderLatentsAreKeptAsTheyAre() {
    Path file = folder.resolve("best.safetensors");
    Run run = Run.of("search", Fixtures.SIT_ODD, "--algorithm", "best-of-n", "--evaluations", 8, "--steps", 4, "--out", file);
    assertEquals(0, run.code(), run.err());
    assertTrue(Files.exists(file));
    Run png = Run.of("search", Fixtures.SIT_ODD, "--algorithm", "best-of-n", "--evaluations", 8, "--out", folder.resolve("never.png"));
    assertEquals(2, png.code());
    assertTrue(png.message().startsWith("out: must end in .safetensors, got"), png.message());
    assertFalse(Files.exists(folder.resolve("never.png")));
  }

  @Test
  void decodersThatDoNotFitAreRefused() {
    Run channels = Run.of("search", Fixtures.SIT_ODD, "--vae", VAE_ODD, "--algorithm", "best-of-n", "--evaluations", 8);
    assertEquals(2, channels.code());
    assertTrue(channels.message().startsWith("vae: decodes latents of 6 channels, samples of "), channels.message());
    assertEquals("vae: does not go with the bundled model digits",
        Run.of("sample", "digits", "--vae", VAE, "--out", folder.resolve("x.png")).message());
    Run none = Run.of("sample", Fixtures.SIT_ODD, "--vae", folder.resolve("none"), "--out", folder.resolve("x.png"));
    assertEquals("checkpoint: " + folder.resolve("none") + " does not exist", none.message());
    Run other = Run.of("sample", Fixtures.SIT_ODD, "--vae", Fixtures.DIT_ODD, "--out", folder.resolve("x.png"));
    assertEquals("config: _class_name must be AutoencoderKL, got DiT", other.message());
  }

  @Test
  void anImageVerifierIsShownDecodedImages() {
    Kernels kernels = Backend.standard().kernels();
    VaeDecoder decoder = new VaeDecoder(VaeWeights.load(Checkpoint.open(VAE)), kernels);
    Verifier red = Verifier.of("red", (images, conditions, out) -> {
      assertEquals(java.util.List.of(2, 3, 12, 20), java.util.Arrays.stream(images.shape().toArray()).boxed().toList());
      for (int r = 0; r < out.length; r++) {
        out[r] = images.get((long) r * images.rowSize());
      }
    });
    Tensor latents = Tensor.zeros(2, 4, 3, 5);
    latents.floats()[7] = 1;
    double[] out = new double[2];
    DecodedVerifier verifier = new DecodedVerifier(red, decoder);
    verifier.score(latents, new int[2], out);
    assertEquals("red of decoded images", verifier.name());
    Tensor images = Tensor.zeros(2, 3, 12, 20);
    decoder.images(latents, images);
    assertEquals(images.get(0), out[0]);
    assertEquals(images.get(images.rowSize()), out[1]);
  }
}
