"""Embeds texts with sentence-transformers, as its documentation says to.

    python3 sentences.py FOLDER TEXTS.json THREADS BATCH ROUNDS     prints the median milliseconds of a round
"""

import json
import statistics
import sys
import time
from pathlib import Path

import torch
from sentence_transformers import SentenceTransformer


def main(folder, texts, threads, batch, rounds):
    torch.set_num_threads(int(threads))
    texts = json.loads(Path(texts).read_text())
    model = SentenceTransformer(folder, device="cpu")
    model.encode(texts, batch_size=int(batch))  # not counted: it warms up
    times = []
    for _ in range(int(rounds)):
        start = time.perf_counter()
        model.encode(texts, batch_size=int(batch))
        times.append(1e3 * (time.perf_counter() - start))
    print(statistics.median(times))


if __name__ == "__main__":
    main(*sys.argv[1:])
