/** What scores samples on the command line: networks, the model's own likelihood, ensembles, and what providers open. */
package org.anabranch.cli.verify;
