package org.anabranch.jmh.bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.anabranch.cli.Main;
import org.anabranch.jmh.peer.OwnProcess;
import org.anabranch.jmh.peer.PeerException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The same command in a process of a library's own, which measures ours beside the library: the ratios are taken in there, and
 * ours is the reference that ties them to the other peers'.
 */
final class OtherProcess {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  /** What it measured: timings by shape and peer, and what each peer says about itself. */
  record Result(Map<String, Map<String, Timing>> rows, Map<String, String> about, Optional<String> error) {}

  private OtherProcess() {}

  /**
   * Runs {@code bench} there and waits.
   *
   * @param name      of the peer
   * @param arguments the command line after {@code anabranch}, with {@code --json}
   * @throws PeerException if it fails or dies
   */
  static Result run(String name, OwnProcess process, List<String> arguments) {
    return parse(json(name, process, arguments));
  }

  /** As {@link #run}, the object that was printed. */
  static JsonNode json(String name, OwnProcess process, List<String> arguments) {
    List<String> command = Jvm.like(process.options(), process.classPath(), Main.class.getName());
    command.addAll(arguments);
    Jvm.Ended ended = Jvm.wait(name, command);
    int code = ended.code();
    JsonNode json;
    try {
      json = MAPPER.readTree(ended.out());
    } catch (JacksonException e) {
      throw new PeerException(name + ": its process ended with code " + code + " and no result", e);
    }
    if (!json.path("rows").isArray()) {
      throw new PeerException(json.path("error").asString(name + ": its process ended with code " + code + " and no result"));
    }
    return json;
  }

  private static Result parse(JsonNode json) {
    Map<String, Map<String, Timing>> rows = new LinkedHashMap<>();
    for (JsonNode row : json.path("rows")) {
      Map<String, Timing> peers = new LinkedHashMap<>();
      row.path("peers").propertyNames().forEach(p -> peers.put(p, new Timing(number(row, "peers", p), number(row, "peersMedian", p),
          number(row, "ratios", p), number(row, "ratiosMedian", p))));
      rows.put(row.path("shape").asString(), peers);
    }
    Map<String, String> about = new LinkedHashMap<>();
    json.path("peers").properties().forEach(e -> about.put(e.getKey(), e.getValue().asString()));
    return new Result(rows, about, Optional.ofNullable(json.path("error").asString(null)));
  }

  private static double number(JsonNode row, String table, String peer) {
    return row.path(table).path(peer).asDouble(Double.NaN);
  }
}
