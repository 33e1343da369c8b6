"""Embeds texts with onnxruntime: what the server has to answer, and whom the bench runs against.

    python3 reference.py FOLDER GRAPH.onnx TEXTS.json                     prints the vectors as JSON
    python3 reference.py FOLDER GRAPH.onnx TEXTS.json THREADS BATCH ROUNDS  prints the median milliseconds of a round

Texts are sorted by length before they are put into batches, so that as little as possible is padded.
"""

import json
import statistics
import sys
import time
from pathlib import Path

import numpy as np
import onnxruntime
from tokenizers import Tokenizer


def load(folder, graph, threads):
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    settings = json.loads((folder / "sentence_bert_config.json").read_text())
    tokenizer.enable_truncation(settings["max_seq_length"])
    tokenizer.no_padding()
    return session, tokenizer


def embed(session, tokenizer, texts, batch):
    tokens = [encoding.ids for encoding in tokenizer.encode_batch(texts)]
    order = sorted(range(len(texts)), key=lambda index: len(tokens[index]))
    vectors = [None] * len(texts)
    for start in range(0, len(order), batch):
        chosen = order[start : start + batch]
        longest = max(len(tokens[index]) for index in chosen)
        ids = np.zeros((len(chosen), longest), np.int64)
        mask = np.zeros_like(ids)
        for row, index in enumerate(chosen):
            ids[row, : len(tokens[index])] = tokens[index]
            mask[row, : len(tokens[index])] = 1
        (found,) = session.run(None, {"ids": ids, "mask": mask})
        for row, index in enumerate(chosen):
            vectors[index] = found[row]
    return vectors


def main(folder, graph, texts, threads="1", batch="32", rounds="0"):
    texts = json.loads(Path(texts).read_text())
    session, tokenizer = load(Path(folder), graph, int(threads))
    vectors = embed(session, tokenizer, texts, int(batch))  # not counted: it warms up
    times = []
    for _ in range(int(rounds)):
        start = time.perf_counter()
        embed(session, tokenizer, texts, int(batch))
        times.append(1e3 * (time.perf_counter() - start))
    print(statistics.median(times) if times else json.dumps([vector.tolist() for vector in vectors]))


if __name__ == "__main__":
    main(*sys.argv[1:])
