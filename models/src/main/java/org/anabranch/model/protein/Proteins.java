package org.anabranch.model.protein;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.anabranch.engine.Kernels;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.WeightFormat;
import org.anabranch.model.BundledModels;
import org.anabranch.model.DiffusionTransformer;
import org.anabranch.model.DiffusionTransformerConfig;
import org.anabranch.model.DiffusionTransformerWeights;
import org.anabranch.model.Guidance;
import org.anabranch.model.SitField;
import org.anabranch.model.checkpoint.Bundle;
import org.anabranch.model.checkpoint.Safetensors;

/**
 * The bundled protein backbones: a flow of the C-alpha traces of 32 residues by class of fold, and real fragments held out from its
 * training.
 *
 * <p>Samples are [32, 3] in units of {@value #SCALE} Angstrom, centred, in the frame of their principal axes. Classes are
 * {@link #CLASSES}, 4 is the null class. A toy: fragments, not whole proteins, and no side chain.
 */
public final class Proteins {
  /** Angstrom per unit of a sample. */
  public static final double SCALE = 10;
  /** The classes by their ids, as DSSP would call the fragments. */
  public static final List<String> CLASSES = List.of("alpha", "beta", "alpha/beta", "other");

  private static final String FOLDER = BundledModels.PROTEIN;
  private static final int ENTRY_LETTERS = 4;

  private final DiffusionTransformerWeights weights;

  private Proteins(WeightFormat format) {
    weights = DiffusionTransformerWeights.load(BundledModels.checkpoint(FOLDER), format);
  }

  /** Loads the model in fp32. */
  public static Proteins load() {
    return load(WeightFormat.F32);
  }

  /** Loads the model with the matrices of its blocks in a format. */
  public static Proteins load(WeightFormat format) {
    return new Proteins(format);
  }

  /** The config of the flow. */
  public DiffusionTransformerConfig config() {
    return weights.config();
  }

  /** The flow's velocity. */
  public SitField field(Kernels kernels, Optional<Guidance> guidance) {
    return new SitField(new DiffusionTransformer(weights, kernels), guidance);
  }

  /** The trace of row i of samples [rows, 32, 3]. */
  public static Backbone backbone(Tensor samples, int i) {
    return Backbone.of(samples, i, SCALE);
  }

  /** The 2,042 held-out fragments; read anew each time. */
  public static List<Backbone> heldOut() {
    Tensor xyz = file().tensor("ca_angstrom");
    List<Backbone> out = new ArrayList<>(xyz.rows());
    for (int i = 0; i < xyz.rows(); i++) {
      out.add(Backbone.of(xyz, i, 1));
    }
    return out;
  }

  /** The classes of the held-out fragments. */
  public static int[] heldOutClasses() {
    return file().tensor("class").toInts();
  }

  /**
   * The held-out fragments as a library. No training fragment is of the same PDB entry as any of them; homologous entries may be
   * on both sides.
   */
  public static FragmentLibrary library() {
    List<String> entries = new String(Bundle.bytes(FOLDER, "eval_ids.txt"), StandardCharsets.US_ASCII).lines()
        .map(id -> id.substring(0, ENTRY_LETTERS)).toList();
    return new FragmentLibrary(heldOut(), entries);
  }

  private static Safetensors file() {
    return Bundle.safetensors(FOLDER, "eval.safetensors");
  }
}
