"""Checks of loss.py that need no training: python3 test_loss.py"""
import math
import unittest

import torch
from loss import filled, losses, masked


class Fixed:
    """A model of one loop that says the same logits whatever it sees, and remembers what it saw."""

    def __init__(self, logits):
        self.logits, self.seen = logits, []

    def __call__(self, ids):
        self.seen.append(ids.clone())
        return [self.logits.expand(*ids.shape, -1)]


class LossTest(unittest.TestCase):
    def setUp(self):
        generator = torch.Generator().manual_seed(1)
        self.solutions = torch.randint(1, 10, (5, 81), generator=generator)
        self.givens = torch.rand(5, 81, generator=generator) < 0.3
        self.draw = torch.rand(5, 81, generator=generator)
        self.state = masked(self.solutions, self.givens, torch.full((5, 1), 0.4), self.draw)

    def test_givens_are_never_masked(self):
        self.assertTrue(((self.state == self.solutions) | (self.state == 0)).all())
        self.assertTrue((self.state[self.givens] == self.solutions[self.givens]).all())
        everything = masked(self.solutions, self.givens, torch.ones(5, 1), self.draw)
        self.assertTrue(((everything == 0) == ~self.givens).all())

    def test_a_uniform_model_loses_log_v_a_cell(self):
        """V symbols, all equally likely: L_MDM = ln V a masked cell, L_SC = ln V a free cell, masked or not."""
        mdm, sc, total = losses(Fixed(torch.zeros(10)), self.solutions, self.givens, self.state, True)
        self.assertAlmostEqual(mdm.item(), math.log(10), places=5)
        self.assertAlmostEqual(sc.item(), math.log(10), places=5)
        self.assertAlmostEqual(total.item(), 2 * math.log(10), places=5)
        # As sums over cells: w * masked * ln V and w * L * ln V with w = 1.
        self.assertAlmostEqual(mdm.item() * (self.state == 0).sum().item(), (self.state == 0).sum().item() * math.log(10), places=3)
        self.assertIsNone(losses(Fixed(torch.zeros(10)), self.solutions, self.givens, self.state, False)[1])

    def test_the_corrector_sees_the_argmax_filling_and_every_free_cell_counts(self):
        logits = torch.zeros(10)
        logits[0], logits[4] = 9, 1
        model = Fixed(logits)
        _, sc, _ = losses(model, self.solutions, self.givens, self.state, True)
        self.assertTrue((model.seen[1] == torch.where(self.state == 0, torch.tensor(4), self.state)).all())
        p = logits.log_softmax(0)
        self.assertAlmostEqual(sc.item(), -p[self.solutions[~self.givens]].mean().item(), places=5)

    def test_no_gradient_goes_through_the_filling(self):
        logits = torch.zeros(5, 81, 10, requires_grad=True)
        self.assertFalse(filled(self.state, logits).requires_grad)


if __name__ == "__main__":
    unittest.main()
