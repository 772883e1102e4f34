package org.anabranch.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * A command with the options that all commands share.
 *
 * <p>A subclass carries {@code @Command(name, description)}, its own {@code @Option} and {@code @Parameters} fields, and
 * {@link #run}. The tasks of this module stand in {@link Commands#TASKS}; another module registers its own as a service of this
 * type, with a public class and constructor, and the command exists when that module is on the class path.
 */
public abstract class Task implements Callable<Integer> {
  /** Success. */
  public static final int OK = 0;
  /** The work failed. */
  public static final int FAILED = 1;
  /** Bad usage. */
  public static final int USAGE = 2;

  @Spec
  private CommandSpec spec;

  @Mixin
  private CommonOptions common;

  /** The shared options. */
  protected final CommonOptions common() {
    return common;
  }

  @Override
  public final Integer call() throws Exception {
    Streams streams = ((Commands.Root) spec.root().userObject()).streams();
    common.check();
    try {
      return run(new Console(streams, common.json(), common.progress()));
    } finally {
      common.close();
    }
  }

  /**
   * Does the work.
   *
   * @return {@link #OK} or {@link #FAILED}
   * @throws UsageException  if the options do not fit together: exit code 2
   * @throws Exception       anything else that is wrong: its message becomes the one line of the failure, exit code 1
   */
  protected abstract int run(Console console) throws Exception;
}
