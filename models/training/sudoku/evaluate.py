"""What a checkpoint solves of the held-out puzzles, and whether it knows which of its tokens are wrong.

    OPENBLAS_NUM_THREADS=1 python3 evaluate.py MODEL.safetensors|trained.pt EVAL_CSV --puzzles 500

Quality scores: a board on its way (16 rounds by confidence, tokens drawn at temperature 1, noise 0.1 on the order; stopped after 0, 4, 8
and 12 of them) has its masks filled with the likeliest digits, and the network is asked about the full board. The score of a cell
that was not given is the probability that the network gives to the digit that stands there. Error is 1 where the digit is not the solution's.
"""
import argparse

import data
import numpy as np
import torch
from loss import filled
from network import CONFIG, Llada
from tensors import read


def load(path):
    model = Llada(**CONFIG)
    if path.endswith(".pt"):
        model.load_state_dict(torch.load(path)["weights"])
        return model.eval()
    stored = read(path)
    blocks = {name: name.split(".") for name, _ in model.official().items() if ".blocks." in name}
    for name, parts in blocks.items():
        if name not in stored:
            parts[3] = str(int(parts[3]) % CONFIG["unique"])
            stored[name] = stored[".".join(parts)]
    model.take_official(stored)
    return model.eval()


@torch.no_grad()
def log_p(model, x):
    """[n, 81, 9] over the digits."""
    return torch.cat([model(x[i:i + 100])[..., 1:].log_softmax(-1) for i in range(0, len(x), 100)])


def unmask(model, x, steps, rounds, generator, temperature=1.0, noise=0.1):
    """The first rounds of steps by the log-confidence of the drawn token, as many a round as are left over the rounds left."""
    for step in range(rounds):
        logits = log_p(model, x)
        gumbel = lambda shape: -torch.log(-torch.log(torch.rand(shape, generator=generator).clamp(1e-9, 1 - 1e-7)))
        drawn = (logits / temperature + gumbel(logits.shape)).argmax(-1) if temperature else logits.argmax(-1)
        score = logits.gather(-1, drawn[..., None])[..., 0] + noise * gumbel(drawn.shape)
        empty = x == 0
        rank = score.masked_fill(~empty, -1e9).argsort(1, descending=True).argsort(1)
        count = torch.ceil(empty.sum(1) / (steps - step)).long()
        x = torch.where((rank < count[:, None]) & empty, drawn + 1, x)
    return x


def ranks(values):
    """Ranks with ties shared."""
    order = np.argsort(values, kind="stable")
    _, first, inverse, counts = np.unique(values[order], return_index=True, return_inverse=True, return_counts=True)
    out = np.empty(len(values))
    out[order] = (first + (counts - 1) / 2)[inverse]
    return out


def agreement(score, wrong):
    """Pearson and Spearman correlation of 1 - score with the error, and the chance that a wrong cell scores below a right one."""
    doubt, error = 1 - score, wrong.astype(float)
    rank = ranks(doubt)
    n = error.sum()
    area = (rank[wrong].sum() - n * (n - 1) / 2) / (n * (len(error) - n))
    return np.corrcoef(doubt, error)[0, 1], np.corrcoef(rank, ranks(error))[0, 1], area


def quality(model, puzzles, solutions, seed):
    """Scores and errors of the free cells of boards on their way, and which of the cells had been committed by then."""
    out = []
    for rounds in (0, 4, 8, 12):
        x = unmask(model, puzzles, 16, rounds, torch.Generator().manual_seed(seed))
        board = filled(x, torch.nn.functional.pad(log_p(model, x), (1, 0), value=-1e9))
        p = log_p(model, board).exp().gather(-1, (board - 1)[..., None])[..., 0]
        free = puzzles == 0
        out.append((p[free].numpy(), (board != solutions)[free].numpy(), (x != 0)[free].numpy(), np.full(int(free.sum()), rounds)))
    return (np.concatenate(column) for column in zip(*out))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model")
    parser.add_argument("held_out")
    parser.add_argument("--puzzles", type=int, default=500)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--solve", action="store_true", help="greedy solving of all difficulties too")
    args = parser.parse_args()

    torch.set_num_threads(1)
    torch.set_flush_denormal(True)
    model = load(args.model)
    held_out = data.load_held_out(args.held_out)
    if args.solve:
        for name, (p, s) in held_out.items():
            p, s = torch.from_numpy(p[:args.puzzles]), torch.from_numpy(s[:args.puzzles])
            solved = [(unmask(model, p, steps, steps, None, 0, 0) == s).all(1).float().mean().item() for steps in (16, 64)]
            print(f"{name}: greedy by confidence, 16 steps {solved[0]:.3f}, one cell at a time {solved[1]:.3f}", flush=True)
    p, s = (torch.from_numpy(a[:args.puzzles]) for a in held_out["expert"])
    score, wrong, committed, rounds = quality(model, p, s, args.seed)
    cells = [("all free cells", np.ones(len(score), bool)), ("committed", committed), ("filled in", ~committed)]
    cells += [(f"after {r} rounds", rounds == r) for r in (0, 4, 8, 12)]
    print(f"{args.model}: cells, wrong, Pearson, Spearman, AUC, mean score of the wrong, share of the wrong above .99")
    for name, of in cells:
        if wrong[of].any():
            print(f"{name}: {of.sum()}, {wrong[of].mean():.3f}, {', '.join(f'{v:.3f}' for v in agreement(score[of], wrong[of]))}, "
                  f"{score[of & wrong].mean():.3f}, {(score[of & wrong] > .99).mean():.3f}")
    print("score, cells, mean score, share right")
    for low, high in ((0, .01), (.01, .1), (.1, .3), (.3, .5), (.5, .7), (.7, .9), (.9, .99), (.99, 1.1)):
        of = (score >= low) & (score < high)
        print(f"{low} to {min(high, 1)}: {of.sum()}, {score[of].mean():.3f}, {1 - wrong[of].mean():.3f}")


if __name__ == "__main__":
    main()
