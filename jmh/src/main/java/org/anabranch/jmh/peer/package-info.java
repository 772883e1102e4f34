/** What is measured side by side: pieces of work, who does them, and the seam to libraries outside this module. */
package org.anabranch.jmh.peer;
