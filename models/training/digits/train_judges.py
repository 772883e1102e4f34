"""Trains the verifier and the evaluator, which share no image.

    OPENBLAS_NUM_THREADS=1 python3 train_judges.py mnist10k.npz judges.pt
"""
import sys

import data
import numpy as np
import torch
import torch.nn.functional as F
from network import evaluator, verifier

BATCH = 64
RATE = 2e-3


def train(make, images, labels, rows, seed, epochs):
    """A judge trained on shifted, noisy images with smoothed labels."""
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    judge = make()
    optimizer = torch.optim.AdamW(judge.parameters(), RATE, weight_decay=1e-2)
    indices = np.arange(rows.start, rows.stop)
    steps, step = len(indices) // BATCH * epochs, 0
    for _ in range(epochs):
        order = rng.permutation(indices)
        for at in range(0, len(order) - BATCH + 1, BATCH):
            for group in optimizer.param_groups:
                group["lr"] = RATE * (1 - step / steps) + 1e-6
            batch = order[at:at + BATCH]
            down, right = rng.integers(-2, 3, 2)
            x = torch.roll(images[batch], (int(down), int(right)), (2, 3))
            loss = F.cross_entropy(judge(x + 0.1 * torch.randn_like(x)), labels[batch], label_smoothing=0.05)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            step += 1
    judge.eval()
    with torch.no_grad():
        right = judge(images[data.HELD_OUT]).argmax(1) == labels[data.HELD_OUT]
    print(f"rows {rows.start}-{rows.stop - 1}: {right.float().mean():.3%} of the held-out images", flush=True)
    return judge


def main():
    torch.set_num_threads(1)
    images, labels = (torch.from_numpy(a) for a in data.load(sys.argv[1]))
    torch.save({"verifier": train(verifier, images, labels, data.VERIFIER, seed=1, epochs=8).state_dict(),
                "evaluator": train(evaluator, images, labels, data.EVALUATOR, seed=2, epochs=10).state_dict()}, sys.argv[2])


if __name__ == "__main__":
    main()
