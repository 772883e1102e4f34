/** What a masked network thinks of the values of typed slots: their probabilities, exact draws of them, and their calibration. */
package org.anabranch.solver.slots;
