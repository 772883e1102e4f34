package org.anabranch.solver.masked;

/**
 * Keys and values that a network computed at some positions of one row, to be looked at again by evaluations that do not compute them.
 *
 * <p>Only predictors over the weights that made them can read them. Immutable: rows that were forked share them. Memory:
 * {@link TokenPredictor#keyBytes()} for each position.
 */
public interface KeyValues {}
