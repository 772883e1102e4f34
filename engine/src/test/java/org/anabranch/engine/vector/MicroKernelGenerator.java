package org.anabranch.engine.vector;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Writes the register-blocked kernels of the matrix product as flat Java: one method per number of rows, every accumulator a
 * local, because the compiler keeps locals in registers and boxes what helpers pass around.
 *
 * <p>Run its {@code main} from the module's folder to write the files anew; {@link MicroKernelGeneratorTest} fails when the
 * files checked in are not what it writes.
 */
final class MicroKernelGenerator {
  /** Where the package of the generated files begins, seen from the module's folder. */
  static final Path FOLDER = Path.of("src/main/java/org/anabranch/engine/vector/generated");

  /** The vector widths, in bits. */
  static final int[] WIDTHS = {512, 256, 128};

  private static final int PANEL = 32;
  private static final int VECTORS = 2;

  private final StringBuilder out = new StringBuilder();
  private final int lanes;
  private final boolean segment;

  private MicroKernelGenerator(int bits, boolean segment) {
    this.lanes = bits / 32;
    this.segment = segment;
  }

  /** Rewrites the generated files. */
  public static void main(String[] args) throws IOException {
    for (int bits : WIDTHS) {
      for (boolean segment : new boolean[] {true, false}) {
        Files.writeString(FOLDER.resolve(name(bits, segment) + ".java"), source(bits, segment));
      }
    }
  }

  /** Class name of a variant. */
  static String name(int bits, boolean segment) {
    return (segment ? "SegmentGemm" : "ArrayGemm") + bits;
  }

  /** Rows of the register block: 12 x 2 accumulators need 32 registers, 4 x 2 fit into 16. */
  static int rows(int bits) {
    return bits == 512 ? 12 : 4;
  }

  /** The text of a variant. */
  static String source(int bits, boolean segment) {
    return new MicroKernelGenerator(bits, segment).write(bits);
  }

  private String write(int bits) {
    String memory = segment ? "an off-heap panel" : "a heap panel";
    line("// Written by MicroKernelGenerator; do not edit.");
    line("package org.anabranch.engine.vector.generated;");
    line("");
    if (segment) {
      line("import java.lang.foreign.MemorySegment;");
      line("import java.nio.ByteOrder;");
    }
    line("import jdk.incubator.vector.FloatVector;");
    line("import jdk.incubator.vector.VectorSpecies;");
    line("");
    line("/** a[m, kc] times " + memory + " [kc, 32] by " + bits + "-bit vectors; a's rows stand LDA apart. */");
    line("public final class " + name(bits, segment) + " {");
    line("  /** Rows of the register block. */");
    line("  public static final int ROWS = " + rows(bits) + ";");
    line("");
    line("  private static final int LDA = " + GemmLayout.LDA + ";");
    line("  private static final VectorSpecies<Float> S = FloatVector.SPECIES_" + bits + ";");
    if (segment) {
      line("  private static final ByteOrder LE = ByteOrder.nativeOrder();");
    }
    line("");
    line("  private " + name(bits, segment) + "() {}");
    line("");
    for (boolean add : new boolean[] {false, true}) {
      dispatch(bits, add);
      for (int m = 1; m <= rows(bits); m++) {
        kernel(m, add);
      }
    }
    if (segment) {
      vectorProduct();
    }
    line("}");
    return out.toString();
  }

  private void dispatch(int bits, boolean add) {
    line("");
    String unit = segment ? "byte" : "element";
    line("  /** c[m, 32] " + (add ? "+=" : "=") + " a b for m = 1 .. ROWS rows; b begins at " + unit + " bo. */");
    line("  public static void " + (add ? "add" : "set") + "(int m, int kc, float[] a, int ao, " + panelType() + " b, "
        + offsetType() + " bo, float[] c, int co, int ldc) {");
    int parts = PANEL / (VECTORS * lanes);
    for (int part = 0; part < parts; part++) {
      line("    switch (m) {");
      for (int m = 1; m <= rows(bits); m++) {
        String from = plus(part * VECTORS * lanes * (segment ? 4 : 1));
        String to = plus(part * VECTORS * lanes);
        line("      case " + m + " -> " + method(m, add) + "(kc, a, ao, b, bo" + from + ", c, co" + to + ", ldc);");
      }
      line("      default -> throw new IllegalArgumentException(\"rows: \" + m);");
      line("    }");
    }
    line("  }");
  }

