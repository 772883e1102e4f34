package org.anabranch.model.protein;

import java.util.List;
import java.util.Locale;

/**
 * Writes C-alpha traces in the PDB format, version 3.3, in fixed columns: one MODEL per trace if there are several, an ATOM record per
 * residue, TER and END. The flow has no sequence, so every residue is called ALA.
 */
public final class PdbFile {
  private static final int REMARK_WIDTH = 68;
  /** The format has 8 columns for a coordinate with 3 digits after the point. */
  private static final double LEAST = -999.9995;
  private static final double MOST = 9999.9995;

  private PdbFile() {}

  /**
   * The file's text.
   *
   * @param traces  at least one, of at most 9999 residues
   * @param remarks lines of text for readers, cut to what the format's columns hold
   * @throws IllegalArgumentException if a coordinate does not fit its columns
   */
  public static String text(List<Backbone> traces, List<String> remarks) {
    StringBuilder out = new StringBuilder();
    for (String remark : remarks) {
      record(out, "REMARK 999 " + remark.substring(0, Math.min(remark.length(), REMARK_WIDTH)));
    }
    for (int m = 0; m < traces.size(); m++) {
      Backbone b = traces.get(m);
      if (traces.size() > 1) {
        record(out, String.format(Locale.ROOT, "MODEL     %4d", m + 1));
      }
      for (int i = 0; i < b.residues(); i++) {
        record(out, String.format(Locale.ROOT, "ATOM  %5d  CA  ALA A%4d    %s%s%s  1.00  0.00           C  ", i + 1, i + 1,
            coordinate(b, i, 0), coordinate(b, i, 1), coordinate(b, i, 2)));
      }
      record(out, String.format(Locale.ROOT, "TER   %5d      ALA A%4d", b.residues() + 1, b.residues()));
      if (traces.size() > 1) {
        record(out, "ENDMDL");
      }
    }
    record(out, "END");
    return out.toString();
  }

  private static String coordinate(Backbone b, int i, int c) {
    double v = b.at(i, c);
    if (!(v > LEAST && v < MOST)) {
      throw new IllegalArgumentException("pdb: a coordinate must be in (" + LEAST + ", " + MOST + ") Angstrom, residue " + (i + 1)
          + " has " + v);
    }
    return String.format(Locale.ROOT, "%8.3f", v);
  }

  private static void record(StringBuilder out, String line) {
    out.append(String.format(Locale.ROOT, "%-80s", line)).append('\n');
  }
}
