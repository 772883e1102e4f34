package org.anabranch.model.plan;

import java.util.ArrayList;
import java.util.List;
import org.anabranch.model.DiffusionTransformerConfig;
import org.anabranch.model.catalog.Architecture;
import org.anabranch.model.checkpoint.Checkpoint;
import org.anabranch.model.checkpoint.CheckpointException;
import org.anabranch.model.masked.BertConfig;
import org.anabranch.model.masked.LlamaConfig;
import org.anabranch.model.masked.MdlmConfig;

/**
 * The memory that a checkpoint takes when it is loaded and run, from its config and headers alone: no tensor is read.
 *
 * <p>Three places. <b>File</b>: pages of the mapped file, which the system takes back when it needs them; the embedding is read there,
 * everything else once, at load. <b>Off the heap</b>: packed weights. <b>Heap</b>: temporaries, logits, small tensors. What must fit is
 * the sum of the last two and {@link #RUNTIME}. The JVM may let garbage fill its heap up to its limit before it collects: that is
 * memory that it takes and does not need.
 *
 * @param architecture of the checkpoint
 * @param request      what was asked for
 * @param items        what takes memory
 */
public record MemoryPlan(Architecture architecture, PlanRequest request, List<Item> items) {
  /**
   * A reserve for the Java runtime itself: classes, compiled code, stacks, the collector's tables. A process that sampled from a
   * network of 0.6 MB held 288 MiB in all.
   */
  public static final long RUNTIME = 256L << 20;

  /** Bytes of a vocabulary's entry in the distributions that a thread works on, at most: four arrays of 8 bytes. */
  private static final int LAW_BYTES = 32;
  private static final int F32_BYTES = 4;
  /** Floats of the logits that one call of the predictor may write, one row excepted, and rows: as MaskedProcess has them. */
  private static final long MOST_LOGITS = 1L << 25;
  private static final int MOST_ROWS = 256;
  /** Rows of a thread's share at most, as RowParallelPredictor has them. */
  private static final int MOST_SHARE = 8;

  /**
   * One thing that takes memory.
   *
   * @param name    what it is
   * @param weights whether it is packed or copied weights
   * @param file    bytes of mapped file that it reads
   * @param offHeap bytes off the heap
   * @param heap    bytes on it
   */
  public record Item(String name, boolean weights, long file, long offHeap, long heap) {}

  /** Copies. */
  public MemoryPlan {
    items = List.copyOf(items);
  }

  /**
   * The plan of a checkpoint.
   *
   * @throws CheckpointException if its architecture is not known or its config breaks a rule
   * @throws IllegalArgumentException if the length is more than the network takes
   */
  public static MemoryPlan of(Checkpoint checkpoint, PlanRequest request) {
    Architecture architecture = Architecture.of(checkpoint.config()).orElseThrow(() -> new CheckpointException(
        "plan: " + checkpoint.name() + " is of no known architecture, there are " + Architecture.names()));
    NetworkPlan network = switch (architecture) {
      case DIT, SIT, SIT1D -> NetworkPlan.of(DiffusionTransformerConfig.of(checkpoint.config()), request);
      case MDLM -> {
        MdlmConfig c = MdlmConfig.of(checkpoint.config());
        checkLength(request, c.maxLength());
        yield NetworkPlan.of(c, request);
      }
      case LLADA, DREAM -> {
        LlamaConfig c = LlamaConfig.of(checkpoint.config());
        checkLength(request, c.maxLength());
        yield NetworkPlan.of(c, request);
      }
      default -> {
        BertConfig c = BertConfig.of(checkpoint.config());
        checkLength(request, c.maxLength());
        yield NetworkPlan.of(c, request);
      }
    };
    List<Item> items = new ArrayList<>();
    items.add(new Item("mapped file", false, checkpoint.bytes(), 0, 0));
    items.addAll(network.weights());
    items.add(new Item("temporaries", false, 0, 0, temporaries(network, request)));
    if (network.vocabulary() > 0) {
      logits(network.vocabulary(), request, items);
    } else {
      items.add(new Item("samples and velocities", false, 0, 0, 2 * F32_BYTES * network.sample() * request.rows()));
    }
    if (request.cached()) {
      items.add(new Item("keys and values", false, 0, 0, F32_BYTES * network.cacheFloats() * request.length() * request.rows()));
    }
    return new MemoryPlan(architecture, request, items);
  }

  /** Bytes of mapped file. */
  public long file() {
    return items.stream().mapToLong(Item::file).sum();
  }

  /** Bytes off the heap. */
  public long offHeap() {
    return items.stream().mapToLong(Item::offHeap).sum();
  }

  /** Bytes on the heap. */
  public long heap() {
    return items.stream().mapToLong(Item::heap).sum();
  }

  /** Bytes that must fit: off the heap, on it, and the runtime's. */
  public long resident() {
    return offHeap() + heap() + RUNTIME;
  }

  /** Bytes of packed weights: what {@code NetworkWeights.bytes()} says once they are loaded. */
  public long weights() {
    return items.stream().filter(Item::weights).mapToLong(i -> i.offHeap() + i.heap()).sum();
  }

  private static void checkLength(PlanRequest request, int most) {
    if (request.length() > most) {
      throw new IllegalArgumentException("length: must be in [1, " + most + "], got " + request.length());
    }
  }

  /** Too few rows to share are left to one thread; else each has a share at a time. */
  private static long temporaries(NetworkPlan network, PlanRequest r) {
    int rows = r.rows();
    if (network.vocabulary() > 0) {
      rows = batch(network.vocabulary(), r);
    }
    if (rows < 2 * r.threads()) {
      return network.workspace().of(rows);
    }
    int each = Math.min(MOST_SHARE, Math.ceilDiv(rows, r.threads()));
    int rest = rows % each;
    return r.threads() * network.workspace().of(each) + (rest == 0 ? 0 : network.workspace().of(rest));
  }

  /** Rows that the network sees at once. */
  private static int batch(int vocabulary, PlanRequest r) {
    long perRow = (long) r.length() * vocabulary;
    return Math.min(r.rows(), Math.clamp(MOST_LOGITS / perRow, 1, MOST_ROWS));
  }

  private static void logits(int vocabulary, PlanRequest r, List<Item> items) {
    long perRow = (long) F32_BYTES * r.open() * vocabulary;
    items.add(new Item("logits of a batch", false, 0, 0, batch(vocabulary, r) * perRow));
    items.add(new Item("logits kept by rows", false, 0, 0, r.rows() * perRow));
    items.add(new Item("token distributions", false, 0, 0, (long) LAW_BYTES * vocabulary * r.threads()));
  }
}
