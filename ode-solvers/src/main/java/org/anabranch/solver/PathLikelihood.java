package org.anabranch.solver;

import java.util.Optional;

/** A process that knows how likely its model found what its rows have drawn: what a search rewards that judges by the model alone. */
public interface PathLikelihood extends GenerativeProcess {
  /** log p of all that row i has drawn so far and still holds, by the model given what stood there when it was drawn; in nats, costs nothing. */
  double logPath(Population p, int row);

  /** Why the likelihood of paths is not that of samples, or paths are not drawn by it; empty if they are. */
  Optional<String> pathBias(int condition);
}
