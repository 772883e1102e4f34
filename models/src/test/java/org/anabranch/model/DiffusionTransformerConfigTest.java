package org.anabranch.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.anabranch.engine.Tensor;
import org.anabranch.model.DiffusionTransformerConfig.Family;
import org.anabranch.model.checkpoint.Checkpoint;
import org.anabranch.model.checkpoint.CheckpointException;
import org.anabranch.model.checkpoint.ConfigReader;
import org.anabranch.model.checkpoint.SafetensorsWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** config.json of DiT and SiT, and the checkpoints that must match it. */
class DiffusionTransformerConfigTest {
  private static final String SMALL = "'_class_name':'SiT','input_size':4,'patch_size':2,'in_channels':1,'hidden_size':8,"
      + "'depth':1,'num_heads':2,'num_classes':3";

  @TempDir
  private Path folder;

  private static DiffusionTransformerConfig of(String json) {
    return DiffusionTransformerConfig.of(ConfigReader.parse(("{" + json + "}").replace('\'', '"').getBytes(), "c"));
  }

  @Test
  void officialDefaultsFillWhatIsMissing() {
    DiffusionTransformerConfig c = of("'_class_name':'DiT','input_size':32,'hidden_size':1152,'depth':28,'num_heads':16");
    assertEquals(Family.DIT, c.family());
    assertEquals(2, c.patchSize());
    assertEquals(256, c.tokens());
    assertEquals(4608, c.mlpHidden());
    assertEquals(8, c.outChannels());
    assertEquals(1001, c.classRows());
    assertEquals(4, of("'model_type':'sit','input_size':32,'hidden_size':1152,'depth':28,'num_heads':16").outChannels());
  }

  @Test
  void withoutLabelDropoutThereIsNoNullClass() {
    DiffusionTransformerConfig c = of(SMALL + ",'class_dropout_prob':0");
    assertFalse(c.hasNullClass());
    assertEquals(3, c.classRows());
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
      'hiden_size':8                        | config: unknown key 'hiden_size', did you mean 'hidden_size'?
      'null_class':2                        | config: null_class must be num_classes = 3, got 2
      'gelu':'erf'                          | config: gelu must be one of [tanh], got erf
      'path':'gvp'                          | config: path must begin with 'linear', got gvp
      'pixel_range':[1,-1]                  | config: pixel_range must be [low, high] with low < high, got [1, -1]
      'class_dropout_prob':1.5              | config: class_dropout_prob must be a number in [0.0, 1.0], got 1.5
      'learn_sigma':'yes'                   | config: learn_sigma must be true or false, got yes
      """)
  void keysThatBreakARuleAreNamed(String extra, String message) {
    assertEquals(message, assertThrows(CheckpointException.class, () -> of(SMALL + "," + extra)).getMessage());
  }

  @Test
  void rulesBetweenKeysQuoteBothValues() {
    assertEquals("config: input_size must be a multiple of patch_size = 2, got 5",
        assertThrows(CheckpointException.class, () -> of(SMALL.replace("'input_size':4", "'input_size':5"))).getMessage());
    assertEquals("config: hidden_size must be a multiple of num_heads = 3, got 8",
        assertThrows(CheckpointException.class, () -> of(SMALL.replace("'num_heads':2", "'num_heads':3"))).getMessage());
    assertEquals("config: key 'depth' is missing",
        assertThrows(CheckpointException.class, () -> of(SMALL.replace("'depth':1,", ""))).getMessage());
    assertEquals("config: _class_name must be DiT, SiT or SiT1D, got UNet",
        assertThrows(CheckpointException.class, () -> of(SMALL.replace("SiT", "UNet"))).getMessage());
  }

  @Test
  void weightsThatDoNotMatchTheConfigAreNamed() throws IOException {
    Checkpoint digits = BundledModels.checkpoint("digits");
    Map<String, Tensor> tensors = new TreeMap<>();
    digits.names().forEach(n -> tensors.put(n, digits.tensor(n)));
    String config = "{\"model_type\":\"sit\",\"input_size\":28,\"patch_size\":4,\"in_channels\":1,\"hidden_size\":128,"
        + "\"depth\":6,\"num_heads\":4,\"num_classes\":10,\"learn_sigma\":false}";
    SafetensorsWriter.write(folder.resolve("model.safetensors"), tensors, Map.of());

    assertEquals("weights: tensor blocks.0.mlp.fc1.weight has shape [512, 128], the config needs [256, 128]",
        refusal(config.replace("\"depth\"", "\"mlp_ratio\":2,\"depth\"")));
    assertEquals("weights: " + folder + " has 6 blocks, the config needs depth 5", refusal(config.replace(":6", ":5")));
    assertTrue(refusal(config.replace(":6", ":7")).startsWith("weights: tensor blocks.6.adaLN_modulation.1.weight is missing"));
    assertEquals("weights: tensor final_layer.linear.weight has shape [16, 128], the config needs [32, 128]",
        refusal(config.replace("false", "true")));
    float[] poisoned = tensors.get("pos_embed").toFloats();
    poisoned[17] = Float.NaN;
    tensors.put("pos_embed", Tensor.of(poisoned, 1, 49, 128));
    SafetensorsWriter.write(folder.resolve("model.safetensors"), tensors, Map.of());
    assertEquals("weights: tensor pos_embed holds NaN at element 17", refusal(config));
  }

  private String refusal(String config) throws IOException {
    Files.writeString(folder.resolve("config.json"), config);
    return assertThrows(CheckpointException.class,
        () -> DiffusionTransformerWeights.load(Checkpoint.open(folder))).getMessage();
  }

  @Test
  void everyTensorOfTheBundledModelIsUsed() {
    Checkpoint digits = BundledModels.checkpoint("digits");
    DiffusionTransformerWeights.load(digits);
    assertEquals(List.of(), digits.unused());
    assertEquals(1_875_344, digits.parameters());
    assertEquals("bundle: no model is named 'digit', there are [digits, protein, sudoku, sudoku-proseco, countdown, text]",
        assertThrows(CheckpointException.class, () -> BundledModels.checkpoint("digit")).getMessage());
  }
}
