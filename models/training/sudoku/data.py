"""Sudoku puzzles of Debian's qqwing: reading them, their symmetries, and a check that no held-out puzzle is trained on.

    for d in expert intermediate easy; do qqwing --generate 12000 --difficulty $d --solution --csv > puzzles/$d.csv; done
    python3 data.py puzzles EVAL_CSV            # counts, and the overlap with the held-out puzzles up to symmetry

A puzzle is i64 [81], row by row, 0 for a blank; its solution i64 [81] of 1..9.
"""
import sys
from pathlib import Path

import numpy as np

DIFFICULTIES = ("expert", "intermediate", "easy")


def parse(lines):
    """Puzzles and solutions i64 [n, 81] of qqwing's lines "....5..,916...,"."""
    rows = [line.split(",") for line in lines if len(line) >= 163]
    puzzles = np.array([[0 if c == "." else int(c) for c in r[0]] for r in rows], dtype=np.int64)
    return puzzles, np.array([[int(c) for c in r[1]] for r in rows], dtype=np.int64)


def load(folder):
    """Per difficulty the puzzles and solutions of a folder of qqwing's files."""
    return {d: parse((Path(folder) / f"{d}.csv").read_text().split("\n")[1:]) for d in DIFFICULTIES}


def load_held_out(path):
    """Per difficulty the puzzles and solutions of eval.csv, whose lines are "difficulty,puzzle,solution"."""
    lines = Path(path).read_text().split("\n")[1:]
    return {d: parse([line[len(d) + 1:] for line in lines if line.startswith(d + ",")]) for d in DIFFICULTIES}


def symmetric(puzzles, solutions, rng):
    """Each pair under a symmetry of its own: bands, stacks, rows and columns permuted, transposed or not, digits renamed."""
    n = len(puzzles)

    def lines():
        bands = rng.random((n, 3)).argsort(1)
        within = rng.random((n, 3, 3)).argsort(2)
        return (3 * bands[:, :, None] + within).reshape(n, 9)

    index = lines()[:, :, None] * 9 + lines()[:, None, :]
    turn = rng.random(n) < 0.5
    index[turn] = index[turn].transpose(0, 2, 1)
    index = index.reshape(n, 81)
    names = np.concatenate([np.zeros((n, 1), dtype=np.int64), 1 + rng.random((n, 9)).argsort(1)], 1)
    rename = lambda grid: np.take_along_axis(names, np.take_along_axis(grid, index, 1), 1)
    return rename(puzzles), rename(solutions)


def _mix(values):
    """A 64-bit finaliser, wrapping."""
    x = values.astype(np.uint64)
    for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
        x = (x ^ (x >> np.uint64(shift))) * np.uint64(factor)
    return x ^ (x >> np.uint64(31))


def invariants(puzzles, rounds=6):
    """u64 [n], equal for puzzles that are each other's image under a symmetry.

    Colour refinement: a cell's colour is hashed with the sums of its row's, column's, box's and digit's, and a line's sum is
    hashed with its band's. Sums do not see the order of their terms, nor rows from columns, so no symmetry changes the total;
    different puzzles meet only by chance or where refinement cannot tell them apart, so unequal values prove "not the same".
    """
    n = len(puzzles)
    colour = _mix(np.where(puzzles == 0, 1, 2).astype(np.uint64))
    of_digit = np.stack([puzzles == d for d in range(1, 10)], 1)
    for _ in range(rounds):
        grid = _mix(colour).reshape(n, 9, 9)
        row, column = grid.sum(2), grid.sum(1)
        box = grid.reshape(n, 3, 3, 3, 3).sum((2, 4))
        band = _mix(row).reshape(n, 3, 3).sum(2).repeat(3, 1)
        stack = _mix(column).reshape(n, 3, 3).sum(2).repeat(3, 1)
        row, column = _mix(row + _mix(band) * np.uint64(3)), _mix(column + _mix(stack) * np.uint64(3))
        boxes = _mix(box).repeat(3, 1).repeat(3, 2)
        digit = (of_digit * colour[:, None, :]).sum(2, dtype=np.uint64)
        own = (of_digit * _mix(digit)[:, :, None]).sum(1, dtype=np.uint64)
        lines = row[:, :, None] + column[:, None, :] + boxes * np.uint64(5)
        colour = _mix(colour + np.uint64(7) * lines.reshape(n, 81) + np.uint64(11) * own)
    return colour.sum(1)


def without_held_out(train, held_out):
    """The training puzzles whose invariant no held-out puzzle has, and how many were dropped, per difficulty."""
    forbidden = np.concatenate([invariants(p) for p, _ in held_out.values()])
    kept = {d: ~np.isin(invariants(p), forbidden) for d, (p, _) in train.items()}
    return {d: (p[kept[d]], s[kept[d]]) for d, (p, s) in train.items()}, {d: int((~k).sum()) for d, k in kept.items()}


if __name__ == "__main__":
    train, held_out = load(sys.argv[1]), load_held_out(sys.argv[2])
    rng = np.random.default_rng(0)
    for name, (p, s) in held_out.items():
        same = invariants(symmetric(p, s, rng)[0]) == invariants(p)
        print(f"held out, {name}: {len(p)} puzzles, {len(np.unique(invariants(p)))} different, "
              f"invariant under a random symmetry: {same.mean():.3f}")
    for name, (p, _) in train.items():
        print(f"to train on, {name}: {len(p)} puzzles, {len(np.unique(invariants(p)))} different")
    print("equal to a held-out puzzle up to symmetry:", without_held_out(train, held_out)[1])
