package org.anabranch.model.checkpoint;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * {@code model.safetensors.index.json}: which file of the folder holds which tensor.
 *
 * <p>Shard names must be plain file names, so that an index cannot reach outside its folder.
 */
final class ShardIndex {
  private ShardIndex() {}

  /**
   * Opens all shards of an index.
   *
   * @return the shard that holds each tensor
   * @throws CheckpointException naming the shard or tensor that is missing, doubled or not listed
   */
  static Map<String, Safetensors> open(Path index) {
    Map<String, String> weightMap = weightMap(index);
    Map<String, Safetensors> shards = new LinkedHashMap<>();
    Map<String, Safetensors> owner = new LinkedHashMap<>();
    for (String shard : weightMap.values()) {
      if (!shards.containsKey(shard)) {
        shards.put(shard, openShard(index, shard));
      }
    }
    shards.forEach((shard, file) -> {
      for (String tensor : file.names()) {
        Safetensors other = owner.put(tensor, file);
        if (other != null) {
          throw new CheckpointException("weights: tensor " + tensor + " must be in one shard, it is in " + other.name()
              + " and in " + file.name());
        }
        if (!weightMap.containsKey(tensor)) {
          throw new CheckpointException("weights: tensor " + tensor + " of shard " + shard + " is missing from the index "
              + index);
        }
      }
    });
    weightMap.forEach((tensor, shard) -> {
      if (!shards.get(shard).has(tensor)) {
        throw new CheckpointException("weights: the index says that tensor " + tensor + " is in " + shard + ", it is not");
      }
    });
    return owner;
  }

  private static Safetensors openShard(Path index, String shard) {
    boolean plain = !shard.isEmpty() && shard.chars().noneMatch(c -> c == '/' || c == '\\' || c == 0)
        && !shard.equals(".") && !shard.equals("..");
    if (!plain) {
      throw new CheckpointException("weights: a shard in " + index + " must be a plain file name, got '" + shard + "'");
    }
    Path file = index.resolveSibling(shard);
    if (!Files.isRegularFile(file)) {
      throw new CheckpointException("weights: shard " + shard + " is named by " + index + " and missing from its folder");
    }
    return Safetensors.open(file);
  }

  private static Map<String, String> weightMap(Path index) {
    byte[] json;
    try {
      json = Files.readAllBytes(index);
    } catch (IOException e) {
      throw new CheckpointException("weights: cannot read " + index + ": " + FileErrors.reason(e), e);
    }
    Object map = StrictJson.object(json, "weights: the index " + index).get("weight_map");
    if (!(map instanceof Map<?, ?> entries)) {
      throw new CheckpointException("weights: the index " + index + " must hold an object under 'weight_map', it holds "
          + (map == null ? "none" : map));
    }
    Map<String, String> out = new LinkedHashMap<>();
    entries.forEach((tensor, shard) -> {
      if (!(shard instanceof String s)) {
        throw new CheckpointException("weights: the index " + index + " must map tensor " + tensor + " to a file name, got "
            + shard);
      }
      out.put((String) tensor, s);
    });
    if (out.isEmpty()) {
      throw new CheckpointException("weights: the index " + index + " names no tensor");
    }
    return out;
  }
}
