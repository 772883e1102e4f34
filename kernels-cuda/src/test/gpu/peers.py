"""The products and blocks of GpuAcceptanceTest and SitStepTest in PyTorch, by CUDA events: what to hold our times against."""

import torch
import torch.nn.functional as F

WIDTH = 1152
HEADS = 16
TOKENS = 256
DEPTH = 28
DTYPES = {"fp32": torch.float32, "tf32": torch.float32, "f16": torch.float16, "bf16": torch.bfloat16}


def milliseconds(run, times=20, warm=3):
    """The median."""
    for _ in range(warm):
        run()
    torch.cuda.synchronize()
    seen = []
    for _ in range(times):
        before, after = (torch.cuda.Event(enable_timing=True) for _ in range(2))
        before.record()
        run()
        after.record()
        after.synchronize()
        seen.append(before.elapsed_time(after))
    return sorted(seen)[len(seen) // 2]


def graph(run):
    """The replay of a capture."""
    side = torch.cuda.Stream()
    with torch.cuda.stream(side):
        for _ in range(3):
            run()
    torch.cuda.synchronize()
    captured = torch.cuda.CUDAGraph()
    with torch.cuda.graph(captured):
        run()
    return captured.replay


def report(what, ms, flops=0.0, size=0.0):
    print(f"[torch] {what:<44} {ms:9.4f} ms {flops / ms / 1e9:9.2f} TFLOP/s {size / ms / 1e6:9.1f} GB/s", flush=True)


class Block(torch.nn.Module):
    """A block of a diffusion transformer with adaptive layer norm."""

    def __init__(self):
        super().__init__()
        self.qkv = torch.nn.Linear(WIDTH, 3 * WIDTH)
        self.out = torch.nn.Linear(WIDTH, WIDTH)
        self.up = torch.nn.Linear(WIDTH, 4 * WIDTH)
        self.down = torch.nn.Linear(4 * WIDTH, WIDTH)
        self.modulation = torch.nn.Linear(WIDTH, 6 * WIDTH)

    def forward(self, x, c):
        shift1, scale1, gate1, shift2, scale2, gate2 = self.modulation(c).unsqueeze(1).chunk(6, -1)
        n, t, w = x.shape
        a = F.layer_norm(x, (w,), eps=1e-6) * (1 + scale1) + shift1
        q, k, v = self.qkv(a).view(n, t, 3, HEADS, w // HEADS).permute(2, 0, 3, 1, 4)
        a = F.scaled_dot_product_attention(q, k, v).transpose(1, 2).reshape(n, t, w)
        x = x + gate1 * self.out(a)
        a = F.layer_norm(x, (w,), eps=1e-6) * (1 + scale2) + shift2
        return x + gate2 * self.down(F.gelu(self.up(a), approximate="tanh"))


def random(*shape, dtype=torch.float32):
    return torch.randn(*shape, device="cuda", dtype=dtype)


@torch.no_grad()
def main():
    print(f"[torch] {torch.__version__} on {torch.cuda.get_device_name()}")
    x = random(1 << 28)
    y = torch.empty_like(x)
    report("copy of 1 GiB", milliseconds(lambda: y.copy_(x)), size=8.0 * x.numel())
    del x, y
    for numerics, dtype in DTYPES.items():
        torch.backends.cuda.matmul.allow_tf32 = numerics == "tf32"
        for rows in 1, 16, TOKENS, 16 * TOKENS:
            a, w, b = random(rows, WIDTH, dtype=dtype), random(4 * WIDTH, WIDTH, dtype=dtype), random(4 * WIDTH, dtype=dtype)
            ms = milliseconds(graph(lambda: F.linear(a, w, b)))
            report(f"{numerics} product, {rows} x 1152 -> 4608", ms, 8.0 * rows * WIDTH * WIDTH, w.element_size() * 4.0 * WIDTH * WIDTH)
    for numerics in "fp32", "tf32", "bf16":
        torch.backends.cuda.matmul.allow_tf32 = numerics == "tf32"
        blocks = [Block().to("cuda", DTYPES[numerics]) for _ in range(DEPTH)]
        for rows in 1, 16, 256:
            x = random(rows, TOKENS, WIDTH, dtype=DTYPES[numerics])
            c = random(rows, WIDTH, dtype=DTYPES[numerics])

            def run():
                h = x
                for block in blocks:
                    h = block(h, c)

            flops = DEPTH * rows * (TOKENS * (24.0 * WIDTH * WIDTH + 4.0 * TOKENS * WIDTH) + 12.0 * WIDTH * WIDTH)
            report(f"{numerics} {DEPTH} blocks, {rows} rows", milliseconds(run, 3, 1), flops)
            if rows < 256:
                report(f"{numerics} {DEPTH} blocks, {rows} rows, graph", milliseconds(graph(run), 3, 1), flops)


main()
