"""Samples the flow and judges the samples: accuracy of both judges, and the Frechet distance in the evaluator's features.

    OPENBLAS_NUM_THREADS=1 python3 evaluate.py mnist10k.npz flow.pt judges.pt --samples 200
"""
import argparse

import data
import numpy as np
import torch
from network import SiT, evaluator, verifier


def load(flow_file, judges_file):
    saved = torch.load(flow_file)
    flow = SiT()
    flow.load_state_dict(saved["weights"], strict=False)
    states = torch.load(judges_file)
    judges = verifier(), evaluator()
    judges[0].load_state_dict(states["verifier"])
    judges[1].load_state_dict(states["evaluator"])
    return flow.eval(), judges[0].eval(), judges[1].eval()


@torch.no_grad()
def sample(flow, y, steps, guidance, generator):
    """Euler steps from noise at t = 0 to data at t = 1; guidance 1 is the plain conditional model."""
    x = torch.randn(len(y), 1, data.SIDE, data.SIDE, generator=generator)
    null = torch.full_like(y, flow.config["num_classes"])
    for i in range(steps):
        t = torch.full((len(y),), i / steps)
        v = flow(x, t, y)
        if guidance != 1:
            u = flow(x, t, null)
            v = u + guidance * (v - u)
        x = x + v / steps
    return x.clamp(-1, 1)


@torch.no_grad()
def features(judge, x):
    return torch.cat([judge.features(x[i:i + 500]) for i in range(0, len(x), 500)]).double().numpy()


def frechet(a, b):
    covariance_a, covariance_b = np.cov(a.T), np.cov(b.T)
    # The trace of a matrix's square root is the sum of its eigenvalues' roots.
    root = np.sqrt(np.maximum(np.linalg.eigvals(covariance_a @ covariance_b).real, 0)).sum()
    return ((a.mean(0) - b.mean(0)) ** 2).sum() + np.trace(covariance_a + covariance_b) - 2 * root


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data")
    parser.add_argument("flow")
    parser.add_argument("judges")
    parser.add_argument("--samples", type=int, default=200)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()

    torch.set_num_threads(1)
    images = torch.from_numpy(data.load(args.data)[0])
    flow, first, second = load(args.flow, args.judges)
    real = features(second, images[data.HELD_OUT])
    print(f"training against held-out images: Frechet {frechet(features(second, images[:2000]), real):.2f}")
    y = torch.arange(args.samples) % 10
    for steps, guidance in ((4, 1), (8, 1), (16, 1), (32, 1), (16, 2)):
        x = sample(flow, y, steps, guidance, torch.Generator().manual_seed(args.seed))
        with torch.no_grad():
            right = [(judge(x).argmax(1) == y).float().mean() for judge in (first, second)]
        print(f"{steps:2d} steps, guidance {guidance}: verifier {right[0]:.3f}, evaluator {right[1]:.3f}, "
              f"Frechet {frechet(features(second, x), real):.2f}", flush=True)


if __name__ == "__main__":
    main()
