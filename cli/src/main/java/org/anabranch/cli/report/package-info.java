/** What reports share: tables as text, plots, pages. */
package org.anabranch.cli.report;
