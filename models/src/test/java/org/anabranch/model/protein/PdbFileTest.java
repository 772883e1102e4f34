package org.anabranch.model.protein;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The files, read back by the columns of the format (wwPDB, version 3.3, section 9). */
class PdbFileTest {
  /** The models of a file, by fixed columns alone. */
  private static List<Backbone> read(String text) {
    List<Backbone> models = new ArrayList<>();
    List<Double> xyz = new ArrayList<>();
    List<String> lines = text.lines().toList();
    assertEquals("END", lines.getLast().strip());
    for (String line : lines) {
      assertEquals(80, line.length(), line);
      switch (line.substring(0, 6).strip()) {
        case "ATOM" -> {
          assertEquals(xyz.size() / 3 + 1, Integer.parseInt(line.substring(6, 11).strip()));
          assertEquals(" CA ", line.substring(12, 16));
          assertEquals("ALA", line.substring(17, 20));
          assertEquals('A', line.charAt(21));
          assertEquals(xyz.size() / 3 + 1, Integer.parseInt(line.substring(22, 26).strip()));
          for (int c = 0; c < 3; c++) {
            xyz.add(Double.parseDouble(line.substring(30 + 8 * c, 38 + 8 * c)));
          }
          assertEquals("  1.00", line.substring(54, 60));
          assertEquals("  0.00", line.substring(60, 66));
          assertEquals(" C", line.substring(76, 78));
        }
        case "TER" -> {
          models.add(new Backbone(xyz.stream().mapToDouble(Double::doubleValue).toArray()));
          xyz.clear();
        }
        case "MODEL" -> assertEquals(models.size() + 1, Integer.parseInt(line.substring(10, 14).strip()));
        case "REMARK", "ENDMDL", "END" -> assertTrue(xyz.isEmpty());
        default -> throw new AssertionError(line);
      }
    }
    return models;
  }

  @Test
  void tracesComeBackToTheThirdDigit() {
    List<Backbone> real = Proteins.heldOut().subList(0, 3);
    for (int n : new int[] {1, 3}) {
      List<Backbone> back = read(PdbFile.text(real.subList(0, n), List.of("a remark", "x".repeat(100))));
      assertEquals(n, back.size());
      for (int m = 0; m < n; m++) {
        assertEquals(real.get(m).residues(), back.get(m).residues());
        for (int i = 0; i < real.get(m).xyz().length; i++) {
          assertEquals(real.get(m).xyz()[i], back.get(m).xyz()[i], 5.0001e-4);
        }
      }
    }
  }

  @Test
  void aCoordinateThatDoesNotFitIsRefused() {
    Backbone far = new Backbone(new double[] {-999.999, 9999.999, 0});
    assertEquals(-999.999, read(PdbFile.text(List.of(far), List.of())).getFirst().at(0, 0));
    IllegalArgumentException e = assertThrows(IllegalArgumentException.class,
        () -> PdbFile.text(List.of(new Backbone(new double[] {0, -1000, 0})), List.of()));
    assertEquals("pdb: a coordinate must be in (-999.9995, 9999.9995) Angstrom, residue 1 has -1000.0", e.getMessage());
    assertThrows(IllegalArgumentException.class, () -> PdbFile.text(List.of(new Backbone(new double[] {0, Double.NaN, 0})), List.of()));
  }
}
