package org.anabranch.model.checkpoint;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** Nearest names, for error messages that say what was probably meant. */
final class Names {
  private static final int SHOWN = 3;
  private static final int COMPARED = 20_000;

  private record Scored(String name, int distance) {}

  private Names() {}

  /** The names closest to the wrong one, best first, by edit distance; those that share less than half are left out. */
  static List<String> nearest(String wrong, Collection<String> known) {
    List<Scored> scored = new ArrayList<>();
    int compared = 0;
    for (String name : known) {
      if (++compared > COMPARED) {
        break;
      }
      int d = distance(wrong, name);
      if (d <= Math.max(wrong.length(), name.length()) / 2) {
        scored.add(new Scored(name, d));
      }
    }
    scored.sort(Comparator.comparingInt(Scored::distance).thenComparing(Scored::name));
    return scored.stream().limit(SHOWN).map(Scored::name).toList();
  }

  /** {@code , did you mean 'x'?} or nothing. */
  static String didYouMean(String wrong, Collection<String> known) {
    List<String> near = nearest(wrong, known);
    return near.isEmpty() ? "" : ", did you mean '" + near.getFirst() + "'?";
  }

  /** {@code , the nearest names are [x, y]} or nothing. */
  static String nearestClause(String wrong, Collection<String> known) {
    List<String> near = nearest(wrong, known);
    return near.isEmpty() ? "" : ", the nearest names are " + near;
  }

  /** Levenshtein's distance: insertions, deletions and replacements that turn a into b. */
  static int distance(String a, String b) {
    int[] above = new int[b.length() + 1];
    int[] here = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      above[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      here[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replace = above[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        here[j] = Math.min(replace, 1 + Math.min(above[j], here[j - 1]));
      }
      int[] swap = above;
      above = here;
      here = swap;
    }
    return above[b.length()];
  }
}
