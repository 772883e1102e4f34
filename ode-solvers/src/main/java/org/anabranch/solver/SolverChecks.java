package org.anabranch.solver;

import org.anabranch.engine.DType;
import org.anabranch.engine.Tensor;

/** What every solver of a field asks of its field and of a batch, each broken rule told with both values. */
final class SolverChecks {
  private SolverChecks() {}

  static void field(VelocityField field, int maxRows) {
    if (maxRows < 1) {
      throw new IllegalArgumentException("solver: maxRows must be >= 1, got " + maxRows);
    }
    if (field.dtype() != DType.F32 && field.dtype() != DType.F64) {
      throw new IllegalArgumentException("solver: states are F32 or F64, the field has " + field.dtype());
    }
  }

  static void batch(VelocityField field, Tensor start, int[] conditions) {
    if (start.dtype() != field.dtype() || !start.shape().equals(Shapes.batch(start.rows(), field.rowShape()))) {
      throw new IllegalArgumentException("solver: the field needs states [rows] x " + field.rowShape() + " of "
          + field.dtype() + ", got " + start.shape() + " of " + start.dtype());
    }
    if (conditions.length != start.rows()) {
      throw new IllegalArgumentException("solver: needs one condition per row, got " + conditions.length + " for "
          + start.rows() + " rows");
    }
    for (int condition : conditions) {
      field.checkCondition(condition);
    }
  }
}
