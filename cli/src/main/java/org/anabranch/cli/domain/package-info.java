/** What the commands can search: a model with its conditions, its verifiers, its judges and its files. */
package org.anabranch.cli.domain;
