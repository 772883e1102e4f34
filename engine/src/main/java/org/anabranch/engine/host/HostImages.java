package org.anabranch.engine.host;

import org.anabranch.engine.Activation;
import org.anabranch.engine.Linear;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.WorkerPool;

/** The operations over images: those that move pixels, and those that are products and sums over them. */
abstract class HostImages extends HostRows {
  private final Convolution convolution;
  private final GroupNorm groupNorm;

  HostImages(WorkerPool pool, HostLoops loops) {
    convolution = new Convolution(pool, loops.product());
    groupNorm = new GroupNorm(pool, loops);
  }

  /** What is multiplied by: the weights, or in a rehearsal a shallow part of them. */
  abstract Linear multiplied(Linear w);

  @Override
  public final void convolution(Tensor x, int height, int width, int enlarge, Linear w, int kernel, Tensor y) {
    convolution.run("convolution", GemmCall.Mode.STORE, x, height, width, enlarge, w, multiplied(w), kernel, y);
  }

  @Override
  public final void convolutionResidual(Tensor x, int height, int width, Linear w, int kernel, Tensor y) {
    convolution.run("convolutionResidual", GemmCall.Mode.ADD, x, height, width, 1, w, multiplied(w), kernel, y);
  }

  @Override
  public final void groupNorm(Tensor x, int groups, float eps, Tensor weight, Tensor bias, Activation act, Tensor y) {
    groupNorm.run(x, groups, eps, weight, bias, act, y);
  }

  @Override
  public final void unfold(Tensor image, int kernel, int stride, int padding, Tensor patches) {
    Moves.unfold(image, kernel, stride, padding, patches);
  }

  @Override
  public final void unpatchify(Tensor tokens, int patch, Tensor image) {
    Moves.unpatchify(tokens, patch, image);
  }

  @Override
  public final void transpose(Tensor x, Tensor y) {
    Moves.transpose(x, y);
  }
}
