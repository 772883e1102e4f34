package org.anabranch.engine.vector;

import java.io.IOException;
import java.nio.file.Files;

/**
 * Writes the register blocks over packed rows: twelve rows a constant distance apart, so that one general register reaches all of them
 * and every broadcast is a load at a constant offset. Flat Java for the reasons of {@link MicroKernelGenerator}.
 *
 * <p>Run its {@code main} from the module's folder to write the file anew; {@link MicroKernelGeneratorTest} fails when the one
 * checked in is not what it writes.
 */
final class PackedKernelGenerator {
  /** The class that is written. */
  static final String NAME = "PackedGemm512";

  private static final int ROWS = 12;
  private static final int VECTORS = 2;
  private static final int LANES = 16;
  private static final int PANEL = 32;

  private final StringBuilder out = new StringBuilder();

  /** What a register block begins with and what it leaves behind. */
  private enum End {
    SET("set", "c = s", ""),
    ADD("add", "c = t + s, the chain of multiply-adds going on from t", "float[] t, int to, int ldt, "),
    BIASED("biased", "c = t + s + bias, the chain going on from t", "float[] t, int to, int ldt, float[] bias, int bo2, "),
    RESIDUAL("residual", "c = fma(gate, t + s + bias, c), the chain going on from t",
        "float[] t, int to, int ldt, float[] bias, int bo2, float[] gate, int go, ");

    private final String method;
    private final String text;
    private final String parameters;

    End(String method, String text, String parameters) {
      this.method = method;
      this.text = text;
      this.parameters = parameters;
    }

    private String arguments() {
      return parameters.replace("float[] ", "").replace("int ", "");
    }
  }

  private PackedKernelGenerator() {}

  /** Rewrites the generated file. */
  public static void main(String[] args) throws IOException {
    Files.writeString(MicroKernelGenerator.FOLDER.resolve(NAME + ".java"), source());
  }

  /** The text of the class. */
  static String source() {
    return new PackedKernelGenerator().write();
  }

  private String write() {
    line("// Written by PackedKernelGenerator; do not edit.");
    line("package org.anabranch.engine.vector.generated;");
    line("");
    line("import java.lang.foreign.MemorySegment;");
    line("import java.nio.ByteOrder;");
    line("import jdk.incubator.vector.FloatVector;");
    line("import jdk.incubator.vector.VectorSpecies;");
    line("");
    line("/**");
    line(" * s = a b: a[m, kc] times an off-heap panel b[kc, 32] by 512-bit vectors. Rows of a stand LDA apart; b begins at byte bo.");
    line(" */");
    line("public final class " + NAME + " {");
    line("  /** Rows of the register block. */");
    line("  public static final int ROWS = " + ROWS + ";");
    line("");
    line("  /** Most inputs of a call: a panel of them is 32 KiB and stays in a first-level cache of 48. */");
    line("  public static final int DEPTH = 256;");
    line("");
    line("  /** Floats between rows: no power of two, so that rows do not fall into one set of the cache. */");
    line("  public static final int LDA = DEPTH + " + LANES + ";");
    line("");
    line("  private static final VectorSpecies<Float> S = FloatVector.SPECIES_512;");
    line("  private static final ByteOrder LE = ByteOrder.nativeOrder();");
    line("");
    line("  private " + NAME + "() {}");
    for (End end : End.values()) {
      family(end);
    }
    line("}");
    return out.toString();
  }

  private static String signature(End end) {
    return "int kc, float[] a, int ao, MemorySegment b, long bo, " + end.parameters + "float[] c, int co, int ldc";
  }

  private void family(End end) {
    line("");
    line("  /** " + end.text + ", for m = 1 .. ROWS rows. */");
    line("  public static void " + end.method + "(int m, " + signature(end) + ") {");
    line("    switch (m) {");
    for (int m = 1; m <= ROWS; m++) {
      line("      case " + m + " -> " + end.method + m + "(kc, a, ao, b, bo, " + end.arguments() + "c, co, ldc);");
    }
    line("      default -> throw new IllegalArgumentException(\"rows: \" + m);");
    line("    }");
    line("  }");
    for (int m = 1; m <= ROWS; m++) {
      kernel(end, m);
    }
  }

  private void kernel(End end, int rows) {
    line("");
    line("  private static void " + end.method + rows + "(" + signature(end) + ") {");
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < VECTORS; j++) {
        String start = end == End.SET ? "FloatVector.zero(S)" : "FloatVector.fromArray(S, t, " + place("to", "ldt", i, j) + ")";
        line("    FloatVector c" + i + "_" + j + " = " + start + ";");
      }
    }
    line("    for (int k = 0; k < kc; k++) {");
    for (int j = 0; j < VECTORS; j++) {
      line("      FloatVector b" + j + " = FloatVector.fromMemorySegment(S, b, bo + k * " + PANEL * 4 + "L" + (j == 0 ? "" : " + "
          + j * LANES * 4 + "L") + ", LE);");
    }
    for (int i = 0; i < rows; i++) {
      line("      FloatVector v" + i + " = FloatVector.broadcast(S, a[ao + k" + (i == 0 ? "" : " + " + i + " * LDA") + "]);");
      for (int j = 0; j < VECTORS; j++) {
        line("      c" + i + "_" + j + " = v" + i + ".fma(b" + j + ", c" + i + "_" + j + ");");
      }
    }
    line("    }");
    for (int j = 0; j < VECTORS && (end == End.BIASED || end == End.RESIDUAL); j++) {
      line("    FloatVector s" + j + " = FloatVector.fromArray(S, bias, bo2" + plus(j * LANES) + ");");
    }
    for (int j = 0; j < VECTORS && end == End.RESIDUAL; j++) {
      line("    FloatVector g" + j + " = FloatVector.fromArray(S, gate, go" + plus(j * LANES) + ");");
    }
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < VECTORS; j++) {
        String c = "c" + i + "_" + j;
        String at = place("co", "ldc", i, j);
        String result = switch (end) {
          case SET, ADD -> c;
          case BIASED -> c + ".add(s" + j + ")";
          case RESIDUAL -> "g" + j + ".fma(" + c + ".add(s" + j + "), FloatVector.fromArray(S, c, " + at + "))";
        };
        line("    " + result + ".intoArray(c, " + at + ");");
      }
    }
    line("  }");
  }

  private static String place(String base, String stride, int row, int vector) {
    return base + (row == 0 ? "" : row == 1 ? " + " + stride : " + " + row + " * " + stride) + plus(vector * LANES);
  }

  private static String plus(int n) {
    return n == 0 ? "" : " + " + n;
  }

  private void line(String s) {
    out.append(s).append('\n');
  }
}
