package org.anabranch.solver.sde;

/**
 * dy = f(t, y) dt + g(t, y) dW with any matrix g, one column per channel of the noise. The columns need not commute; where they do
 * not, no method that sees increments alone has a strong order above 1/2 ({@link LevyMilstein} sees areas too).
 */
public non-sealed interface GeneralSde extends Sde {
}
