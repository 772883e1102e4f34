package org.anabranch.jmh.bench;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * One shape's result.
 *
 * @param shape  as {@code --shapes} takes it
 * @param fast   ours in milliseconds: fast decile of CPU time with one thread, best turn by the clock with more
 * @param median ours, median by the same clock
 * @param rate   GFLOP/s of the fast figure, 0 if no operations are counted
 * @param peak   of what the machine's multiply-adds allow on these threads, measured in the same rounds; 0 likewise
 * @param bytes  GB/s of the bytes that must be moved
 * @param heap   bytes that ours allocated on the calling thread
 * @param peers  by name
 */
record Row(String shape, double fast, double median, double rate, double peak, double bytes, double heap,
    Map<String, Timing> peers) {
  /** With the peers of another row of the same shape after its own. */
  Row with(Map<String, Timing> more) {
    Map<String, Timing> all = new LinkedHashMap<>(peers);
    all.putAll(more);
    return new Row(shape, fast, median, rate, peak, bytes, heap, all);
  }

  /** The fastest peer by ratio, empty if there is none. */
  Optional<String> best() {
    return peers.keySet().stream().min(Comparator.comparingDouble(n -> peers.get(n).ratio()));
  }

  /** Best peer / ours: NaN without a peer. */
  double ratioToBest() {
    return smallest(Timing::ratio);
  }

  /** The same of the medians. */
  double ratioToBestMedian() {
    return smallest(Timing::ratioMedian);
  }

  private double smallest(ToDoubleFunction<Timing> ratio) {
    return peers.values().stream().mapToDouble(ratio).min().orElse(Double.NaN);
  }

  /** For {@code --json}, where what is not counted is not a number. */
  Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("shape", shape);
    json.put("ours", fast);
    json.put("oursMedian", median);
    json.put("peers", of(Timing::fast));
    json.put("peersMedian", of(Timing::median));
    json.put("ratios", of(Timing::ratio));
    json.put("ratiosMedian", of(Timing::ratioMedian));
    json.put("bestPeer", best().orElse(""));
    json.put("ratioToBestPeer", ratioToBest());
    json.put("ratioToBestPeerMedian", ratioToBestMedian());
    json.put("gflops", rate > 0 ? rate : Double.NaN);
    json.put("fractionOfPeak", rate > 0 ? peak : Double.NaN);
    json.put("gigabytesPerSecond", bytes);
    json.put("heapBytes", heap);
    return json;
  }

  private Map<String, Double> of(ToDoubleFunction<Timing> what) {
    Map<String, Double> values = new LinkedHashMap<>();
    peers.forEach((n, t) -> values.put(n, what.applyAsDouble(t)));
    return values;
  }
}
