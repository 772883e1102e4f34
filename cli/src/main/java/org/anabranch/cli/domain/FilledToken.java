package org.anabranch.cli.domain;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A token that was filled in, and what the network thinks of it.
 *
 * @param position    in the text
 * @param id          the token
 * @param piece       its text
 * @param probability given all other tokens
 * @param fromPrompt  given the prompt alone
 * @param likeliest   the likeliest tokens given all others, with their probabilities, largest first
 */
public record FilledToken(int position, int id, String piece, double probability, double fromPrompt, Map<String, Double> likeliest) {
  /** Copies the map in its order. */
  public FilledToken {
    likeliest = Collections.unmodifiableMap(new LinkedHashMap<>(likeliest));
  }
}
