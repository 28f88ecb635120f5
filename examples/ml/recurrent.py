"""A recurrent cell that reads a digit row by row, for steps/recurrent.scm: back-propagation through time, in numpy."""

import numpy as np

from exact import digits, percent, quantise, real, rescale, save_arrays, save_json

HIDDEN, ROWS = 16, 8


def forward(weights, images):
    """Hidden values after each row, and the outputs."""
    states = [np.zeros((len(images), HIDDEN))]
    for row in range(ROWS):
        x = images[:, 8 * row : 8 * row + 8] / 16
        states.append(np.maximum(states[-1] @ weights["W"].T + x @ weights["U"].T + weights["b"], 0))
    return states, states[-1] @ weights["V"].T + weights["c"]


def gradients(weights, images, labels):
    states, out = forward(weights, images)
    odds = np.exp(out - out.max(axis=1, keepdims=True))
    delta = odds / odds.sum(axis=1, keepdims=True)
    delta[np.arange(len(labels)), labels] -= 1
    delta /= len(labels)
    sums = {name: np.zeros_like(w) for name, w in weights.items()}
    sums["V"], sums["c"] = delta.T @ states[-1], delta.sum(axis=0)
    back = delta @ weights["V"]
    for row in reversed(range(ROWS)):
        back = back * (states[row + 1] > 0)
        sums["W"] += back.T @ states[row]
        sums["U"] += back.T @ (images[:, 8 * row : 8 * row + 8] / 16)
        sums["b"] += back.sum(axis=0)
        back = back @ weights["W"]
    return sums


def trained(images, labels, seed, epochs=800, decay=1e-3):
    rng = np.random.default_rng(seed)
    weights = {
        "W": 0.9 * np.eye(HIDDEN),
        "U": rng.normal(0, 0.3, (HIDDEN, 8)),
        "b": np.zeros(HIDDEN),
        "V": rng.normal(0, 0.3, (10, HIDDEN)),
        "c": np.zeros(10),
    }
    first = {name: np.zeros_like(w) for name, w in weights.items()}
    second = {name: np.zeros_like(w) for name, w in weights.items()}
    step = 0
    for epoch in range(epochs):
        rate = 4e-3 * (1 - epoch / epochs)
        for batch in np.array_split(rng.permutation(len(images)), len(images) // 48):
            step += 1
            for name, g in gradients(weights, images[batch], labels[batch]).items():
                g = np.clip(g, -1, 1) + decay * weights[name]
                first[name] = 0.9 * first[name] + 0.1 * g
                second[name] = 0.999 * second[name] + 0.001 * g * g
                mean, power = first[name] / (1 - 0.9**step), second[name] / (1 - 0.999**step)
                # What (fixed 8 6) holds.
                weights[name] = np.clip(weights[name] - rate * mean / (np.sqrt(power) + 1e-8), -1.98, 1.98)
    return weights


def best_seed(images, labels):
    """By the images' last quarter, which is not trained on."""
    most = 3 * len(images) // 4
    fit, check = (images[:most], labels[:most]), (images[most:], labels[most:])
    scores = [
        np.mean(forward(trained(*fit, seed), check[0])[1].argmax(axis=1) == check[1]) for seed in range(4)
    ]
    return int(np.argmax(scores))


def outputs(weights, images):
    """The integer model: hidden values of (fixed 16 8), weights of (fixed 8 6), biases of (fixed 16 8)."""
    hidden = np.zeros((len(images), HIDDEN), dtype=np.int64)
    for row in range(ROWS):
        x = images[:, 8 * row : 8 * row + 8]  # four bits behind the point
        sums = hidden @ weights["W"].T + ((x @ weights["U"].T) << 4) + (weights["b"] << 6)
        hidden = np.clip(rescale(np.maximum(sums, 0), 6), 0, 2**15 - 1)
    return hidden @ weights["V"].T + (weights["c"] << 6)


def main():
    train, train_labels, test, test_labels = digits()
    floats = trained(train, train_labels, best_seed(train, train_labels))
    fractions = {"W": 6, "U": 6, "b": 8, "V": 6, "c": 8}
    weights = {name: quantise(w, 16 if w.ndim == 1 else 8, fractions[name]) for name, w in floats.items()}
    guesses = outputs(weights, test).argmax(axis=1)
    print(f"float model, held-out third: {percent(forward(floats, test)[1].argmax(axis=1) == test_labels)}")
    print(f"integer model, held-out third: {percent(guesses == test_labels)}")
    save_arrays("recurrent-weights", **{name: real(w, fractions[name]) for name, w in weights.items()})
    for count in (1, 10):
        save_arrays(
            f"recurrent-{count}",
            ink=test[:count].reshape(-1, 8),
            label=np.repeat(test_labels[:count], ROWS),
        )
    save_arrays("recurrent-held-out", ink=test.reshape(-1, 8), label=np.repeat(test_labels, ROWS))
    save_json("recurrent-state", row=0, h=[0] * HIDDEN, correct=0)
    right = np.cumsum(guesses == test_labels)
    save_json("recurrent-expected", held_out=int(right[-1]), **{f"first_{n}": int(right[n - 1]) for n in (1, 10)})


if __name__ == "__main__":
    main()
