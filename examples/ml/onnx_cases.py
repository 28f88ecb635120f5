"""Models for the tests of `foldscheme import`, with inputs and what the onnx package's reference evaluator makes of them.

    python onnx_cases.py             the fixtures of tests/onnx/cases
    python onnx_cases.py DIR [N]     N models of each kind, of random shapes and weights, into DIR

A case is NAME.onnx and NAME.json: inputs by name, one row for each inference, and expected outputs.
"""

import json
import sys
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from onnx.reference import ReferenceEvaluator

FIXTURES = Path(__file__).resolve().parent.parent.parent / "tests" / "onnx" / "cases"


class Builder:
    """Nodes and constants of a graph."""

    def __init__(self, rng):
        self.rng, self.nodes, self.constants = rng, [], []

    def constant(self, name, values, dtype=np.float32):
        self.constants.append(numpy_helper.from_array(np.asarray(values, dtype=dtype), name))
        return name

    def node(self, op, inputs, output, **attributes):
        self.nodes.append(helper.make_node(op, inputs, [output], name=f"/{op.lower()}/{output}", **attributes))
        return output

    def normal(self, name, *shape, scale=0.5):
        return self.constant(name, self.rng.normal(0, scale, shape))

    def model(self, inputs, outputs, opset=21):
        value = lambda name, ty, shape: helper.make_tensor_value_info(name, ty, shape)
        graph = helper.make_graph(
            self.nodes, "case", [value(*x) for x in inputs], [value(*x) for x in outputs], self.constants
        )
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", opset)])
        model.ir_version = 8
        onnx.checker.check_model(model)
        return model


FLOAT, UINT8, INT8, INT64 = TensorProto.FLOAT, TensorProto.UINT8, TensorProto.INT8, TensorProto.INT64


def real_rows(rng, count, *shape):
    """Numbers that (fixed 32 16) has, exactly."""
    return np.rint(rng.uniform(-1, 1, (count, *shape)) * 256) / 256


def perceptron(rng):
    """Gemm (both orders), Relu, Softmax, ArgMax."""
    a, b, c = rng.integers(3, 12, 3)
    g = Builder(rng)
    g.node("Gemm", ["x", g.normal("fc1.weight", b, a), g.normal("fc1.bias", b)], "h", transB=1)
    g.node("Relu", ["h"], "r")
    g.node("Gemm", ["r", g.normal("fc2.weight", b, c), g.normal("fc2.bias", 1, c)], "logits", alpha=0.5, beta=2.0)
    g.node("Softmax", ["logits"], "odds", axis=-1)
    g.node("ArgMax", ["logits"], "class", axis=1, keepdims=0)
    outputs = [("odds", FLOAT, ["N", int(c)]), ("class", INT64, ["N"])]
    return g.model([("x", FLOAT, ["N", int(a)])], outputs), {"x": real_rows(rng, 4, a)}


def residual(rng):
    """MatMul and Add, of two values and of constants."""
    (n,) = rng.integers(3, 10, 1)
    g = Builder(rng)
    g.node("MatMul", ["x", g.normal("w1", n, n)], "m")
    g.node("Add", ["m", g.normal("b1", n)], "a")
    g.node("Relu", ["a"], "r")
    g.node("Add", ["r", "x"], "sum")
    g.node("Add", [g.normal("shift"), "sum"], "moved")
    g.node("MatMul", ["moved", g.normal("w2", n, 3)], "y")
    return g.model([("x", FLOAT, [1, int(n)])], [("y", FLOAT, [1, 3])]), {"x": real_rows(rng, 4, n)}


def convolutional(rng):
    """Conv with padding and stride, MaxPool, Flatten, Gemm."""
    channels, side, out = (int(n) for n in rng.integers([1, 6, 1], [4, 9, 4]))
    stride, pads = int(rng.integers(1, 3)), [int(n) for n in rng.integers(0, 2, 4)]
    g = Builder(rng)
    g.node(
        "Conv", ["x", g.normal("conv1.weight", out, channels, 3, 3), g.normal("conv1.bias", out)], "c",
        kernel_shape=[3, 3], pads=pads, strides=[stride, stride],
    )
    g.node("Relu", ["c"], "r")
    g.node("Conv", ["r", g.normal("conv2.weight", 2, out, 2, 2)], "d", auto_pad="SAME_UPPER")
    g.node("Add", ["d", g.normal("bias", 1, 2, 1, 1)], "e")
    g.node("Relu", ["e"], "s")
    # The evaluator pads by other numbers than it is told if they are not all the same.
    g.node("MaxPool", ["s"], "p", kernel_shape=[2, 2], strides=[1, 1], pads=[int(rng.integers(0, 2))] * 4)
    g.node("Flatten", ["p"], "f")
    # How many features there are, the evaluator says.
    x = real_rows(rng, 3, channels, side, side)
    partial = g.model([("x", FLOAT, [1, channels, side, side])], [("f", FLOAT, [1, "features"])])
    features = ReferenceEvaluator(partial).run(None, {"x": x[:1].astype(np.float32)})[0].shape[1]
    g.node("Gemm", ["f", g.normal("fc.weight", 4, features, scale=0.2), g.normal("fc.bias", 4)], "y", transB=1)
    return g.model([("x", FLOAT, ["batch", channels, side, side])], [("y", FLOAT, ["batch", 4])]), {"x": x}


def byte_type(rng):
    return (np.uint8, UINT8) if rng.integers(2) else (np.int8, INT8)


def scale(rng, low, high):
    return np.float32(rng.uniform(low, high))


