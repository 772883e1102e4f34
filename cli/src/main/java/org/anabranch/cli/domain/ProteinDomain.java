package org.anabranch.cli.domain;

import java.awt.image.BufferedImage;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.anabranch.cli.image.Png;
import org.anabranch.cli.image.TraceImages;
import org.anabranch.engine.Kernels;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.WeightFormat;
import org.anabranch.model.BundledModels;
import org.anabranch.model.DiffusionTransformerConfig;
import org.anabranch.model.Guidance;
import org.anabranch.model.SitField;
import org.anabranch.model.protein.Backbone;
import org.anabranch.model.protein.BackboneGeometry;
import org.anabranch.model.protein.FragmentLibrary;
import org.anabranch.model.protein.PdbFile;
import org.anabranch.model.protein.Proteins;
import org.anabranch.model.protein.SmoothEnergy;
import org.anabranch.search.DifferentiableVerifier;
import org.anabranch.search.Guide;
import org.anabranch.search.Verifier;

/**
 * The bundled protein backbones: a condition is a class of fold, the geometry picks, and the distance to the nearest real fragment
 * judges. Of the measures only that distance is held out: validity counts the same faults as the energy.
 */
public final class ProteinDomain implements FlowDomain {
  private static final String ENERGY = "energy";
  private static final Sampling DETERMINISTIC = Sampling.of("euler", 20, "uniform");
  private static final Sampling STOCHASTIC = Sampling.of("sde", 20, "uniform");
  private static final Map<String, ToDoubleFunction<BackboneGeometry>> SCORES = scores();
  private static final int COLUMNS = 8;

  private final Proteins proteins;
  private final FragmentLibrary library = Proteins.library();

  /** Loads the model with its weights in a format. */
  public ProteinDomain(WeightFormat format) {
    proteins = Proteins.load(format);
  }

  /** Faults count below zero, wanted shares above. */
  private static Map<String, ToDoubleFunction<BackboneGeometry>> scores() {
    Map<String, ToDoubleFunction<BackboneGeometry>> all = new LinkedHashMap<>();
    all.put(ENERGY, g -> -g.energy());
    all.put("bonds", g -> -g.bondError());
    all.put("clashes", g -> -g.clashes());
    all.put("angles", g -> -g.angleViolations());
    all.put("left-handed", g -> -g.leftHanded());
    all.put("radius", g -> -g.radiusOfGyration());
    all.put("helix", BackboneGeometry::helix);
    all.put("strand", BackboneGeometry::strand);
    return all;
  }

  @Override
  public String name() {
    return BundledModels.PROTEIN;
  }

  @Override
  public String conditionKind() {
    return "class";
  }

  @Override
  public String condition(int id) {
    return conditionKind() + " " + (id < conditions() ? Proteins.CLASSES.get(id) : "none");
  }

  @Override
  public DiffusionTransformerConfig config() {
    return proteins.config();
  }

  @Override
  public SitField field(Kernels kernels, Optional<Guidance> guidance) {
    return proteins.field(kernels, guidance);
  }

  @Override
  public Sampling standard(boolean branching) {
    return branching ? STOCHASTIC : DETERMINISTIC;
  }

  @Override
  public List<String> verifiers() {
    return List.copyOf(SCORES.keySet());
  }

  @Override
  public Verifier verifier(String name, Kernels kernels) {
    ToDoubleFunction<BackboneGeometry> score = SCORES.get(name);
    if (score == null) {
      throw new IllegalArgumentException("verifier: no verifier is named '" + name + "', there are " + verifiers());
    }
    return Verifier.of(name, (samples, classes, out) -> measure(samples, out,
        b -> score.applyAsDouble(BackboneGeometry.of(b))));
  }

  @Override
  public Optional<Guide> guide(String name, Kernels kernels) {
    return name.equals(ENERGY) ? Optional.of(new Guide(new Smooth())) : Optional.empty();
  }

