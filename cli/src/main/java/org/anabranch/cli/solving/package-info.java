/** The demo's page of masked searches: a puzzle step by step, the states that searches went through, and texts filled in. */
package org.anabranch.cli.solving;
