/**
 * Text and token ids: the seam of tokenizers, the files of a checkpoint that speak of tokens, chat formats and templates; byte-pair
 * tokens,
 * n-gram models that judge, and the bundled masked network of verses.
 */
package org.anabranch.model.text;
