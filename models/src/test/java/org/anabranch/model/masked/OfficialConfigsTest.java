package org.anabranch.model.masked;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;
import org.anabranch.model.checkpoint.ConfigReader;
import org.junit.jupiter.api.Test;

/** The configs of published checkpoints, with every key that they have, and what is made of them. */
final class OfficialConfigsTest {
  private static ConfigReader config(String json) {
    return ConfigReader.parse(json.getBytes(StandardCharsets.UTF_8), "config.json");
  }

  @Test
  void llada8b() {
    LlamaConfig c = LlamaConfig.of(config("""
        {"activation_type": "silu", "alibi": false, "alibi_bias_max": 8.0, "architectures": ["LLaDAModelLM"], "attention_dropout": 0.0,
         "attention_layer_norm": false, "attention_layer_norm_with_affine": true, "auto_map": {"AutoConfig": "x"},
         "bias_for_layer_norm": false, "block_group_size": 1, "block_type": "llama", "d_model": 4096, "embedding_dropout": 0.0,
         "embedding_size": 126464, "eos_token_id": 126081, "flash_attention": false, "include_bias": false, "include_qkv_bias": false,
         "init_cutoff_factor": null, "init_device": "meta", "init_fn": "mitchell", "init_std": 0.02, "input_emb_norm": false,
         "layer_norm_type": "rms", "layer_norm_with_affine": true, "mask_token_id": 126336, "max_sequence_length": 4096,
         "mlp_hidden_size": 12288, "mlp_ratio": 4, "model_type": "llada", "multi_query_attention": null, "n_heads": 32,
         "n_kv_heads": 32, "n_layers": 32, "pad_token_id": 126081, "precision": "amp_bf16", "residual_dropout": 0.0,
         "rms_norm_eps": 1e-05, "rope": true, "rope_full_precision": true, "rope_theta": 500000.0, "scale_logits": false,
         "transformers_version": "4.46.3", "use_cache": false, "vocab_size": 126464, "weight_tying": false}"""));
    assertEquals(500000, c.rope());
    assertEquals(128, c.headDim());
    assertEquals(12288, c.hidden());
    assertEquals(OptionalInt.of(126336), c.maskToken());
    assertFalse(c.tied());
  }

  @Test
  void dream7b() {
    LlamaConfig c = LlamaConfig.of(config("""
        {"architectures": ["DreamModel"], "attention_dropout": 0.0, "auto_map": {"AutoModel": "modeling_dream.DreamModel"},
         "bos_token_id": 151643, "eos_token_id": 151643, "hidden_act": "silu", "hidden_size": 3584, "initializer_range": 0.02,
         "intermediate_size": 18944, "mask_token_id": 151666, "max_position_embeddings": 131072, "max_window_layers": 28,
         "model_type": "Dream", "num_attention_heads": 28, "num_hidden_layers": 28, "num_key_value_heads": 4, "pad_token_id": 151643,
         "rms_norm_eps": 1e-06, "rope_scaling": null, "rope_theta": 1000000.0, "sliding_window": null, "tie_word_embeddings": false,
         "torch_dtype": "bfloat16", "transformers_version": "4.46.2", "use_cache": true, "use_sliding_window": false,
         "vocab_size": 152064}"""));
    assertEquals(1000000, c.rope());
    assertEquals(4, c.keyHeads());
    assertEquals((28 + 8) * 128, c.qkvWidth());
    assertTrue(c.qkvBias());
    assertEquals(131072, c.maxLength());
  }

  @Test
  void mdlmOnOpenWebText() {
    MdlmConfig c = MdlmConfig.of(config("""
        {"_name_or_path": "mdlm", "architectures": ["MDLM"], "auto_map": {"AutoConfig": "configuration_mdlm.MDLMConfig"},
         "cond_dim": 128, "dropout": 0.1, "hidden_dim": 768, "model_length": 1024, "model_type": "mdlm", "n_blocks": 12, "n_heads": 12,
         "return_dict": false, "time_conditioning": false, "torch_dtype": "float32", "transformers_version": "4.38.2",
         "vocab_size": 50258}"""));
    assertEquals(50257, c.maskToken());
    assertEquals(64, c.headDim());
  }

  @Test
  void bertsOfBothKinds() {
    BertConfig base = BertConfig.of(config("""
        {"architectures": ["BertForMaskedLM"], "attention_probs_dropout_prob": 0.1, "gradient_checkpointing": false,
         "hidden_act": "gelu", "hidden_dropout_prob": 0.1, "hidden_size": 768, "initializer_range": 0.02, "intermediate_size": 3072,
         "layer_norm_eps": 1e-12, "max_position_embeddings": 512, "model_type": "bert", "num_attention_heads": 12,
         "num_hidden_layers": 12, "pad_token_id": 0, "position_embedding_type": "absolute", "transformers_version": "4.6.0.dev0",
         "type_vocab_size": 2, "use_cache": true, "vocab_size": 30522}"""));
    assertTrue(base.tied());
    assertEquals(OptionalInt.empty(), base.maskToken());
    BertConfig multilingual = BertConfig.of(config("""
        {"architectures": ["BertForMaskedLM"], "attention_probs_dropout_prob": 0.1, "directionality": "bidi", "hidden_act": "gelu",
         "hidden_dropout_prob": 0.1, "hidden_size": 768, "initializer_range": 0.02, "intermediate_size": 3072,
         "layer_norm_eps": 1e-12, "max_position_embeddings": 512, "model_type": "bert", "num_attention_heads": 12,
         "num_hidden_layers": 12, "pad_token_id": 0, "pooler_fc_size": 768, "pooler_num_attention_heads": 12,
         "pooler_num_fc_layers": 3, "pooler_size_per_head": 128, "pooler_type": "first_token_transform",
         "position_embedding_type": "absolute", "dtype": "float32", "transformers_version": "4.57.0", "type_vocab_size": 2,
         "use_cache": true, "vocab_size": 119547}"""));
    assertEquals(119547, multilingual.vocabulary());
  }
}
