/** Finite automata over token ids: the languages of typed slots, and which tokens keep a partly filled slot inside its language. */
package org.anabranch.solver.automaton;
