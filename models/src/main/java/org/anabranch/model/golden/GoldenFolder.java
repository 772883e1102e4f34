package org.anabranch.model.golden;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.anabranch.engine.Shape;
import org.anabranch.engine.Tensor;
import org.anabranch.model.checkpoint.Checkpoint;
import org.anabranch.model.checkpoint.CheckpointException;
import org.anabranch.model.checkpoint.ConfigReader;
import org.anabranch.model.checkpoint.Safetensors;
import tools.jackson.core.JacksonException;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A fixture folder: {@code weights.safetensors}, {@code config.json}, {@code io.safetensors} with inputs {@code in.*} and
 * reference results {@code out.*} (the official code in fp32, or exact integers) and {@code out64.*} (the same in float64), and
 * {@code yardstick.json} with the fp32 code's own distance from float64.
 *
 * <p>Immutable and thread-safe but for {@link #checkpoint()}, which opens the weights anew.
 */
public final class GoldenFolder {
  private static final String IO = "io.safetensors";
  private static final String IN = "in.";
  private static final String OUT = "out.";
  private static final String OUT64 = "out64.";
  private static final JsonMapper MAPPER = JsonMapper.builder().enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS).build();

  private static final String ODE_SOLVERS = "ode_solvers";
  /** Libraries, which have no config, with inputs that give each of them away. */
  private static final Map<String, List<String>> LIBRARIES = Map.of("sde_solvers", List.of("W", "U", "t", "y0"),
      "sit_transport", List.of("model_out", "t", "x", "x0", "x1"), "flow_matching", List.of("model_out", "snr", "vel.W", "xt"),
      "search_fk", List.of("rewards", "u"), "search_rbf", List.of("V", "W", "b", "target", "run.init", "run.noise"));

  private final Path folder;
  private final Safetensors io;
  private final JsonNode yardstick;

  private GoldenFolder(Path folder, Safetensors io, JsonNode yardstick) {
    this.folder = folder;
    this.io = io;
    this.yardstick = yardstick;
  }

  /** A reference result and whether it was computed in float64. */
  public record Reference(Tensor value, boolean wide) {}

  /** Opens a folder; a missing yardstick counts as empty. */
  public static GoldenFolder open(Path folder) {
    Path file = folder.resolve("yardstick.json");
    try {
      JsonNode yardstick = MAPPER.readTree(Files.exists(file) ? Files.readAllBytes(file) : "{}".getBytes());
      return new GoldenFolder(folder, Safetensors.open(folder.resolve(IO)), yardstick);
    } catch (IOException | JacksonException e) {
      throw new CheckpointException("golden: cannot read " + file + ": " + e.getMessage(), e);
    }
  }

  /** The fixture folders at or directly under a path, by name. */
  public static List<Path> under(Path path) {
    if (Files.isRegularFile(path.resolve(IO))) {
      return List.of(path);
    }
    try (Stream<Path> children = Files.list(path)) {
      return children.filter(c -> Files.isRegularFile(c.resolve(IO))).sorted().toList();
    } catch (IOException e) {
      throw new CheckpointException("golden: cannot list " + path + ": " + e.getMessage(), e);
    }
  }

  /** The folder. */
  public Path path() {
    return folder;
  }

  /** The folder's own name. */
  public String name() {
    return folder.toAbsolutePath().normalize().getFileName().toString();
  }

  /**
   * The family in lower case: {@code _class_name} or {@code model_type} of the config; without a config the library whose inputs the
   * folder has, empty if none is known by them.
   */
  public String family() {
    Path config = folder.resolve("config.json");
    if (!Files.isRegularFile(config)) {
      return LIBRARIES.entrySet().stream().filter(e -> e.getValue().stream().allMatch(this::hasInput)).map(Map.Entry::getKey)
          .findFirst().orElseGet(() -> inputs().stream().anyMatch(n -> n.endsWith(".y0")) ? ODE_SOLVERS : "");
    }
    ConfigReader json = ConfigReader.open(config);
    return json.text("_class_name").or(() -> json.text("model_type")).orElse("").toLowerCase(Locale.ROOT);
  }

  /** The weights and config. */
  public Checkpoint checkpoint() {
    return Checkpoint.open(folder);
  }

  /** A number among the constants of the folder's problems, {@code params.json}, by its path. */
  public OptionalDouble parameter(String... path) {
    Path file = folder.resolve("params.json");
    try {
      JsonNode node = MAPPER.readTree(Files.exists(file) ? Files.readAllBytes(file) : "{}".getBytes());
      for (String key : path) {
        node = node.isArray() ? node.path(Integer.parseInt(key)) : node.path(key);
      }
      return node.isNumber() ? OptionalDouble.of(node.asDouble()) : OptionalDouble.empty();
    } catch (IOException | JacksonException e) {
      throw new CheckpointException("golden: cannot read " + file + ": " + e.getMessage(), e);
    }
  }

  /** Names of all inputs, without prefix, sorted. */
  public List<String> inputs() {
    return io.names().stream().filter(n -> n.startsWith(IN)).map(n -> n.substring(IN.length())).sorted().toList();
  }

  /** Whether there is an input {@code in.NAME}. */
  public boolean hasInput(String name) {
    return io.has(IN + name);
  }

  /** The input {@code in.NAME}, off-heap. */
  public Tensor input(String name) {
    return io.tensor(IN + name);
  }

  /** The input {@code in.NAME} in F64 on the heap. */
  public Tensor wideInput(String name) {
    Tensor narrow = input(name);
    double[] values = new double[Math.toIntExact(narrow.size())];
    Arrays.setAll(values, narrow::get);
    return Tensor.of(values, narrow.shape().toArray());
  }

  /** Names of all outputs, without prefix, sorted. */
  public List<String> outputs() {
    TreeSet<String> names = new TreeSet<>();
    for (String n : io.names()) {
      if (n.startsWith(OUT)) {
        names.add(n.substring(OUT.length()));
      } else if (n.startsWith(OUT64)) {
        names.add(n.substring(OUT64.length()));
      }
    }
    return List.copyOf(names);
  }

  /** The best reference for an output: float64 if it is stored, else fp32 or integers. */
  public Optional<Reference> reference(String name) {
    for (Map.Entry<String, Boolean> prefix : List.of(Map.entry(OUT64, true), Map.entry(OUT, false))) {
      if (io.has(prefix.getKey() + name)) {
        return Optional.of(new Reference(io.tensor(prefix.getKey() + name), prefix.getValue()));
      }
    }
    return Optional.empty();
  }

  /** The outputs that the yardstick knows with their shapes, in its order; empty if there is no yardstick. */
  public Map<String, Shape> expectedShapes() {
    Map<String, Shape> shapes = new LinkedHashMap<>();
    yardstick.properties().forEach(e -> {
      if (e.getValue().path("shape").isArray()) {
        int[] dims = new int[e.getValue().path("shape").size()];
        Arrays.setAll(dims, d -> e.getValue().path("shape").path(d).asInt());
        shapes.put(e.getKey(), Shape.of(dims));
      }
    });
    return shapes;
  }

  /** The fp32 code's largest distance from float64 in this output. */
  public OptionalDouble yardstick(String name) {
    JsonNode max = yardstick.path(name).path("max_abs");
    return max.isNumber() ? OptionalDouble.of(max.asDouble()) : OptionalDouble.empty();
  }
}
