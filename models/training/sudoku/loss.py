"""The masked model's loss and ProSeCo's (Learn from your mistakes, 2602.11590), of one batch of puzzles.

L_MDM: -log p(x0) of the masked cells. L_SC: the masked cells filled with the model's own argmax, no gradient through the filling, and
-log p(x0) of every cell that was not given, masked or not: what stands there may be wrong, and the model learns to say so. Givens are
never masked, never filled and not asked for. Both are means over their cells (the unweighted form: with the weight 1/t of the paper
L_SC's integral grows like log(1/eps), since its sum over all cells does not vanish with t).
"""
import torch
import torch.nn.functional as F


def masked(solutions, givens, ratio, draw):
    """The solution with each free cell masked (0) where draw < its row's ratio; all arguments and the result are [n, 81]."""
    return torch.where(~givens & (draw < ratio), torch.zeros_like(solutions), solutions)


def filled(state, logits):
    """The state with its masks filled by the argmax of the logits over the digits, without gradient."""
    return torch.where(state == 0, logits.detach()[..., 1:].argmax(-1) + 1, state)


def cross_entropy(outputs, solutions, cells, deep):
    """Mean -log p over the cells of the last output, plus deep times that of each earlier loop's."""
    last = F.cross_entropy(outputs[-1][cells], solutions[cells])
    return last, last + deep * sum(F.cross_entropy(o[cells], solutions[cells]) for o in outputs[:-1])


def losses(model, solutions, givens, state, correct, deep=0.2):
    """(L_MDM, L_SC, what to differentiate); L_SC is None unless asked for. model(ids) gives its loops' logits, the last its own."""
    outputs = model(state)
    mdm, total = cross_entropy(outputs, solutions, state == 0, deep)
    if not correct:
        return mdm, None, total
    repaired = model(filled(state, outputs[-1]))
    sc, more = cross_entropy(repaired, solutions, ~givens, deep)
    return mdm, sc, total + more
