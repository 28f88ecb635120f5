"""A multilayer perceptron 64-16-10 on scikit-learn's digits, for steps/digits.scm and steps/digits-predict.scm.

The seed is chosen on a quarter of the training images; the held-out third is for the figures alone.
"""

from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from sklearn.model_selection import train_test_split
from sklearn.neural_network import MLPClassifier

from exact import digits, percent, quantise, real, rescale, save_arrays, save_json


def trained(images, labels, seed):
    network = MLPClassifier((16,), alpha=0.1, batch_size=64, learning_rate_init=3e-3, max_iter=1000, random_state=seed)
    return network.fit(images / 16, labels)


def best_seed(images, labels):
    fit, check, fit_labels, check_labels = train_test_split(
        images, labels, test_size=1 / 4, random_state=0, stratify=labels
    )
    scores = [trained(fit, fit_labels, seed).score(check / 16, check_labels) for seed in range(6)]
    return int(np.argmax(scores))


def as_onnx(coefficients, intercepts):
    """The float model, on ink from 0 to 16, as exporters write it."""
    (w1, w2), (b1, b2) = coefficients, intercepts
    constants = {"fc1.weight": w1.T / 16, "fc1.bias": b1, "fc2.weight": w2.T, "fc2.bias": b2}
    nodes = [
        helper.make_node("Gemm", ["image", "fc1.weight", "fc1.bias"], ["hidden"], name="/fc1/Gemm", transB=1),
        helper.make_node("Relu", ["hidden"], ["rectified"], name="/relu/Relu"),
        helper.make_node("Gemm", ["rectified", "fc2.weight", "fc2.bias"], ["logits"], name="/fc2/Gemm", transB=1),
        helper.make_node("ArgMax", ["logits"], ["digit"], name="/ArgMax", axis=1, keepdims=0),
    ]
    graph = helper.make_graph(
        nodes,
        "digits",
        [helper.make_tensor_value_info("image", TensorProto.FLOAT, ["N", 64])],
        [helper.make_tensor_value_info("digit", TensorProto.INT64, ["N"])],
        [numpy_helper.from_array(x.astype(np.float32), name) for name, x in constants.items()],
    )
    model = helper.make_model(graph, producer_name="digits.py", opset_imports=[helper.make_opsetid("", 21)])
    onnx.checker.check_model(model)
    return model


def outputs(weights, images):
    """The last layer of the integer model, ten bits behind the point."""
    hidden = np.maximum(images @ weights["W1"].T + weights["b1"], 0)
    return rescale(hidden, 6) @ weights["W2"].T + weights["b2"]


def main():
    train, train_labels, test, test_labels = digits()
    network = trained(train, train_labels, best_seed(train, train_labels))
    (w1, w2), (b1, b2) = network.coefs_, network.intercepts_
    # Ink is in sixteenths: four bits behind the point. So are hidden values.
    weights = {
        "W1": quantise(w1.T, 8, 6),
        "b1": quantise(b1, 16, 10),
        "W2": quantise(w2.T, 8, 6),
        "b2": quantise(b2, 16, 10),
    }
    guesses = outputs(weights, test).argmax(axis=1)
    print(f"float model, held-out third: {percent(network.predict(test / 16) == test_labels)}")
    print(f"integer model, held-out third: {percent(guesses == test_labels)}")
    print(f"integer model, training images: {percent(outputs(weights, train).argmax(axis=1) == train_labels)}")
    print(f"both models agree on the held-out third: {percent(guesses == network.predict(test / 16))}")

    fractions = {"W1": 6, "b1": 10, "W2": 6, "b2": 10}
    save_arrays("digits-weights", **{name: real(w, fractions[name]) for name, w in weights.items()})
    onnx.save(as_onnx(network.coefs_, network.intercepts_), Path(__file__).with_name("digits.onnx"))
    save_arrays("digits-floats", W1=w1.T, b1=b1, W2=w2.T, b2=b2)
    for count in (1, 10, 100):
        save_arrays(f"digits-{count}", image=test[:count], label=test_labels[:count])
        save_arrays(f"digits-predict-{count}", image=test[:count], digit=guesses[:count])
    save_arrays("digits-held-out", image=test, label=test_labels)
    save_json("digits-state", correct=0)
    save_json("digits-predict-state", images=0)
    right = np.cumsum(guesses == test_labels)
    save_json("digits-expected", held_out=int(right[-1]), **{f"first_{n}": int(right[n - 1]) for n in (1, 10, 100)})


if __name__ == "__main__":
    main()
