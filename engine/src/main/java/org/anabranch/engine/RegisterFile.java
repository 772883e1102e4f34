package org.anabranch.engine;

/**
 * A set of vector registers that products have register blocks for, and how fast they are here.
 *
 * @param registers that a register block uses
 * @param bits      of each
 * @param rows      of the register block
 * @param chosen    whether it is the one in use
 * @param gflops    of a whole register block on operands in cache, one thread, best of some turns; a multiply-add counts as two
 */
public record RegisterFile(int registers, int bits, int rows, boolean chosen, double gflops) {}
