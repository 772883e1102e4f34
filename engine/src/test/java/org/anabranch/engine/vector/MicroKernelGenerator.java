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

  private static final End[] SEGMENT = {End.SET, End.ADD, End.BIASED, End.RESIDUAL};
  private static final End[] ARRAY = {End.SET, End.ADD, End.WEIGHED};

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

  /**
   * Rows of the register block. Rows of the input stand any distance apart, and each takes a general register for where it
   * begins: with more than 8 they spill, and the kernel runs at half its speed. AVX2 has vector registers for 4 x 2.
   */
  private static int rows(int bits) {
    return bits == 256 ? 4 : 8;
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
    line("/**");
    line(" * s = a b: a[m, kc] times " + memory + " b[kc, 32] by " + bits + "-bit vectors. Rows of a stand lda apart; b begins at "
        + (segment ? "byte" : "element") + " bo.");
    line(" */");
    line("public final class " + name(bits, segment) + " {");
    int rows = rows(bits);
    line("  /** Rows of the register block. */");
    line("  public static final int ROWS = " + rows + ";");
    line("");
    line("  private static final VectorSpecies<Float> S = FloatVector.SPECIES_" + bits + ";");
    if (segment) {
      line("  private static final ByteOrder LE = ByteOrder.nativeOrder();");
    }
    line("");
    line("  private " + name(bits, segment) + "() {}");
    for (End end : segment ? SEGMENT : ARRAY) {
      family(end, rows, VECTORS);
      if (VECTORS * lanes == PANEL && (end == End.SET || end == End.WEIGHED)) {
        family(end, rows, 1);
      }
    }
    if (segment) {
      fewRows(bits);
    }
    line("}");
    return out.toString();
  }

  /** Where a register block begins and what it leaves behind. */
  private enum End {
    SET("set", "c = s", ""),
    ADD("add", "c = c + s, the chain of multiply-adds going on from c", ""),
    BIASED("biased", "c = s + bias", ", float[] bias, int bo2"),
    RESIDUAL("residual", "c = fma(gate, s + bias, c)", ", float[] bias, int bo2, float[] gate, int go"),
    WEIGHED("weighed", "c = f[row] s, a transposed: element k of row i is a[ao + 32 k + i]", ", float[] f, int fo");

    private final String method;
    private final String text;
    private final String parameters;

    End(String method, String text, String parameters) {
      this.method = method;
      this.text = text;
      this.parameters = parameters;
    }

    /** The names of the parameters, each moved on by a number of columns. */
    private String arguments(int column) {
      return parameters.replace("float[] ", "").replace("int bo2", "bo2" + plus(column)).replace("int go", "go" + plus(column))
          .replace("int fo", "fo");
    }
  }

  private String leading(End end) {
    return "int kc, float[] a, int ao, " + (end == End.WEIGHED ? "" : "int lda, ")
        + (segment ? "MemorySegment b, long bo" : "float[] b, int bo");
  }

  /** The kernels of one end for every number of rows, and the method that chooses among them. */
  private void family(End end, int rows, int vectors) {
    boolean half = vectors < VECTORS;
    int width = half ? vectors * lanes : PANEL;
    boolean parts = (end == End.SET || end == End.WEIGHED) && width > vectors * lanes;
    String name = end.method + (half ? "Half" : "");
    line("");
    line("  /** " + end.text + ", for m = 1 .. ROWS rows and "
        + (parts ? "at least the panel's first n columns" : "the panel's first " + width + " columns") + ". */");
    line("  public static void " + name + "(" + (parts ? "int n, " : "") + "int m, " + leading(end) + end.parameters
        + ", float[] c, int co, int ldc) {");
    for (int column = 0; column < width; column += vectors * lanes) {
      if (parts && column > 0) {
        line("    if (n <= " + column + ") {");
        line("      return;");
        line("    }");
      }
      line("    switch (m) {");
      for (int m = 1; m <= rows; m++) {
        line("      case " + m + " -> " + name + m + "(kc, a, ao" + (end == End.WEIGHED ? "" : ", lda") + ", b, bo"
            + plus(column * (segment ? 4 : 1)) + end.arguments(column) + ", c, co" + plus(column) + ", ldc);");
      }
      line("      default -> throw new IllegalArgumentException(\"rows: \" + m);");
      line("    }");
    }
    line("  }");
    for (int m = 1; m <= rows; m++) {
      kernel(end, name + m, m, vectors);
    }
  }

  private void kernel(End end, String name, int rows, int vectors) {
    line("");
    line("  private static void " + name + "(" + leading(end) + end.parameters + ", float[] c, int co, int ldc) {");
    for (int i = 1; i < rows && end != End.WEIGHED; i++) {
      line("    int a" + i + " = ao" + times(i, "lda") + ";");
    }
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < vectors; j++) {
        String start = end == End.ADD ? "FloatVector.fromArray(S, c, " + place(i, j) + ")" : "FloatVector.zero(S)";
        line("    FloatVector c" + i + "_" + j + " = " + start + ";");
      }
    }
    line("    for (int k = 0; k < kc; k++) {");
    for (int j = 0; j < vectors; j++) {
      line("      FloatVector b" + j + " = " + load("bo", j) + ";");
    }
    for (int i = 0; i < rows; i++) {
      String element = end == End.WEIGHED ? "ao + k * " + PANEL + plus(i) : (i == 0 ? "ao" : "a" + i) + " + k";
      line("      FloatVector v" + i + " = FloatVector.broadcast(S, a[" + element + "]);");
      for (int j = 0; j < vectors; j++) {
        line("      c" + i + "_" + j + " = v" + i + ".fma(b" + j + ", c" + i + "_" + j + ");");
      }
    }
    line("    }");
    if (end == End.BIASED || end == End.RESIDUAL) {
      for (int j = 0; j < vectors; j++) {
        line("    FloatVector s" + j + " = FloatVector.fromArray(S, bias, bo2" + plus(j * lanes) + ");");
      }
    }
    if (end == End.RESIDUAL) {
      for (int j = 0; j < vectors; j++) {
        line("    FloatVector g" + j + " = FloatVector.fromArray(S, gate, go" + plus(j * lanes) + ");");
      }
    }
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < vectors; j++) {
        String c = "c" + i + "_" + j;
        String result = switch (end) {
          case SET, ADD -> c;
          case BIASED -> c + ".add(s" + j + ")";
          case WEIGHED -> c + ".mul(f[fo" + plus(i) + "])";
          case RESIDUAL -> "g" + j + ".fma(" + c + ".add(s" + j + "), FloatVector.fromArray(S, c, " + place(i, j) + "))";
        };
        line("    " + result + ".intoArray(c, " + place(i, j) + ");");
      }
    }
    line("  }");
  }

  private String place(int row, int vector) {
    return "co" + times(row, "ldc") + plus(vector * lanes);
  }

  /**
   * Panels that a few rows take at once: as many as there are accumulators for, so that enough chains do not wait for each other
   * and enough reads are under way while the weights come from memory. (With 24 the compiler gives up on some of them.)
   */
  private int panelsOf(int rows, int bits) {
    int accumulators = bits == 256 ? 12 : 20;
    return Math.min(4, Integer.highestOneBit(accumulators / (rows * PANEL / lanes)));
  }

  private void fewRows(int bits) {
    line("");
    line("  /** Panels that {@link #few} takes at once with m rows, 0 if it does not. */");
    line("  public static int fewPanels(int m) {");
    line("    return switch (m) {");
    int most = 0;
    for (int m = 1; panelsOf(m, bits) > 0; m++) {
      line("      case " + m + " -> " + panelsOf(m, bits) + ";");
      most = m;
    }
    line("      default -> 0;");
    line("    };");
    line("  }");
    line("");
    line("  /** c[m, 32 panels] = s for the panels from b on, which stand stride bytes apart. */");
    line("  public static void few(int m, int kc, float[] a, int ao, int lda, MemorySegment b, long bo, long stride, float[] c,");
    line("      int co) {");
    line("    switch (m) {");
    for (int m = 1; m <= most; m++) {
      line("      case " + m + " -> few" + m + "(kc, a, ao, lda, b, bo, stride, c, co);");
    }
    line("      default -> throw new IllegalArgumentException(\"rows: \" + m);");
    line("    }");
    line("  }");
    for (int m = 1; m <= most; m++) {
      few(m, panelsOf(m, bits));
    }
  }

  private void few(int rows, int panels) {
    int perPanel = PANEL / lanes;
    line("");
    line("  private static void few" + rows + "(int kc, float[] a, int ao, int lda, MemorySegment b, long bo, long stride, float[] c,");
    line("      int co) {");
    for (int p = 1; p < panels; p++) {
      line("    long o" + p + " = bo + " + p + " * stride;");
    }
    for (int i = 1; i < rows; i++) {
      line("    int a" + i + " = ao" + times(i, "lda") + ";");
    }
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < panels * perPanel; j++) {
        line("    FloatVector c" + i + "_" + j + " = FloatVector.zero(S);");
      }
    }
    line("    for (int k = 0; k < kc; k++) {");
    for (int i = 0; i < rows; i++) {
      line("      FloatVector v" + i + " = FloatVector.broadcast(S, a[" + (i == 0 ? "ao" : "a" + i) + " + k]);");
    }
    for (int j = 0; j < panels * perPanel; j++) {
      line("      FloatVector b" + j + " = " + load(j < perPanel ? "bo" : "o" + j / perPanel, j % perPanel) + ";");
      for (int i = 0; i < rows; i++) {
        line("      c" + i + "_" + j + " = v" + i + ".fma(b" + j + ", c" + i + "_" + j + ");");
      }
    }
    line("    }");
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < panels * perPanel; j++) {
        line("    c" + i + "_" + j + ".intoArray(c, co" + plus(i * panels * PANEL + j * lanes) + ");");
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
