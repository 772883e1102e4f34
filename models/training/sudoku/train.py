"""Trains the network for a fixed number of steps, from the start or from a checkpoint, with ProSeCo's loss or the plain one.

    OPENBLAS_NUM_THREADS=1 python3 train.py puzzles EVAL_CSV out.pt --from MODEL.safetensors --loss proseco --steps 1500
"""
import argparse
import sys
import time
from pathlib import Path

import data
import numpy as np
import torch
from loss import losses, masked
from network import CONFIG, Llada

sys.path.insert(0, str(Path(__file__).parent.parent / "digits"))
from optimizer import MovingAverage, MuonAdamW
from tensors import read

# Half of a batch is expert puzzles: they are what the model is judged on.
SHARES = {"expert": 0.5, "intermediate": 0.25, "easy": 0.25}


def factor(step, steps, warmup=100, flat=0.4):
    """Linear warm-up, a plateau of 40 % of the run, then linear to zero."""
    done = step / steps
    return min(1, (step + 1) / warmup) * (1 if done < flat else max(0, (1 - done) / (1 - flat)))


def batch(puzzles, size, rng):
    names = rng.choice(list(SHARES), size, p=list(SHARES.values()))
    rows = [(puzzles[d], int(rng.integers(len(puzzles[d][0])))) for d in names]
    p, s = data.symmetric(np.stack([pair[0][i] for pair, i in rows]), np.stack([pair[1][i] for pair, i in rows]), rng)
    return torch.from_numpy(p), torch.from_numpy(s)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("puzzles")
    parser.add_argument("held_out")
    parser.add_argument("out")
    parser.add_argument("--from", dest="source", help="a safetensors checkpoint to go on from")
    parser.add_argument("--loss", choices=("plain", "proseco"), default="plain")
    parser.add_argument("--steps", type=int, default=1060)
    parser.add_argument("--batch", type=int, default=24)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--rate", type=float, default=1.0, help="multiplies both learning rates")
    args = parser.parse_args()

    torch.set_num_threads(1)
    torch.set_flush_denormal(True)
    torch.manual_seed(args.seed)
    rng = np.random.default_rng(args.seed)
    puzzles, dropped = data.without_held_out(data.load(args.puzzles), data.load_held_out(args.held_out))
    print("puzzles", {d: len(p) for d, (p, _) in puzzles.items()}, "dropped as held out", dropped, flush=True)
    model = Llada(**CONFIG)
    model.take_official(read(args.source)) if args.source else model.know_the_grid()
    optimizer = MuonAdamW(model, muon_rate=0.015 * args.rate, adam_rate=2e-3 * args.rate)
    average = MovingAverage(model, 0.998)
    began, seen, saved = time.time(), [], time.time()

    def save(step):
        torch.save({"weights": average.weights, "loss": args.loss, "steps": step, "of": args.steps, "batch": args.batch,
                    "seed": args.seed, "rate": args.rate, "cpu_seconds": time.process_time()}, args.out)

    for step in range(args.steps):
        p, s = batch(puzzles, args.batch, rng)
        givens = p != 0
        ratio = torch.from_numpy(rng.random((args.batch, 1)))
        state = masked(s, givens, ratio, torch.from_numpy(rng.random(s.shape)))
        mdm, sc, total = losses(model.all_loops, s, givens, state, args.loss == "proseco")
        optimizer.zero()
        total.backward()
        optimizer.step(factor(step, args.steps))
        average.update(model)
        seen.append((mdm.item(), sc.item() if sc is not None else float("nan")))
        if (step + 1) % 50 == 0 or step + 1 == args.steps:
            print(f"{time.time() - began:.0f} s, {time.process_time():.0f} s CPU, step {step + 1}, "
                  f"masked {np.mean(seen[-50:], 0)[0]:.4f}, corrector {np.mean(seen[-50:], 0)[1]:.4f}", flush=True)
        if time.time() - saved > 180:
            save(step + 1)
            saved = time.time()
    save(args.steps)


if __name__ == "__main__":
    main()
