package org.anabranch.model.vae;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.anabranch.engine.Backend;
import org.anabranch.engine.Shape;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.WorkerPool;
import org.anabranch.model.checkpoint.Checkpoint;
import org.anabranch.model.checkpoint.CheckpointException;
import org.anabranch.model.checkpoint.ConfigReader;
import org.anabranch.model.checkpoint.Safetensors;
import org.anabranch.model.checkpoint.SafetensorsWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The decoder beyond its fixtures ({@code GoldenTest} has those): bits, batches, sizes, configs that break a rule. */
class VaeDecoderTest {
  private static final String CONFIG = """
      {"_class_name": "AutoencoderKL", "latent_channels": 4, "out_channels": 3, "block_out_channels": [8, 16],
       "layers_per_block": 1, "norm_num_groups": 4, "up_block_types": ["UpDecoderBlock2D", "UpDecoderBlock2D"]%s}""";

  @TempDir
  Path temporary;

  private static ConfigReader config(String more) {
    return ConfigReader.parse(CONFIG.formatted(more).getBytes(StandardCharsets.UTF_8), "config.json");
  }

  private VaeWeights weights() throws Exception {
    return VaeWeights.load(checkpoint(Map.of()));
  }

  private Checkpoint checkpoint(Map<String, Tensor> changed) throws Exception {
    Random random = new Random(3);
    Map<String, Tensor> tensors = new HashMap<>();
    VaeLayout.of(VaeConfig.of(config("")), java.util.Set.of()).forEach((name, shape) -> {
      Tensor t = Tensor.zeros(shape.toArray());
      for (int i = 0; i < t.size(); i++) {
        t.floats()[i] = (float) random.nextGaussian() * 0.2f;
      }
      tensors.put(name, t);
    });
    tensors.putAll(changed);
    Path file = Files.createTempDirectory(temporary, "vae").resolve("diffusion_pytorch_model.safetensors");
    SafetensorsWriter.write(file, tensors, Map.of());
    return Checkpoint.of(Safetensors.open(file), Optional.of(config("")));
  }

  private static Tensor latents(int rows, int height, int width) {
    Random random = new Random(5);
    Tensor t = Tensor.zeros(rows, 4, height, width);
    for (int i = 0; i < t.size(); i++) {
      t.floats()[i] = (float) random.nextGaussian();
    }
    return t;
  }

  @Test
  void anImageHasItsBitsAloneInABatchOnAnyThreadsAndByAnyProvider() throws Exception {
    VaeWeights weights = weights();
    Tensor latents = latents(3, 7, 9);
    List<float[]> all = new ArrayList<>();
    for (Backend.Report report : Backend.standard().reports()) {
      if (report.usable() && report.bitExact()) {
        for (int threads : new int[] {1, 2, 3}) {
          try (WorkerPool pool = new WorkerPool(threads)) {
            VaeDecoder decoder = new VaeDecoder(weights, Backend.of(report.name(), pool).kernels());
            Tensor images = Tensor.zeros(3, 3, 14, 18);
            decoder.images(latents, images);
            all.add(images.floats());
            Tensor last = Tensor.zeros(1, 3, 14, 18);
            decoder.images(latents.rows(2, 1), last);
            assertArrayEquals(images.rows(2, 1).toFloats(), last.floats(), report.name() + ", the last alone");
          }
        }
      }
    }
    all.forEach(bits -> assertArrayEquals(all.getFirst(), bits));
  }

  @Test
  void sizesMayFollowEachOther() throws Exception {
    VaeWeights weights = weights();
    VaeDecoder used = new VaeDecoder(weights, Backend.standard().kernels());
    for (int[] size : new int[][] {{2, 2}, {8, 5}, {1, 1}, {2, 2}, {8, 5}}) {
      Tensor latents = latents(1, size[0], size[1]);
      Tensor image = Tensor.zeros(1, 3, 2 * size[0], 2 * size[1]);
      used.decode(latents, image);
      Tensor fresh = Tensor.zeros(1, 3, 2 * size[0], 2 * size[1]);
      new VaeDecoder(weights, Backend.standard().kernels()).decode(latents, fresh);
      assertArrayEquals(fresh.floats(), image.floats());
    }
  }

