"""The corpus, its tokenizer and the windows a network is trained on."""
import gzip
import json
import re
from pathlib import Path

import numpy as np

MASK = 0
VERSE = 1024  # the line break that ends a verse
VOCABULARY = 1025
WORDS = re.compile(r" ?[a-z']+|[^a-z']")


class Bpe:
    """Byte-pair encoding of lower-case text: ' ?[a-z\']+' is merged by rank, every other character stands for itself."""

    def __init__(self, path):
        raw = json.loads(Path(path).read_text())
        self.pieces = raw["vocab"] + ["\n"]
        self.ids = {piece: i for i, piece in enumerate(self.pieces)}
        self.merges = [tuple(pair) for pair in raw["merges"]]
        self.rank = {pair: i for i, pair in enumerate(self.merges)}
        self.words = {}

    def word(self, word):
        if word not in self.words:
            parts = list(word)
            while len(parts) > 1:
                ranks = [self.rank.get(pair, len(self.rank)) for pair in zip(parts, parts[1:])]
                best = min(range(len(ranks)), key=ranks.__getitem__)
                if ranks[best] == len(self.rank):
                    break
                parts[best:best + 2] = [parts[best] + parts[best + 1]]
            self.words[word] = [self.ids[part] for part in parts]
        return self.words[word]

    def encode(self, text):
        return [i for word in WORDS.findall(text.lower()) for i in self.word(word)]

    def decode(self, ids):
        return "".join(self.pieces[i] for i in ids)


def verses(path):
    """The lines of a text file, plain or gzipped."""
    raw = Path(path).read_bytes()
    return (gzip.decompress(raw) if str(path).endswith(".gz") else raw).decode().splitlines()


def stream(bpe, lines):
    """[VERSE] verse [VERSE] verse ... [VERSE] as one array."""
    ids = [VERSE]
    for line in lines:
        ids += bpe.encode(line) + [VERSE]
    return np.array(ids, np.int64)


def windows(rng, ids, rows, length):
    """Rows of consecutive tokens from anywhere in the stream; a third of them start with a verse."""
    starts = rng.integers(0, len(ids) - length, rows)
    breaks = np.flatnonzero(ids[:len(ids) - length] == VERSE)
    aligned = rng.random(rows) < 1 / 3
    starts[aligned] = breaks[rng.integers(0, len(breaks), int(aligned.sum()))]
    return ids[starts[:, None] + np.arange(length)]


def masks(rng, rows, length):
    """Masks [rows, length] with 1 to length positions each: the count is uniform, stratified over the rows."""
    strata = (rng.permutation(rows) + rng.random(rows)) / rows
    count = 1 + np.floor(strata * length).astype(np.int64)
    order = rng.random((rows, length)).argsort(1).argsort(1)
    return order < count[:, None], count
