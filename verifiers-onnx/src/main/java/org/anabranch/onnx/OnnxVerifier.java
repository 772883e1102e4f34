package org.anabranch.onnx;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.anabranch.engine.Shape;
import org.anabranch.engine.Tensor;
import org.anabranch.search.Verifier;

/**
 * An ONNX model as a verifier.
 *
 * <pre>
 *   input  1: samples    [N, sample shape...] float, N free or 1
 *   input  2: conditions [N] int64, if the model has it
 *   output 1: [N] or [N, 1] the score, or [N, classes] logits of which the score is log softmax at the condition, in nats
 * </pre>
 * Rows are run one by one on one thread, so that a row's bits do not depend on its batch; they are ONNX Runtime's, and may differ
 * between its versions and between machines. The score of a condition that the model has no class for is NaN. The session lives until
 * {@link #close}. Allocates with every row. Threading: one thread at a time.
 */
public final class OnnxVerifier implements Verifier, AutoCloseable {
  private static final OrtEnvironment ENVIRONMENT = OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);

  private final String name;
  private final OrtSession session;
  private final String samplesName;
  private final List<String> conditionsName;
  private final String outputName;
  private final long[] dims;

  private OnnxVerifier(String name, OrtSession session, Shape sampleShape) throws OrtException {
    this.name = name;
    this.session = session;
    List<NodeInfo> inputs = new ArrayList<>(session.getInputInfo().values());
    if (inputs.isEmpty() || inputs.size() > 2) {
      throw new IllegalArgumentException(name + ": must have 1 or 2 inputs, samples and conditions, got " + inputs.size());
    }
    this.dims = new long[sampleShape.rank() + 1];
    dims[0] = 1;
    for (int i = 1; i < dims.length; i++) {
      dims[i] = sampleShape.dim(i - 1);
    }
    check(inputs.getFirst(), OnnxJavaType.FLOAT, dims);
    if (inputs.size() == 2) {
      check(inputs.get(1), OnnxJavaType.INT64, new long[] {1});
    }
    this.samplesName = inputs.getFirst().getName();
    this.conditionsName = inputs.stream().skip(1).map(NodeInfo::getName).toList();
    NodeInfo output = session.getOutputInfo().values().iterator().next();
    if (!(output.getInfo() instanceof TensorInfo t) || t.type != OnnxJavaType.FLOAT || t.getShape().length < 1
        || t.getShape().length > 2) {
      throw new IllegalArgumentException(name + ": output " + output.getName() + " must be float [N], [N, 1] or [N, classes], got "
          + output.getInfo());
    }
    this.outputName = output.getName();
  }

  /**
   * Loads a model.
   *
   * @param file        the model
   * @param sampleShape of the samples that it will score
   * @throws IllegalArgumentException if the file is no model, or does not take such samples
   */
  public static OnnxVerifier open(Path file, Shape sampleShape) {
    if (!Files.isRegularFile(file)) {
      throw new IllegalArgumentException("verifier: " + file + " is no file");
    }
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(1);
      options.setInterOpNumThreads(1);
      OrtSession session = ENVIRONMENT.createSession(file.toString(), options);
      try {
        return new OnnxVerifier(file.toString(), session, sampleShape);
      } catch (IllegalArgumentException | OrtException e) {
        session.close();
        throw e;
      }
    } catch (OrtException e) {
      throw new IllegalArgumentException("verifier: " + file + " is no model that ONNX Runtime can load: " + e.getMessage(), e);
    }
  }

  private void check(NodeInfo input, OnnxJavaType type, long[] want) {
    boolean fits = input.getInfo() instanceof TensorInfo t && t.type == type && t.getShape().length == want.length;
    for (int i = 0; fits && i < want.length; i++) {
      long has = ((TensorInfo) input.getInfo()).getShape()[i];
      fits = has < 0 || has == want[i];
    }
    if (!fits) {
      throw new IllegalArgumentException(name + ": input " + input.getName() + " must take " + type + " " + Arrays.toString(want)
          + ", got " + input.getInfo());
    }
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void score(Tensor samples, int[] conditions, double[] out) {
    for (int r = 0; r < out.length; r++) {
      out[r] = score(samples.rows(r, 1).toFloats(), conditions[r]);
    }
  }

  private double score(float[] sample, int condition) {
    Map<String, OnnxTensor> inputs = new LinkedHashMap<>();
    try {
      inputs.put(samplesName, OnnxTensor.createTensor(ENVIRONMENT, FloatBuffer.wrap(sample), dims));
      for (String conditions : conditionsName) {
        inputs.put(conditions, OnnxTensor.createTensor(ENVIRONMENT, LongBuffer.wrap(new long[] {condition}), new long[] {1}));
      }
      try (OrtSession.Result result = session.run(inputs)) {
        FloatBuffer values = ((OnnxTensor) result.get(outputName).orElseThrow()).getFloatBuffer();
        float[] row = new float[values.remaining()];
        values.get(row);
        return row.length == 1 ? row[0] : logSoftmax(row, condition);
      }
    } catch (OrtException e) {
      throw new IllegalStateException(name + ": cannot be run on " + Arrays.toString(dims) + ": " + e.getMessage(), e);
    } finally {
      inputs.values().forEach(OnnxTensor::close);
    }
  }

  private static double logSoftmax(float[] logits, int condition) {
    if (condition >= logits.length) {
      return Double.NaN;
    }
    double max = Double.NEGATIVE_INFINITY;
    for (float l : logits) {
      max = Math.max(max, l);
    }
    double sum = 0;
    for (float l : logits) {
      sum += StrictMath.exp(l - max);
    }
    return logits[condition] - max - StrictMath.log(sum);
  }

  /** Frees the session. */
  @Override
  public void close() {
    try {
      session.close();
    } catch (OrtException e) {
      throw new IllegalStateException(name + ": cannot be closed: " + e.getMessage(), e);
    }
  }
}
