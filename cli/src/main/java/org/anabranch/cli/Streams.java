package org.anabranch.cli;

import java.io.PrintStream;
import java.util.function.Supplier;
import org.anabranch.search.Cancellation;

/**
 * Where a command line writes, and who may stop it.
 *
 * @param out          results
 * @param err          progress, warnings and errors
 * @param cancellation gives the token that asks a long command to stop and to show the best so far; a command that asks for it
 *                     promises to heed it
 */
record Streams(PrintStream out, PrintStream err, Supplier<Cancellation> cancellation) {}
