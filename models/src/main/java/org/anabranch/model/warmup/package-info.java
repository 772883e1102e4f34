/** Compiling kernels before the first request. */
package org.anabranch.model.warmup;
