"""Integer arithmetic as typed steps have it, and the files that they read.

A number of the type (fixed n f) is an integer times 2^-f. The functions here work on the integers; `real` gives the numbers
that data files hold.
"""

import json
from pathlib import Path

import numpy as np
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

DATA = Path(__file__).resolve().parent.parent / "steps" / "data"


def quantise(x, bits, fraction):
    """The nearest integers of (fixed bits fraction), ties to even; what is too large becomes the largest."""
    top = 2 ** (bits - 1)
    return np.clip(np.rint(np.asarray(x) * 2.0**fraction), -top, top - 1).astype(np.int64)


def rescale(x, shift):
    """x / 2^shift to the nearest integer, ties upwards."""
    return (x + (1 << (shift - 1))) >> shift


def real(x, fraction):
    """The numbers that the integers stand for, exactly."""
    return np.asarray(x, dtype=np.float64) / 2.0**fraction


def save_arrays(name, **arrays):
    """Writes an .npz file: what is whole as integers of the least size, what is not as doubles."""
    DATA.mkdir(parents=True, exist_ok=True)
    np.savez(DATA / f"{name}.npz", **{key: smallest(value) for key, value in arrays.items()})


def smallest(x):
    x = np.asarray(x)
    for dtype in (np.uint8, np.int8, np.int16, np.int32, np.float32):
        if np.array_equal(x.astype(dtype), x):
            return x.astype(dtype)
    return x


def save_json(name, **values):
    """Writes a .json file."""
    DATA.mkdir(parents=True, exist_ok=True)
    values = {key: np.asarray(x).tolist() if not isinstance(x, (int, str)) else x for key, x in values.items()}
    (DATA / f"{name}.json").write_text(json.dumps(values) + "\n")


def digits():
    """scikit-learn's 8x8 digits, ink from 0 to 16: (training images, labels, held-out images, labels). A third is held out."""
    images, labels = load_digits(return_X_y=True)
    images = images.astype(np.int64)
    train, test, train_labels, test_labels = train_test_split(
        images, labels, test_size=1 / 3, random_state=0, stratify=labels
    )
    return train, train_labels, test, test_labels


def percent(flags):
    return f"{100 * np.mean(flags):.2f} %"
