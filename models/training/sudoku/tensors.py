"""Reads and writes safetensors files of f32 and integer tensors."""
import json
import struct

import numpy as np
import torch

DTYPES = {"F32": np.float32, "I64": np.int64, "U8": np.uint8}


def read(path):
    """Name to tensor."""
    with open(path, "rb") as file:
        header = json.loads(file.read(struct.unpack("<Q", file.read(8))[0]))
        body = file.read()
    header.pop("__metadata__", None)

    def tensor(entry):
        begin, end = entry["data_offsets"]
        return torch.from_numpy(np.frombuffer(body[begin:end], DTYPES[entry["dtype"]]).reshape(entry["shape"]).copy())

    return {name: tensor(entry) for name, entry in header.items()}


def write(path, tensors):
    """A safetensors file, tensors by descending element size and then by name, header padded to 8 bytes."""
    words = {np.dtype(v): k for k, v in DTYPES.items()}
    arrays = {k: np.ascontiguousarray(v.detach().numpy()) for k, v in tensors.items()}
    order = sorted(arrays, key=lambda k: (-arrays[k].itemsize, k))
    header, offset = {}, 0
    for name in order:
        a = arrays[name]
        header[name] = {"dtype": words[a.dtype], "shape": list(a.shape), "data_offsets": [offset, offset + a.nbytes]}
        offset += a.nbytes
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        for name in order:
            file.write(arrays[name].tobytes())
