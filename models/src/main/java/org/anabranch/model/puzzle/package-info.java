/** Puzzles with an exact verifier, and the bundled masked networks that were trained on them. */
package org.anabranch.model.puzzle;
