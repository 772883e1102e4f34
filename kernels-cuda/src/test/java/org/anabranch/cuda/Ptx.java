package org.anabranch.cuda;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The kernels of a PTX text.
 *
 * @param parameters of a kernel, in the letters of {@link DeviceKernel}
 * @param bodies     of a kernel, its instructions
 */
record Ptx(String version, String target, Map<String, String> parameters, Map<String, String> bodies) {
  private static final Pattern ENTRY = Pattern.compile("\\.visible \\.entry (\\w+)\\(([^)]*)\\)(.*?)\n}\n", Pattern.DOTALL);
  private static final Pattern PARAMETER = Pattern.compile("\\.param \\.(\\w+)");

  static Ptx parse(String text) {
    Map<String, String> parameters = new LinkedHashMap<>();
    Map<String, String> bodies = new LinkedHashMap<>();
    Matcher entry = ENTRY.matcher(text);
    while (entry.find()) {
      StringBuilder letters = new StringBuilder();
      Matcher p = PARAMETER.matcher(entry.group(2));
      while (p.find()) {
        letters.append(switch (p.group(1)) {
          case "u64" -> 'u';
          case "u32" -> 'i';
          case "f32" -> 'f';
          case "f64" -> 'd';
          default -> '?';
        });
      }
      parameters.put(entry.group(1), letters.toString());
      bodies.put(entry.group(1), entry.group(3));
    }
    return new Ptx(directive(text, "version"), directive(text, "target"), parameters, bodies);
  }

  private static String directive(String text, String name) {
    Matcher m = Pattern.compile("^\\." + name + " (\\S+)$", Pattern.MULTILINE).matcher(text);
    return m.find() ? m.group(1) : "";
  }

  /** How often a kernel's instructions begin so. */
  int count(DeviceKernel kernel, String instruction) {
    Matcher m = Pattern.compile("\\s" + Pattern.quote(instruction)).matcher(bodies.get(kernel.symbol()));
    int n = 0;
    while (m.find()) {
      n++;
    }
    return n;
  }
}
