package org.anabranch.model.catalog;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.anabranch.engine.Shape;
import org.anabranch.model.DiffusionTransformerConfig;
import org.anabranch.model.DiffusionTransformerLayout;
import org.anabranch.model.checkpoint.Checkpoint;
import org.anabranch.model.checkpoint.ConfigReader;
import org.anabranch.model.masked.BertConfig;
import org.anabranch.model.masked.BertLayout;
import org.anabranch.model.masked.LlamaConfig;
import org.anabranch.model.masked.LlamaLayout;
import org.anabranch.model.masked.MdlmConfig;
import org.anabranch.model.masked.MdlmLayout;

/** The network architectures that this version knows, by the names that configs call them. */
public enum Architecture {
  /** {@link org.anabranch.model.DiffusionTransformer} of DiT. */
  DIT("DiT", false),
  /** {@link org.anabranch.model.DiffusionTransformer} of SiT. */
  SIT("SiT", false),
  /** {@link org.anabranch.model.DiffusionTransformer} of SiT over a sequence. */
  SIT1D("SiT1D", false),
  /** {@link org.anabranch.model.masked.MdlmMaskPredictor}. */
  MDLM(MdlmConfig.OFFICIAL, true),
  /** {@link org.anabranch.model.masked.LlamaMaskPredictor} of LLaDA. */
  LLADA(LlamaConfig.Family.LLADA.official(), true),
  /** {@link org.anabranch.model.masked.LlamaMaskPredictor} of Dream. */
  DREAM(LlamaConfig.Family.DREAM.official(), true),
  /** {@link org.anabranch.model.masked.BertMaskPredictor}. */
  BERT(BertConfig.OFFICIAL, true);

  private static final List<String> KEYS = List.of("_class_name", "model_type");

  private final String official;
  private final boolean masked;

  Architecture(String official, boolean masked) {
    this.official = official;
    this.masked = masked;
  }

  /**
   * What a checkpoint's config makes of it.
   *
   * @param layers  blocks of the network
   * @param tensors name and shape of every tensor that it needs, in the order of a forward pass
   */
  public record Needs(int layers, Map<String, Shape> tensors) {
    /** Copies, in order. */
    public Needs {
      tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
    }
  }

  /** The official name. */
  public String official() {
    return official;
  }

  /** Whether it predicts masked tokens, a {@link org.anabranch.model.masked.MaskPredictor}. */
  public boolean masked() {
    return masked;
  }

  /** The official names of all. */
  public static List<String> names() {
    return Arrays.stream(values()).map(Architecture::official).toList();
  }

  /** The name that a config gives its architecture, empty if it gives none. */
  public static Optional<String> name(ConfigReader config) {
    for (String key : KEYS) {
      if (config.values().get(key) instanceof String name) {
        return Optional.of(name);
      }
    }
    return config.values().get("architectures") instanceof List<?> list && !list.isEmpty()
        ? Optional.of(String.valueOf(list.getFirst())) : Optional.empty();
  }

  /** The architecture that a config names, empty if it is not known here. */
  public static Optional<Architecture> of(ConfigReader config) {
    String name = name(config).orElse("").toLowerCase(Locale.ROOT);
    for (Architecture a : values()) {
      if (a.official.toLowerCase(Locale.ROOT).equals(name)) {
        return Optional.of(a);
      }
    }
    return Optional.empty();
  }

  /**
   * The longest sequence of a checkpoint's network, in tokens.
   *
   * @throws org.anabranch.model.checkpoint.CheckpointException if the config breaks a rule
   */
  public int longest(Checkpoint checkpoint) {
    return switch (this) {
      case DIT, SIT, SIT1D -> DiffusionTransformerConfig.of(checkpoint.config()).tokens();
      case MDLM -> MdlmConfig.of(checkpoint.config()).maxLength();
      case LLADA, DREAM -> LlamaConfig.of(checkpoint.config()).maxLength();
      default -> BertConfig.of(checkpoint.config()).maxLength();
    };
  }

  /**
   * What the checkpoint's config needs of its tensors.
   *
   * @throws org.anabranch.model.checkpoint.CheckpointException if the config breaks a rule
   */
  public Needs needs(Checkpoint checkpoint) {
    switch (this) {
      case DIT, SIT, SIT1D -> {
        DiffusionTransformerConfig c = DiffusionTransformerConfig.of(checkpoint.config());
        return new Needs(c.depth(), DiffusionTransformerLayout.of(c));
      }
      case MDLM -> {
        MdlmConfig c = MdlmConfig.of(checkpoint.config());
        return new Needs(c.layers(), MdlmLayout.of(c));
      }
      case LLADA, DREAM -> {
        LlamaConfig c = LlamaConfig.of(checkpoint.config());
        return new Needs(c.layers(), LlamaLayout.of(c, checkpoint.names()));
      }
      default -> {
        BertConfig c = BertConfig.of(checkpoint.config());
        return new Needs(c.layers(), BertLayout.of(c, checkpoint.names()));
      }
    }
  }
}
