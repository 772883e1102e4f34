package org.anabranch.model.checkpoint;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.anabranch.engine.DType;
import org.anabranch.engine.Shape;
import org.anabranch.engine.Tensor;

/**
 * The weights of a model with its config: a folder, one file, or a folder of the jar.
 *
 * <p>In a folder the weights are the first of {@code model.safetensors.index.json}, {@code model.safetensors},
 * {@code weights.safetensors} and the only {@code *.safetensors}; the config is {@code config.json}.
 *
 * <p>Not thread-safe: a checkpoint remembers which tensors were used, see {@link #unused()}. The tensors may be shared.
 */
public final class Checkpoint {
  private static final String INDEX = "model.safetensors.index.json";
  private static final List<String> FILES = List.of("model.safetensors", "weights.safetensors");
  private static final String CONFIG = "config.json";

  private final String name;
  private final Map<String, Safetensors> owners;
  private final Optional<ConfigReader> config;
  private final Set<String> used = new LinkedHashSet<>();

  private Checkpoint(String name, Map<String, Safetensors> owners, Optional<ConfigReader> config) {
    this.name = name;
    this.owners = owners;
    this.config = config;
  }

  /**
   * Opens a checkpoint.
   *
   * @param path a folder, a safetensors file, or the index of a sharded checkpoint
   * @throws CheckpointException if there are no weights, more than one candidate, or a file breaks a rule
   */
  public static Checkpoint open(Path path) {
    if (!Files.exists(path)) {
      throw new CheckpointException("checkpoint: " + path + " does not exist");
    }
    Path weights = Files.isDirectory(path) ? weightsIn(path) : path;
    Map<String, Safetensors> owners = weights.getFileName().toString().endsWith(".json")
        ? ShardIndex.open(weights) : owners(Safetensors.open(weights));
    Path config = weights.toAbsolutePath().resolveSibling(CONFIG);
    return new Checkpoint(path.toString(), owners,
        Files.isRegularFile(config) ? Optional.of(ConfigReader.open(config)) : Optional.empty());
  }

  /**
   * Weights without a folder around them.
   *
   * @param config the config, empty where the model needs none
   */
  public static Checkpoint of(Safetensors weights, Optional<ConfigReader> config) {
    return new Checkpoint(weights.name(), owners(weights), config);
  }

  /** A checkpoint that ships in the jar: {@code model.safetensors} and {@code config.json} of that folder. */
  public static Checkpoint bundled(String folder) {
    Optional<ConfigReader> config = Optional.of(bundledConfig(folder));
    return new Checkpoint(folder, owners(Bundle.safetensors(folder, FILES.getFirst())), config);
  }

  /** The config alone of such a checkpoint. */
  public static ConfigReader bundledConfig(String folder) {
    return ConfigReader.parse(Bundle.bytes(folder, CONFIG), folder + "/" + CONFIG);
  }

  /** Where it was opened. */
  public String name() {
    return name;
  }

  /** A fresh reader of the config. */
  public ConfigReader config() {
    return config.orElseThrow(() -> new CheckpointException("checkpoint: " + name + " has no " + CONFIG)).fresh();
  }

  /** Whether there is a config. */
  public boolean hasConfig() {
    return config.isPresent();
  }

  /** All tensor names. */
  public Set<String> names() {
    return Collections.unmodifiableSet(owners.keySet());
  }

  /** Whether there is a tensor of this name. */
  public boolean has(String tensor) {
    return owners.containsKey(tensor);
  }

  /** Element type of a tensor. */
  public DType dtype(String tensor) {
    return owner(tensor).dtype(tensor);
  }

  /** Shape of a tensor. */
  public Shape shape(String tensor) {
    return owner(tensor).shape(tensor);
  }

  /** The strings that the files carry beside their tensors; of shards that disagree the first counts. */
  public Map<String, String> metadata() {
    Map<String, String> all = new LinkedHashMap<>();
    owners.values().stream().distinct().forEach(f -> f.metadata().forEach(all::putIfAbsent));
    return Collections.unmodifiableMap(all);
  }

  /** Elements of all tensors. */
  public long parameters() {
    return names().stream().mapToLong(n -> shape(n).size()).sum();
  }

  /** Bytes of all tensors, as they lie in the files. */
  public long bytes() {
    return names().stream().mapToLong(n -> shape(n).size() * dtype(n).bytes()).sum();
  }

  /**
   * A tensor of the shape that the config asks for, off-heap, with finite elements.
   *
   * @throws CheckpointException if it is missing (with the nearest names), has another shape, or holds NaN or infinity
   */
  public Tensor tensor(String tensor, int... shape) {
    Shape want = Shape.of(shape);
    Shape have = owner(tensor).shape(tensor);
    if (!have.equals(want)) {
      throw new CheckpointException("weights: tensor " + tensor + " has shape " + have + ", the config needs " + want);
    }
    return tensor(tensor);
  }

  /** A tensor of whatever shape, off-heap, with finite elements. */
  public Tensor tensor(String tensor) {
    Tensor t = owner(tensor).tensor(tensor);
    long bad = NonFinite.indexIn(t);
    if (bad >= 0) {
      throw new CheckpointException("weights: tensor " + tensor + " holds " + describe(t.get(bad)) + " at element " + bad);
    }
    used.add(tensor);
    return t;
  }

  /** Tensors that nobody has asked for yet: after a model is loaded, those that it ignores. */
  public List<String> unused() {
    return names().stream().filter(n -> !used.contains(n)).sorted().toList();
  }

  private static String describe(double v) {
    return Double.isNaN(v) ? "NaN" : v > 0 ? "+infinity" : "-infinity";
  }

  private Safetensors owner(String tensor) {
    Safetensors owner = owners.get(tensor);
    if (owner == null) {
      throw new CheckpointException("weights: tensor " + tensor + " is missing from " + name
          + Names.nearestClause(tensor, owners.keySet()));
    }
    return owner;
  }

  private static Map<String, Safetensors> owners(Safetensors file) {
    Map<String, Safetensors> out = new LinkedHashMap<>();
    file.names().forEach(n -> out.put(n, file));
    return out;
  }

  private static Path weightsIn(Path folder) {
    Path index = folder.resolve(INDEX);
    if (Files.isRegularFile(index)) {
      return index;
    }
    for (String f : FILES) {
      if (Files.isRegularFile(folder.resolve(f))) {
        return folder.resolve(f);
      }
    }
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> found = files.filter(f -> f.getFileName().toString().endsWith(".safetensors")).sorted().toList();
      if (found.size() == 1) {
        return found.getFirst();
      }
      throw new CheckpointException("checkpoint: " + folder + " must hold " + INDEX + ", " + FILES.get(0) + ", " + FILES.get(1)
          + " or one *.safetensors, it holds " + (found.isEmpty() ? "none" : found.stream().map(Path::getFileName).toList()));
    } catch (IOException e) {
      throw new CheckpointException("checkpoint: cannot list " + folder + ": " + FileErrors.reason(e), e);
    }
  }
}
