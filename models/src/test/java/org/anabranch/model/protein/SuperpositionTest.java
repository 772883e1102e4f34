package org.anabranch.model.protein;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The superposition against a search over rotations, and the library against single questions. */
class SuperpositionTest {
  private static Backbone cloud(Random random, int residues) {
    return new Backbone(random.doubles(3L * residues, -10, 10).toArray());
  }

  /** The trace turned by a unit quaternion and moved. */
  private static Backbone moved(Backbone b, double[] q, double shift) {
    double norm = Math.sqrt(q[0] * q[0] + q[1] * q[1] + q[2] * q[2] + q[3] * q[3]);
    double w = q[0] / norm;
    double x = q[1] / norm;
    double y = q[2] / norm;
    double z = q[3] / norm;
    double[][] r = {
        {1 - 2 * (y * y + z * z), 2 * (x * y - w * z), 2 * (x * z + w * y)},
        {2 * (x * y + w * z), 1 - 2 * (x * x + z * z), 2 * (y * z - w * x)},
        {2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y)}};
    double[] out = new double[b.xyz().length];
    for (int i = 0; i < b.residues(); i++) {
      for (int c = 0; c < 3; c++) {
        out[3 * i + c] = r[c][0] * b.at(i, 0) + r[c][1] * b.at(i, 1) + r[c][2] * b.at(i, 2) + shift * (c + 1);
      }
    }
    return new Backbone(out);
  }

  @Test
  void aMovedTraceIsAtDistanceZeroAndItsMirrorImageIsNot() {
    Random random = new Random(1);
    for (int i = 0; i < 50; i++) {
      Backbone b = cloud(random, 32);
      double[] q = random.doubles(4, -1, 1).toArray();
      // The root of 2 L against a sum of squares of 1e3: half the digits are lost.
      assertEquals(0, Superposition.rmsd(b, moved(b, q, 7)), 1e-6);
      double[] mirror = b.xyz().clone();
      for (int k = 0; k < mirror.length; k += 3) {
        mirror[k] = -mirror[k];
      }
      assertTrue(Superposition.rmsd(b, new Backbone(mirror)) > 1);
    }
  }

  @Test
  void noRotationComesCloser() {
    Random random = new Random(2);
    for (int trial = 0; trial < 10; trial++) {
      Backbone a = cloud(random, 12);
      Backbone b = cloud(random, 12);
      double least = Superposition.rmsd(a, b);
      double[] best = {1, 0, 0, 0};
      double found = at(a, b, best);
      double reach = 1;
      for (int i = 0; i < 20_000; i++) {
        double[] q = best.clone();
        for (int c = 0; c < 4; c++) {
          q[c] += reach * random.nextGaussian();
        }
        double r = at(a, b, q);
        if (r < found) {
          found = r;
          best = q;
        } else {
          reach = Math.max(1e-5, reach * 0.999);
        }
      }
      assertTrue(found > least - 1e-9, found + " below " + least);
      assertEquals(found, least, 1e-3);
    }
  }

  private static double at(Backbone a, Backbone b, double[] q) {
    double[] x = Superposition.centred(a.xyz());
    double[] y = moved(new Backbone(Superposition.centred(b.xyz())), q, 0).xyz();
    double sum = 0;
    for (int i = 0; i < x.length; i++) {
      sum += (x[i] - y[i]) * (x[i] - y[i]);
    }
    return Math.sqrt(sum / a.residues());
  }

  @Test
  void theLibraryKnowsItsOwnAndLeavesAnEntryOut() {
    FragmentLibrary library = Proteins.library();
    List<Backbone> real = Proteins.heldOut();
    assertEquals(2042, library.size());
    for (int i = 0; i < real.size(); i += 400) {
      assertEquals(0, library.nearest(real.get(i)), 1e-6);
      double other = library.nearest(real.get(i), library.entry(i));
      double least = Double.POSITIVE_INFINITY;
      for (int j = 0; j < real.size(); j++) {
        if (!library.entry(j).equals(library.entry(i))) {
          least = Math.min(least, Superposition.rmsd(real.get(i), real.get(j)));
        }
      }
      assertEquals(least, other, 0);
    }
  }

  @Test
  void lengthsMustAgreeAndWhatIsNotFiniteHasNoOpinion() {
    Random random = new Random(3);
    IllegalArgumentException e = assertThrows(IllegalArgumentException.class,
        () -> Superposition.rmsd(cloud(random, 4), cloud(random, 5)));
    assertEquals("rmsd: needs traces of one length, got 4 and 5 residues", e.getMessage());
    FragmentLibrary library = Proteins.library();
    assertThrows(IllegalArgumentException.class, () -> library.nearest(cloud(random, 31)));
    double[] broken = new double[96];
    broken[5] = Double.NaN;
    assertTrue(Double.isNaN(library.nearest(new Backbone(broken))));
  }
}
