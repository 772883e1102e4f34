package org.anabranch.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.ServiceLoader;
import java.util.function.Supplier;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The root command and its subcommands: those of the list, and those that other modules offer as services. */
final class Commands {
  /** Every command of this module, in the order of the help text: a new command is added here and nowhere else. */
  static final List<Supplier<? extends Task>> TASKS = List.of(
      DemoCommand::new,
      SampleCommand::new,
      SearchCommand::new,
      CurveCommand::new,
      LikelihoodCommand::new,
      CalibrateCommand::new,
      DevicesCommand::new,
      InspectCommand::new,
      GoldenCommand::new);

  private static final int WIDTH = 100;

  private Commands() {}

  /** A fresh command line; picocli's objects keep the values of one parse. */
  static CommandLine line(Streams streams) {
    CommandLine line = new CommandLine(new Root(streams));
    TASKS.forEach(t -> line.addSubcommand(t.get()));
    ServiceLoader.load(Task.class).forEach(line::addSubcommand);
    if (!line.getSubcommands().containsKey(AbsentBenchCommand.NAME)) {
      line.addSubcommand(new AbsentBenchCommand());
    }
    line.addSubcommand(new HelpCommand());
    CommandLine completion = new CommandLine(new AutoComplete.GenerateCompletion());
    completion.getCommandSpec().usageMessage().description("Print a completion script: source <(anabranch generate-completion)");
    line.addSubcommand("generate-completion", completion);
    line.setOut(new PrintWriter(streams.out(), true, StandardCharsets.UTF_8));
    line.setErr(new PrintWriter(streams.err(), true, StandardCharsets.UTF_8));
    line.setUsageHelpWidth(WIDTH);
    line.setUsageHelpAutoWidth(false);
    line.setAbbreviatedSubcommandsAllowed(false);
    line.setCaseInsensitiveEnumValuesAllowed(true);
    return line;
  }

  /** {@code anabranch} without a command shows the help and counts as bad usage. */
  @Command(name = "anabranch", versionProvider = Version.class, synopsisSubcommandLabel = "COMMAND",
      description = "Inference-time scaling for flow and diffusion generators on the JVM.",
      exitCodeListHeading = "%nExit codes:%n",
      exitCodeList = {"0:success", "1:the work failed", "2:bad usage", "78:no suitable JDK"})
  static final class Root implements Runnable {
    private final Streams streams;

    @Option(names = {"-h", "--help"}, usageHelp = true, description = "Show this help and exit.")
    private boolean help;

    @Option(names = {"-V", "--version"}, versionHelp = true, description = "Show the version and exit.")
    private boolean version;

    @Spec
    private CommandSpec spec;

    Root(Streams streams) {
      this.streams = streams;
    }

    /** Where this command line writes. */
    Streams streams() {
      return streams;
    }

    @Override
    public void run() {
      spec.commandLine().usage(streams.err());
      throw new UsageException("a command is needed, one of " + spec.subcommands().keySet());
    }
  }

  /** The version in the jar's manifest. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Main.class.getPackage().getImplementationVersion();
      return new String[] {"anabranch " + (version == null ? "(not from a jar)" : version) + ", Java " + Runtime.version()};
    }
  }
}
