"""A float64 reference of the decoder of diffusers' AutoencoderKL, and the fixtures `golden/vae` and `golden/vae_odd` made with it.

Written from the architecture (Rombach et al. 2022; the layer and tensor names of diffusers), in PyTorch operators on images
[N, C, H, W]; it shares nothing with the Java code, which works on rows of pixels. Weights are random and every one is nonzero.

    OPENBLAS_NUM_THREADS=1 python3 reference.py OUT_FOLDER
"""
import json
import math
import os
import struct
import sys

import numpy as np
import torch
import torch.nn.functional as F

torch.set_num_threads(1)
EPS = 1e-6
CONFIGS = {
    # Names of attention as before diffusers 0.14; latents that are not square.
    "vae": (dict(block_out_channels=[8, 16, 16], layers_per_block=1, norm_num_groups=4, latent_channels=4, out_channels=3,
                 scaling_factor=0.18215), (2, 3, 5), True),
    # Later names, no first convolution, a shift, a width that changes at every level.
    "vae_odd": (dict(block_out_channels=[12, 20, 28, 36], layers_per_block=2, norm_num_groups=4, latent_channels=6, out_channels=3,
                     scaling_factor=0.3611, shift_factor=0.1159, use_post_quant_conv=False), (1, 2, 3), False),
}


def shapes(c, old):
    """Name and shape of every tensor of the decoder."""
    out = {}

    def conv(name, o, i, k):
        out[name + ".weight"] = (o, i, k, k)
        out[name + ".bias"] = (o,)

    def vector(name, n):
        out[name + ".weight"] = (n,)
        out[name + ".bias"] = (n,)

    def residual(name, i, o):
        vector(name + ".norm1", i)
        conv(name + ".conv1", o, i, 3)
        vector(name + ".norm2", o)
        conv(name + ".conv2", o, o, 3)
        if i != o:
            conv(name + ".conv_shortcut", o, i, 1)

    widths = c["block_out_channels"][::-1]
    deep = widths[0]
    if c.get("use_post_quant_conv", True):
        conv("post_quant_conv", c["latent_channels"], c["latent_channels"], 1)
    conv("decoder.conv_in", deep, c["latent_channels"], 3)
    residual("decoder.mid_block.resnets.0", deep, deep)
    residual("decoder.mid_block.resnets.1", deep, deep)
    vector("decoder.mid_block.attentions.0.group_norm", deep)
    for layer in (["query", "key", "value", "proj_attn"] if old else ["to_q", "to_k", "to_v", "to_out.0"]):
        out["decoder.mid_block.attentions.0." + layer + ".weight"] = (deep, deep)
        out["decoder.mid_block.attentions.0." + layer + ".bias"] = (deep,)
    into = deep
    for i, w in enumerate(widths):
        for j in range(c["layers_per_block"] + 1):
            residual(f"decoder.up_blocks.{i}.resnets.{j}", into if j == 0 else w, w)
        if i < len(widths) - 1:
            conv(f"decoder.up_blocks.{i}.upsamplers.0.conv", w, w, 3)
        into = w
    vector("decoder.conv_norm_out", widths[-1])
    conv("decoder.conv_out", c["out_channels"], widths[-1], 3)
    # One tensor of the encoder, which a decoder leaves alone.
    conv("encoder.conv_in", 8, 3, 3)
    return out


