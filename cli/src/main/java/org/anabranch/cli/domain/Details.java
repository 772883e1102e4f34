package org.anabranch.cli.domain;

import java.util.Map;
import org.anabranch.cli.report.Sheet;

/**
 * What a domain says of one sample besides showing it.
 *
 * @param sheet as a table; no rows where there is nothing to tabulate
 * @param json  by names, for machines
 */
public record Details(Sheet sheet, Map<String, Object> json) {}
