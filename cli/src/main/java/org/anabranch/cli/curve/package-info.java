/** Quality against compute: algorithms under budgets, over seeds and conditions, with intervals and a front. */
package org.anabranch.cli.curve;
