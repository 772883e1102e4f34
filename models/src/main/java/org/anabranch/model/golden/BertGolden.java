package org.anabranch.model.golden;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.anabranch.engine.Kernels;
import org.anabranch.engine.Shape;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.WeightFormat;
import org.anabranch.model.ForwardObserver;
import org.anabranch.model.masked.BertMaskPredictor;
import org.anabranch.model.masked.MaskPredictor;

/**
 * Outputs of a BERT folder: {@code logits} with token types and attention mask, {@code logits_nomask_notype} of the ids alone, the
 * embedding {@code hidden0}, the layers {@code hiddenI}, and {@code attn0}, the attention probabilities of the first layer.
 */
final class BertGolden implements GoldenRunner {
  private final Map<String, Tensor> results = new LinkedHashMap<>();
  private final BertMaskPredictor network;
  private final int[] mask;

  BertGolden(GoldenFolder folder, WeightFormat format, Kernels kernels) {
    network = BertMaskPredictor.load(folder.checkpoint(), format, kernels);
    mask = folder.hasInput("attention_mask") ? folder.input("attention_mask").toInts() : new int[0];
    if (!folder.hasInput("input_ids")) {
      return;
    }
    Tensor ids = folder.input("input_ids");
    int[] types = folder.hasInput("token_type_ids") ? folder.input("token_type_ids").toInts() : new int[0];
    Tensor logits = Tensor.zeros(ids.rows(), ids.shape().dim(1), network.vocabulary());
    network.forward(ids.toInts(), types, mask, ids.rows(), ids.shape().dim(1), logits, this::see);
    results.put("logits", logits);
    results.put("logits_nomask_notype", Logits.of(network, ids, MaskPredictor.NO_SIGMA, ForwardObserver.NONE));
  }

  private void see(String name, Tensor value) {
    if (name.equals("embed")) {
      results.put("hidden0", value.toHeap());
    } else if (name.equals("block0_qkv")) {
      results.put("attn0", probabilities(value));
    } else if (name.matches("block\\d+")) {
      results.put("hidden" + (Integer.parseInt(name.substring("block".length())) + 1), value.toHeap());
    }
  }

  /** softmax(q k^T / sqrt(d)) over the keys that are allowed: [N, heads, L, L]. The fused kernel never stores it. */
  private Tensor probabilities(Tensor qkv) {
    int rows = qkv.rows();
    int length = qkv.shape().dim(1);
    int heads = network.config().heads();
    int d = network.config().headDim();
    int width = heads * d;
    Tensor out = Tensor.zeros(rows, heads, length, length);
    for (int r = 0; r < rows; r++) {
      for (int h = 0; h < heads; h++) {
        for (int i = 0; i < length; i++) {
          double[] p = new double[length];
          double sum = 0;
          for (int j = 0; j < length; j++) {
            double s = 0;
            for (int e = 0; e < d; e++) {
              s += qkv.get((r * length + i) * 3L * width + h * d + e) * qkv.get((r * length + j) * 3L * width + width + h * d + e);
            }
            p[j] = mask.length == 0 || mask[r * length + j] != 0 ? StrictMath.exp(s / Math.sqrt(d)) : 0;
            sum += p[j];
          }
          for (int j = 0; j < length; j++) {
            out.floats()[((r * heads + h) * length + i) * length + j] = (float) (p[j] / sum);
          }
        }
      }
    }
    return out;
  }

  @Override
  public Set<String> names() {
    return results.keySet();
  }

  @Override
  public Optional<Tensor> compute(String name, Optional<Shape> shape) {
    return Optional.ofNullable(results.get(name));
  }
}
