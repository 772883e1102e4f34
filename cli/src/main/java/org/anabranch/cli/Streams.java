package org.anabranch.cli;

import java.io.PrintStream;
import org.anabranch.search.Cancellation;

/**
 * Where a command line writes, and who may stop it.
 *
 * @param out          results
 * @param err          progress, warnings and errors
 * @param cancellation asks long commands to stop and to show the best so far
 */
record Streams(PrintStream out, PrintStream err, Cancellation cancellation) {}
