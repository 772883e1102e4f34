package org.anabranch.model.puzzle;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.anabranch.solver.masked.TokenTemplate;

/**
 * A countdown: reach a target from three numbers, each used once, in two equations with {@code + - *}.
 *
 * <p>As text of {@value #LENGTH} characters, every number in two digits: {@code 03,07,25=46:} and then {@code 03*07=21;21+25=46}. A
 * token is a character's place in {@value #VOCABULARY}, the first being the mask.
 *
 * @param numbers three, from 1 to 99; the network was trained on 1 to 20
 * @param target  from 10 to 99
 */
public record CountdownProblem(List<Integer> numbers, int target) {
  /** The characters by their ids. */
  public static final String VOCABULARY = "M0123456789+-*=,:;_";
  /** Characters of problem and answer. */
  public static final int LENGTH = 29;
  /** Characters of the problem. */
  public static final int PROMPT = 12;
  /** The token of an open position. */
  public static final int MASK = 0;

  private static final int COUNT = 3;
  private static final double EQUATION_CREDIT = 0.25;
  private static final int MOST = 99;
  private static final int LEAST_TARGET = 10;
  private static final int MOST_TARGET = 99;
  private static final Pattern EQUATION = Pattern.compile("(\\d\\d)([-+*])(\\d\\d)=(\\d\\d)");
  private static final Pattern TEXT = Pattern.compile("(\\d\\d),(\\d\\d),(\\d\\d)=(\\d\\d):?");

  /** Checks the ranges. */
  public CountdownProblem {
    numbers = List.copyOf(numbers);
    if (numbers.size() != COUNT) {
      throw new IllegalArgumentException("countdown: needs " + COUNT + " numbers, got " + numbers.size());
    }
    for (int n : numbers) {
      if (n < 1 || n > MOST) {
        throw new IllegalArgumentException("countdown: numbers must be in [1, " + MOST + "], got " + n);
      }
    }
    if (target < LEAST_TARGET || target > MOST_TARGET) {
      throw new IllegalArgumentException("countdown: the target must be in [" + LEAST_TARGET + ", " + MOST_TARGET + "], got " + target);
    }
  }

  /**
   * Reads a problem such as {@code 03,07,25=46:}.
   *
   * @throws IllegalArgumentException if it is not one
   */
  public static CountdownProblem parse(String text) {
    Matcher m = TEXT.matcher(text);
    if (!m.matches()) {
      throw new IllegalArgumentException("countdown: a problem is written like 03,07,25=46:, got '" + text + "'");
    }
    return new CountdownProblem(List.of(Integer.parseInt(m.group(1)), Integer.parseInt(m.group(2)), Integer.parseInt(m.group(3))),
        Integer.parseInt(m.group(4)));
  }

  /** The problem's {@value #PROMPT} characters, its numbers in their order. */
  public String prompt() {
    return String.format(Locale.ROOT, "%02d,%02d,%02d=%02d:", numbers.get(0), numbers.get(1), numbers.get(2), target);
  }

  /** The problem with an open answer. */
  public TokenTemplate template() {
    int[] tokens = new int[LENGTH];
    Arrays.fill(tokens, MASK);
    String prompt = prompt();
    for (int i = 0; i < PROMPT; i++) {
      tokens[i] = VOCABULARY.indexOf(prompt.charAt(i));
    }
    return TokenTemplate.of(MASK, tokens);
  }

  /** The characters of tokens. */
  public static String text(int[] tokens, int from, int count) {
    StringBuilder text = new StringBuilder();
    for (int i = from; i < from + count; i++) {
      text.append(VOCABULARY.charAt(tokens[i]));
    }
    return text.toString();
  }

  /** Whether an answer is two true equations that use each number once, the first result too, and end at the target. */
  public boolean isSolvedBy(String answer) {
    return credit(answer) == 1;
  }

  /**
   * How far an answer is right: a quarter for each true equation in order that uses what is left of the numbers, 1 if two of them end
   * at the target.
   */
  public double credit(String answer) {
    List<Integer> pool = new ArrayList<>(numbers);
    String[] equations = answer.split(";", -1);
    double credit = 0;
    for (int i = 0; i < equations.length && i < COUNT - 1 && uses(equations[i], pool); i++) {
      credit += EQUATION_CREDIT;
    }
    boolean whole = equations.length == COUNT - 1 && credit == (COUNT - 1) * EQUATION_CREDIT;
    return whole && pool.equals(List.of(target)) ? 1 : credit;
  }

  /** Whether an equation is true and takes its numbers from the pool, where its result takes their place. */
  private static boolean uses(String equation, List<Integer> pool) {
    Matcher m = EQUATION.matcher(equation);
    if (!m.matches()) {
      return false;
    }
    int a = Integer.parseInt(m.group(1));
    int b = Integer.parseInt(m.group(3));
    int c = switch (m.group(2)) {
      case "+" -> a + b;
      case "-" -> a - b;
      default -> a * b;
    };
    if (c != Integer.parseInt(m.group(4)) || !pool.remove((Integer) a) || !pool.remove((Integer) b)) {
      return false;
    }
    pool.add(c);
    return true;
  }

  @Override
  public String toString() {
    return prompt().substring(0, PROMPT - 1);
  }
}
