/** The command {@code bench}: pieces of work timed side by side, as ratios. */
package org.anabranch.jmh.bench;
