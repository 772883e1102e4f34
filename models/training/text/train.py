"""Trains the network for a number of wall-clock seconds; the learning rate follows the clock.

    OPENBLAS_NUM_THREADS=1 python3 train.py bpe1024.json kjv_train.txt.gz kjv_heldout.txt text.pt --seconds 4200

Matrix products run in bfloat16 (with AMX a hundred times faster than Debian's reference BLAS in float32), the residual stream, the norms,
the loss, the weights and their average in float32.
"""
import argparse
import time

import data
import numpy as np
import torch
import torch.nn.functional as F
from network import Llada
from optimizer import MovingAverage, MuonAdamW

LENGTHS, SHARES = (16, 32, 64, 128), (0.1, 0.2, 0.4, 0.3)


def factor(done, step, warmup=200, flat=0.4):
    """Linear warm-up in steps, a plateau of 40 % of the run, then linear to zero."""
    return min(1, (step + 1) / warmup) * (1 if done < flat else max(0, (1 - done) / (1 - flat)))


def masked_loss(model, clean, hidden, dtype):
    """Cross entropies of the hidden tokens, row by row."""
    wanted = torch.from_numpy(np.flatnonzero(hidden))
    clean = torch.from_numpy(clean)
    noised = clean.masked_fill(torch.from_numpy(hidden), data.MASK)
    logits = model(noised, wanted, dtype).float()
    return F.cross_entropy(logits, clean.flatten()[wanted], reduction="none"), wanted // clean.shape[1]


def bound(model, ids, length=64, rounds=2, rows=32, seed=7):
    """The bound on -log p in nats per token: mean over uniform counts k of the mean cross entropy of k hidden tokens."""
    rng = np.random.default_rng(seed)
    cut = ids[:len(ids) // length * length].reshape(-1, length)
    scores = []
    with torch.no_grad():
        for _ in range(rounds):
            for i in range(0, len(cut), rows):
                part = cut[i:i + rows]
                hidden, count = data.masks(rng, len(part), length)
                losses, owner = masked_loss(model, part, hidden, torch.bfloat16)
                scores.append(torch.zeros(len(part)).index_add_(0, owner, losses) / torch.from_numpy(count))
    return float(torch.cat(scores).mean())


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("bpe")
    parser.add_argument("train")
    parser.add_argument("held_out")
    parser.add_argument("out")
    parser.add_argument("--seconds", type=float, default=4200)
    parser.add_argument("--tokens", type=int, default=4096, help="tokens in a batch")
    parser.add_argument("--width", type=int, default=256)
    parser.add_argument("--heads", type=int, default=4)
    parser.add_argument("--hidden", type=int, default=448)
    parser.add_argument("--layers", type=int, default=4)
    parser.add_argument("--muon-rate", type=float, default=0.02)
    parser.add_argument("--adam-rate", type=float, default=3e-3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--report", type=float, default=180, help="seconds between reports and checkpoints")
    args = parser.parse_args()

    torch.set_num_threads(1)
    torch.manual_seed(args.seed)
    rng = np.random.default_rng(args.seed)
    bpe = data.Bpe(args.bpe)
    ids, held_out = data.stream(bpe, data.verses(args.train)), data.stream(bpe, data.verses(args.held_out))
    model = Llada(data.VOCABULARY, args.width, args.heads, args.hidden, args.layers)
    optimizer, average = MuonAdamW(model, args.muon_rate, args.adam_rate), MovingAverage(model, 0.9985)
    print(f"{len(ids)} training tokens, {len(held_out)} held out, {sum(p.numel() for p in model.parameters())} weights", flush=True)
    began, cpu, step, seen, losses, report = time.time(), time.process_time(), 0, 0, [], args.report

    def save():
        live = {k: v.detach().clone() for k, v in model.named_parameters()}
        with torch.no_grad():
            for k, v in model.named_parameters():
                v.copy_(average.weights[k])
        held = bound(model, held_out)
        with torch.no_grad():
            for k, v in model.named_parameters():
                v.copy_(live[k])
        used = time.process_time() - cpu
        torch.save({"weights": average.weights, "config": model.config, "steps": step, "tokens": seen, "seed": args.seed,
                    "seconds": time.time() - began, "cpu_seconds": used, "held_out_bound": held}, args.out)
        print(f"{time.time() - began:.0f} s, cpu {used:.0f} s, step {step}, tokens {seen}, "
              f"loss {np.mean(losses[-500:]):.4f}, held-out bound {held:.4f}", flush=True)

    while time.time() - began < args.seconds:
        length = int(rng.choice(LENGTHS, p=SHARES))
        rows = args.tokens // length
        clean = data.windows(rng, ids, rows, length)
        hidden, count = data.masks(rng, rows, length)
        token_losses, owner = masked_loss(model, clean, hidden, torch.bfloat16)
        # Between the likelihood's weight 1 / ratio, which is noisy where few are hidden, and the plain mean over the hidden.
        weight = torch.from_numpy(1 / (count / length + 0.125)).float()[owner]
        loss = (weight * token_losses).sum() / weight.sum()
        optimizer.zero()
        loss.backward()
        optimizer.step(factor((time.time() - began) / args.seconds, step))
        average.update(model)
        step, seen = step + 1, seen + rows * length
        losses.append(loss.item())
        if time.time() - began > report:
            save()
            report += args.report
    save()


if __name__ == "__main__":
    main()
