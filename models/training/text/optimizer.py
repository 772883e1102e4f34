"""Muon for the matrices inside the blocks, AdamW for everything else, and a moving average of the weights."""
import torch


def orthogonalise(gradients):
    """Five Newton-Schulz steps of a stack [n, rows, columns] towards the nearest orthogonal matrices (Keller Jordan's Muon, bfloat16)."""
    a, b, c = 3.4445, -4.7750, 2.0315
    tall = gradients.shape[1] > gradients.shape[2]
    x = (gradients / (gradients.norm(dim=(1, 2), keepdim=True) + 1e-7)).bfloat16()
    x = x.transpose(1, 2).contiguous() if tall else x
    for _ in range(5):
        gram = torch.bmm(x, x.transpose(1, 2))
        x = torch.add(torch.bmm(torch.add(torch.bmm(gram, gram) * c, gram, alpha=b), x), x, alpha=a)
    return (x.transpose(1, 2) if tall else x).float()


class MuonAdamW:
    def __init__(self, model, muon_rate, adam_rate, weight_decay=0.05):
        named = [(n, p) for n, p in model.named_parameters() if p.requires_grad]
        muon = [p for n, p in named if p.dim() == 2 and "blocks" in n]
        self.rest = [p for n, p in named if not (p.dim() == 2 and "blocks" in n)]
        self.stacks = [[p for p in muon if p.shape == shape] for shape in sorted({p.shape for p in muon})]
        self.momentum = [torch.zeros(len(stack), *stack[0].shape) for stack in self.stacks]
        self.adam = torch.optim.AdamW(self.rest, adam_rate, betas=(0.9, 0.98), weight_decay=0.0)
        self.muon_rate, self.adam_rate, self.weight_decay = muon_rate, adam_rate, weight_decay

    def zero(self):
        for p in sum(self.stacks, self.rest):
            p.grad = None

    def step(self, factor):
        """One update with both learning rates multiplied by the factor."""
        torch.nn.utils.clip_grad_norm_(self.rest, 1.0)
        for group in self.adam.param_groups:
            group["lr"] = self.adam_rate * factor + 1e-7
        self.adam.step()
        rate = self.muon_rate * factor + 1e-7
        with torch.no_grad():
            for stack, momentum in zip(self.stacks, self.momentum):
                gradients = torch.stack([p.grad for p in stack])
                momentum.mul_(0.95).add_(gradients)
                updates = orthogonalise(gradients.add_(momentum, alpha=0.95))
                rows, columns = stack[0].shape
                for p, update in zip(stack, updates):
                    p.mul_(1 - rate * self.weight_decay).add_(update, alpha=-rate * max(1, rows / columns) ** 0.5)


class MovingAverage:
    """Exponential moving average whose decay warms up from 0.1 to its limit."""

    def __init__(self, model, decay):
        self.decay, self.updates = decay, 0
        self.weights = {k: v.detach().clone() for k, v in model.named_parameters()}

    def update(self, model):
        self.updates += 1
        decay = min(self.decay, (1 + self.updates) / (10 + self.updates))
        with torch.no_grad():
            for k, v in model.named_parameters():
                self.weights[k].mul_(decay).add_(v, alpha=1 - decay)
