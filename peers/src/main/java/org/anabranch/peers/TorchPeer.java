package org.anabranch.peers;

import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.anabranch.jmh.peer.Contender;
import org.anabranch.jmh.peer.DiffusionBlock;
import org.anabranch.jmh.peer.DiffusionForward;
import org.anabranch.jmh.peer.Elementwise;
import org.anabranch.jmh.peer.MaskedForward;
import org.anabranch.jmh.peer.Peer;
import org.anabranch.jmh.peer.Product;
import org.anabranch.jmh.peer.SelfAttention;
import org.anabranch.jmh.peer.Work;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.pytorch.InferenceMode;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/** libtorch's eager operators in inference mode. Confined to the thread that opened it, since the mode is. */
final class TorchPeer implements Peer {
  private final InferenceMode mode;

  TorchPeer(int threads) {
    torch.set_num_threads(threads);
    mode = new InferenceMode(true);
  }

  @Override
  public String about() {
    String config = torch.show_config().getString();
    return "libtorch " + config.replaceAll("(?s).*TORCH_VERSION=([^,]+),.*", "$1") + " in a process of its own, beside ours there: "
        + config.lines().filter(l -> l.contains("Kernel Library Version") || l.contains("MKL-DNN") || l.contains("capability"))
        .map(l -> l.strip().replaceAll("^- | \\(Git.*| for Intel.*", "")).collect(Collectors.joining(", "))
        + "; eager operators in inference mode, operands as they stand";
  }

  @Override
  public List<Contender> prepare(Work work) {
    return switch (work) {
      case Product p -> List.of(product(p));
      case SelfAttention a -> List.of(attention(a));
      case Elementwise e -> List.of(elementwise(e));
      case DiffusionForward f -> List.of(network(new TorchDiffusion(f)));
      case DiffusionBlock b -> List.of(network(new TorchDiffusion(b)));
      case MaskedForward m -> List.of(network(new TorchMasked(m)));
      default -> List.of();
    };
  }

  @Override
  public void close() {
    mode.close();
  }

  private static Contender product(Product p) {
    Tensor x = tensor(p.x(), p.m(), p.k());
    Tensor b = tensor(p.b(), p.k(), p.n());
    Tensor y = torch.mm(x, b);
    return new Operator(() -> torch.mm_out(y, x, b), List.of(x, b, y));
  }

  /** Views [rows, heads, tokens, width] of tensors [rows, tokens, heads, width], as its users have them. */
  private static Contender attention(SelfAttention a) {
    Tensor[] in = new Tensor[3];
    Tensor[] whole = new Tensor[3];
    for (int i = 0; i < in.length; i++) {
      whole[i] = tensor(a.operand(i), a.rows(), a.tokens(), a.heads(), a.width());
      in[i] = whole[i].transpose(1, 2);
    }
    return new Operator(() -> torch.scaled_dot_product_attention(in[0], in[1], in[2]),
        List.of(in[0], in[1], in[2], whole[0], whole[1], whole[2])) {
      @Override
      Tensor rowMajor(Tensor y) {
        return y.transpose(1, 2).contiguous();
      }
    };
  }

  private static Contender elementwise(Elementwise e) {
    Tensor x = tensor(e.x(), e.rows(), e.width());
    Tensor weight = tensor(e.weight(), e.width());
    Tensor bias = tensor(e.bias(), e.width());
    TensorOptional w = new TensorOptional(weight);
    TensorOptional b = new TensorOptional(bias);
    long[] width = {e.width()};
    Supplier<Tensor> body = switch (e.op()) {
      case EXP -> () -> torch.exp(x);
      case SOFTMAX -> () -> torch.softmax(x, -1);
      case LAYER_NORM -> () -> torch.layer_norm(x, width, w, b, Elementwise.EPSILON, true);
      case GELU_TANH -> () -> torch.gelu(x, "tanh");
      case GELU_ERF -> () -> torch.gelu(x);
      case SILU -> () -> torch.silu(x);
    };
    return new Operator(body, List.of(x, w, b, weight, bias));
  }

  private static Contender network(TorchNetwork network) {
    return new Operator(network, List.of(network));
  }

  /** A copy of the values. */
  static Tensor tensor(float[] values, long... dims) {
    try (FloatPointer data = new FloatPointer(values); Tensor view = torch.from_blob(data, dims)) {
      return view.clone();
    }
  }

  /** An operator that makes a new tensor at each call, or fills and returns one; the last result is freed before the next call. */
  private static class Operator implements Contender {
    private final Supplier<Tensor> body;
    private final List<AutoCloseable> operands;
    private Tensor y = new Tensor();

    Operator(Supplier<Tensor> body, List<? extends AutoCloseable> operands) {
      this.body = body;
      this.operands = List.copyOf(operands);
    }

    /** The result in our layout. */
    Tensor rowMajor(Tensor result) {
      return result.contiguous();
    }

    @Override
    public String name() {
      return "torch";
    }

    @Override
    public void run() {
      y.close();
      y = body.get();
    }

    @Override
    public float[] result() {
      try (Tensor rows = rowMajor(y)) {
        float[] copy = new float[Math.toIntExact(rows.numel())];
        new FloatPointer(rows.data_ptr_float()).capacity(copy.length).get(copy);
        return copy;
      }
    }

    @Override
    public void close() {
      y.close();
      for (AutoCloseable a : operands) {
        try {
          a.close();
        } catch (Exception e) {
          throw new IllegalStateException("torch: an operand cannot be freed", e);
        }
      }
    }
  }
}
