package org.anabranch.model.slots;

import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * The tokens of a vocabulary in the order of their texts: a trie without nodes. Neighbours tell how many characters they share, so that
 * a walk steps over each shared beginning once, and leaves out all that begin with one that leads nowhere.
 *
 * <p>Immutable and thread-safe; takes O(V log V) once.
 */
public final class TokenTexts {
  private final int[] ids;
  private final String[] texts;
  /** Characters that a text shares with the one before it. */
  private final int[] shared;
  private final int longest;

  private TokenTexts(int[] ids, String[] texts) {
    this.ids = ids;
    this.texts = texts;
    this.shared = new int[texts.length];
    for (int i = 1; i < texts.length; i++) {
      int most = Math.min(texts[i].length(), texts[i - 1].length());
      int n = 0;
      while (n < most && texts[i].charAt(n) == texts[i - 1].charAt(n)) {
        n++;
      }
      shared[i] = n;
    }
    int most = 0;
    for (String text : texts) {
      most = Math.max(most, text.length());
    }
    this.longest = most;
  }

  /** All tokens of a vocabulary that are text. */
  public static TokenTexts of(Vocabulary vocabulary) {
    String[] all = IntStream.range(0, vocabulary.size()).mapToObj(vocabulary::units).toArray(String[]::new);
    int[] ids = IntStream.range(0, all.length).filter(id -> !all[id].isEmpty()).boxed()
        .sorted(Comparator.comparing((Integer id) -> all[id])).mapToInt(Integer::intValue).toArray();
    return new TokenTexts(ids, IntStream.of(ids).mapToObj(id -> all[id]).toArray(String[]::new));
  }

  /** Characters of the longest text; 0 if there is none. */
  public int longest() {
    return longest;
  }

  /** Where a walk stands in an automaton over characters. */
  interface Steps {
    /** The state after a character, -1 for none. */
    int next(int state, char c);
  }

  /** Told of every token whose text leads somewhere. */
  interface Found {
    void token(int id, int state);
  }

  /** Follows the text of every token from a state. */
  void walk(int start, Steps steps, Found found) {
    int[] states = new int[longest() + 1];
    states[0] = start;
    // states[d] is the state after d characters of the text before, for d up to alive.
    int alive = 0;
    for (int i = 0; i < ids.length; i++) {
      String text = texts[i];
      int depth = Math.min(shared[i], alive);
      if (i > 0 && depth < shared[i]) {
        // Shares the beginning that led nowhere.
        continue;
      }
      while (depth < text.length()) {
        int next = steps.next(states[depth], text.charAt(depth));
        if (next < 0) {
          break;
        }
        states[++depth] = next;
      }
      alive = depth;
      if (depth == text.length()) {
        found.token(ids[i], states[depth]);
      }
    }
  }
}
