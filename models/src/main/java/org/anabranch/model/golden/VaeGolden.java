package org.anabranch.model.golden;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.anabranch.engine.Kernels;
import org.anabranch.engine.Shape;
import org.anabranch.engine.Tensor;
import org.anabranch.model.vae.VaeDecoder;
import org.anabranch.model.vae.VaeWeights;

/** An AutoencoderKL folder: {@code sample}, the decoding of {@code in.latents}, and {@code image}, after scale and shift are undone. */
final class VaeGolden implements GoldenRunner {
  private final Map<String, Tensor> results = new LinkedHashMap<>();

  VaeGolden(GoldenFolder folder, Kernels kernels) {
    if (!folder.hasInput("latents")) {
      return;
    }
    VaeDecoder decoder = new VaeDecoder(VaeWeights.load(folder.checkpoint()), kernels);
    Tensor latents = folder.input("latents").toHeap();
    int e = decoder.config().enlargement();
    Shape shape = Shape.of(latents.rows(), decoder.config().outChannels(), e * latents.shape().dim(2), e * latents.shape().dim(3));
    Tensor sample = Tensor.zeros(shape.toArray());
    decoder.decode(latents, sample);
    Tensor image = Tensor.zeros(shape.toArray());
    decoder.images(latents, image);
    results.put("sample", sample);
    results.put("image", image);
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
