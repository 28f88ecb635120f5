"""Stochastic gradient descent of logistic regression on breast-cancer data, for steps/logistic.scm.

Features are standardised with the training part's mean and deviation, clipped to what (fixed 14 10) holds. Each step sees
one sample.
"""

import numpy as np
from sklearn.datasets import load_breast_cancer
from sklearn.model_selection import train_test_split

from exact import percent, quantise, real, save_arrays, save_json

STEPS, RATE = 200, 1 / 16


def main():
    samples, labels = load_breast_cancer(return_X_y=True)
    train, test, train_labels, test_labels = train_test_split(
        samples, labels, test_size=1 / 3, random_state=0, stratify=labels
    )
    mean, deviation = train.mean(axis=0), train.std(axis=0)
    train, test = (real(quantise((x - mean) / deviation, 14, 10), 10) for x in (train, test))
    w, b = np.zeros(30), 0.0
    for x, y in zip(train[:STEPS], train_labels[:STEPS]):
        error = 1 / (1 + np.exp(-(w @ x + b))) - y
        w, b = w - RATE * error * x, b - RATE * error
    right = (test @ w + b > 0) == (test_labels == 1)
    print(f"float model after {STEPS} steps, held-out third: {percent(right)} ({right.sum()} of {len(right)})")
    for count in (10, STEPS):
        save_arrays(f"logistic-{count}", x=train[:count], y=train_labels[:count])
    save_arrays("logistic-held-out", x=test, y=test_labels)
    save_json("logistic-state", w=[0] * 30, b=0)
    save_json("logistic-test-state", right=0)
    save_json("logistic-expected", w=w, b=[b], right=int(right.sum()), of=len(right))


if __name__ == "__main__":
    main()