  private static String method(int rows, boolean add) {
    return (add ? "add" : "set") + rows;
  }

  private void kernel(int rows, boolean add) {
    line("");
    line("  private static void " + method(rows, add) + "(int kc, float[] a, int ao, " + panelType() + " b, " + offsetType()
        + " bo, float[] c, int co, int ldc) {");
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < VECTORS; j++) {
        String start = add ? "FloatVector.fromArray(S, c, co" + times(i, "ldc") + plus(j * lanes) + ")" : "FloatVector.zero(S)";
        line("    FloatVector c" + i + "_" + j + " = " + start + ";");
      }
    }
    line("    for (int k = 0; k < kc; k++) {");
    for (int j = 0; j < VECTORS; j++) {
      line("      FloatVector b" + j + " = " + load("bo", j) + ";");
    }
    for (int i = 0; i < rows; i++) {
      line("      FloatVector a" + i + " = FloatVector.broadcast(S, a[ao" + plus(i * GemmLayout.LDA) + " + k]);");
      for (int j = 0; j < VECTORS; j++) {
        line("      c" + i + "_" + j + " = a" + i + ".fma(b" + j + ", c" + i + "_" + j + ");");
      }
    }
    line("    }");
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < VECTORS; j++) {
        line("    c" + i + "_" + j + ".intoArray(c, co" + times(i, "ldc") + plus(j * lanes) + ");");
      }
    }
    line("  }");
  }

  /** One row times several panels at once: eight chains that do not wait for each other. */
  private void vectorProduct() {
    int panels = Math.max(1, 8 * lanes / PANEL);
    int perPanel = PANEL / lanes;
    line("");
    line("  /** Panels that {@link #row} takes at once. */");
    line("  public static final int ROW_PANELS = " + panels + ";");
    line("");
    line("  /** c[ROW_PANELS * 32] = x[kc] times ROW_PANELS panels that stand stride bytes apart. */");
    line("  public static void row(int kc, float[] x, int xo, MemorySegment b, long bo, long stride, float[] c, int co) {");
    for (int p = 1; p < panels; p++) {
      line("    long o" + p + " = bo + " + p + " * stride;");
    }
    for (int p = 0; p < panels; p++) {
      for (int j = 0; j < perPanel; j++) {
        line("    FloatVector c" + p + "_" + j + " = FloatVector.zero(S);");
      }
    }
    line("    for (int k = 0; k < kc; k++) {");
    line("      FloatVector v = FloatVector.broadcast(S, x[xo + k]);");
    for (int p = 0; p < panels; p++) {
      for (int j = 0; j < perPanel; j++) {
        line("      c" + p + "_" + j + " = v.fma(" + load(p == 0 ? "bo" : "o" + p, j) + ", c" + p + "_" + j + ");");
      }
    }
    line("    }");
    for (int p = 0; p < panels; p++) {
      for (int j = 0; j < perPanel; j++) {
        line("    c" + p + "_" + j + ".intoArray(c, co" + plus(p * PANEL + j * lanes) + ");");
      }
    }
    line("  }");
  }

  private String load(String base, int j) {
    if (segment) {
      String column = j == 0 ? "" : " + " + j * lanes * 4 + "L";
      return "FloatVector.fromMemorySegment(S, b, " + base + " + k * " + PANEL * 4 + "L" + column + ", LE)";
    }
    return "FloatVector.fromArray(S, b, " + base + " + k * " + PANEL + plus(j * lanes) + ")";
  }

  private String panelType() {
    return segment ? "MemorySegment" : "float[]";
  }

  private String offsetType() {
    return segment ? "long" : "int";
  }

  private static String plus(int n) {
    return n == 0 ? "" : " + " + n;
  }

  private static String times(int i, String what) {
    return i == 0 ? "" : i == 1 ? " + " + what : " + " + i + " * " + what;
  }

  private void line(String s) {
    out.append(s).append('\n');
  }
}
