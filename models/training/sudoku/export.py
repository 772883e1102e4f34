"""Writes the files that ship in the jar: the blocks that repeat once, and inputs with the network's logits to compare with.

    python3 export.py trained.pt ../../src/main/resources/org/anabranch/model/sudoku/config.json EVAL_CSV OUT_FOLDER
"""
import json
import sys
from pathlib import Path

import data
import numpy as np
import torch
from loss import filled
from network import CONFIG, Llada
from tensors import write


def main():
    source, config, held_out, folder = sys.argv[1], sys.argv[2], sys.argv[3], Path(sys.argv[4])
    folder.mkdir(parents=True, exist_ok=True)
    saved = torch.load(source)
    model = Llada(**CONFIG)
    model.load_state_dict(saved["weights"])
    shape = json.loads(Path(config).read_text())
    shape["note"] = "block i has the weights of block i mod unique_layers, which are stored once"
    (folder / "config.json").write_text(json.dumps(shape, indent=1) + "\n")
    stored = {n: t for n, t in model.official().items() if ".blocks." not in n or int(n.split(".")[3]) < CONFIG["unique"]}
    write(folder / "model.safetensors", stored)
    puzzles, solutions = data.load_held_out(held_out)["expert"]
    half = np.where((puzzles == 0) & (np.random.default_rng(0).random(puzzles.shape) < 0.5), 0, solutions)
    ids = torch.from_numpy(np.stack([puzzles[0], half[1], solutions[2], puzzles[3]]))
    with torch.no_grad():
        ids[3] = filled(ids[3:], model(ids[3:]))[0]
        write(folder / "golden.safetensors", {"input_ids": ids, "logits": model(ids)})
    print({k: v for k, v in saved.items() if k != "weights"}, sum(t.numel() for t in stored.values()), "values")


if __name__ == "__main__":
    main()
