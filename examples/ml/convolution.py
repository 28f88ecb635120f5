"""Layers of a 3x3 convolution, two channels to two, on 28x28, for steps/convolution.scm.

The picture is a digit drawn larger, and itself mirrored. The kernels are random, and scaled so that values neither die out nor
leave their range.
"""

import numpy as np

from exact import digits, quantise, real, rescale, save_arrays, save_json

SIDE, LAYERS = 28, 16


def layer(x, k, b):
    """x of (fixed 16 8), k of (fixed 8 6), b of (fixed 16 14)."""
    padded = np.pad(x, ((0, 0), (1, 1), (1, 1)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, (3, 3), axis=(1, 2))
    sums = np.einsum("chwij,ocij->ohw", windows, k) + b[:, None, None]
    values = rescale(np.maximum(sums, 0), 6)
    assert values.max() < 2**15, "out of range"
    return values


def main():
    rng = np.random.default_rng(1)
    image = digits()[2][0].reshape(8, 8)
    large = np.zeros((SIDE, SIDE))
    large[2:26, 2:26] = np.kron(image, np.ones((3, 3))) / 16
    start = quantise(np.stack([large, large[:, ::-1]]), 16, 8)
    kernels, biases, x = [], [], start
    states = []
    for _ in range(LAYERS):
        k, b = rng.normal(0, 0.3, (2, 2, 3, 3)), rng.normal(0, 0.05, 2)
        # Scaled until the mean is about a half.
        for _ in range(20):
            mean = layer(x, quantise(k, 8, 6), quantise(b, 16, 14)).mean() / 256
            k = np.clip(k * np.clip(0.5 / max(mean, 0.05), 0.8, 1.25), -1.9, 1.9)
        kernels.append(quantise(k, 8, 6))
        biases.append(quantise(b, 16, 14))
        x = layer(x, kernels[-1], biases[-1])
        states.append(x)
    print(f"mean of the layers: {[round(float(x.mean()) / 256, 2) for x in states]}")
    save_arrays("convolution-weights", K=real(np.stack(kernels), 6), b=real(np.stack(biases), 14))
    save_arrays("convolution-weights-2", K=real(np.stack(kernels[:2]), 6), b=real(np.stack(biases[:2]), 14))
    save_arrays("convolution-state", x=real(start, 8))
    save_arrays("convolution-expected", x2=real(states[1], 8), x16=real(states[-1], 8))


if __name__ == "__main__":
    main()
