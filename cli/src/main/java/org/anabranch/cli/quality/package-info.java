/** Statistics of a set of samples: distances in feature space, accuracy, intervals. */
package org.anabranch.cli.quality;
