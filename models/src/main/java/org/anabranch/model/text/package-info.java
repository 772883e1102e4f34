/** Text and token ids: the seam of tokenizers, the files of a checkpoint that speak of tokens, chat formats and templates. */
package org.anabranch.model.text;
