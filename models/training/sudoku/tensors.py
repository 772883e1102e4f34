"""Reads a safetensors file of f32 and integer tensors."""
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
