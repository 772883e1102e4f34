/** The demo: best-of-N on the bundled digits, judged by a network that the selection never saw, and its report. */
package org.anabranch.cli.demo;
