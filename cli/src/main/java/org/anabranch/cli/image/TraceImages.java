package org.anabranch.cli.image;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Path2D;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.anabranch.model.protein.Backbone;
import org.anabranch.model.protein.BackboneGeometry;
import org.anabranch.model.protein.BackboneGeometry.Fold;

/**
 * Backbones drawn as tubes through their C-alpha atoms, seen along the third axis of their own frame: near parts over far ones and
 * brighter. The colour is the fold of the four residues around a bond: helix red, strand blue, left-handed helix violet, the rest
 * grey; a bond whose length is off by more than 0.3 Angstrom is black.
 */
public final class TraceImages {
  /** Helix. */
  public static final Color HELIX = new Color(0xc8324b);
  /** Strand. */
  public static final Color STRAND = new Color(0x2f6fb5);
  /** Left-handed helix. */
  public static final Color LEFT_HANDED = new Color(0x8e44ad);
  /** No regular fold. */
  public static final Color COIL = new Color(0x8a929b);
  /** A bond of wrong length. */
  public static final Color BROKEN = new Color(0x111418);

  private static final int WIDE = 180;
  private static final int HIGH = 140;
  private static final double MARGIN = 16;
  private static final int PIECES = 6;
  private static final float TUBE = 6;
  private static final float HALO = 10;
  private static final double FAR = 0.45;
  private static final double TOLERANCE = 0.3;

  private TraceImages() {}

  /** A piece of tube on the picture. */
  private record Piece(Path2D path, double depth, Color color) {}

  /** All traces in reading order on a white ground, each {@value #WIDE} pixels wide at one scale. */
  public static BufferedImage grid(List<Backbone> traces, int columns) {
    if (traces.isEmpty() || columns < 1) {
      throw new IllegalArgumentException("traces: needs at least 1 trace and 1 column, got " + traces.size() + " and " + columns);
    }
    int wide = Math.min(columns, traces.size());
    BufferedImage image = new BufferedImage(wide * WIDE, Math.ceilDiv(traces.size(), wide) * HIGH, BufferedImage.TYPE_INT_RGB);
    double reach = traces.stream().mapToDouble(TraceImages::reach).filter(Double::isFinite).max().orElse(1);
    Graphics2D g = image.createGraphics();
    g.setColor(Color.WHITE);
    g.fillRect(0, 0, image.getWidth(), image.getHeight());
    g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    g.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
    for (int i = 0; i < traces.size(); i++) {
      Graphics2D cell = (Graphics2D) g.create((i % wide) * WIDE, (i / wide) * HIGH, WIDE, HIGH);
      draw(cell, traces.get(i), reach);
      cell.dispose();
    }
    g.dispose();
    return image;
  }

  private static double reach(Backbone b) {
    double tall = (WIDE / 2.0 - MARGIN) / (HIGH / 2.0 - MARGIN);
    return IntStream.range(0, b.residues()).mapToDouble(i -> Math.max(Math.abs(b.at(i, 0)), tall * Math.abs(b.at(i, 1)))).max()
        .orElse(1);
  }

  private static void draw(Graphics2D g, Backbone b, double reach) {
    if (!Arrays.stream(b.xyz()).allMatch(Double::isFinite)) {
      return;
    }
    double scale = (WIDE / 2.0 - MARGIN) / Math.max(reach, 1e-9);
    List<Piece> pieces = IntStream.range(0, (b.residues() - 1) * PIECES).mapToObj(i -> piece(b, i, scale))
        .sorted(Comparator.comparingDouble(Piece::depth)).toList();
    double far = pieces.getFirst().depth();
    double near = Math.max(pieces.getLast().depth(), far + 1e-9);
    for (Piece p : pieces) {
      g.setStroke(new BasicStroke(HALO, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND));
      g.setColor(Color.WHITE);
      g.draw(p.path());
      g.setStroke(new BasicStroke(TUBE, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
      g.setColor(faded(p.color(), FAR + (1 - FAR) * (p.depth() - far) / (near - far)));
      g.draw(p.path());
    }
  }

  private static Piece piece(Backbone b, int index, double scale) {
    int bond = index / PIECES;
    double from = (double) (index % PIECES) / PIECES;
    double to = from + 1.0 / PIECES;
    Path2D path = new Path2D.Double();
    path.moveTo(WIDE / 2.0 + scale * spline(b, bond, from, 0), HIGH / 2.0 - scale * spline(b, bond, from, 1));
    path.lineTo(WIDE / 2.0 + scale * spline(b, bond, to, 0), HIGH / 2.0 - scale * spline(b, bond, to, 1));
    return new Piece(path, spline(b, bond, (from + to) / 2, 2), color(b, bond));
  }

  /** The Catmull-Rom curve through the atoms, on the bond from residue i to the next. */
  private static double spline(Backbone b, int i, double t, int c) {
    double p1 = b.at(i, c);
    double p2 = b.at(i + 1, c);
    double p0 = i > 0 ? b.at(i - 1, c) : 2 * p1 - p2;
    double p3 = i + 2 < b.residues() ? b.at(i + 2, c) : 2 * p2 - p1;
    return p1 + t / 2 * (p2 - p0 + t * (2 * p0 - 5 * p1 + 4 * p2 - p3 + t * (3 * (p1 - p2) + p3 - p0)));
  }

  private static Color color(Backbone b, int bond) {
    if (Math.abs(b.distance(bond, bond + 1) - BackboneGeometry.BOND) > TOLERANCE) {
      return BROKEN;
    }
    Fold fold = BackboneGeometry.fold(b, Math.clamp(bond - 1, 0, b.residues() - 4));
    return switch (fold) {
      case HELIX -> HELIX;
      case LEFT_HANDED -> LEFT_HANDED;
      case STRAND -> STRAND;
      case COIL -> COIL;
    };
  }

  private static Color faded(Color c, double share) {
    return new Color(fade(c.getRed(), share), fade(c.getGreen(), share), fade(c.getBlue(), share));
  }

  private static int fade(int channel, double share) {
    return (int) Math.round(255 - (255 - channel) * share);
  }
}
