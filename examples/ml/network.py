"""A whole network as one proof, for steps/network.scm: 64-16-16-16-16-10, with three inner layers of one shape."""

import numpy as np
from sklearn.model_selection import train_test_split
from sklearn.neural_network import MLPClassifier

from exact import digits, percent, quantise, real, rescale, save_arrays, save_json

LAYERS = 5  # the first, three inner ones, the last


def trained(images, labels, seed):
    network = MLPClassifier(
        (16,) * 4, alpha=0.1, batch_size=64, learning_rate_init=2e-3, max_iter=1000, random_state=seed
    )
    return network.fit(images / 16, labels)


def best_seed(images, labels):
    fit, check, fit_labels, check_labels = train_test_split(
        images, labels, test_size=1 / 4, random_state=0, stratify=labels
    )
    scores = [trained(fit, fit_labels, seed).score(check / 16, check_labels) for seed in range(4)]
    return int(np.argmax(scores))


def outputs(matrices, biases, images):
    """The integer model: weights of (fixed 8 5), biases of (fixed 16 9), values of (fixed 12 4)."""
    values = images
    for weights, bias in zip(matrices[:-1], biases[:-1]):
        values = np.minimum(rescale(np.maximum(values @ weights.T + bias, 0), 5), 2**11 - 1)
    return values @ matrices[-1].T + biases[-1]


def main():
    train, train_labels, test, test_labels = digits()
    network = trained(train, train_labels, best_seed(train, train_labels))
    matrices = [quantise(w.T, 8, 5) for w in network.coefs_]
    biases = [quantise(b, 16, 9) for b in network.intercepts_]
    guesses = outputs(matrices, biases, test).argmax(axis=1)
    print(f"float model, held-out third: {percent(network.predict(test / 16) == test_labels)}")
    print(f"integer model, held-out third: {percent(guesses == test_labels)}")
    matrices, biases = [real(w, 5) for w in matrices], [real(b, 9) for b in biases]
    # The first and the last step have a block, too, which they do not use: zeros.
    blank, none = np.zeros((16, 16)), np.zeros(16)
    save_arrays(
        "network-weights",
        **{"W-first": matrices[0], "b-first": biases[0], "W-last": matrices[-1], "b-last": biases[-1]},
        W=np.stack([blank, *matrices[1:-1], blank]),
        b=np.stack([none, *biases[1:-1], none]),
    )
    # The first step reads the image; what the others are given does not matter.
    image = np.zeros((LAYERS, 64))
    image[0] = test[0]
    save_arrays("network-input", image=image)
    save_json("network-state", layer=0, h=[0] * 16, digit=0)
    save_arrays("network-held-out", image=test, label=test_labels)
    save_json("network-expected", digit=int(guesses[0]), held_out=int(np.sum(guesses == test_labels)))


if __name__ == "__main__":
    main()
