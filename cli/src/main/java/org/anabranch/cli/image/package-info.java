/** Samples as pictures: grids, PNG files, characters on a terminal. */
package org.anabranch.cli.image;
