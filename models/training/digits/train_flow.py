"""Trains the flow for a fixed number of steps.

    OPENBLAS_NUM_THREADS=1 python3 train_flow.py mnist10k.npz flow.pt --steps 2934
"""
import argparse
import time

import data
import numpy as np
import torch
from network import SiT
from optimizer import MovingAverage, MuonAdamW


def factor(step, steps, warmup=100, flat=0.4):
    """Linear warm-up, a plateau of 40 % of the run, then linear to zero."""
    done = step / steps
    return min(1, (step + 1) / warmup) * (1 if done < flat else max(0, (1 - done) / (1 - flat)))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data")
    parser.add_argument("out")
    parser.add_argument("--steps", type=int, default=2934)
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--label-dropout", type=float, default=0.1)
    args = parser.parse_args()

    torch.set_num_threads(1)
    torch.manual_seed(args.seed)
    rng = np.random.default_rng(args.seed)
    images, labels = data.load(args.data)
    images, labels = torch.from_numpy(images[data.TRAIN]), torch.from_numpy(labels[data.TRAIN])
    model = SiT()
    optimizer, average = MuonAdamW(model), MovingAverage(model)
    null_class = model.config["num_classes"]
    began, losses = time.time(), []
    for step in range(args.steps):
        rows = torch.from_numpy(rng.integers(0, len(images), args.batch))
        down, right = rng.integers(-1, 2, 2)
        target = torch.roll(images[rows], (int(down), int(right)), (2, 3))
        y = labels[rows].clone()
        y[torch.rand(args.batch) < args.label_dropout] = null_class
        # Half of the times are uniform, half logit-normal, which stresses the middle of the path.
        t = torch.where(torch.rand(args.batch) < 0.5, torch.rand(args.batch), torch.sigmoid(torch.randn(args.batch)))
        noise = torch.randn_like(target)
        at = t.view(-1, 1, 1, 1)
        loss = ((model((1 - at) * noise + at * target, t, y) - (target - noise)) ** 2).mean()
        optimizer.zero()
        loss.backward()
        optimizer.step(factor(step, args.steps))
        average.update(model)
        losses.append(loss.item())
        if (step + 1) % 200 == 0 or step + 1 == args.steps:
            print(f"{time.time() - began:.0f} s, step {step + 1}, loss {np.mean(losses[-200:]):.4f}", flush=True)
    torch.save({"weights": average.weights, "config": model.config, "steps": args.steps,
                "seen": args.steps * args.batch, "seed": args.seed}, args.out)


if __name__ == "__main__":
    main()
