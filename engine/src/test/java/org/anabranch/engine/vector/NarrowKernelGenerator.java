package org.anabranch.engine.vector;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Locale;

/**
 * Writes the kernels of products with narrow weights as flat Java, for the reasons of {@link MicroKernelGenerator}: one class
 * for each vector width, in it for each format a register block of 1 to ROWS rows by one or several panels, one row by several
 * panels, and the loop that widens a panel into floats.
 *
 * <p>Run its {@code main} from the module's folder to write the files anew; {@link NarrowKernelGeneratorTest} fails when the
 * files checked in are not what it writes.
 */
final class NarrowKernelGenerator {
  /** Columns in the low halves of a panel's ints. */
  private static final int HALF = 16;

  private static final int PANEL = 32;
  private static final int GROUP = 64;

  private enum Format {
    BF16, INT8, INT8_GROUP;

    private boolean bytes() {
      return this != BF16;
    }

    private boolean group() {
      return this == INT8_GROUP;
    }

    private String method() {
      return name().toLowerCase(Locale.ROOT).replace("_group", "Group");
    }
  }

  private final StringBuilder out = new StringBuilder();
  private final int bits;
  private final int lanes;
  private final int parts;
  private final int rows;

  private NarrowKernelGenerator(int bits) {
    this.bits = bits;
    this.lanes = bits / 32;
    this.parts = HALF / lanes;
    this.rows = bits == 512 ? 6 : 4;
  }

  /** Rewrites the generated files. */
  public static void main(String[] args) throws IOException {
    for (int bits : MicroKernelGenerator.WIDTHS) {
      Files.writeString(MicroKernelGenerator.FOLDER.resolve(name(bits) + ".java"), source(bits));
    }
  }

  /** Class name of a width. */
  static String name(int bits) {
    return "NarrowGemm" + bits;
  }

  /** The text of a width. */
  static String source(int bits) {
    return new NarrowKernelGenerator(bits).write();
  }

  /** Sums that a kernel of several panels keeps: few chains leave the memory idle, and so does one stream. */
  private int sums() {
    return bits == 512 ? 16 : 8;
  }

  /** Panels that m > 1 rows take at once. Six rows by two panels need more registers than there are, and are still faster. */
  private int panels(int m) {
    return bits == 512 && m > 2 ? 2 : Math.max(1, sums() / (4 * m) * 2);
  }

  /**
   * Panels that one row takes at once: 16 sums, which spill where there are 16 registers and are twice as fast there too. Bytes
   * are bound by unpacking, and eight sums are faster.
   */
  private int rowPanels(Format f) {
    return (f.bytes() ? 8 : 16) / (2 * parts);
  }

  private String write() {
    line("// Written by NarrowKernelGenerator; do not edit.");
    line("package org.anabranch.engine.vector.generated;");
    line("");
    line("import java.lang.foreign.MemorySegment;");
    line("import java.nio.ByteOrder;");
    line("import jdk.incubator.vector.FloatVector;");
    line("import jdk.incubator.vector.IntVector;");
    line("import jdk.incubator.vector.VectorOperators;");
    line("import jdk.incubator.vector.VectorSpecies;");
    line("");
    line("/**");
    line(" * a[m, kc] times off-heap panels [kc, 32] of narrow weights by " + bits + "-bit vectors, added to tiles c[m, 32] that");
    line(" * hold the sums of the inputs before. a's rows stand LDA apart. Bytes come in pairs of inputs: a must hold a 0 behind");
    line(" * an odd kc. They count 2^24 each; groups of 64 begin with a, and their scales / 2^24 stand in s, 32 for each group.");
    line(" */");
    line("public final class " + name(bits) + " {");
    line("  /** Rows of the register block. */");
    line("  public static final int ROWS = " + rows + ";");
    line("");
    line("  private static final int LDA = " + GemmLayout.NARROW_LDA + ";");
    line("  private static final int HIGH = 0xffff0000;");
    line("  private static final int TOP = 0xff000000;");
    line("  private static final VectorSpecies<Float> S = FloatVector.SPECIES_" + bits + ";");
    line("  private static final VectorSpecies<Integer> I = IntVector.SPECIES_" + bits + ";");
    line("  private static final ByteOrder LE = ByteOrder.nativeOrder();");
    line("");
    line("  private " + name(bits) + "() {}");
    atOnce();
    for (Format f : Format.values()) {
      dispatch(f, false);
      dispatch(f, true);
      for (int m = 1; m <= rows; m++) {
        block(f, m, 1);
        if (m > 1 && panels(m) > 1) {
          block(f, m, panels(m));
        }
      }
      row(f);
    }
    widen(Format.BF16);
    widen(Format.INT8);
    line("}");
    return out.toString();
  }

