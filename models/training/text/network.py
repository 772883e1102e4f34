"""LLaDA under its official module names (GSAI-ML/LLaDA-8B, modeling_llada.py): RMS norm, rotary positions, gated MLP, no bias."""
import math

import torch
import torch.nn as nn
import torch.nn.functional as F


class RmsScale(torch.autograd.Function):
    """x / sqrt(mean(x^2) + eps) * weight in few passes over memory; the result has the compute type."""

    @staticmethod
    def forward(ctx, x, weight, eps, dtype):
        inverse = torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + eps)
        unit = x * inverse
        ctx.save_for_backward(unit, inverse, weight)
        return (unit * weight).to(dtype)

    @staticmethod
    def backward(ctx, grad):
        unit, inverse, weight = ctx.saved_tensors
        grad = grad.float()
        scaled = grad * weight
        dot = (scaled * unit).mean(-1, keepdim=True)
        return (scaled - unit * dot) * inverse, (grad * unit).flatten(0, -2).sum(0), None, None


class Gated(torch.autograd.Function):
    """silu(gate) * up; bfloat16's own silu is not vectorised backwards, sigmoids and products are."""

    @staticmethod
    def forward(ctx, gate, up):
        sigmoid = torch.sigmoid(gate)
        silu = gate * sigmoid
        ctx.save_for_backward(sigmoid, silu, up)
        return silu * up

    @staticmethod
    def backward(ctx, grad):
        sigmoid, silu, up = ctx.saved_tensors
        slope = torch.addcmul(sigmoid, silu, 1 - sigmoid)
        return slope.mul_(grad).mul_(up), grad * silu


class RmsNorm(nn.Module):
    def __init__(self, width, eps=1e-5):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(width))
        self.eps = eps

    def forward(self, x, dtype):
        return RmsScale.apply(x, self.weight, self.eps, dtype)


class Matrix(nn.Module):
    """A linear map without bias whose product runs in the type of its input."""

    def __init__(self, inputs, outputs, std):
        super().__init__()
        self.weight = nn.Parameter(torch.randn(outputs, inputs) * std)

    def forward(self, x):
        return F.linear(x, self.weight.to(x.dtype))


class Block(nn.Module):
    def __init__(self, width, heads, hidden, layers):
        super().__init__()
        self.heads = heads
        std, out = width ** -0.5, (2 * layers) ** -0.5
        self.attn_norm = RmsNorm(width)
        self.q_proj = Matrix(width, width, std)
        self.k_proj = Matrix(width, width, std)
        self.v_proj = Matrix(width, width, std)
        self.attn_out = Matrix(width, width, std * out)
        self.ff_norm = RmsNorm(width)
        self.ff_proj = Matrix(width, hidden, std)
        self.up_proj = Matrix(width, hidden, std)
        self.ff_out = Matrix(hidden, width, hidden ** -0.5 * out)

    def forward(self, x, cosine, sine, dtype):
        n, tokens, width = x.shape
        head = width // self.heads
        y = self.attn_norm(x, dtype)
        qkv = F.linear(y, torch.cat([self.q_proj.weight, self.k_proj.weight, self.v_proj.weight]).to(dtype))
        qkv = qkv.view(n, tokens, 3, self.heads, head).permute(2, 0, 3, 1, 4)
        turned = qkv[:2]
        first, second = turned.chunk(2, -1)
        turned = turned * cosine[:tokens] + torch.cat([-second, first], -1) * sine[:tokens]
        q, k = turned.flatten(1, 2).unbind(0)
        v = qkv[2].reshape(n * self.heads, tokens, head)
        weights = torch.bmm(q * head ** -0.5, k.transpose(1, 2)).softmax(-1)
        mixed = torch.bmm(weights, v).view(n, self.heads, tokens, head).transpose(1, 2).reshape(n, tokens, width)
        x = x + self.attn_out(mixed)
        y = self.ff_norm(x, dtype)
        return x + self.ff_out(Gated.apply(self.ff_proj(y), self.up_proj(y)))


class Llada(nn.Module):
    """Logits of every token at the wanted positions, from ids [rows, tokens]; no time embedding."""

    def __init__(self, vocabulary, width=256, heads=4, hidden=448, layers=4, positions=128, theta=10000.0):
        super().__init__()
        self.config = dict(vocabulary=vocabulary, width=width, heads=heads, hidden=hidden, layers=layers,
                           positions=positions, theta=theta)
        self.wte = nn.Embedding(vocabulary, width)
        self.blocks = nn.ModuleList([Block(width, heads, hidden, layers) for _ in range(layers)])
        self.ln_f = RmsNorm(width)
        self.ff_out = Matrix(width, vocabulary, width ** -0.5 / 2)
        nn.init.normal_(self.wte.weight, std=0.5)
        half = width // heads // 2
        angle = torch.outer(torch.arange(positions).float(), theta ** (-torch.arange(half).float() / half))
        angle = torch.cat([angle, angle], -1)
        self.register_buffer("cosine", angle.cos(), persistent=False)
        self.register_buffer("sine", angle.sin(), persistent=False)

    def forward(self, ids, wanted=None, dtype=torch.float32):
        """Logits [rows, tokens, vocabulary], or [wanted, vocabulary] at the flat positions given."""
        x = self.wte(ids)
        cosine, sine = self.cosine.to(dtype), self.sine.to(dtype)
        for block in self.blocks:
            x = block(x, cosine, sine, dtype)
        if wanted is not None:
            x = x.flatten(0, 1)[wanted]
        return self.ff_out(self.ln_f(x, dtype))
