package org.anabranch.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.anabranch.search.Cancellation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Help, bad usage, the form of failures. */
class MainTest {
  private static List<String> commands() {
    return Commands.TASKS.stream().map(t -> t.get().getClass().getAnnotation(Command.class).name()).toList();
  }

  @Test
  void helpListsEveryCommandAndTheExitCodes() {
    Run help = Run.of("--help");
    assertEquals(0, help.code());
    assertEquals("", help.err());
    for (String name : commands()) {
      assertTrue(help.out().lines().anyMatch(l -> l.startsWith("  " + name + " ")), name);
    }
    assertTrue(help.out().contains("78   no suitable JDK"), help.out());
    assertEquals(help.out(), Run.of("help").out());
  }

  @Test
  void everyCommandExplainsItselfAndTheSharedOptions() {
    for (String name : commands()) {
      Run help = Run.of(name, "--help");
      assertEquals(0, help.code(), name);
      for (String option : List.of("--json", "--seed", "--threads", "--backend", "--no-progress", "--debug")) {
        assertTrue(help.out().contains(option), name + " " + option);
      }
      assertTrue(help.out().lines().allMatch(l -> l.length() <= 100), name);
      assertEquals(help.out(), Run.of("help", name).out());
    }
  }

  @Test
  void withoutTheModuleThatMeasuresTheBenchSaysHowToGetIt() {
    Run bench = Run.of("bench", "gemm", "--rounds", "3");
    assertEquals(2, bench.code());
    assertEquals("bench: the module jmh is not on the class path; start it as './anabranch bench gemm --rounds 3' from a source tree,"
        + " which builds it", bench.message());
  }

  @Test
  void namesTheVersionOfProgramAndJava() {
    Run version = Run.of("--version");
    assertEquals(0, version.code());
    assertTrue(version.out().matches("anabranch \\S.*, Java " + Runtime.version().toString().replace("+", "\\+") + "\\R"),
        version.out());
  }

  @Test
  void withoutACommandTheHelpIsShownAndItIsBadUsage() {
    Run none = Run.of();
    assertEquals(2, none.code());
    assertEquals("", none.out());
    assertTrue(none.err().contains("Usage: anabranch"), none.err());
    assertTrue(none.err().contains("\nanabranch: a command is needed, one of [" + commands().getFirst() + ", "), none.err());
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "devcies | unknown command 'devcies'. Did you mean devices",
      "devices --sed 1 | unknown option '--sed'. Did you mean --seed? See 'anabranch devices --help'",
      "devices extra | unexpected argument 'extra'; see 'anabranch devices --help'",
      "devices --seed x | invalid value for option '--seed': 'x' is not a long",
      "devices --seed | missing required parameter for option '--seed' (N)",
      "devices --threads 0 | threads: must be in [1, 4096], got 0",
      "devices --threads -3 | threads: must be in [1, 4096], got -3",
      "devices --threads two | invalid value for option '--threads'",
      "devices --backend cpu | backend: no provider is named 'cpu', there are [cuda, ",
      "devices --seed 1 --seed 2 | option '--seed' (N) should be specified only once",
      "inspect | missing required parameter: 'MODEL'",
      "help nosuch | unknown command 'nosuch'; see 'anabranch --help'",
  })
  void badUsageIsOneLineAndCode2(String line, String message) {
    Run run = Run.of((Object[]) line.split(" "));
    assertEquals(2, run.code(), run.err());
    assertEquals("", run.out());
    assertTrue(run.message().startsWith(message), run.message());
  }

  @Test
  void withJsonAFailureIsAlsoAnObject() {
    for (Run run : List.of(Run.of("devices", "--json", "--threads", "0"), Run.of("devices", "--json", "--nonsense"),
        Run.of("inspect", "--json", "no/such/model"))) {
      assertEquals(run.message(), run.json().path("error").asString());
      assertEquals(run.code(), run.json().path("exitCode").asInt());
      assertEquals(2, run.json().size());
    }
  }

  @Test
  void theStackTraceComesOnlyWithDebug() {
    Run without = Run.of("inspect", "no/such/model");
    assertEquals(1, without.code());
    assertFalse(without.err().contains("\tat "), without.err());
    Run with = Run.of("inspect", "no/such/model", "--debug");
    assertEquals(1, with.code());
    assertTrue(with.err().contains("\tat "), with.err());
  }

  @Test
  void printsACompletionScriptWithEveryCommand() {
    Run run = Run.of("generate-completion");
    assertEquals(0, run.code());
    commands().forEach(name -> assertTrue(run.out().contains(name), name));
  }

  @Test
  void everyCommandIsDescribedInOneSentenceOfTheList() {
    for (CommandLine c : Commands.line(new Streams(System.out, System.err, Cancellation::new))
        .getSubcommands().values()) {
      assertTrue(c.getCommandSpec().usageMessage().description().length > 0, c.getCommandName());
    }
  }
}