def quantised_perceptron(rng):
    """QuantizeLinear, QLinearMatMul with a scale for each column, DequantizeLinear."""
    a, b, c = rng.integers(3, 12, 3)
    (dtype, _), g = byte_type(rng), Builder(rng)
    low = 0 if dtype == np.uint8 else -128
    zero = lambda: int(rng.integers(low + 100, low + 156))
    g.constant("x.scale", scale(rng, 0.006, 0.01)), g.constant("x.zero", zero(), dtype)
    g.node("QuantizeLinear", ["x", "x.scale", "x.zero"], "xq")
    g.constant("w1", rng.integers(-128, 128, (a, b)), np.int8)
    g.constant("w1.scale", rng.uniform(0.002, 0.01, b)), g.constant("w1.zero", np.zeros(b), np.int8)
    g.constant("h.scale", scale(rng, 0.01, 0.03)), g.constant("h.zero", zero(), dtype)
    g.node("QLinearMatMul", ["xq", "x.scale", "x.zero", "w1", "w1.scale", "w1.zero", "h.scale", "h.zero"], "h")
    g.constant("w2", rng.integers(0, 256, (b, c)), np.uint8)
    g.constant("w2.scale", scale(rng, 0.002, 0.01)), g.constant("w2.zero", 131, np.uint8)
    g.constant("y.scale", scale(rng, 0.02, 0.05)), g.constant("y.zero", zero(), dtype)
    g.node("QLinearMatMul", ["h", "h.scale", "h.zero", "w2", "w2.scale", "w2.zero", "y.scale", "y.zero"], "yq")
    g.node("DequantizeLinear", ["yq", "y.scale", "y.zero"], "y")
    outputs = [("h", UINT8 if dtype == np.uint8 else INT8, [1, int(b)]), ("y", FLOAT, [1, int(c)])]
    return g.model([("x", FLOAT, [1, int(a)])], outputs), {"x": real_rows(rng, 4, a)}


def quantised_convolution(rng):
    """QLinearConv with zero points, padding, a bias, and a scale for each channel."""
    channels, side, out = (int(n) for n in rng.integers([1, 5, 2], [4, 9, 5]))
    (dtype, ty), g = byte_type(rng), Builder(rng)
    low = 0 if dtype == np.uint8 else -128
    zero = lambda: int(rng.integers(low + 100, low + 156))
    g.constant("x.scale", scale(rng, 0.006, 0.01)), g.constant("x.zero", zero(), dtype)
    g.constant("k", rng.integers(-128, 128, (out, channels, 3, 3)), np.int8)
    g.constant("k.scale", rng.uniform(0.002, 0.01, out)), g.constant("k.zero", np.zeros(out), np.int8)
    g.constant("y.scale", scale(rng, 0.02, 0.05)), g.constant("y.zero", zero(), dtype)
    g.constant("k.bias", rng.integers(-2000, 2000, out), np.int32)
    g.node(
        "QLinearConv", ["x", "x.scale", "x.zero", "k", "k.scale", "k.zero", "y.scale", "y.zero", "k.bias"], "y",
        pads=[1, 1, 1, 1], strides=[2, 2],
    )
    shape = [1, out, (side - 1) // 2 + 1, (side - 1) // 2 + 1]
    x = rng.integers(low, low + 256, (3, channels, side, side)).astype(np.float64)
    return g.model([("x", ty, [1, channels, side, side])], [("y", ty, shape)]), {"x": x}


def kept_as_integers(rng):
    """Weights kept as integers and their scale: DequantizeLinear of constants, as exporters write it."""
    a, b = (int(n) for n in rng.integers(3, 12, 2))
    g = Builder(rng)
    g.constant("w.q", rng.integers(-128, 128, (b, a)), np.int8)
    g.constant("w.scale", rng.uniform(0.002, 0.01, b)), g.constant("w.zero", np.zeros(b), np.int8)
    g.node("DequantizeLinear", ["w.q", "w.scale", "w.zero"], "w", axis=0)
    g.node("Gemm", ["x", "w", g.normal("b", b)], "h", transB=1)
    g.node("Relu", ["h"], "y")
    return g.model([("x", FLOAT, [1, a])], [("y", FLOAT, [1, b])]), {"x": real_rows(rng, 4, a)}


KINDS = [perceptron, residual, convolutional, quantised_perceptron, quantised_convolution, kept_as_integers]


def write(folder, name, kind, rng):
    model, inputs = kind(rng)
    evaluator = ReferenceEvaluator(model)
    types = {x.name: helper.tensor_dtype_to_np_dtype(x.type.tensor_type.elem_type) for x in model.graph.input}
    outputs = {x.name: [] for x in model.graph.output}
    for row in range(len(next(iter(inputs.values())))):
        feed = {key: x[row : row + 1].astype(types[key]) for key, x in inputs.items()}
        for key, y in zip(outputs, evaluator.run(None, feed)):
            outputs[key].append(np.asarray(y, dtype=np.float64)[0].tolist())
    onnx.save(model, folder / f"{name}.onnx")
    case = {"inputs": {key: x.tolist() for key, x in inputs.items()}, "outputs": outputs}
    (folder / f"{name}.json").write_text(json.dumps(case) + "\n")


def main():
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else FIXTURES
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    folder.mkdir(parents=True, exist_ok=True)
    for kind in KINDS:
        for seed in range(count):
            name = kind.__name__.replace("_", "-")
            write(folder, name if count == 1 else f"{name}-{seed}", kind, np.random.default_rng(seed))


if __name__ == "__main__":
    main()