def decode(c, w, z, old):
    """vae.decode(z) in the type of its arguments; the sample, and the hidden image after the middle."""
    groups = c["norm_num_groups"]

    def conv(name, x):
        k = w[name + ".weight"].shape[-1]
        return F.conv2d(x, w[name + ".weight"], w[name + ".bias"], padding=k // 2)

    def norm(name, x):
        return F.group_norm(x, groups, w[name + ".weight"], w[name + ".bias"], EPS)

    def silu(x):
        return x * torch.sigmoid(x)

    def residual(name, x):
        h = conv(name + ".conv1", silu(norm(name + ".norm1", x)))
        h = conv(name + ".conv2", silu(norm(name + ".norm2", h)))
        return (conv(name + ".conv_shortcut", x) if name + ".conv_shortcut.weight" in w else x) + h

    def attention(name, x):
        n, d, a, b = x.shape
        h = norm(name + ".group_norm", x).reshape(n, d, a * b).transpose(1, 2)
        q, k, v, p = (["query", "key", "value", "proj_attn"] if old else ["to_q", "to_k", "to_v", "to_out.0"])
        linear = lambda l, y: y @ w[name + "." + l + ".weight"].T + w[name + "." + l + ".bias"]
        s = (linear(q, h) @ linear(k, h).transpose(1, 2)) / math.sqrt(d)
        h = linear(p, s.softmax(-1) @ linear(v, h))
        return x + h.transpose(1, 2).reshape(n, d, a, b)

    if c.get("use_post_quant_conv", True):
        z = conv("post_quant_conv", z)
    x = conv("decoder.conv_in", z)
    x = residual("decoder.mid_block.resnets.0", x)
    x = attention("decoder.mid_block.attentions.0", x)
    x = residual("decoder.mid_block.resnets.1", x)
    levels = len(c["block_out_channels"])
    for i in range(levels):
        for j in range(c["layers_per_block"] + 1):
            x = residual(f"decoder.up_blocks.{i}.resnets.{j}", x)
        if i < levels - 1:
            x = conv(f"decoder.up_blocks.{i}.upsamplers.0.conv", F.interpolate(x, scale_factor=2, mode="nearest"))
    return conv("decoder.conv_out", silu(norm("decoder.conv_norm_out", x)))


def save(path, tensors):
    header, blobs, at = {}, [], 0
    for name in sorted(tensors):
        a = np.ascontiguousarray(tensors[name].detach().numpy())
        header[name] = {"dtype": {"float32": "F32", "float64": "F64"}[str(a.dtype)], "shape": list(a.shape),
                        "data_offsets": [at, at + a.nbytes]}
        at += a.nbytes
        blobs.append(a.tobytes())
    head = json.dumps(header, separators=(",", ":")).encode()
    head += b" " * (-len(head) % 8)
    with open(path, "wb") as f:
        f.write(struct.pack("<Q", len(head)) + head + b"".join(blobs))


def main(folder):
    for name, (c, (rows, high, wide), old) in CONFIGS.items():
        torch.manual_seed(len(name))
        out = os.path.join(folder, name)
        os.makedirs(out, exist_ok=True)
        levels = len(c["block_out_channels"])
        config = dict(_class_name="AutoencoderKL", _diffusers_version="0.4.2", act_fn="silu",
                      down_block_types=["DownEncoderBlock2D"] * levels, up_block_types=["UpDecoderBlock2D"] * levels, in_channels=3,
                      sample_size=32, **c)
        weights = {}
        for tensor, shape in shapes(c, old).items():
            fan = int(np.prod(shape[1:])) if len(shape) > 1 else 1
            base = torch.randn(shape) * (fan ** -0.5 if len(shape) > 1 else 0.2)
            weights[tensor] = base + 1 if "norm" in tensor and tensor.endswith("weight") else base
        z = torch.randn(rows, c["latent_channels"], high, wide)
        single = decode(c, weights, z, old)
        double = decode(c, {k: v.double() for k, v in weights.items()}, z.double(), old)
        # As a flow's latents, which scale and shift are undone of first.
        raw = decode(c, {k: v.double() for k, v in weights.items()}, z.double() / c["scaling_factor"] + c.get("shift_factor", 0), old)
        raw32 = decode(c, weights, z / c["scaling_factor"] + c.get("shift_factor", 0), old)
        save(os.path.join(out, "weights.safetensors"), weights)
        save(os.path.join(out, "io.safetensors"), {"in.latents": z, "out.sample": single, "out64.sample": double,
                                                   "out.image": raw32, "out64.image": raw})
        yard = {}
        for key, a, b in (("sample", single, double), ("image", raw32, raw)):
            yard[key] = {"shape": list(a.shape), "max_abs": float((a.double() - b).abs().max())}
        with open(os.path.join(out, "yardstick.json"), "w") as f:
            json.dump(yard, f, indent=1)
        with open(os.path.join(out, "config.json"), "w") as f:
            json.dump(config, f, indent=1)
        print(name, {k: v["max_abs"] for k, v in yard.items()}, float(double.abs().max()))


if __name__ == "__main__":
    main(sys.argv[1])
