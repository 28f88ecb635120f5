#!/bin/sh
# Proves the examples of typed steps at full size, verifies the proofs, and prints the figures.
#
#     examples/ml/run.sh [DIRECTORY] [NAME…]
#
# Proofs, and the salts of model digests, go to the directory (a temporary one unless given); names, such as `digits`, choose among the examples. Set
# FOLDSCHEME to run another command than `foldscheme`.
set -eu
foldscheme=${FOLDSCHEME:-foldscheme}
out=${1:-$(mktemp -d)}
[ $# -eq 0 ] || shift
chosen=" $* "
mkdir -p "$out"
out=$(cd "$out" && pwd)
cd "$(dirname "$0")/../steps"

is_chosen() {
    [ "$chosen" = "  " ] && return 0
    case "$chosen" in *" $1 "*) return 0 ;; *) return 1 ;; esac
}

# seconds COMMAND…: runs it quietly, and says how long it took.
seconds() {
    begin=$(date +%s%N)
    "$@" >"$out/output" 2>&1 || { cat "$out/output" >&2; exit 1; }
    end=$(date +%s%N)
    awk "BEGIN { printf \"%.2f\", ($end - $begin) / 1e9 }"
}

# prove LABEL STEP OPTION…: proves and verifies; prints a line of figures, and the state that the claim ends with.
prove() {
    label=$1 step=$2
    shift 2
    proof="$out/$label.proof"
    taken=$(seconds "$foldscheme" fold "$step.scm" "$@" -o "$proof" --no-checkpoint)
    checked=$(seconds "$foldscheme" verify "$proof" --program "$step.scm")
    printf '%-20s proved in %8s s, verified in %6s s, %7d bytes\n' "$label" "$taken" "$checked" "$(wc -c <"$proof")"
    sed -n '/under the model digest/{n;s/^ */    model digest /p}' "$out/output"
    sed -n '/^to the state/,/^The/{/^  /s/^/  /p}' "$out/output" | cut -c 1-120
}

if is_chosen digits; then
    echo "# digits: the integers beside the floating-point model, on the held-out third"
    "$foldscheme" fold digits.scm --quantize --dry-run --state data/digits-state.json \
        --inputs data/digits-held-out.npz --weights data/digits-floats.npz
    for count in 1 10 100; do
        prove "digits-$count" digits --state data/digits-state.json \
            --inputs "data/digits-$count.npz" --weights data/digits-weights.npz --salt "$out/digits.salt"
    done
    prove digits-predict-100 digits-predict --state data/digits-predict-state.json \
        --inputs data/digits-predict-100.npz --weights data/digits-weights.npz --salt "$out/digits.salt"
fi
if is_chosen recurrent; then
    prove recurrent-10 recurrent --state data/recurrent-state.json \
        --inputs data/recurrent-10.npz --weights data/recurrent-weights.npz --salt "$out/recurrent.salt"
fi
if is_chosen logistic; then
    prove logistic-200 logistic --state data/logistic-state.json --inputs data/logistic-200.npz
    "$foldscheme" fold logistic.scm --state data/logistic-state.json --inputs data/logistic-200.npz \
        --dry-run --json >"$out/trained.json"
    prove logistic-test logistic-test --state data/logistic-test-state.json \
        --inputs data/logistic-held-out.npz --weights "$out/trained.json"
    awk -F'[^0-9]+' '/right/ { printf "    final accuracy: %d of 190 = %.2f %%\n", $2, 100 * $2 / 190 }' "$out/output" | tail -1
fi
if is_chosen network; then
    prove network network --state data/network-state.json \
        --inputs data/network-input.npz --weights data/network-weights.npz --salt "$out/network.salt"
fi
if is_chosen convolution; then
    prove convolution-16 convolution --state data/convolution-state.npz --weights data/convolution-weights.npz --salt "$out/convolution.salt"
fi
if is_chosen minroot; then
    prove minroot-1000 minroot --state data/minroot-state.json --inputs data/minroot-1000.json
fi
if is_chosen hash-chain; then
    prove hash-chain-10000 hash-chain --state data/hash-chain-state.json --steps 10000
fi
if is_chosen logistic-map; then
    prove logistic-map-1000 logistic-map --state data/logistic-map-state.json --steps 1000
fi
if is_chosen n-body; then
    prove n-body-100 n-body --state data/n-body-state.json --steps 100
fi
