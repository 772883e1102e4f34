/** Masked diffusion: sequences of tokens that are unmasked in rounds, as a process that a search sees like any other. */
package org.anabranch.solver.masked;
