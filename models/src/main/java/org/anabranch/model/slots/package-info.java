/**
 * Typed slots in the words of a vocabulary: choices, integers and regular expressions, template files, and answers with probabilities.
 */
package org.anabranch.model.slots;