  @Test
  void aLatentThatIsNotFiniteSpoilsItsOwnImageOnly() throws Exception {
    VaeDecoder decoder = new VaeDecoder(weights(), Backend.standard().kernels());
    Tensor latents = latents(2, 3, 3);
    Tensor want = Tensor.zeros(2, 3, 6, 6);
    decoder.decode(latents, want);
    latents.floats()[0] = Float.NaN;
    Tensor got = Tensor.zeros(2, 3, 6, 6);
    decoder.decode(latents, got);
    assertTrue(Float.isNaN(got.floats()[0]));
    assertArrayEquals(want.rows(1, 1).toFloats(), got.rows(1, 1).toFloats());
  }

  @Test
  void shapesThatDoNotFitAreToldWithBothValues() throws Exception {
    VaeDecoder decoder = new VaeDecoder(weights(), Backend.standard().kernels());
    var e = assertThrows(IllegalArgumentException.class, () -> decoder.decode(Tensor.zeros(1, 3, 2, 2), Tensor.zeros(1, 3, 4, 4)));
    assertEquals("decoder: needs latents [rows, 4, height, width], got [1, 3, 2, 2]", e.getMessage());
    var f = assertThrows(IllegalArgumentException.class, () -> decoder.decode(Tensor.zeros(1, 4, 2, 2), Tensor.zeros(1, 3, 4, 5)));
    assertEquals("decoder: latents [1, 4, 2, 2] need images [1, 3, 4, 4], got [1, 3, 4, 5]", f.getMessage());
  }

  @Test
  void configsAndTensorsThatBreakARuleAreNamed() throws Exception {
    refused("config: norm_num_groups", ", \"norm_num_groups\": 0");
    refused("config: block_out_channels must be multiples of norm_num_groups = 3", ", \"norm_num_groups\": 3");
    refused("config: act_fn must be silu, got relu", ", \"act_fn\": \"relu\"");
    refused("config: latents_mean is not implemented", ", \"latents_mean\": [0.1]");
    refused("config: up_block_types must be UpDecoderBlock2D 2 times", ", \"up_block_types\": [\"AttnUpDecoderBlock2D\"]");
    refused("config: unknown key 'layers_pre_block', did you mean 'layers_per_block'", ", \"layers_pre_block\": 2");
    Checkpoint wrong = checkpoint(Map.of("decoder.conv_out.weight", Tensor.zeros(3, 8, 1, 1)));
    var e = assertThrows(CheckpointException.class, () -> VaeWeights.load(wrong));
    assertEquals("weights: tensor decoder.conv_out.weight has shape [3, 8, 1, 1], the config needs [3, 8, 3, 3]", e.getMessage());
  }

  private static void refused(String message, String more) {
    String json = CONFIG.formatted(more);
    String key = more.substring(3, more.indexOf('"', 3));
    if (json.indexOf("\"" + key + "\"") != json.lastIndexOf("\"" + key + "\"")) {
      json = json.replaceFirst("\"" + key + "\": (\\[[^]]*]|[^,}\\s]+),?\\s*", "");
    }
    String changed = json;
    var e = assertThrows(CheckpointException.class,
        () -> VaeConfig.of(ConfigReader.parse(changed.getBytes(StandardCharsets.UTF_8), "config.json")));
    assertTrue(e.getMessage().startsWith(message), e.getMessage());
  }

  @Test
  void theLayoutOfStableDiffusionHasItsParameters() {
    VaeConfig sd = VaeConfig.of(ConfigReader.parse("""
        {"_class_name": "AutoencoderKL", "_diffusers_version": "0.4.2", "act_fn": "silu", "block_out_channels": [128, 256, 512, 512],
         "down_block_types": ["DownEncoderBlock2D", "DownEncoderBlock2D", "DownEncoderBlock2D", "DownEncoderBlock2D"],
         "in_channels": 3, "latent_channels": 4, "layers_per_block": 2, "norm_num_groups": 32, "out_channels": 3, "sample_size": 256,
         "up_block_types": ["UpDecoderBlock2D", "UpDecoderBlock2D", "UpDecoderBlock2D", "UpDecoderBlock2D"]}"""
        .getBytes(StandardCharsets.UTF_8), "config.json"));
    assertEquals(8, sd.enlargement());
    assertEquals(0.18215, sd.scalingFactor());
    // 49,490,179 of the decoder, as its authors' code counts them, and 20 of the first convolution.
    assertEquals(49_490_179 + 20, VaeLayout.of(sd, java.util.Set.of()).values().stream().mapToLong(Shape::size).sum());
  }
}
