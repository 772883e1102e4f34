"""Held-out bounds on -log p in nats per token, by window length, and samples.

    OPENBLAS_NUM_THREADS=1 python3 evaluate.py bpe1024.json kjv_train.txt.gz kjv_heldout.txt text.pt
"""
import sys

import data
import torch
from network import Llada
from train import bound


def main():
    bpe = data.Bpe(sys.argv[1])
    saved = torch.load(sys.argv[4])
    model = Llada(**saved["config"])
    model.load_state_dict(saved["weights"])
    torch.set_num_threads(1)
    print({k: v for k, v in saved.items() if k != "weights"})
    held_out = data.stream(bpe, data.verses(sys.argv[3]))
    train = data.stream(bpe, data.verses(sys.argv[2]))[:len(held_out)]
    for length in (16, 32, 64, 128):
        print(f"length {length}: held-out bound {bound(model, held_out, length):.4f}, of as much training text "
              f"{bound(model, train, length, 1):.4f} nats per token")
    torch.manual_seed(0)
    for _ in range(5):  # one token a step in random order: the model's own law
        ids = torch.full((1, 48), data.MASK)
        ids[0, 0] = data.VERSE
        with torch.no_grad():
            for at in (1 + torch.randperm(47)).tolist():
                logits = model(ids, torch.tensor([at]))[0]
                logits[data.MASK] = -float("inf")
                ids[0, at] = torch.multinomial(logits.softmax(-1), 1)
        print(repr(bpe.decode(ids[0].tolist())))


if __name__ == "__main__":
    main()
