package org.anabranch.engine.vector;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Locale;

/**
 * Writes the kernels of products with narrow weights as flat Java, for the reasons of {@link MicroKernelGenerator}: one class
 * for each vector width, in it for each format a register block of 1 to ROWS rows by one panel, one row by several panels, and
 * the loop that widens a panel into floats.
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

    private String method() {
      return name().toLowerCase(Locale.ROOT).replace("_group", "Group");
    }
  }

  private final StringBuilder out = new StringBuilder();
  private final int bits;
  private final int lanes;
  private final int parts;
  private final int rows;
  private final int rowPanels;

  private NarrowKernelGenerator(int bits) {
    this.bits = bits;
    this.lanes = bits / 32;
    this.parts = HALF / lanes;
    this.rows = MicroKernelGenerator.rows(bits);
    this.rowPanels = Math.max(1, 8 * lanes / PANEL);
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
    line(" * a[m, kc] times an off-heap panel [kc, 32] of narrow weights by " + bits + "-bit vectors, added to c[m, 32], which holds");
    line(" * the sum of the inputs before. a's rows stand LDA apart. Bytes come in pairs of inputs: a must hold a 0 behind an odd");
    line(" * kc. They count 2^24 each; groups of 64 inputs begin with a, and their scales / 2^24 stand in s, 32 for each group.");
    line(" */");
    line("public final class " + name(bits) + " {");
    line("  /** Rows of the register block. */");
    line("  public static final int ROWS = " + rows + ";");
    line("");
    line("  /** Panels that the products of one row take at once. */");
    line("  public static final int ROW_PANELS = " + rowPanels + ";");
    line("");
    line("  private static final int LDA = " + GemmLayout.LDA + ";");
    line("  private static final int HIGH = 0xffff0000;");
    line("  private static final int TOP = 0xff000000;");
    line("  private static final VectorSpecies<Float> S = FloatVector.SPECIES_" + bits + ";");
    line("  private static final VectorSpecies<Integer> I = IntVector.SPECIES_" + bits + ";");
    line("  private static final ByteOrder LE = ByteOrder.nativeOrder();");
    line("");
    line("  private " + name(bits) + "() {}");
    for (Format f : Format.values()) {
      dispatch(f);
      for (int m = 1; m <= rows; m++) {
        line("");
        line("  private static void " + f.method() + "x" + m + "(" + parameters(f) + ", float[] c, int co) {");
        body(f, m, 1, 1);
      }
      line("");
      line("  /** c[ROW_PANELS * 32] += x[kc] times ROW_PANELS panels that stand stride bytes apart"
          + (f == Format.INT8_GROUP ? ", their scales next elements" : "") + ". */");
      line("  public static void " + f.method() + "Row(" + parameters(f).replace("long bo", "long bo, long stride")
          .replace("float[] s, int so", "float[] s, int so,\n      int next") + ", float[] c, int co) {");
      body(f, 1, rowPanels, parts);
    }
    widen(Format.BF16);
    widen(Format.INT8);
    line("}");
    return out.toString();
  }

  private static String parameters(Format f) {
    return "int kc, float[] a, int ao, MemorySegment b, long bo" + (f == Format.INT8_GROUP ? ", float[] s, int so" : "");
  }

  private void dispatch(Format f) {
    boolean group = f == Format.INT8_GROUP;
    line("");
    line("  /** c[m, 32] += a b for m = 1 .. ROWS rows; b begins at byte bo" + (group ? ", its scales at element so" : "") + ". */");
    line("  public static void " + f.method() + "(int m, " + parameters(f) + ", float[] c, int co) {");
    for (int part = 0; part < parts; part++) {
      line("    switch (m) {");
      for (int m = 1; m <= rows; m++) {
        line("      case " + m + " -> " + f.method() + "x" + m + "(kc, a, ao, b, bo" + plus(part * lanes * 4)
            + (group ? ", s, so" + plus(part * lanes) : "") + ", c, co" + plus(part * lanes) + ");");
      }
      line("      default -> throw new IllegalArgumentException(\"rows: \" + m);");
      line("    }");
    }
    line("  }");
  }

  /** m rows by some panels, of each some int vectors. */
  private void body(Format f, int m, int panels, int vectors) {
    for (int p = 1; p < panels; p++) {
      line("    long o" + p + " = bo + " + (p == 1 ? "" : p + " * ") + "stride;");
    }
    boolean group = f == Format.INT8_GROUP;
    if (group) {
      line("    for (int g = 0; g < kc; g += " + GROUP + ") {");
      line("      int end = Math.min(kc, g + " + GROUP + ");");
    }
    String indent = group ? "      " : "    ";
    for (int i = 0; i < m; i++) {
      for (int p = 0; p < panels; p++) {
        for (int v = 0; v < 2 * vectors; v++) {
          line(indent + "FloatVector " + acc(i, p, v) + " = " + (group ? "FloatVector.zero(S)" : sum(i, p, v)) + ";");
        }
      }
    }
    String step = f.bytes() ? "k += 2" : "k++";
    line(indent + "for (int k = " + (group ? "g; k < end; " : "0; k < kc; ") + step + ") {");
    int depth = f.bytes() ? 2 : 1;
    if (m == 1) {
      for (int d = 0; d < depth; d++) {
        line(indent + "  FloatVector a" + d + " = FloatVector.broadcast(S, a[ao + k" + plus(d) + "]);");
      }
    }
    for (int p = 0; p < panels; p++) {
      for (int v = 0; v < vectors; v++) {
        weights(f, indent + "  ", p, v, m);
      }
    }
    line(indent + "}");
    if (group) {
      line("      int z = so + g / 2;");
    }
    for (int i = 0; i < m; i++) {
      for (int p = 0; p < panels; p++) {
        for (int v = 0; v < 2 * vectors; v++) {
          String to = "c, co" + plus(at(i, p, v));
          if (group) {
            String next = p == 0 ? "" : " + " + (p == 1 ? "" : p + " * ") + "next";
            line("      FloatVector.fromArray(S, s, z" + next + plus(column(v)) + ").fma(" + acc(i, p, v) + ", " + sum(i, p, v) + ")"
                + ".intoArray(" + to + ");");
          } else {
            line("    " + acc(i, p, v) + ".intoArray(" + to + ");");
          }
        }
      }
    }
    if (group) {
      line("    }");
    }
    line("  }");
  }

  /** One int vector of weights, unpacked, times every row. */
  private void weights(Format f, String indent, int p, int v, int m) {
    String w = "w" + p + "_" + v;
    String base = p == 0 ? "bo" : "o" + p;
    line(indent + "IntVector " + w + " = IntVector.fromMemorySegment(I, b, " + base + " + k * " + (f.bytes() ? 32 : 64) + "L"
        + plus(v * lanes * 4) + ", LE);");
    for (int d = 0; d < (f.bytes() ? 2 : 1); d++) {
      String low = w + "_" + 2 * d;
      String high = w + "_" + (2 * d + 1);
      line(indent + "FloatVector " + low + " = " + part(f, w, 2 * d) + ";");
      line(indent + "FloatVector " + high + " = " + part(f, w, 2 * d + 1) + ";");
      for (int i = 0; i < m; i++) {
        String a = "a" + d;
        if (m > 1) {
          a = "a" + d + "_" + i;
          line(indent + "FloatVector " + a + " = FloatVector.broadcast(S, a[ao" + plus(i * GemmLayout.LDA + d) + " + k]);");
        }
        line(indent + fma(a, low, acc(i, p, 2 * v)));
        line(indent + fma(a, high, acc(i, p, 2 * v + 1)));
      }
    }
  }

  private static String fma(String a, String w, String c) {
    return c + " = " + a + ".fma(" + w + ", " + c + ");";
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

  private static String acc(int row, int panel, int vector) {
    return "c" + row + "_" + panel + "_" + vector;
  }

  private String sum(int row, int panel, int vector) {
    return "FloatVector.fromArray(S, c, co" + plus(at(row, panel, vector)) + ")";
  }

  private int at(int row, int panel, int vector) {
    return (row + panel) * PANEL + column(vector);
  }

  private int column(int vector) {
    return vector / 2 * lanes + vector % 2 * HALF;
  }

  private static String plus(int n) {
    return n == 0 ? "" : " + " + n;
  }

  private void line(String s) {
    out.append(s).append('\n');
  }
}
