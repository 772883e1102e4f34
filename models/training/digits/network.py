"""SiT with the official module names (willisma/SiT, models.py), and the convolutional judges."""
import math

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F


def modulate(x, shift, scale):
    return x * (1 + scale.unsqueeze(1)) + shift.unsqueeze(1)


class PatchEmbed(nn.Module):
    def __init__(self, channels, width, patch):
        super().__init__()
        self.proj = nn.Conv2d(channels, width, patch, patch)

    def forward(self, x):
        return self.proj(x).flatten(2).transpose(1, 2)


class TimestepEmbedder(nn.Module):
    """Cosines, then sines, of t at 128 frequencies from 1 to 1/10000; t is not scaled."""

    def __init__(self, width, waves=256):
        super().__init__()
        self.mlp = nn.Sequential(nn.Linear(waves, width), nn.SiLU(), nn.Linear(width, width))
        self.half = waves // 2

    def forward(self, t):
        frequencies = torch.exp(-math.log(10000) * torch.arange(self.half, dtype=torch.float32) / self.half)
        angle = t[:, None] * frequencies[None]
        return self.mlp(torch.cat([angle.cos(), angle.sin()], -1))


class LabelEmbedder(nn.Module):
    """One row per class and a last one for the null class."""

    def __init__(self, classes, width):
        super().__init__()
        self.embedding_table = nn.Embedding(classes + 1, width)

    def forward(self, y):
        return self.embedding_table(y)


class Attention(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.heads = heads
        self.qkv = nn.Linear(width, 3 * width)
        self.proj = nn.Linear(width, width)

    def forward(self, x):
        n, tokens, width = x.shape
        head = width // self.heads
        q, k, v = self.qkv(x).view(n, tokens, 3, self.heads, head).permute(2, 0, 3, 1, 4).unbind(0)
        weights = ((q * head ** -0.5) @ k.transpose(-1, -2)).softmax(-1)
        return self.proj((weights @ v).transpose(1, 2).reshape(n, tokens, width))


class Mlp(nn.Module):
    def __init__(self, width, hidden):
        super().__init__()
        self.fc1 = nn.Linear(width, hidden)
        self.fc2 = nn.Linear(hidden, width)

    def forward(self, x):
        return self.fc2(F.gelu(self.fc1(x), approximate="tanh"))


class Block(nn.Module):
    def __init__(self, width, heads, ratio):
        super().__init__()
        self.width = width
        self.attn = Attention(width, heads)
        self.mlp = Mlp(width, int(width * ratio))
        self.adaLN_modulation = nn.Sequential(nn.SiLU(), nn.Linear(width, 6 * width))

    def norm(self, x):
        return F.layer_norm(x, (self.width,), eps=1e-6)

    def forward(self, x, c):
        shift1, scale1, gate1, shift2, scale2, gate2 = self.adaLN_modulation(c).chunk(6, 1)
        x = x + gate1.unsqueeze(1) * self.attn(modulate(self.norm(x), shift1, scale1))
        return x + gate2.unsqueeze(1) * self.mlp(modulate(self.norm(x), shift2, scale2))


class FinalLayer(nn.Module):
    def __init__(self, width, out):
        super().__init__()
        self.width = width
        self.linear = nn.Linear(width, out)
        self.adaLN_modulation = nn.Sequential(nn.SiLU(), nn.Linear(width, 2 * width))

    def forward(self, x, c):
        shift, scale = self.adaLN_modulation(c).chunk(2, 1)
        return self.linear(modulate(F.layer_norm(x, (self.width,), eps=1e-6), shift, scale))


def position_table(width, grid):
    """The fixed 2-D sine-cosine table [1, grid^2, width], first half by column, second half by row."""

    def axis(positions):
        omega = 1 / 10000 ** (np.arange(width // 4, dtype=np.float64) / (width / 4))
        angle = np.outer(positions.reshape(-1), omega)
        return np.concatenate([np.sin(angle), np.cos(angle)], 1)

    columns, rows = np.meshgrid(np.arange(grid, dtype=np.float32), np.arange(grid, dtype=np.float32))
    table = np.concatenate([axis(columns), axis(rows)], 1)
    return torch.from_numpy(table).float()[None]


class SiT(nn.Module):
    """Predicts the velocity data - noise of x_t = (1 - t) noise + t data."""

    def __init__(self, input_size=28, patch_size=4, in_channels=1, hidden_size=128, depth=6, num_heads=4, mlp_ratio=4.0,
                 num_classes=10):
        super().__init__()
        self.config = dict(input_size=input_size, patch_size=patch_size, in_channels=in_channels, hidden_size=hidden_size,
                           depth=depth, num_heads=num_heads, mlp_ratio=mlp_ratio, num_classes=num_classes, learn_sigma=False)
        self.patch, self.channels, self.grid = patch_size, in_channels, input_size // patch_size
        self.x_embedder = PatchEmbed(in_channels, hidden_size, patch_size)
        self.t_embedder = TimestepEmbedder(hidden_size)
        self.y_embedder = LabelEmbedder(num_classes, hidden_size)
        self.pos_embed = nn.Parameter(position_table(hidden_size, self.grid), requires_grad=False)
        self.blocks = nn.ModuleList([Block(hidden_size, num_heads, mlp_ratio) for _ in range(depth)])
        self.final_layer = FinalLayer(hidden_size, patch_size * patch_size * in_channels)
        self.initialise()

    def initialise(self):
        """Xavier everywhere, normal embeddings, zero for every gate and for the output (adaLN-zero)."""
        for module in self.modules():
            if isinstance(module, nn.Linear):
                nn.init.xavier_uniform_(module.weight)
                nn.init.zeros_(module.bias)
        for weight in (self.t_embedder.mlp[0].weight, self.t_embedder.mlp[2].weight, self.y_embedder.embedding_table.weight):
            nn.init.normal_(weight, std=0.02)
        for module in list(self.blocks) + [self.final_layer]:
            nn.init.zeros_(module.adaLN_modulation[1].weight)
            nn.init.zeros_(module.adaLN_modulation[1].bias)
        nn.init.zeros_(self.final_layer.linear.weight)
        nn.init.zeros_(self.final_layer.linear.bias)
        patch = self.x_embedder.proj
        nn.init.xavier_uniform_(patch.weight.view(patch.weight.shape[0], -1))
        nn.init.zeros_(patch.bias)

    def forward(self, x, t, y):
        h = self.x_embedder(x) + self.pos_embed
        c = self.t_embedder(t) + self.y_embedder(y)
        for block in self.blocks:
            h = block(h, c)
        h = self.final_layer(h, c)
        n, g, p = len(x), self.grid, self.patch
        h = torch.einsum("nhwpqc->nchpwq", h.view(n, g, g, p, p, self.channels))
        return h.reshape(n, self.channels, g * p, g * p)


class Judge(nn.Module):
    """Two convolutions 5 x 5 / 2 and two linear layers; input in [-1, 1]."""

    def __init__(self, channels1, channels2, width):
        super().__init__()
        self.conv1 = nn.Conv2d(1, channels1, 5, stride=2, padding=2)
        self.conv2 = nn.Conv2d(channels1, channels2, 5, stride=2, padding=2)
        self.fc1 = nn.Linear(channels2 * 49, width)
        self.fc2 = nn.Linear(width, 10)

    def features(self, x):
        x = F.relu(self.conv2(F.relu(self.conv1(x))))
        return F.relu(self.fc1(x.flatten(1)))

    def forward(self, x):
        return self.fc2(self.features(x))


def verifier():
    return Judge(8, 16, 32)


def evaluator():
    return Judge(16, 32, 64)
