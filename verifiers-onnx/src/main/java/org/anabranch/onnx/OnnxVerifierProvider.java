package org.anabranch.onnx;

import java.nio.file.Path;
import org.anabranch.engine.Shape;
import org.anabranch.search.Verifier;
import org.anabranch.search.VerifierProvider;

/** Opens files whose names end in {@code .onnx}. */
public final class OnnxVerifierProvider implements VerifierProvider {
  /** For the service loader. */
  public OnnxVerifierProvider() {}

  @Override
  public String description() {
    return "FILE.onnx";
  }

  @Override
  public boolean accepts(String source) {
    return source.endsWith(".onnx");
  }

  @Override
  public Verifier open(String source, Shape sampleShape) {
    return OnnxVerifier.open(Path.of(source), sampleShape);
  }
}