  /** The faults as a function with a gradient, counted below zero. */
  private static final class Smooth implements DifferentiableVerifier {
    @Override
    public String name() {
      return "smooth energy";
    }

    @Override
    public void score(Tensor samples, int[] classes, double[] out) {
      measure(samples, out, b -> -SmoothEnergy.of(b));
    }

    @Override
    public void score(Tensor samples, int[] classes, double[] out, Tensor gradients) {
      int n = samples.rowSize();
      double[] slope = new double[n];
      for (int i = 0; i < out.length; i++) {
        out[i] = -SmoothEnergy.of(Proteins.backbone(samples, i), slope);
        for (int j = 0; j < n; j++) {
          gradients.floats()[gradients.offset() + i * n + j] = (float) (-Proteins.SCALE * slope[j]);
        }
      }
    }
  }

  @Override
  public List<Measure> measures(Kernels kernels) {
    return List.of(
        new Measure("RMSD", "A", false, 3, (samples, classes, out) -> measure(samples, out, library::nearest)),
        new Measure("relaxed valid", Measure.SHARE, true, 3, (samples, classes, out) -> measure(samples, out,
            b -> BackboneGeometry.of(b).relaxedValid() ? 1 : 0)),
        new Measure("strictly valid", Measure.SHARE, true, 3, (samples, classes, out) -> measure(samples, out,
            b -> BackboneGeometry.of(b).strictlyValid() ? 1 : 0)));
  }

  private static void measure(Tensor samples, double[] out, ToDoubleFunction<Backbone> of) {
    for (int i = 0; i < out.length; i++) {
      out[i] = of.applyAsDouble(Proteins.backbone(samples, i));
    }
  }

  @Override
  public String title(String verifier) {
    return verifier.equals("helix") || verifier.equals("strand") ? "share of " + verifier : "-" + verifier;
  }

  @Override
  public String describe(String verifier, int condition, double score) {
    return String.format(Locale.ROOT, "%s = %.6f", title(verifier), score);
  }

  @Override
  public List<String> lines(Tensor sample, int condition) {
    Backbone b = Proteins.backbone(Samples.one(sample), 0);
    BackboneGeometry g = BackboneGeometry.of(b);
    StringBuilder folds = new StringBuilder();
    for (int i = 0; i + 3 < b.residues(); i++) {
      folds.append(switch (BackboneGeometry.fold(b, i)) {
        case HELIX -> 'H';
        case LEFT_HANDED -> 'L';
        case STRAND -> 'E';
        case COIL -> '-';
      });
    }
    return List.of("fold   -" + folds + "--   (H helix, E strand, L left-handed helix)",
        String.format(Locale.ROOT, "bonds  %.3f A off, %.0f %% beyond 0.3 A; %d clashes; radius %.2f A", g.bondError(),
            100 * g.bondViolations(), g.clashes(), g.radiusOfGyration()),
        "valid  " + (g.strictlyValid() ? "strictly" : g.relaxedValid() ? "by the relaxed rules" : "no"));
  }

  @Override
  public Optional<BufferedImage> picture(Tensor samples, int columns) {
    return Optional.of(TraceImages.grid(traces(samples), columns));
  }

  @Override
  public Map<String, SampleEncoder> encoders() {
    return Map.of(
        ".pdb", (samples, classes) -> PdbFile.text(traces(samples), remarks(classes)).getBytes(StandardCharsets.US_ASCII),
        ".png", (samples, classes) -> Png.bytes(TraceImages.grid(traces(samples), COLUMNS)));
  }

  private List<String> remarks(int[] classes) {
    List<String> out = new ArrayList<>();
    out.add("Anabranch, C-alpha traces of 32 residues drawn from a flow; no sequence");
    for (int i = 0; i < classes.length; i++) {
      out.add("model " + (i + 1) + ": " + condition(classes[i]));
    }
    return out;
  }

  private static List<Backbone> traces(Tensor samples) {
    return IntStream.range(0, samples.rows()).mapToObj(i -> Proteins.backbone(samples, i)).toList();
  }
}
