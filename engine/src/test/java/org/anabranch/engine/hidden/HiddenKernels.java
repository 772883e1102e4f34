package org.anabranch.engine.hidden;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.anabranch.engine.Activation;
import org.anabranch.engine.AttentionMask;
import org.anabranch.engine.DType;
import org.anabranch.engine.KernelProvider;
import org.anabranch.engine.Kernels;
import org.anabranch.engine.Linear;
import org.anabranch.engine.LogitReads;
import org.anabranch.engine.RowSpans;
import org.anabranch.engine.Shape;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.Workspace;
import org.anabranch.engine.random.Purpose;
import org.anabranch.engine.random.TrajectoryKey;

/**
 * Host kernels that are shown what stands in {@link HiddenMemory}, and refuse tensors that stand anywhere else. What is repeated is
 * done again and compared: a device that replays addresses would do the same only if they are those of the first time.
 */
final class HiddenKernels implements Kernels {
  /** Floats at whose multiples a temporary begins, as on a device. */
  private static final int ALIGNMENT = 64;

  private final HiddenProvider provider;
  private final Kernels host;
  private final Map<Object, List<Object>> sequences = new HashMap<>();
  private Optional<List<Object>> repeated = Optional.empty();
  private boolean known;

  /** Where an operand of a repeated operation lies. */
  private record Place(HiddenMemory memory, long position, Shape shape) {}

  HiddenKernels(HiddenProvider provider, Kernels host) {
    this.provider = provider;
    this.host = host;
  }

  /** The elements of a tensor of this device, as a heap tensor. */
  private Tensor in(Tensor t) {
    HiddenMemory memory = (HiddenMemory) t.device();
    repeated.ifPresent(r -> r.add(new Place(memory, t.position(), t.shape())));
    return memory.contents().window(t.position(), t.shape());
  }

  private Tensor[] in(Tensor[] k, int n) {
    Tensor[] out = new Tensor[n];
    for (int i = 0; i < n; i++) {
      out[i] = in(k[i]);
    }
    return out;
  }

  private Tensor either(Tensor t) {
    return t.isOnDevice() ? in(t) : t;
  }

  private Kernels work(String operation) {
    repeated.ifPresent(r -> r.add(operation));
    provider.work(operation);
    return host;
  }

  /** An operation that takes something from the host. */
  private Kernels given(String operation) {
    if (repeated.isPresent()) {
      throw new IllegalStateException("hidden: what is repeated takes nothing from the host, got " + operation);
    }
    return work(operation);
  }

  @Override
  public void repeat(Object sequence, Runnable operations) {
    List<Object> now = new ArrayList<>();
    repeated = Optional.of(now);
    known = sequences.containsKey(sequence);
    try {
      operations.run();
    } finally {
      repeated = Optional.empty();
      known = false;
    }
    List<Object> first = sequences.putIfAbsent(sequence, now);
    if (first != null) {
      provider.repeated();
      for (int i = 0; i < Math.max(first.size(), now.size()); i++) {
        Object was = i < first.size() ? first.get(i) : "the end";
        Object is = i < now.size() ? now.get(i) : "the end";
        if (!was.equals(is)) {
          throw new IllegalStateException("hidden: equal sequences are the same operations on the same tensors, got " + is + " after "
              + was);
        }
      }
    }
  }

  @Override
  public KernelProvider provider() {
    return provider;
  }

  @Override
  public Kernels host() {
    return host;
  }

  @Override
  public Workspace workspace() {
    return new Workspace(n -> allocate(DType.F32, Shape.of(n)), ALIGNMENT);
  }

  @Override
  public Tensor allocate(DType dtype, Shape shape) {
    if (known) {
      throw new IllegalStateException("hidden: what is repeated makes no tensor after the first time, asked for " + dtype + shape);
    }
    return provider.allocate(dtype, shape);
  }

  @Override
  public void release(Tensor allocated) {
    provider.release(allocated);
  }

  @Override
  public Tensor resident(Tensor weight) {
    return provider.resident(weight);
  }

  @Override
  public void copy(Tensor from, long fromAt, long fromStride, Tensor to, long toAt, long toStride, int rows, int columns) {
    Kernels k = from.isOnDevice() && to.isOnDevice() ? work("copy") : given("copy");
    k.copy(either(from), fromAt, fromStride, either(to), toAt, toStride, rows, columns);
    provider.copied(from, to, (long) rows * columns * from.dtype().bytes());
  }

  @Override
  public void linear(Tensor x, Linear w, Activation act, Tensor y) {
    work("linear").linear(in(x), provider.resident(w), act, in(y));
  }

  @Override
  public void linearResidual(Tensor x, Linear w, Tensor y) {
    work("linearResidual").linearResidual(in(x), provider.resident(w), in(y));
  }

  @Override
  public void linearGatedResidual(Tensor x, Linear w, Tensor modulation, int gateAt, Tensor y) {
    work("linearGatedResidual").linearGatedResidual(in(x), provider.resident(w), in(modulation), gateAt, in(y));
  }

  @Override
  public void attention(Tensor q, int qAt, Tensor k, int kAt, Tensor v, int vAt, int heads, int keyHeads, int headDim,
      float scale, AttentionMask mask, Tensor o) {
    AttentionMask seen = mask.isNone() ? mask : AttentionMask.of(in(mask.bias()));
    work("attention").attention(in(q), qAt, in(k), kAt, in(v), vAt, heads, keyHeads, headDim, scale, seen, in(o));
  }

