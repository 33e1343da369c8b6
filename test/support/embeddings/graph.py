"""Writes a BERT as sentence-transformers keeps it as an ONNX graph, in onnxruntime's own fused operators.

    python3 graph.py FOLDER OUT.onnx

With these operators, and the tokens' mean and its length inside of the graph, onnxruntime is as fast as it gets.
"""

import json
import sys
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from safetensors.numpy import load_file

FUSED = "com.microsoft"


class Graph:
    """Nodes and constants, as they come."""

    def __init__(self, weights, epsilon):
        self.weights, self.epsilon = weights, epsilon
        self.nodes, self.constants = [], []

    def constant(self, name, array):
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(array), name))
        return name

    def weight(self, name, transposed=False):
        array = self.weights[name]
        return self.constant(name, array.T if transposed else array)

    def node(self, operator, inputs, output, domain="", **attributes):
        self.nodes.append(helper.make_node(operator, inputs, [output], domain=domain, **attributes))
        return output

    def skip_norm(self, x, skip, bias, norm, output):
        inputs = [x, skip, self.weight(norm + ".weight"), self.weight(norm + ".bias"), self.weight(bias)]
        return self.node("SkipLayerNormalization", inputs, output, FUSED, epsilon=self.epsilon)

    def layer(self, x, index, heads):
        at = f"encoder.layer.{index}."
        parts = [at + "attention.self." + part for part in ("query", "key", "value")]
        weight = self.constant(at + "qkv", np.concatenate([self.weights[p + ".weight"].T for p in parts], 1))
        bias = self.constant(at + "qkv.bias", np.concatenate([self.weights[p + ".bias"] for p in parts]))
        context = self.node("Attention", [x, weight, bias, "mask32"], at + "context", FUSED, num_heads=heads)
        dense = at + "attention.output.dense"
        product = self.node("MatMul", [context, self.weight(dense + ".weight", True)], at + "projected")
        attended = self.skip_norm(product, x, dense + ".bias", at + "attention.output.LayerNorm", at + "attended")
        dense = at + "intermediate.dense"
        product = self.node("MatMul", [attended, self.weight(dense + ".weight", True)], at + "inner")
        inner = self.node("BiasGelu", [product, self.weight(dense + ".bias")], at + "activated", FUSED)
        dense = at + "output.dense"
        product = self.node("MatMul", [inner, self.weight(dense + ".weight", True)], at + "outer")
        return self.skip_norm(product, attended, dense + ".bias", at + "output.LayerNorm", at + "out")


def build(folder, out):
    config = json.loads((folder / "config.json").read_text())
    weights = load_file(folder / "model.safetensors")
    graph = Graph(weights, config["layer_norm_eps"])
    tables = "embeddings.{}_embeddings.weight"
    # Position and the only segment, in one.
    graph.constant("places", weights[tables.format("position")] + weights[tables.format("token_type")][0])
    graph.constant("zero", np.array([0], np.int64))
    graph.constant("one", np.array([1], np.int64))
    graph.constant("two", np.array([2], np.int64))
    words = graph.node("Gather", [graph.weight(tables.format("word")), "ids"], "words")
    length = graph.node("Shape", ["ids"], "length", start=1, end=2)
    places = graph.node("Slice", ["places", "zero", length, "zero"], "own_places")
    norm = [graph.weight("embeddings.LayerNorm.weight"), graph.weight("embeddings.LayerNorm.bias")]
    added = graph.node("Add", [words, places], "added")
    x = graph.node("LayerNormalization", [added, *norm], "x", axis=-1, epsilon=graph.epsilon)
    graph.node("Cast", ["mask"], "mask32", to=TensorProto.INT32)
    for index in range(config["num_hidden_layers"]):
        x = graph.layer(x, index, config["num_attention_heads"])
    # The length of the mean is that of the sum, once both are scaled to 1.
    mask = graph.node("Unsqueeze", [graph.node("Cast", ["mask"], "mask_f", to=TensorProto.FLOAT), "two"], "mask_3")
    total = graph.node("ReduceSum", [graph.node("Mul", [x, mask], "masked"), "one"], "total", keepdims=0)
    graph.node("LpNormalization", [total], "embedding", axis=-1, p=2)

    def value(name, kind, shape):
        return helper.make_tensor_value_info(name, kind, shape)

    inputs = [value(name, TensorProto.INT64, ["batch", "length"]) for name in ("ids", "mask")]
    outputs = [value("embedding", TensorProto.FLOAT, ["batch", config["hidden_size"]])]
    model = helper.make_model(
        helper.make_graph(graph.nodes, "bert", inputs, outputs, graph.constants),
        opset_imports=[helper.make_opsetid("", 20), helper.make_opsetid(FUSED, 1)],
        ir_version=10,
    )
    onnx.save(model, out)


if __name__ == "__main__":
    build(Path(sys.argv[1]), sys.argv[2])
