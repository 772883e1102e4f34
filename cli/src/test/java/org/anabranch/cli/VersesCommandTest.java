package org.anabranch.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.anabranch.model.checkpoint.Safetensors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The commands on the model text. */
final class VersesCommandTest {
  private static final String PROMPT = "in the beginning ___ created the heaven";

  @TempDir
  private Path folder;

  @Test
  void freeTextIsShownJudgedAndWritten() throws IOException {
    Path out = folder.resolve("texts.txt");
    Run run = Run.of("sample", "text", "--rows", 2, "--length", 24, "--steps", 6, "--temperature", .8, "--top-p", .95, "--out", out);
    assertEquals(0, run.code(), run.err());
    assertEquals(2, Files.readAllLines(out).size());
    assertTrue(run.out().contains("free text, row 1, judge "), run.out());
    assertTrue(run.out().contains("judge, nats per token "), run.out());
    assertTrue(run.out().contains("12 evaluations"), run.out());
  }

  @Test
  void rowsTogetherAreRowsAlone() {
    Path all = folder.resolve("all.safetensors");
    Path one = folder.resolve("one.safetensors");
    assertEquals(0, Run.of("sample", "text", "--length", 16, "--steps", 4, "--rows", 3, "--threads", 2, "--out", all).code());
    assertEquals(0, Run.of("sample", "text", "--length", 16, "--steps", 4, "--rows", 1, "--first-row", 2, "--threads", 1, "--out",
        one).code());
    assertArrayEquals(Safetensors.open(all).tensor("samples").rows(2, 1).toInts(), Safetensors.open(one).tensor("samples").toInts());
  }

  @Test
  void anInfillKeepsThePromptAndTellsProbabilities() {
    Run run = Run.of("search", "text", "--infill", PROMPT, "--algorithm", "best-of-n", "--evaluations", 12, "--steps", 3, "--json");
    assertEquals(0, run.code(), run.err());
    JsonNode json = run.json();
    assertEquals("trigram", json.get("verifier").asString());
    assertTrue(json.get("ledger").get("used").asLong() <= 12);
    JsonNode sample = json.get("sample");
    String text = sample.get("text").asString();
    assertTrue(text.startsWith("in the beginning") && text.endsWith(" created the heaven"), text);
    assertEquals(3, sample.get("tokens").size());
    StringBuilder filled = new StringBuilder("in the beginning");
    for (JsonNode token : sample.get("tokens")) {
      filled.append(token.get("token").asString());
      double p = token.get("probability").asDouble();
      double alone = token.get("probabilityFromPrompt").asDouble();
      assertTrue(p > 0 && p <= 1 && alone > 0 && alone <= 1, token.toString());
      assertEquals(3, token.get("likeliest").size());
      double before = 1;
      for (JsonNode q : token.get("likeliest")) {
        assertTrue(q.asDouble() <= before);
        before = q.asDouble();
      }
    }
    assertEquals(filled + " created the heaven", text);
  }

  /** One open token: what the rest says of it and what the prompt says of it are the same question. */
  @Test
  void oneOpenTokenHasOneProbability() {
    Run run = Run.of("sample", "text", "--infill", "and god said, let there be _: and there was light.", "--rows", 1, "--temperature",
        0, "--steps", 1, "--json");
    assertEquals(0, run.code(), run.err());
    JsonNode token = run.json().get("samples").get(0).get("tokens").get(0);
    assertEquals(token.get("probability").asDouble(), token.get("probabilityFromPrompt").asDouble());
    assertEquals(token.get("likeliest").iterator().next().asDouble(), token.get("probability").asDouble());
  }

  @Test
  void bothVerifiersPickAndTheJudgeIsNone() {
    Run run = Run.of("search", "text", "--index", 1, "--length", 16, "--algorithm", "best-of-n", "--evaluations", 8, "--steps", 4,
        "--verifier", "pseudo-likelihood", "--json");
    assertEquals(0, run.code(), run.err());
    assertEquals(2 * 15, run.json().get("ledger").get("verifierCost").asDouble());
    Run curve = Run.of("curve", "text", "--algorithms", "best-of-n", "--conditions", "0,1", "--seeds", 1, "--budgets", "2,4", "--steps",
        2, "--json");
    assertEquals(0, curve.code(), curve.err());
    Run unknown = Run.of("search", "text", "--algorithm", "best-of-n", "--evaluations", 48, "--verifier", "judge");
    assertEquals(2, unknown.code());
    assertTrue(unknown.message().contains("[trigram, pseudo-likelihood, likelihood]"), unknown.message());
  }

  @Test
  void promptsThatCannotBeFilledAreOneSentence() {
    refused("infill: needs a blank, such as ___ for three tokens or _{8} for eight, got 'in the beginning'", "text", "--infill",
        "in the beginning");
    refused("infill: no token stands for '1'; there are the letters, the space and !'(),-.:;?", "text", "--infill", "in 1 ___");
    refused("infill: the model reads at most 128 tokens, the beginning of a verse among them; the prompt has 202, "
        + "of which 200 are open", "text", "--infill", "in _{200}");
    refused("length: does not go with the model text and the other options", "text", "--infill", PROMPT, "--length", 24);
    refused("length: a text has 4 to 128 tokens, got 500", "text", "--length", 500);
    refused("infill: is for text and for a checkpoint folder of masked tokens, countdown is neither", "countdown", "--infill", PROMPT);
    refused("puzzle: does not go with the model text and the other options", "text", "--puzzle", "x.txt");
    Run run = Run.of("sample", "text", "--index", 100_000);
    assertEquals(2, run.code());
    assertTrue(run.message().startsWith("index: must be in [0, "), run.message());
    assertFalse(run.message().contains("\n"));
  }

  private static void refused(String message, Object... args) {
    Object[] all = new Object[args.length + 1];
    all[0] = "sample";
    System.arraycopy(args, 0, all, 1, args.length);
    Run run = Run.of(all);
    assertEquals(2, run.code(), run.err());
    assertEquals(List.of(message), run.message().lines().toList());
  }
}
