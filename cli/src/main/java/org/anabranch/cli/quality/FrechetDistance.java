package org.anabranch.cli.quality;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;

/**
 * The Frechet distance of two Gaussians fitted to feature sets,
 *
 * <pre>
 *   d = |m1 - m2|^2 + tr(C1 + C2 - 2 (C1 C2)^(1/2))
 * </pre>
 *
 * (Dowson and Landau 1982; Heusel et al. 2017). The trace of the root is taken through the symmetric matrix
 * {@code sqrt(C1) C2 sqrt(C1)}, which has the eigenvalues of {@code C1 C2}; so singular covariances, of fewer vectors than
 * dimensions, are no special case. Eigenvalues that rounding made negative count as 0.
 *
 * <p><b>Bias.</b> The estimate is biased upwards, by O(1/n): two sets of the same law have a positive distance, that shrinks as
 * they grow. Compare distances of equal n only, and say the n.
 */
public final class FrechetDistance {
  private FrechetDistance() {}

  /**
   * The distance, in squared feature units; 0 for equal statistics, up to rounding.
   *
   * @throws IllegalArgumentException if the widths differ
   */
  public static double between(FeatureStatistics a, FeatureStatistics b) {
    int width = a.width();
    if (width != b.width()) {
      throw new IllegalArgumentException("frechet distance: the sets must have one width, got " + width + " and " + b.width());
    }
    double distance = 0;
    for (int i = 0; i < width; i++) {
      double gap = a.mean()[i] - b.mean()[i];
      distance += gap * gap + a.covariance()[i * width + i] + b.covariance()[i * width + i];
    }
    return Math.max(0, distance - 2 * traceOfRoot(a.covariance(), b.covariance(), width));
  }

  /** tr (A B)^(1/2) of two symmetric matrices without negative eigenvalues. */
  private static double traceOfRoot(double[] a, double[] b, int width) {
    DMatrixRMaj root = root(new DMatrixRMaj(width, width, true, a));
    DMatrixRMaj half = new DMatrixRMaj(width, width);
    DMatrixRMaj product = new DMatrixRMaj(width, width);
    CommonOps_DDRM.mult(root, new DMatrixRMaj(width, width, true, b), half);
    CommonOps_DDRM.mult(half, root, product);
    EigenDecomposition_F64<DMatrixRMaj> eigen = decompose(symmetric(product), false);
    double trace = 0;
    for (int i = 0; i < width; i++) {
      trace += StrictMath.sqrt(Math.max(0, eigen.getEigenvalue(i).getReal()));
    }
    return trace;
  }

  /** The symmetric root: sum over i of sqrt(l_i) v_i v_i^T. */
  private static DMatrixRMaj root(DMatrixRMaj matrix) {
    int n = matrix.getNumRows();
    EigenDecomposition_F64<DMatrixRMaj> eigen = decompose(matrix, true);
    DMatrixRMaj root = new DMatrixRMaj(n, n);
    for (int i = 0; i < n; i++) {
      DMatrixRMaj v = eigen.getEigenVector(i);
      CommonOps_DDRM.multAddTransB(StrictMath.sqrt(Math.max(0, eigen.getEigenvalue(i).getReal())), v, v, root);
    }
    return root;
  }

  private static EigenDecomposition_F64<DMatrixRMaj> decompose(DMatrixRMaj matrix, boolean vectors) {
    EigenDecomposition_F64<DMatrixRMaj> eigen = DecompositionFactory_DDRM.eig(matrix.getNumRows(), vectors, true);
    if (!eigen.decompose(matrix.copy())) {
      throw new IllegalStateException("frechet distance: the eigenvalues of a " + matrix.getNumRows() + " x "
          + matrix.getNumCols() + " covariance did not converge");
    }
    return eigen;
  }

  private static DMatrixRMaj symmetric(DMatrixRMaj m) {
    DMatrixRMaj out = new DMatrixRMaj(m.getNumRows(), m.getNumCols());
    CommonOps_DDRM.transpose(m, out);
    CommonOps_DDRM.add(0.5, m, 0.5, out, out);
    return out;
  }
}
