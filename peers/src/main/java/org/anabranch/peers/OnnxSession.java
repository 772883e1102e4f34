package org.anabranch.peers;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxTensorLike;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.anabranch.jmh.peer.Contender;
import org.anabranch.jmh.peer.PeerException;

/**
 * A model in ONNX Runtime with its inputs and outputs bound to buffers of ours: a run copies nothing and makes no tensors.
 *
 * <p>All graph optimisations are on; constants are packed when the session is made.
 */
final class OnnxSession implements Contender {
  private static final int ALIGNMENT = 64;
  /** Beginning of the names of files to which sessions write what each node took. */
  private static final String TRACE = System.getProperty("anabranch.ort.trace", "");

  /** One for the process, quiet. */
  private static final OrtEnvironment ENVIRONMENT = OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);

  private final String name;
  private final int perCall;
  private final OrtSession session;
  private final List<OnnxTensorLike> external = new ArrayList<>();
  private final Map<String, OnnxTensor> inputs = new LinkedHashMap<>();
  private final Map<String, OnnxTensor> outputs = new LinkedHashMap<>();
  private FloatBuffer result = FloatBuffer.allocate(0);

  /** The library's version. */
  static String version() {
    return ENVIRONMENT.getVersion();
  }

  /** Loads a model; inputs and outputs are then bound by name. */
  OnnxSession(String name, int perCall, OnnxGraph graph, int threads) {
    this.name = name;
    this.perCall = perCall;
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(threads);
      options.setInterOpNumThreads(1);
      options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
      if (!TRACE.isEmpty()) {
        options.enableProfiling(TRACE + name);
      }
      Map<String, OnnxTensorLike> constants = new LinkedHashMap<>();
      graph.external().forEach((n, c) -> constants.put(n, tensor(direct(c.values().length).put(0, c.values()), c.dims())));
      if (!constants.isEmpty()) {
        options.addExternalInitializers(constants);
      }
      external.addAll(constants.values());
      session = ENVIRONMENT.createSession(graph.toBytes(), options);
    } catch (OrtException e) {
      throw new PeerException(name + ": the model cannot be loaded: " + e.getMessage(), e);
    }
  }

  /** Binds an input to a copy of these values. */
  OnnxSession input(String input, float[] values, long... dims) {
    inputs.put(input, tensor(direct(values.length).put(0, values), dims));
    return this;
  }

  /** Binds an input to a copy of these integers. */
  OnnxSession input(String input, long[] values, long... dims) {
    LongBuffer buffer = ByteBuffer.allocateDirect(values.length * Long.BYTES).order(ByteOrder.nativeOrder()).asLongBuffer()
        .put(0, values);
    try {
      inputs.put(input, OnnxTensor.createTensor(ENVIRONMENT, buffer, dims));
    } catch (OrtException e) {
      throw new PeerException(name + ": a tensor cannot be made: " + e.getMessage(), e);
    }
    return this;
  }

  /** Binds an output; the first one bound is the result. */
  OnnxSession output(String output, long... dims) {
    long size = 1;
    for (long d : dims) {
      size *= d;
    }
    FloatBuffer buffer = direct(Math.toIntExact(size));
    if (outputs.isEmpty()) {
      result = buffer;
    }
    outputs.put(output, tensor(buffer, dims));
    return this;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public int perCall() {
    return perCall;
  }

  @Override
  public void run() {
    try {
      session.run(inputs, outputs).close();
    } catch (OrtException e) {
      throw new PeerException(name + ": the model cannot be run: " + e.getMessage(), e);
    }
  }

  @Override
  public float[] result() {
    float[] copy = new float[result.capacity()];
    result.get(0, copy);
    return copy;
  }

  @Override
  public void close() {
    inputs.values().forEach(OnnxTensor::close);
    outputs.values().forEach(OnnxTensor::close);
    try {
      session.close();
    } catch (OrtException e) {
      throw new PeerException(name + ": the session cannot be closed: " + e.getMessage(), e);
    }
    external.forEach(OnnxTensorLike::close);
  }

  private OnnxTensor tensor(FloatBuffer buffer, long... dims) {
    try {
      return OnnxTensor.createTensor(ENVIRONMENT, buffer, dims);
    } catch (OrtException e) {
      throw new PeerException(name + ": a tensor cannot be made: " + e.getMessage(), e);
    }
  }

  /** Floats off the heap at the start of a cache line; an aligned slice loses up to a line at each end. */
  private static FloatBuffer direct(int size) {
    return ByteBuffer.allocateDirect(size * Float.BYTES + 2 * ALIGNMENT).alignedSlice(ALIGNMENT).order(ByteOrder.nativeOrder())
        .asFloatBuffer().slice(0, size);
  }
}
