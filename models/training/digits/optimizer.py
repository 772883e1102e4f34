"""Muon for the matrices inside the blocks, AdamW for everything else, and a moving average of the weights."""
import torch


def orthogonalise(gradient):
    """Five Newton-Schulz steps towards the nearest orthogonal matrix (Keller Jordan's Muon)."""
    a, b, c = 3.4445, -4.7750, 2.0315
    x = gradient / (gradient.norm() + 1e-7)
    tall = x.shape[0] > x.shape[1]
    x = x.T if tall else x
    for _ in range(5):
        gram = x @ x.T
        x = a * x + (b * gram + c * gram @ gram) @ x
    return x.T if tall else x


class MuonAdamW:
    def __init__(self, model, muon_rate=0.01, adam_rate=1e-3, weight_decay=0.02):
        named = [(n, p) for n, p in model.named_parameters() if p.requires_grad]
        in_muon = {n for n, p in named if p.dim() == 2 and "blocks" in n and "adaLN" not in n}
        self.muon = [p for n, p in named if n in in_muon]
        self.rest = [p for n, p in named if n not in in_muon]
        self.momentum = [torch.zeros_like(p) for p in self.muon]
        self.adam = torch.optim.AdamW(self.rest, adam_rate, betas=(0.9, 0.98), weight_decay=0.0)
        self.muon_rate, self.adam_rate, self.weight_decay = muon_rate, adam_rate, weight_decay

    def zero(self):
        for p in self.muon + self.rest:
            p.grad = None

    def step(self, factor):
        """One update with both learning rates multiplied by the factor."""
        torch.nn.utils.clip_grad_norm_(self.rest, 1.0)
        for group in self.adam.param_groups:
            group["lr"] = self.adam_rate * factor + 1e-7
        self.adam.step()
        rate = self.muon_rate * factor + 1e-7
        with torch.no_grad():
            for p, m in zip(self.muon, self.momentum):
                m.mul_(0.95).add_(p.grad)
                update = orthogonalise(p.grad + 0.95 * m)
                p.mul_(1 - rate * self.weight_decay).add_(update, alpha=-rate * max(1, p.shape[0] / p.shape[1]) ** 0.5)


class MovingAverage:
    """Exponential moving average whose decay warms up from 0.1 to its limit."""

    def __init__(self, model, decay=0.999):
        self.decay, self.updates = decay, 0
        self.weights = {k: v.detach().clone() for k, v in model.named_parameters()}

    def update(self, model):
        self.updates += 1
        decay = min(self.decay, (1 + self.updates) / (10 + self.updates))
        with torch.no_grad():
            for k, v in model.named_parameters():
                self.weights[k].mul_(decay).add_(v, alpha=1 - decay)
