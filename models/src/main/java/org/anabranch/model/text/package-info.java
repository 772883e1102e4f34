/** Text: byte-pair tokens, n-gram models that judge, prompts with blanks, and the bundled masked network of verses. */
package org.anabranch.model.text;
