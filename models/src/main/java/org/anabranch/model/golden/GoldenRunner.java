package org.anabranch.model.golden;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.anabranch.engine.Kernels;
import org.anabranch.engine.Shape;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.WeightFormat;
import org.anabranch.model.checkpoint.CheckpointException;
import org.anabranch.model.checkpoint.SafetensorsWriter;

/**
 * Computes the outputs of one fixture folder from its inputs, weights and config alone.
 *
 * <p>Threading: one thread at a time.
 */
public interface GoldenRunner {
  /** The families that {@link #of} knows. */
  Set<String> FAMILIES = Set.of("dit", "sit", "mdlm", "llada", "dream", "bert",
      "ode_solvers", "sde_solvers", "sit_transport", "flow_matching", "search_fk", "search_rbf", "autoencoderkl");

  /** The outputs that are written when there is no reference to ask: derived from the inputs and the config. */
  Set<String> names();

  /**
   * Computes an output.
   *
   * @param name  the output's name without prefix
   * @param shape the reference's shape where there is one, which settles what the inputs leave open (how many rows or states
   *              were stored)
   * @return empty if nothing here computes an output of this name
   */
  Optional<Tensor> compute(String name, Optional<Shape> shape);

  /** What an output may be off by beyond rounding, relative to the largest reference value: an adaptive solver's tolerance. */
  default double looseness(String name) {
    return 0;
  }

  /** Whether an output is a count that need not be equal, such as the steps of an adaptive solver. */
  default boolean isInformational(String name) {
    return false;
  }

  /** Whether there is a runner for the folder's family. */
  static boolean knows(GoldenFolder folder) {
    return FAMILIES.contains(folder.family());
  }

  /** As {@link #of(GoldenFolder, WeightFormat, Kernels)} in fp32. */
  static GoldenRunner of(GoldenFolder folder, Kernels kernels) {
    return of(folder, WeightFormat.F32, kernels);
  }

  /**
   * The runner for a folder's family.
   *
   * @throws CheckpointException if the family is unknown
   */
  static GoldenRunner of(GoldenFolder folder, WeightFormat format, Kernels kernels) {
    return switch (folder.family()) {
      case "dit", "sit" -> new DiffusionTransformerGolden(folder, format, kernels);
      case "mdlm" -> new MdlmGolden(folder, format, kernels);
      case "llada", "dream" -> new LlamaGolden(folder, format, kernels);
      case "bert" -> new BertGolden(folder, format, kernels);
      case "autoencoderkl" -> new VaeGolden(folder, kernels);
      case "ode_solvers" -> new OdeSolversGolden(folder, kernels);
      case "sde_solvers" -> new SdeSolversGolden(folder);
      case "sit_transport" -> new SitTransportGolden(folder);
      case "flow_matching" -> new FlowMatchingGolden(folder, kernels);
      case "search_fk" -> new FkGolden(folder);
      case "search_rbf" -> new RbfGolden(folder, kernels);
      default -> throw new CheckpointException("golden: " + folder.path()
          + " must be of a family among " + new TreeSet<>(FAMILIES) + ", by its config's _class_name or its inputs, it is '"
          + folder.family() + "'");
    };
  }

  /** Compares every output of a folder that has a reference, computed in fp32. */
  static List<Gate.Result> check(GoldenFolder folder, Kernels kernels) {
    GoldenRunner runner = of(folder, kernels);
    List<Gate.Result> results = new ArrayList<>();
    for (String name : folder.outputs()) {
      GoldenFolder.Reference reference = folder.reference(name).orElseThrow();
      results.add(runner.compute(name, Optional.of(reference.value().shape()))
          .map(ours -> runner.isInformational(name) ? Gate.inform(name, ours, reference)
              : Gate.compare(name, ours, reference, folder.yardstick(name), runner.looseness(name)))
          .orElseGet(() -> Gate.notComputed(name)));
    }
    return results;
  }

  /**
   * Computes every output from the inputs, reading no reference, and writes them as {@code out.NAME}.
   *
   * <p>The outputs are those that the inputs and the config let one expect, and those that the folder's yardstick names, where it
   * has one; its shapes then say how many rows or states each holds. A yardstick does not name exact outputs.
   *
   * @return how many
   */
  static int write(GoldenFolder folder, WeightFormat format, Kernels kernels, Path file) {
    GoldenRunner runner = of(folder, format, kernels);
    Map<String, Shape> expected = folder.expectedShapes();
    Map<String, Tensor> out = new LinkedHashMap<>();
    Set<String> names = new LinkedHashSet<>(expected.keySet());
    names.addAll(runner.names());
    for (String name : names) {
      runner.compute(name, Optional.ofNullable(expected.get(name))).ifPresent(t -> out.put("out." + name, t));
    }
    SafetensorsWriter.write(file, out, Map.of());
    return out.size();
  }
}
