"""LLaDA's block under its official tensor names, with learned positions and a few blocks gone round several times."""
import math

import torch
import torch.nn as nn
import torch.nn.functional as F

PREFIX = "model.transformer."
CONFIG = dict(vocabulary=10, width=128, heads=8, hidden=256, unique=2, loops=4, length=81)


class RmsNorm(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(width))

    def forward(self, x):
        return x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + 1e-5) * self.weight


class Block(nn.Module):
    """Attention over all positions and a gated MLP, both before-normed, no biases."""

    def __init__(self, width, heads, hidden):
        super().__init__()
        self.heads = heads
        self.attn_norm, self.ff_norm = RmsNorm(width), RmsNorm(width)
        for name in ("q_proj", "k_proj", "v_proj", "attn_out"):
            setattr(self, name, nn.Linear(width, width, bias=False))
        self.ff_proj = nn.Linear(width, hidden, bias=False)
        self.up_proj = nn.Linear(width, hidden, bias=False)
        self.ff_out = nn.Linear(hidden, width, bias=False)

    def forward(self, x):
        n, tokens, width = x.shape
        y = self.attn_norm(x)
        q, k, v = (p(y).view(n, tokens, self.heads, -1).transpose(1, 2) for p in (self.q_proj, self.k_proj, self.v_proj))
        weights = ((q * (width // self.heads) ** -0.5) @ k.transpose(-1, -2)).softmax(-1)
        x = x + self.attn_out((weights @ v).transpose(1, 2).reshape(n, tokens, width))
        y = self.ff_norm(x)
        return x + self.ff_out(F.silu(self.ff_proj(y)) * self.up_proj(y))


class Llada(nn.Module):
    def __init__(self, vocabulary, width, heads, hidden, unique, loops, length):
        super().__init__()
        self.loops = loops
        self.wte = nn.Embedding(vocabulary, width)
        self.wpe = nn.Parameter(torch.zeros(length, width))
        self.blocks = nn.ModuleList([Block(width, heads, hidden) for _ in range(unique)])
        self.ln_f = RmsNorm(width)
        self.ff_out = nn.Linear(width, vocabulary, bias=False)
        nn.init.normal_(self.wte.weight, std=0.5)
        for name, p in self.blocks.named_parameters():
            if p.dim() == 2:
                residual = 1 / math.sqrt(2 * unique * loops) if name.endswith(("attn_out.weight", "ff_out.weight")) else 1
                nn.init.normal_(p, std=p.shape[1] ** -0.5 * residual)
        nn.init.normal_(self.ff_out.weight, std=0.5 * width ** -0.5)

    def forward(self, ids):
        return self.all_loops(ids)[-1]

    def all_loops(self, ids):
        """Logits [n, tokens, vocabulary] after every loop but the first, the model's own last."""
        x, out = self.wte(ids) + self.wpe[:ids.shape[1]], []
        for loop in range(self.loops):
            for block in self.blocks:
                x = block(x)
            if loop > 0:
                out.append(self.ff_out(self.ln_f(x)))
        return out

    def know_the_grid(self):
        """Starts wpe as one-hot codes of row, column and box, and six heads of eight as heads over these."""
        with torch.no_grad():
            self.wte.weight[:, :27] = 0
            for cell in range(81):
                row, column = divmod(cell, 9)
                self.wpe[cell, row] = self.wpe[cell, 9 + column] = self.wpe[cell, 18 + row // 3 * 3 + column // 3] = 1
            for block in self.blocks:
                block.attn_out.weight[:27] *= 0.3
                block.ff_out.weight[:27] *= 0.3
                for head in range(6):
                    for weight in (block.q_proj.weight, block.k_proj.weight):
                        weight[16 * head:16 * head + 16] *= 0.3
                        for j in range(9):
                            weight[16 * head + j, 9 * (head // 2) + j] = 2

    def official(self):
        """The tensors under LLaDA's names, the blocks written out once per loop."""
        tensors = {PREFIX + n: p for n, p in self.named_parameters() if not n.startswith("blocks")}
        tensors[PREFIX + "wpe.weight"] = tensors.pop(PREFIX + "wpe")
        for layer in range(self.loops * len(self.blocks)):
            for name, p in self.blocks[layer % len(self.blocks)].named_parameters():
                tensors[f"{PREFIX}blocks.{layer}.{name}"] = p
        return tensors

    def take_official(self, tensors):
        """Loads what official() wrote."""
        with torch.no_grad():
            for name, p in self.official().items():
                p.copy_(tensors[name])
