/** Solvers beside hand-written loops and beside another library's, on the problems that solvers are compared on. */
package org.anabranch.jmh.ode;