  private static String parameters(Format f, boolean several) {
    return "int kc, float[] a, int ao, MemorySegment b, long bo" + (several ? ", long stride" : "")
        + (f.group() ? ", float[] s, int so" : "") + (f.group() && several ? ",\n      int next" : "") + ", float[] c, int co";
  }

  private void atOnce() {
    line("");
    line("  /** Panels that m > 1 rows take at once. */");
    line("  public static int panels(int m) {");
    line("    return switch (m) {");
    for (int m = 2; m <= rows; m++) {
      if (panels(m) > 1) {
        line("      case " + m + " -> " + panels(m) + ";");
      }
    }
    line("      default -> 1;");
    line("    };");
    line("  }");
  }

  /** The entry of one panel for m = 1 .. ROWS, or of several for the m that have them. */
  private void dispatch(Format f, boolean several) {
    line("");
    if (several) {
      line("  /** As {@link #" + f.method() + "} for panels(m) > 1 that stand stride bytes apart"
          + (f.group() ? ", their scales next elements" : "") + "; tiles follow each other. */");
    } else {
      line("  /** c[m, 32] += a b for m = 1 .. ROWS rows; b begins at byte bo" + (f.group() ? ", its scales at element so" : "")
          + ". */");
    }
    line("  public static void " + f.method() + (several ? "Panels" : "") + "(int m, " + parameters(f, several) + ") {");
    for (int part = 0; part < parts; part++) {
      line("    switch (m) {");
      for (int m = 1; m <= rows; m++) {
        if (!several || m > 1 && panels(m) > 1) {
          line("      case " + m + " -> " + method(f, m, several ? panels(m) : 1) + "(kc, a, ao, b, bo" + plus(part * lanes * 4)
              + (several ? ", stride" : "") + (f.group() ? ", s, so" + plus(part * lanes) : "") + (f.group() && several ? ", next" : "")
              + ", c, co" + plus(part * lanes) + ");");
        }
      }
      line("      default -> throw new IllegalArgumentException(\"rows: \" + m);");
      line("    }");
    }
    line("  }");
  }

  private static String method(Format f, int m, int panels) {
    return f.method() + "x" + m + (panels == 1 ? "" : "x" + panels);
  }

  private void block(Format f, int m, int panels) {
    line("");
    line("  private static void " + method(f, m, panels) + "(" + parameters(f, panels > 1) + ") {");
    body(f, m, panels, 1);
  }

  private void row(Format f) {
    line("");
    line("  /** Panels that {@link #" + f.method() + "Row} takes at once. */");
    line("  public static final int " + f.name() + "_ROW_PANELS = " + rowPanels(f) + ";");
    line("");
    line("  /** One row by panels that stand stride bytes apart" + (f.group() ? ", their scales next elements" : "") + ". */");
    line("  public static void " + f.method() + "Row(" + parameters(f, true) + ") {");
    body(f, 1, rowPanels(f), parts);
  }

