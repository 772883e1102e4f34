package org.anabranch.search;

/**
 * What the searches that branch at every step and keep the best can be told: {@link Svdd}, {@link Code}, {@link Beam}. Immutable.
 *
 * @param chains    states that go on after a decision, at least 1; of a beam its width
 * @param proposals most proposals per state and decision, at least 1; the policy deals fewer where the budget is small
 * @param block     steps between decisions, at least 1
 * @param wave      proposals looked at together under a policy that may end a step early, at least 1
 */
public record StepOptions(int chains, int proposals, int block, int wave) {
  /** Checks the ranges. */
  public StepOptions {
    Ranges.atLeastOne("chains", chains);
    Ranges.atLeastOne("proposals", proposals);
    Ranges.atLeastOne("block", block);
    Ranges.atLeastOne("wave", wave);
  }

  /** Options as text; {@code chains} is the name of the first. The block is asked for only where it may be other than one step. */
  static StepOptions from(Params p, StepOptions otherwise, String chains, boolean blocks) {
    return new StepOptions(p.integer(chains).orElse(otherwise.chains), p.integer("proposals").orElse(otherwise.proposals),
        blocks ? p.integer("block").orElse(otherwise.block) : otherwise.block, p.integer("wave").orElse(otherwise.wave));
  }

  /** The plan of a search with these options and a choice. */
  StepSearch.Plan plan(StepSearch.Choice choice) {
    return new StepSearch.Plan(chains, 1, block, 1, proposals, wave, false, false, false, choice, StepSearch.Proposals::fresh);
  }
}
