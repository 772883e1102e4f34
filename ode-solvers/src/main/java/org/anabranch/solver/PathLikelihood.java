package org.anabranch.solver;

import java.util.Optional;

/** A process that knows how likely its model found what its rows have drawn: what a search rewards that judges by the model alone. */
public interface PathLikelihood extends GenerativeProcess {
  /** log p of what row i has drawn and still holds, each part by the model given what stood when it was drawn; in nats, for nothing. */
  double logPath(Population p, int row);

  /** Why the likelihood of paths is not that of samples, or paths are not drawn by it; empty if they are. */
  Optional<String> pathBias(int condition);
}
