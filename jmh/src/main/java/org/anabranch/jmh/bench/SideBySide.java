package org.anabranch.jmh.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.anabranch.engine.Kernels;
import org.anabranch.jmh.PeakBench;
import org.anabranch.jmh.Rounds;
import org.anabranch.jmh.peer.Contender;
import org.anabranch.jmh.peer.Peer;
import org.anabranch.jmh.peer.PeerException;
import org.anabranch.jmh.peer.Work;

/**
 * Times one piece of work: the machine's multiply-adds, ours and every peer in turn, many rounds.
 *
 * <p>Before the clock runs each peer's result is compared with ours. With one thread the clock is the CPU time of the calling
 * thread, with more it is the wall's.
 */
final class SideBySide {
  /** Of the time that ours is warmed for, which the compiler needs, peers get this share. */
  private static final double PEER_WARM = 0.25;
  private static final double PEAK_WARM = 0.2;
  /** Longer than the threads of OpenMP and ONNX Runtime spin after their last work. */
  private static final long PAUSE_MILLIS = 25;

  private final Kernels kernels;
  private final int threads;
  private final Rounds.Limits limits;
  private final double warmSeconds;
  private final PeakBench fma = new PeakBench();
  private double peakSeconds = Double.POSITIVE_INFINITY;

  /** Read by nobody, but the compiler cannot know: without it the chains of the peak are dead code. */
  private float sink;

  SideBySide(Kernels kernels, int threads, Rounds.Limits limits, double warmSeconds) {
    this.kernels = kernels;
    this.threads = threads;
    this.limits = limits;
    this.warmSeconds = warmSeconds;
  }

  /**
   * One row.
   *
   * @throws PeerException if a peer's result differs from ours by more than the work's tolerance
   */
  Row measure(Work work, List<Peer> peers) {
    List<Contender> contenders = new ArrayList<>();
    try {
      contenders.add(work.ours(kernels));
      peers.forEach(p -> contenders.addAll(p.prepare(work)));
      agree(work, contenders);
      return time(work, contenders);
    } finally {
      contenders.forEach(Contender::close);
    }
  }

  /** GFLOP/s of the multiply-adds of one thread, the best of all rows so far. */
  double peak() {
    return PeakBench.FLOPS * 1e-9 / peakSeconds;
  }

  private Row time(Work work, List<Contender> contenders) {
    List<Rounds.Case> cases = new ArrayList<>();
    cases.add(new Rounds.Case("peak", 1, PEAK_WARM, false, () -> sink += fma.fma()));
    for (Contender c : contenders) {
      boolean ours = cases.size() == 1;
      cases.add(new Rounds.Case(c.name(), c.perCall(), c.isJava() ? warmSeconds : PEER_WARM * warmSeconds, !ours, c::run));
    }
    List<Rounds.Result> results = Rounds.run(cases, limits, threads == 1 ? 0 : PAUSE_MILLIS);
    double peak = results.getFirst().cpu();
    peakSeconds = Math.min(peakSeconds, peak);
    Rounds.Result ours = results.get(1);
    Map<String, Timing> timings = new LinkedHashMap<>();
    for (Rounds.Result r : results.subList(2, results.size())) {
      timings.put(r.name(), new Timing(fast(r) * 1e3, median(r) * 1e3, fast(r) / fast(ours), median(r) / median(ours)));
    }
    double rate = work.flops() / fast(ours);
    return new Row(work.shape(), fast(ours) * 1e3, median(ours) * 1e3, rate * 1e-9, rate / (PeakBench.FLOPS / peak * threads),
        work.bytes() / fast(ours) * 1e-9, Math.floor(ours.bytes()), timings);
  }

  private double fast(Rounds.Result r) {
    return threads == 1 ? r.cpu() : r.clock();
  }

  private double median(Rounds.Result r) {
    return threads == 1 ? r.mid() : r.seen();
  }

  /**
   * Everybody once; the first is ours.
   *
   * @throws PeerException if a result differs from ours by more than the work's tolerance
   */
  static void agree(Work work, List<Contender> contenders) {
    contenders.forEach(Contender::run);
    float[] ours = contenders.getFirst().result();
    for (Contender c : contenders.subList(1, contenders.size())) {
      float[] theirs = c.result();
      if (theirs.length != ours.length) {
        throw new PeerException(c.name() + ": the result of " + work.shape() + " must have " + ours.length + " elements, got "
            + theirs.length);
      }
      for (int i = 0; i < ours.length; i++) {
        double difference = Math.abs((double) theirs[i] - ours[i]);
        // Written so that NaN is refused.
        if (!(difference <= work.tolerance() * Math.max(1, Math.abs(ours[i])))) {
          throw new PeerException(c.name() + ": element " + i + " of " + work.shape() + " must be within " + work.tolerance()
              + " of ours, " + ours[i] + ", got " + theirs[i]);
        }
      }
    }
  }
}
