package org.anabranch.engine.vector;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes the transposition of a square tile in registers: log2(lanes) rounds, each of which exchanges blocks between pairs of rows
 * by two-vector permutations. Flat, for the reason given at {@link MicroKernelGenerator}; run {@code main} as there.
 */
final class TransposeGenerator {
  private TransposeGenerator() {}

  /** Rewrites the generated files. */
  public static void main(String[] args) throws IOException {
    for (int bits : MicroKernelGenerator.WIDTHS) {
      Files.writeString(MicroKernelGenerator.FOLDER.resolve(name(bits) + ".java"), source(bits));
    }
  }

  /** Class name of a variant. */
  static String name(int bits) {
    return "Transpose" + bits;
  }

  /** The text of a variant. */
  static String source(int bits) {
    int lanes = bits / 32;
    List<String> out = new ArrayList<>();
    out.add("// Written by TransposeGenerator; do not edit.");
    out.add("package org.anabranch.engine.vector.generated;");
    out.add("");
    out.add("import jdk.incubator.vector.FloatVector;");
    out.add("import jdk.incubator.vector.IntVector;");
    out.add("import jdk.incubator.vector.VectorSpecies;");
    out.add("");
    out.add("/** Transposes tiles of " + lanes + " x " + lanes + " floats. */");
    out.add("public final class Transpose" + bits + " {");
    out.add("  private static final VectorSpecies<Float> S = FloatVector.SPECIES_" + bits + ";");
    for (int d = lanes / 2; d > 0; d /= 2) {
      out.add("  private static final IntVector LOW" + d + " = indices(" + d + ", false);");
      out.add("  private static final IntVector HIGH" + d + " = indices(" + d + ", true);");
    }
    out.add("");
    out.add("  private Transpose" + bits + "() {}");
    out.add("");
    out.add("  /** Of two rows that stand d apart, the elements of the upper (or lower) one after exchanging blocks of d. */");
    out.add("  private static IntVector indices(int d, boolean high) {");
    out.add("    int[] at = new int[" + lanes + "];");
    out.add("    for (int i = 0; i < at.length; i++) {");
    out.add("      boolean left = (i & d) == 0;");
    out.add("      at[i] = high ? left ? i + d : at.length + i : left ? i : at.length + i - d;");
    out.add("    }");
    out.add("    return IntVector.fromArray(IntVector.SPECIES_" + bits + ", at, 0);");
    out.add("  }");
    out.add("");
    out.add("  /** y[yAt + c * ldy + r] = f x[xAt + min(r, last) * ldx + c] for r, c < " + lanes + ". */");
    out.add("  public static void tile(float f, float[] x, int xAt, int ldx, int last, float[] y, int yAt, int ldy) {");
    for (int r = 0; r < lanes; r++) {
      out.add("    IntVector r" + r + " = FloatVector.fromArray(S, x, xAt + Math.min(" + r
          + ", last) * ldx).mul(f).reinterpretAsInts();");
    }
    String from = "r";
    for (int d = lanes / 2; d > 0; d /= 2) {
      String to = "s" + d + "_";
      for (int r = 0; r < lanes; r++) {
        boolean high = (r & d) != 0;
        int a = high ? r - d : r;
        out.add("    IntVector " + to + r + " = " + (high ? "HIGH" : "LOW") + d + ".selectFrom(" + from + a + ", " + from + (a + d)
            + ");");
      }
      from = to;
    }
    for (int r = 0; r < lanes; r++) {
      out.add("    " + from + r + ".reinterpretAsFloats().intoArray(y, yAt" + (r == 0 ? "" : " + " + r + " * ldy") + ");");
    }
    out.add("  }");
    out.add("}");
    return String.join("\n", out) + "\n";
  }
}