  /** m rows by some panels, of each some int vectors. */
  private void body(Format f, int m, int panels, int vectors) {
    for (int p = 1; p < panels; p++) {
      line("    long o" + p + " = bo + " + (p == 1 ? "" : p + " * ") + "stride;");
    }
    if (f.group()) {
      line("    for (int g = 0; g < kc; g += " + GROUP + ") {");
      line("      int end = Math.min(kc, g + " + GROUP + ");");
    }
    String indent = f.group() ? "      " : "    ";
    for (int i = 0; i < m; i++) {
      for (int v = 0; v < 2 * panels * vectors; v++) {
        line(indent + "FloatVector c" + i + "_" + v + " = " + (f.group() ? "FloatVector.zero(S)" : sum(m, i, v, vectors)) + ";");
      }
    }
    int depth = f.bytes() ? 2 : 1;
    boolean inputsFirst = panels * vectors > 1;
    line(indent + "for (int k = " + (f.group() ? "g; k < end; " : "0; k < kc; ") + (f.bytes() ? "k += 2" : "k++") + ") {");
    for (int i = 0; i < m * depth && inputsFirst; i++) {
      input(indent, i / depth, i % depth);
    }
    for (int v = 0; v < panels * vectors; v++) {
      int p = v / vectors;
      line(indent + "  IntVector w" + v + " = IntVector.fromMemorySegment(I, b, " + (p == 0 ? "bo" : "o" + p) + " + k * "
          + (f.bytes() ? 32 : 64) + "L" + plus(v % vectors * lanes * 4) + ", LE);");
      for (int d = 0; d < depth; d++) {
        for (int half = 0; half < 2; half++) {
          line(indent + "  FloatVector w" + v + "_" + (2 * d + half) + " = " + part(f, "w" + v, 2 * d + half) + ";");
        }
        for (int i = 0; i < m; i++) {
          if (!inputsFirst) {
            input(indent, i, d);
          }
          for (int half = 0; half < 2; half++) {
            String c = "c" + i + "_" + (2 * v + half);
            line(indent + "  " + c + " = a" + i + "_" + d + ".fma(w" + v + "_" + (2 * d + half) + ", " + c + ");");
          }
        }
      }
    }
    line(indent + "}");
    if (f.group()) {
      line("      int z = so + g / 2;");
    }
    for (int v = 0; v < 2 * panels * vectors; v++) {
      if (f.group()) {
        int p = v / 2 / vectors;
        String next = p == 0 ? "" : " + " + (p == 1 ? "" : p + " * ") + "next";
        line("      FloatVector s" + v + " = FloatVector.fromArray(S, s, z" + next + plus(column(v, vectors)) + ");");
      }
      for (int i = 0; i < m; i++) {
        String total = "c" + i + "_" + v;
        line(indent + (f.group() ? "s" + v + ".fma(" + total + ", " + sum(m, i, v, vectors) + ")" : total) + ".intoArray(c, co"
            + plus(at(m, i, v, vectors)) + ");");
      }
    }
    if (f.group()) {
      line("    }");
    }
    line("  }");
  }

  private void input(String indent, int i, int d) {
    line(indent + "  FloatVector a" + i + "_" + d + " = FloatVector.broadcast(S, a[ao"
        + plus(i * GemmLayout.NARROW_LDA + d) + " + k]);");
  }

  /** Half or byte n of an int vector, counted from the low end, as floats. */
  private static String part(Format f, String w, int n) {
    if (!f.bytes()) {
      return w + (n == 0 ? ".lanewise(VectorOperators.LSHL, 16)" : ".and(HIGH)") + ".reinterpretAsFloats()";
    }
    String shifted = n == 3 ? w : w + ".lanewise(VectorOperators.LSHL, " + (24 - 8 * n) + ")";
    return "(FloatVector) " + shifted + (n == 0 ? "" : ".and(TOP)") + ".convert(VectorOperators.I2F, 0)";
  }

  private void widen(Format f) {
    line("");
    line("  /** w[kc, 32] = the floats of a panel" + (f.bytes() ? ", a row more behind an odd kc" : "") + ". */");
    line("  public static void " + f.method() + "Widen(int kc, MemorySegment b, long bo, float[] w) {");
    line("    for (int k = 0; k < kc; " + (f.bytes() ? "k += 2" : "k++") + ") {");
    for (int v = 0; v < parts; v++) {
      line("      IntVector v" + v + " = IntVector.fromMemorySegment(I, b, bo + k * " + (f.bytes() ? 32 : 64) + "L"
          + plus(v * lanes * 4) + ", LE);");
      for (int n = 0; n < (f.bytes() ? 4 : 2); n++) {
        line("      FloatVector v" + v + "_" + n + " = " + part(f, "v" + v, n) + ";");
        line("      v" + v + "_" + n + ".intoArray(w, k * " + PANEL + plus(n * HALF + v * lanes) + ");");
      }
    }
    line("    }");
    line("  }");
  }

  private String sum(int m, int row, int vector, int vectors) {
    return "FloatVector.fromArray(S, c, co" + plus(at(m, row, vector, vectors)) + ")";
  }

  /** Where the sum of a float vector stands: tiles [m, 32], one for each panel. */
  private int at(int m, int row, int vector, int vectors) {
    return (vector / 2 / vectors * m + row) * PANEL + column(vector, vectors);
  }

  /** First column of a float vector in its panel: int vector by int vector, of each the low half first. */
  private int column(int vector, int vectors) {
    return vector / 2 % vectors * lanes + vector % 2 * HALF;
  }

  private static String plus(int n) {
    return n == 0 ? "" : " + " + n;
  }

  private void line(String s) {
    out.append(s).append('\n');
  }
}
