"""Computes golden.json: what the sample model makes of some texts.

    python3 reference.py > golden.json

Needs NumPy and shares no code with the crate: the formula of the weights, the tokeniser and the network are written down
here once more, in double precision and without a thought of speed.
"""

import json
import math
import unicodedata

import numpy as np

HIDDEN, INTERMEDIATE, HEADS, LAYERS = 24, 40, 3, 2
POSITIONS, TYPES, MAX_TOKENS, EPSILON = 32, 2, 20, 1e-12

LETTERS = "abcdefghijklmnopqrstuvwxyz"
VOCABULARY = [
    *["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"],
    *LETTERS,
    *["##" + letter for letter in LETTERS],
    *["the", "cat", "sat", "mat", "on", "run", "##ning", ".", ",", "?"],
]

TEXTS = [
    "the cat sat on the mat",
    "The CAT sat, on a mat.",
    "running cats?",
    "a",
    "",
    "naïve Ünïcödé",
    "日本 cat",
    "the cat sat on the mat " * 5,
]


def splitmix64(seed):
    """Steele, Lea and Flood, "Fast splittable pseudorandom number generators" (2014)."""
    mask = (1 << 64) - 1
    while True:
        seed = (seed + 0x9E3779B97F4A7C15) & mask
        z = seed
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & mask
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & mask
        yield z ^ (z >> 31)


def tensors():
    """Names and shapes, in the order in which the generator's numbers are dealt out."""
    yield "embeddings.word_embeddings.weight", (len(VOCABULARY), HIDDEN)
    yield "embeddings.position_embeddings.weight", (POSITIONS, HIDDEN)
    yield "embeddings.token_type_embeddings.weight", (TYPES, HIDDEN)
    yield from norm("embeddings.LayerNorm")
    for layer in range(LAYERS):
        at = f"encoder.layer.{layer}."
        for part in ("query", "key", "value"):
            yield from linear(at + "attention.self." + part, HIDDEN, HIDDEN)
        yield from linear(at + "attention.output.dense", HIDDEN, HIDDEN)
        yield from norm(at + "attention.output.LayerNorm")
        yield from linear(at + "intermediate.dense", INTERMEDIATE, HIDDEN)
        yield from linear(at + "output.dense", HIDDEN, INTERMEDIATE)
        yield from norm(at + "output.LayerNorm")


def linear(name, outputs, inputs):
    yield name + ".weight", (outputs, inputs)
    yield name + ".bias", (outputs,)


def norm(name):
    yield name + ".weight", (HIDDEN,)
    yield name + ".bias", (HIDDEN,)


def weights():
    """The top 16 bits of each number, as a fraction from -1 to 1, halved; scales of normalisations are around 1."""
    numbers = splitmix64(2026)
    result = {}
    for name, shape in tensors():
        values = [((next(numbers) >> 48) / 2**15 - 1) / 2 for _ in range(math.prod(shape))]
        around = 1.0 if name.endswith("LayerNorm.weight") else 0.0
        result[name] = around + np.array(values).reshape(shape)
    return result


def tokenize(text):
    """Lower case without accents, split at blanks, punctuation and Chinese characters, then the longest pieces first."""
    text = unicodedata.normalize("NFD", text)
    text = "".join(letter for letter in text if unicodedata.category(letter) != "Mn").lower()
    words = [""]
    for letter in text:
        if letter.isspace():
            words.append("")
        elif unicodedata.category(letter).startswith("P") or 0x4E00 <= ord(letter) <= 0x9FFF:
            words += [letter, ""]
        else:
            words[-1] += letter
    pieces = [piece for word in words if word for piece in pieces_of(word)]
    return ["[CLS]", *pieces[: MAX_TOKENS - 2], "[SEP]"]


def pieces_of(word):
    pieces, rest = [], word
    while rest:
        prefix = "##" if pieces else ""
        for end in range(len(rest), 0, -1):
            if prefix + rest[:end] in VOCABULARY:
                pieces.append(prefix + rest[:end])
                rest = rest[end:]
                break
        else:
            return ["[UNK]"]
    return pieces


def encode(w, ids):
    """The vectors of a text's tokens after the last layer."""
    x = w["embeddings.word_embeddings.weight"][ids]
    x = x + w["embeddings.position_embeddings.weight"][: len(ids)]
    x = x + w["embeddings.token_type_embeddings.weight"][0]
    x = normalize(w, "embeddings.LayerNorm", x)
    for layer in range(LAYERS):
        at = f"encoder.layer.{layer}."
        attended = affine(w, at + "attention.output.dense", attend(w, at, x))
        x = normalize(w, at + "attention.output.LayerNorm", attended + x)
        inner = gelu(affine(w, at + "intermediate.dense", x))
        x = normalize(w, at + "output.LayerNorm", affine(w, at + "output.dense", inner) + x)
    return x


def attend(w, at, x):
    width = HIDDEN // HEADS
    query, key, value = (affine(w, at + "attention.self." + part, x) for part in ("query", "key", "value"))
    heads = []
    for head in range(HEADS):
        own = slice(head * width, (head + 1) * width)
        scores = query[:, own] @ key[:, own].T / math.sqrt(width)
        powers = np.exp(scores - scores.max(axis=1, keepdims=True))
        heads.append(powers / powers.sum(axis=1, keepdims=True) @ value[:, own])
    return np.concatenate(heads, axis=1)


def affine(w, name, x):
    return x @ w[name + ".weight"].T + w[name + ".bias"]


def normalize(w, name, x):
    mean = x.mean(axis=1, keepdims=True)
    variance = ((x - mean) ** 2).mean(axis=1, keepdims=True)
    return (x - mean) / np.sqrt(variance + EPSILON) * w[name + ".weight"] + w[name + ".bias"]


def gelu(x):
    return x * 0.5 * (1 + np.vectorize(math.erf)(x / math.sqrt(2)))


def golden(w, text):
    ids = [VOCABULARY.index(piece) for piece in tokenize(text)]
    rows = encode(w, ids)
    scaled = {name: row / np.linalg.norm(row) for name, row in (("mean", rows.mean(axis=0)), ("first", rows[0]))}
    return {"text": text, "ids": ids, **{name: [round(value, 8) for value in row] for name, row in scaled.items()}}


model = weights()
print("[\n" + ",\n".join(json.dumps(golden(model, text), ensure_ascii=False) for text in TEXTS) + "\n]")
