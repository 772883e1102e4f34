package org.anabranch.model.slots;

import dk.brics.automaton.Automaton;
import dk.brics.automaton.RegExp;
import java.util.Map;

/**
 * Regular expressions in the syntax that Java and Python share, read into an automaton of dk.brics.automaton: characters, {@code .},
 * classes, {@code \d \w \s} and their opposites, groups, {@code |}, {@code * + ?} and {@code {n,m}}. A value must match as a whole.
 *
 * <p>What the syntax has beyond regular languages, or beyond this, is refused: back references, look-around, lazy and possessive
 * repetition, {@code \b}, {@code \p}, flags, anchors inside.
 */
final class RegexSyntax {
  /** Repetitions that a brace may ask for: each is a copy of what it repeats. */
  private static final int MOST_REPEATS = 1000;
  private static final Map<Character, String> CLASSES = Map.of('d', "0-9", 'w', "a-zA-Z0-9\\_", 's', "\\ \t\n\r\f");
  private static final Map<Character, Character> CONTROLS = Map.of('n', '\n', 't', '\t', 'r', '\r', 'f', '\f');

  private final String regex;
  private final StringBuilder out = new StringBuilder();
  private int at;
  private int depth;
  private boolean repeatable;

  private RegexSyntax(String regex) {
    this.regex = regex;
  }

  /**
   * The automaton of an expression, not deterministic where that would cost states.
   *
   * @throws IllegalArgumentException naming the place and what is not supported there
   */
  static Automaton parse(String regex) {
    RegexSyntax syntax = new RegexSyntax(regex);
    String translated = syntax.translate();
    try {
      return translated.isEmpty() ? Automaton.makeEmptyString() : new RegExp(translated, RegExp.NONE).toAutomaton(false);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("regex: /" + regex + "/ is no expression: " + e.getMessage(), e);
    }
  }

  private String translate() {
    if (regex.startsWith("^")) {
      at++;
    }
    while (at < regex.length()) {
      char c = regex.charAt(at++);
      switch (c) {
        case '\\' -> escape(false);
        case '[' -> characters();
        case '(' -> open();
        case ')' -> close();
        case '|' -> bar();
        case '*', '+', '?' -> repeat(String.valueOf(c));
        case '{' -> braces();
        case '.' -> atom("[^\n]");
        case '$' -> {
          if (at < regex.length()) {
            throw refuse("an anchor $ before the end");
          }
        }
        case '^' -> throw refuse("an anchor ^ after the beginning");
        default -> atom("\\" + c);
      }
    }
    if (depth > 0) {
      throw refuse("a group that is not closed");
    }
    return out.toString();
  }

  private void atom(String text) {
    out.append(text);
    repeatable = true;
  }

  private void open() {
    if (regex.startsWith("?", at)) {
      if (!regex.startsWith("?:", at)) {
        throw refuse("a group (?" + (at + 1 < regex.length() ? regex.charAt(at + 1) : ""));
      }
      at += 2;
    }
    depth++;
    // An empty group or alternative is written () there.
    out.append('(').append(regex.startsWith(")", at) || regex.startsWith("|", at) ? "()" : "");
    repeatable = false;
  }

  private void close() {
    if (depth-- == 0) {
      throw refuse("a ) without its (");
    }
    atom(")");
  }

  private void bar() {
    boolean first = out.isEmpty();
    boolean last = at == regex.length() || regex.startsWith("|", at) || regex.startsWith(")", at) || regex.substring(at).equals("$");
    out.append(first ? "()|" : "|").append(last ? "()" : "");
    repeatable = false;
  }

  private void repeat(String how) {
    if (!repeatable) {
      throw refuse("a repetition " + how + " of nothing, or of a repetition (lazy and possessive ones are not supported)");
    }
    out.append(how);
    repeatable = false;
  }

  private void braces() {
    int end = regex.indexOf('}', at);
    String inside = end < 0 ? "" : regex.substring(at, end);
    if (!inside.matches("\\d{1,9}(,(\\d{1,9})?)?")) {
      throw refuse("a brace that is no {n}, {n,} or {n,m} (write \\{ for the character)");
    }
    for (String n : inside.split(",")) {
      if (Integer.parseInt(n) > MOST_REPEATS) {
        throw refuse("more than " + MOST_REPEATS + " repetitions, " + inside);
      }
    }
    at = end + 1;
    repeat("{" + inside + "}");
  }

  /** What follows a backslash, in a class or outside. */
  private void escape(boolean inClass) {
    if (at == regex.length()) {
      throw refuse("a backslash at the end");
    }
    char c = regex.charAt(at++);
    char small = Character.toLowerCase(c);
    if (CLASSES.containsKey(small)) {
      boolean negated = c != small;
      if (inClass && negated) {
        throw refuse("\\" + c + " in a class");
      }
      String set = CLASSES.get(small);
      if (inClass) {
        out.append(set);
      } else {
        atom((negated ? "[^" : "[") + set + "]");
      }
    } else if (CONTROLS.containsKey(c)) {
      out.append('\\').append(CONTROLS.get(c));
      repeatable = true;
    } else if (Character.isLetterOrDigit(c)) {
      throw refuse("\\" + c);
    } else {
      out.append('\\').append(c);
      repeatable = true;
    }
  }

  private void characters() {
    out.append('[');
    if (regex.startsWith("^", at)) {
      out.append('^');
      at++;
    }
    boolean any = false;
    while (at < regex.length() && regex.charAt(at) != ']') {
      char c = regex.charAt(at++);
      boolean edge = !any || regex.startsWith("]", at);
      any = true;
      if (c == '\\') {
        escape(true);
      } else if (c == '[' || c == '&' && regex.startsWith("&", at)) {
        throw refuse("a class in a class, or an intersection of classes");
      } else {
        out.append(c == '-' && !edge ? "-" : "\\" + c);
      }
    }
    if (at == regex.length() || !any) {
      throw refuse("a class that is empty or not closed");
    }
    at++;
    atom("]");
  }

  private IllegalArgumentException refuse(String what) {
    return new IllegalArgumentException("regex: /" + regex + "/ has " + what + " at " + Math.max(0, at - 1)
        + ", which is not supported; there are characters, ., [..], \\d \\w \\s, groups, |, * + ? {n,m}");
  }
}
