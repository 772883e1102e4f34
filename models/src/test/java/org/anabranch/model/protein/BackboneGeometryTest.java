package org.anabranch.model.protein;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.IntStream;
import org.anabranch.model.protein.BackboneGeometry.Fold;
import org.junit.jupiter.api.Test;

/** The geometry on ideal shapes, and on the held-out fragments against the reference script's figures. */
class BackboneGeometryTest {
  /** An ideal helix: radius 2.3 A, 100 degrees and 1.5 A a residue; {@code hand} is 1 for a right-handed one. */
  static Backbone helix(int residues, int hand) {
    double[] xyz = new double[3 * residues];
    for (int i = 0; i < residues; i++) {
      double a = Math.toRadians(100 * i);
      xyz[3 * i] = 2.3 * Math.cos(a);
      xyz[3 * i + 1] = hand * 2.3 * Math.sin(a);
      xyz[3 * i + 2] = 1.5 * i;
    }
    return new Backbone(xyz);
  }

  @Test
  void anIdealHelixIsAHelixWithoutFault() {
    BackboneGeometry g = BackboneGeometry.of(helix(32, 1));
    double bond = Math.sqrt(2 * 2.3 * 2.3 * (1 - Math.cos(Math.toRadians(100))) + 1.5 * 1.5);
    assertEquals(Math.abs(bond - 3.8), g.bondError(), 1e-12);
    assertEquals(1, g.helix(), 0);
    assertEquals(0, g.clashes());
    assertEquals(0, g.leftHanded(), 0);
    // The published torsion of an alpha helix's C-alpha trace is 50 degrees, its angle 91.
    assertEquals(50, BackboneGeometry.torsion(helix(4, 1), 0), 1.5);
    assertEquals(91, BackboneGeometry.angle(helix(4, 1), 0), 1.5);
    assertEquals(-BackboneGeometry.torsion(helix(4, 1), 0), BackboneGeometry.torsion(helix(4, -1), 0), 1e-12);
  }

  @Test
  void itsMirrorImageIsLeftHandedAndInvalid() {
    BackboneGeometry g = BackboneGeometry.of(helix(16, -1));
    assertEquals(1, g.leftHanded(), 0);
    assertEquals(0, g.helix(), 0);
    assertTrue(BackboneGeometry.of(helix(16, 1)).strictlyValid());
    assertTrue(!g.strictlyValid());
    assertEquals(10, g.energy() - BackboneGeometry.of(helix(16, 1)).energy(), 1e-12);
  }

  @Test
  void aZigzagIsAStrandAndFoldedBackItClashes() {
    double[] zigzag = new double[3 * 10];
    for (int i = 0; i < 10; i++) {
      zigzag[3 * i] = 3.3 * i;
      zigzag[3 * i + 1] = i % 2 * Math.sqrt(3.8 * 3.8 - 3.3 * 3.3);
    }
    BackboneGeometry g = BackboneGeometry.of(new Backbone(zigzag));
    assertEquals(1, g.strand(), 0);
    assertEquals(0, g.bondError(), 1e-12);
    assertEquals(Fold.STRAND, BackboneGeometry.fold(new Backbone(zigzag), 3));
    double[] square = new double[3 * 8];
    int[][] corners = {{0, 0}, {1, 0}, {1, 1}, {0, 1}};
    for (int i = 0; i < 8; i++) {
      square[3 * i] = 3.8 * corners[i % 4][0];
      square[3 * i + 1] = 3.8 * corners[i % 4][1];
    }
    // 8 atoms on 4 corners: each of the 4 that come again sits on another; neighbours on the square are 3.8 A apart, no clash.
    assertEquals(4, BackboneGeometry.of(new Backbone(square)).clashes());
  }

  @Test
  void realFragmentsHaveTheFiguresOfTheReferenceScript() {
    List<BackboneGeometry> real = Proteins.heldOut().stream().map(BackboneGeometry::of).toList();
    assertEquals(2042, real.size());
    assertEquals(0.0249, real.stream().mapToDouble(BackboneGeometry::bondError).average().orElseThrow(), 5e-5);
    assertEquals(0.0137, real.stream().mapToInt(BackboneGeometry::clashes).average().orElseThrow(), 5e-5);
    assertEquals(0.4389, real.stream().mapToDouble(BackboneGeometry::helix).average().orElseThrow(), 5e-5);
    assertEquals(0.0047, real.stream().mapToDouble(BackboneGeometry::leftHanded).average().orElseThrow(), 5e-5);
    assertEquals(0.1625, real.stream().mapToDouble(BackboneGeometry::strand).average().orElseThrow(), 5e-5);
    assertEquals(9.6222, real.stream().mapToDouble(BackboneGeometry::radiusOfGyration).average().orElseThrow(), 5e-5);
    assertEquals(1975, real.stream().filter(BackboneGeometry::strictlyValid).count());
    assertEquals(2042, real.stream().filter(BackboneGeometry::relaxedValid).count());
    assertEquals(0.312, real.stream().mapToDouble(BackboneGeometry::energy).average().orElseThrow(), 5e-4);
  }

  @Test
  void threeResiduesHaveNoTorsion() {
    IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> BackboneGeometry.of(helix(3, 1)));
    assertEquals("geometry: needs at least 4 residues, got 3", e.getMessage());
    assertThrows(IllegalArgumentException.class, () -> new Backbone(new double[4]));
  }

  @Test
  void classesAgreeWithTheirFolds() {
    List<Backbone> real = Proteins.heldOut();
    int[] classes = Proteins.heldOutClasses();
    double[] helix = new double[4];
    int[] n = new int[4];
    IntStream.range(0, classes.length).forEach(i -> {
      helix[classes[i]] += BackboneGeometry.of(real.get(i)).helix();
      n[classes[i]]++;
    });
    assertTrue(helix[0] / n[0] > 0.6 && helix[1] / n[1] < 0.1, helix[0] / n[0] + " " + helix[1] / n[1]);
  }
}
