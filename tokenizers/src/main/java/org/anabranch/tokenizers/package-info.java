/** Tokenizers of Hugging Face, in their own library, through DJL. */
package org.anabranch.tokenizers;
