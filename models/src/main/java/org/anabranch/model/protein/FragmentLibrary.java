package org.anabranch.model.protein;

import java.util.List;

/**
 * Real fragments, to ask how far a trace is from the nearest of them.
 *
 * <p>Immutable and thread-safe. A question costs one superposition per fragment, about a microsecond each, and allocates the
 * centred trace only.
 */
public final class FragmentLibrary {
  private final double[][] centred;
  private final double[] squares;
  private final String[] entries;

  /**
   * A library.
   *
   * @param fragments traces of one length
   * @param entries   the entry that each was cut from
   */
  FragmentLibrary(List<Backbone> fragments, List<String> entries) {
    if (fragments.isEmpty() || fragments.size() != entries.size()) {
      throw new IllegalArgumentException("fragments: needs as many entries as fragments and at least 1, got " + entries.size()
          + " and " + fragments.size());
    }
    this.centred = fragments.stream().map(f -> Superposition.centred(f.xyz())).toArray(double[][]::new);
    this.squares = new double[centred.length];
    for (int i = 0; i < squares.length; i++) {
      squares[i] = Superposition.squares(centred[i]);
    }
    this.entries = entries.toArray(new String[0]);
  }

  /** Number of fragments. */
  public int size() {
    return centred.length;
  }

  /** The entry that fragment i was cut from. */
  public String entry(int i) {
    return entries[i];
  }

  /** The least RMSD to any fragment, in Angstrom; NaN if a coordinate of the trace is not finite. */
  public double nearest(Backbone trace) {
    return nearest(trace, "");
  }

  /**
   * The least RMSD to any fragment of another entry: what {@link #nearest(Backbone)} is for a sample, for a fragment of the
   * library itself.
   */
  public double nearest(Backbone trace, String exceptEntry) {
    double[] x = Superposition.centred(trace.xyz());
    double own = Superposition.squares(x);
    if (!Double.isFinite(own)) {
      return Double.NaN;
    }
    if (x.length != centred[0].length) {
      throw new IllegalArgumentException("fragments: have " + centred[0].length / 3 + " residues, the trace has " + x.length / 3);
    }
    double least = Double.POSITIVE_INFINITY;
    for (int i = 0; i < centred.length; i++) {
      if (!entries[i].equals(exceptEntry)) {
        least = Math.min(least, Superposition.rmsd(x, own, centred[i], squares[i]));
      }
    }
    return least;
  }
}
