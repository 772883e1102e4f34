/** Decoders from latents to images: the second half of the autoencoders that latent flows and diffusions are trained on. */
package org.anabranch.model.vae;