  @Override
  public void attention(Tensor q, int qAt, Tensor k, int kAt, Tensor v, int vAt, int heads, int keyHeads, int headDim,
      float scale, RowSpans spans, Tensor o) {
    given("attention").attention(in(q), qAt, in(k), kAt, in(v), vAt, heads, keyHeads, headDim, scale, spans, in(o));
  }

  @Override
  public void layerNorm(Tensor x, float eps, Tensor y) {
    work("layerNorm").layerNorm(in(x), eps, in(y));
  }

  @Override
  public void layerNorm(Tensor x, float eps, Tensor weight, Tensor bias, Tensor y) {
    work("layerNorm").layerNorm(in(x), eps, in(weight), in(bias), in(y));
  }

  @Override
  public void layerNormModulated(Tensor x, float eps, Tensor modulation, int shiftAt, int scaleAt, Tensor y) {
    work("layerNormModulated").layerNormModulated(in(x), eps, in(modulation), shiftAt, scaleAt, in(y));
  }

  @Override
  public void layerNormModulated(Tensor x, float eps, Tensor weight, Tensor modulation, int shiftAt, int scaleAt, Tensor y) {
    work("layerNormModulated").layerNormModulated(in(x), eps, in(weight), in(modulation), shiftAt, scaleAt, in(y));
  }

  @Override
  public void rmsNorm(Tensor x, float eps, Tensor weight, Tensor y) {
    work("rmsNorm").rmsNorm(in(x), eps, in(weight), in(y));
  }

  @Override
  public void rmsNormModulated(Tensor x, float eps, Tensor modulation, int shiftAt, int scaleAt, Tensor y) {
    work("rmsNormModulated").rmsNormModulated(in(x), eps, in(modulation), shiftAt, scaleAt, in(y));
  }

  @Override
  public void softmax(Tensor x, Tensor y) {
    work("softmax").softmax(in(x), in(y));
  }

  @Override
  public void exp(Tensor x, Tensor y) {
    work("exp").exp(in(x), in(y));
  }

  @Override
  public void activate(Activation act, Tensor x, Tensor y) {
    work("activate").activate(act, in(x), in(y));
  }

  @Override
  public void gated(Activation act, Tensor x, Tensor y) {
    work("gated").gated(act, in(x), in(y));
  }

  @Override
  public void rotary(Tensor x, int at, int heads, int headDim, Tensor table) {
    work("rotary").rotary(in(x), at, heads, headDim, in(table));
  }

  @Override
  public void add(Tensor x, Tensor y, Tensor z) {
    work("add").add(in(x), in(y), in(z));
  }

  @Override
  public void scale(Tensor x, double c, Tensor y) {
    work("scale").scale(in(x), c, in(y));
  }

  @Override
  public void axpy(Tensor x, double[] c, Tensor[] k, int n, Tensor y) {
    work("axpy").axpy(in(x), c, in(k, n), n, in(y));
  }

  @Override
  public void embedding(Tensor table, int[] ids, int n, Tensor y) {
    given("embedding").embedding(in(table), ids, n, in(y));
  }

  @Override
  public void unfold(Tensor image, int kernel, int stride, int padding, Tensor patches) {
    work("unfold").unfold(in(image), kernel, stride, padding, in(patches));
  }

  @Override
  public void unpatchify(Tensor tokens, int patch, Tensor image) {
    work("unpatchify").unpatchify(in(tokens), patch, in(image));
  }

  @Override
  public void transpose(Tensor x, Tensor y) {
    work("transpose").transpose(in(x), in(y));
  }

  @Override
  public void guide(Tensor both, int guided, float scale, Tensor y) {
    work("guide").guide(in(both), guided, scale, in(y));
  }

  @Override
  public void normals(TrajectoryKey[] keys, long step, Purpose purpose, Tensor z) {
    given("normals").normals(keys, step, purpose, in(z));
  }

  @Override
  public void mix(double[] c, Tensor[] k, int n, Tensor y) {
    work("mix").mix(c, in(k, n), n, in(y));
  }

  @Override
  public void likeliest(Tensor logits, int[] excluded, int[] best, double[] sums) {
    work("likeliest").likeliest(in(logits), excluded, best, sums);
    provider.moved((long) Integer.BYTES * excluded.length, (long) LogitReads.LIKELIEST_BYTES * logits.rows());
  }

  @Override
  public void read(LogitReads reads) {
    LogitReads seen = new LogitReads(reads.law(), reads.isGreedy(), reads.score(), reads.byLaw());
    for (int i = 0; i < reads.count(); i++) {
      seen.ask(in(reads.logits(i)), reads.row(i), reads.best(i), reads.sum(i), reads.fraction(i));
    }
    work("read").read(seen);
    for (int i = 0; i < reads.count(); i++) {
      reads.tell(i, seen.token(i), seen.other(i), seen.probability(i), seen.score(i));
    }
    provider.moved((long) LogitReads.ASKED_BYTES * reads.count(), (long) LogitReads.TOLD_BYTES * reads.count());
  }

  @Override
  public void convolution(Tensor x, int height, int width, int enlarge, Linear w, int kernel, Tensor y) {
    work("convolution").convolution(in(x), height, width, enlarge, provider.resident(w), kernel, in(y));
  }

  @Override
  public void convolutionResidual(Tensor x, int height, int width, Linear w, int kernel, Tensor y) {
    work("convolutionResidual").convolutionResidual(in(x), height, width, provider.resident(w), kernel, in(y));
  }

  @Override
  public void groupNorm(Tensor x, int groups, float eps, Tensor weight, Tensor bias, Activation act, Tensor y) {
    work("groupNorm").groupNorm(in(x), groups, eps, in(weight), in(bias), act, in(y));
  }
}
