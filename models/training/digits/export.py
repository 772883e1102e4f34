"""Writes the files that ship in the jar.

    python3 export.py mnist10k.npz flow.pt judges.pt ../../src/main/resources/org/anabranch/model/digits
"""
import json
import struct
import sys
from pathlib import Path

import data
import numpy as np
import torch
from evaluate import load

DTYPES = {np.dtype("float32"): "F32", np.dtype("int64"): "I64", np.dtype("uint8"): "U8"}


def save(path, tensors):
    """A safetensors file, tensors by descending element size and then by name, header padded to 8 bytes."""
    arrays = {k: np.ascontiguousarray(v.detach().numpy() if torch.is_tensor(v) else v) for k, v in tensors.items()}
    header, offset = {}, 0
    order = sorted(arrays, key=lambda k: (-arrays[k].itemsize, k))
    for name in order:
        a = arrays[name]
        header[name] = {"dtype": DTYPES[a.dtype], "shape": list(a.shape), "data_offsets": [offset, offset + a.nbytes]}
        offset += a.nbytes
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        for name in order:
            file.write(arrays[name].tobytes())


def main():
    source, flow_file, judges_file, folder = sys.argv[1], sys.argv[2], sys.argv[3], Path(sys.argv[4])
    folder.mkdir(parents=True, exist_ok=True)
    flow, verifier, evaluator = load(flow_file, judges_file)
    config = dict(flow.config, model_type="sit", pixel_range=[-1, 1], path="linear x_t=(1-t)*noise+t*data, v=data-noise",
                  null_class=flow.config["num_classes"], layer_norm_eps=1e-6, gelu="tanh")
    (folder / "config.json").write_text(json.dumps(config, indent=1))
    save(folder / "model.safetensors", flow.state_dict())
    save(folder / "verifier.safetensors", verifier.state_dict())
    save(folder / "evaluator.safetensors", evaluator.state_dict())
    raw = np.load(source)
    save(folder / "eval.safetensors", {"images": raw["x"][data.HELD_OUT].reshape(-1, data.SIDE, data.SIDE),
                                       "labels": raw["y"][data.HELD_OUT]})
    torch.manual_seed(0)
    x, t, y = torch.randn(4, 1, data.SIDE, data.SIDE), torch.tensor([0.0, 0.25, 0.5, 0.9]), torch.tensor([3, 1, 10, 7])
    with torch.no_grad():
        save(folder / "golden.safetensors", {"x": x, "t": t, "y": y, "v": flow(x, t, y)})


if __name__ == "__main__":
    main()
