"""Writes the files that ship in the jar, from a checkpoint of train.py.

    python3 export.py bpe1024.json kjv_train.txt.gz kjv_heldout.txt text.pt ../../src/main/resources/org/anabranch/model/text
"""
import gzip
import json
import shutil
import struct
import sys
from pathlib import Path

import data
import numpy as np
import torch
from network import Llada

PREFIX = "model.transformer."


def save(path, tensors):
    """A safetensors file of F32 and I64, tensors by descending element size and then by name, header padded to 8 bytes."""
    arrays = {k: np.ascontiguousarray(v.detach().numpy()) for k, v in tensors.items()}
    header, offset = {}, 0
    order = sorted(arrays, key=lambda k: (-arrays[k].itemsize, k))
    for name in order:
        a = arrays[name]
        header[name] = {"dtype": {4: "F32", 8: "I64"}[a.itemsize], "shape": list(a.shape), "data_offsets": [offset, offset + a.nbytes]}
        offset += a.nbytes
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        for name in order:
            file.write(arrays[name].tobytes())


def config(c):
    return dict(model_type="llada", d_model=c["width"], n_heads=c["heads"], n_kv_heads=c["heads"], n_layers=c["layers"],
                mlp_hidden_size=c["hidden"], max_sequence_length=c["positions"], rope=True, rope_theta=c["theta"],
                vocab_size=c["vocabulary"], embedding_size=c["vocabulary"], mask_token_id=data.MASK, layer_norm_type="rms",
                rms_norm_eps=1e-5, activation_type="silu", block_type="llama", include_bias=False, weight_tying=False)


def tokenizer(bpe):
    """The format of the library tokenizers; merges as pairs, since tokens hold spaces."""
    def added(number, content, special):
        return dict(id=number, content=content, single_word=False, lstrip=False, rstrip=False, normalized=False, special=special)

    return dict(version="1.0", truncation=None, padding=None,
                added_tokens=[added(data.MASK, "<mask>", True), added(data.VERSE, "\n", False)],
                normalizer=dict(type="Lowercase"),
                pre_tokenizer=dict(type="Split", pattern=dict(Regex=data.WORDS.pattern), behavior="Isolated", invert=False),
                post_processor=None, decoder=dict(type="Fuse"),
                model=dict(type="BPE", dropout=None, unk_token=None, continuing_subword_prefix=None, end_of_word_suffix=None,
                           fuse_unk=False, byte_fallback=False, ignore_merges=False,
                           vocab={piece: i for i, piece in enumerate(bpe.pieces)}, merges=[list(pair) for pair in bpe.merges]))


def main():
    bpe_file, train, held_out, checkpoint, folder = sys.argv[1:4] + [sys.argv[4], Path(sys.argv[5])]
    folder.mkdir(parents=True, exist_ok=True)
    bpe = data.Bpe(bpe_file)
    saved = torch.load(checkpoint)
    c = saved["config"]
    model = Llada(**c)
    model.load_state_dict({k: v for k, v in saved["weights"].items()}, strict=True)
    (folder / "config.json").write_text(json.dumps(config(c), indent=1))
    (folder / "tokenizer.json").write_text(json.dumps(tokenizer(bpe), ensure_ascii=False, separators=(",", ":")))
    save(folder / "model.safetensors", {PREFIX + k: v for k, v in model.named_parameters()})
    shutil.copy(train, folder / "train.txt.gz")
    with open(folder / "heldout.txt.gz", "wb") as file:  # no time of writing in the header: the same bytes each time
        file.write(gzip.compress(Path(held_out).read_bytes(), 9, mtime=0))
    ids = data.stream(bpe, data.verses(held_out))[:2 * 24].reshape(2, 24)
    hidden, _ = data.masks(np.random.default_rng(3), 2, 24)
    inputs = torch.from_numpy(np.where(hidden, data.MASK, ids))
    with torch.no_grad():
        save(folder / "golden.safetensors", {"input_ids": inputs, "logits": model(inputs)})
    print({k: saved[k] for k in ("steps", "tokens", "seed", "seconds", "cpu_seconds", "held_out_bound")})


if __name__ == "__main__":
    main()
