"""Runs the suites on each mutant of a tree that schemata.py made, until one of them fails.

    kill.py TREE EXECUTABLES RESULTS [--workers N] [--minutes M] [--quick] [--again] [--only TEXT]
    kill.py --report RESULTS [--list]

EXECUTABLES is what `cargo test --no-run --message-format json` printed. RESULTS is a JSON file that is gone on from: a mutant that
is in it is tried again only if it survived and `--again` is given. The order is shuffled, the same each time, so that those tried
so far are a fair sample. A suite is over as soon as one test of it has failed, or when it takes much longer than without a mutant;
those that have killed most for their time among the mutants of the same file come first. `--quick` leaves out those suites that
take long, for a first pass: what survives it is tried with them by `--again`. `--only` is for a part of a mutant's
name. `--list` prints the survivors.
"""

import argparse
import json
import os
import random
import resource
import select
import signal
import subprocess
import sys
import threading
import time
from collections import Counter, defaultdict
from pathlib import Path

FOLDERS = {
    "lang/src/compiler": "compiler",
    "lang/src/machine": "machine",
    "circuits/src/gadgets": "gadgets",
    "circuits/src/step": "step",
    "circuits/src/typed/gadgets": "typed",
}

# Name, what it is run for, package, target, arguments of the test harness. Those before `LONG` take seconds.
SUITES = [
    ("shapes of gadgets", "gadgets typed", "circuits", "cost", ["grid::"]),
    ("shapes of another field", "compiler gadgets step typed", "circuits", "cost", ["circuits_over"]),
    ("costs", "compiler machine step gadgets", "circuits", "cost", ["--skip", "shapes::", "--skip", "grid::"]),
    ("shapes of typed steps", "gadgets typed", "circuits", "cost", ["circuits_of_typed"]),
    ("shapes of programs", "compiler step gadgets", "circuits", "cost", ["circuits_of_programs"]),
    ("units of compiler and machine", "compiler machine", "lang", "foldscheme_lang", ["compiler::", "machine::"]),
    ("run-time diagnostics", "compiler machine", "lang", "golden_diagnostics", ["run_time", "stacks", "calls"]),
    ("memory and pairs", "machine", "lang", "library", ["memory", "pairs", "control", "guards", "costs"]),
    ("macros", "compiler machine", "lang", "macros", []),
    ("primitives in steps", "machine step gadgets", "circuits", "completeness", ["primitives", "generator"]),
    ("typed steps", "gadgets typed", "circuits", "completeness", ["typed"]),
    ("soundness of gadgets", "gadgets typed", "circuits", "soundness", ["exhaustive::gadgets", "exhaustive::typed"]),
    ("diagnostics", "compiler machine", "lang", "golden_diagnostics", []),
    ("conformance", "compiler machine", "stdlib", "conformance", []),
    ("robustness", "compiler machine", "stdlib", "robustness", []),
    ("library", "compiler machine", "lang", "library", ["--skip", "unicode"]),
    ("units of circuits", "step gadgets typed", "circuits", "foldscheme_circuits", ["--skip", "engine", "--skip", "ivc", "--skip", "params", "--skip", "bench"]),
    ("completeness", "compiler machine step gadgets typed", "circuits", "completeness", []),
    ("soundness", "compiler step gadgets typed", "circuits", "soundness", ["--skip", "prover"]),
    ("metamorphic", "compiler machine", "circuits", "metamorphic", []),
    ("statements of typed steps", "gadgets typed", "circuits", "typed", ["statement"]),
]
LONG = "diagnostics"

MEMORY = 6 << 30


def folder(file):
    return file.rsplit("/", 1)[0]


class Suites:
    """The suites that have executables, and what is known of each: its time without a mutant, and what it killed."""

    def __init__(self, executables, quick):
        self.found = {}
        self.about = {}
        by_target = {}
        for line in Path(executables).read_text().splitlines():
            message = json.loads(line) if line.startswith("{") else {}
            if message.get("executable") and message["profile"]["test"]:
                package = Path(message["manifest_path"]).parent
                by_target[package.name, message["target"]["name"]] = message["executable"], package
        for name, about, package, target, arguments in SUITES:
            if quick and name == LONG:
                break
            if (package, target) in by_target:
                self.found[name] = (*by_target[package, target], arguments)
                self.about[name] = about.split()
        self.usual = {}
        self.lock = threading.Lock()
        self.kills = defaultdict(Counter)
        self.spent = defaultdict(Counter)

    def run(self, name, number, most):
        """`failed`, `timeout` or nothing, the seconds of processor time it took, and the first failed test."""
        executable, package, arguments = self.found[name]
        environment = dict(
            os.environ, CARGO_MANIFEST_DIR=str(package), RAYON_NUM_THREADS="1", RUST_BACKTRACE="0"
        )
        environment.pop("UPDATE_EXPECT", None)
        if number is not None:
            environment["FOLDSCHEME_MUTANT"] = str(number)

        def limit():
            os.nice(19)
            resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
            resource.setrlimit(resource.RLIMIT_CPU, (most, most))
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

        start = time.monotonic()
        process = subprocess.Popen(
            [executable, "--test-threads=1", *arguments],
            cwd=package,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            stdin=subprocess.DEVNULL,
            preexec_fn=limit,
            process_group=0,
        )
        outcome, what, tail = None, None, b""
        while True:
            # Something that waits takes no processor time, nor does what others leave none to.
            left = start + 3600 - time.monotonic()
            if left < 0 or not select.select([process.stdout], [], [], left)[0]:
                outcome = "timeout"
                break
            read = os.read(process.stdout.fileno(), 1 << 16)
            tail += read
            # A failed test ends its line so.
            failed = [line for line in tail.split(b"\n") if line.endswith(b"... FAILED")]
            if failed:
                outcome, what = "failed", failed[0].decode()[5:-11]
                break
            if not read:
                break
            tail = tail[-4096:]
        if outcome:
            os.killpg(process.pid, signal.SIGKILL)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        process.stdout.close()
        seconds = usage.ru_utime + usage.ru_stime
        if outcome is None and process.returncode != 0:
            outcome, what = "failed", "the process"
            if process.returncode in (-signal.SIGXCPU, -signal.SIGKILL) and seconds > most - 1:
                outcome, what = "timeout", None
        return outcome, seconds, what

    def measure(self):
        for name in list(self.found):
            outcome, seconds, what = self.run(name, None, 600)
            print(f"{seconds:7.1f} s  {name}{'' if outcome is None else ': ' + str(what)}", flush=True)
            if outcome is not None:
                sys.exit(f"{name} fails without a mutant: {what}")
            self.usual[name] = seconds

    def order(self, file):
        """Those first that kill most in a second among the mutants of this file, or of its folder."""

        def rate(name):
            with self.lock:
                near, wide = (file, folder(file))
                kills = 3 * self.kills[near][name] + self.kills[wide][name] + 1
                spent = 3 * self.spent[near][name] + self.spent[wide][name] + self.usual[name] * 1.5
            return kills / max(spent, 0.01)

        here = [name for name in self.found if FOLDERS[folder(file)] in self.about[name]]
        return sorted(here, key=rate, reverse=True)

    def learn(self, file, name, seconds, killed):
        with self.lock:
            for place in (file, folder(file)):
                self.kills[place][name] += killed
                self.spent[place][name] += seconds

    def judge(self, mutant):
        spent = 0
        for name in self.order(mutant["file"]):
            most = int(5 + 6 * self.usual[name])
            outcome, seconds, what = self.run(name, mutant["number"], most)
            self.learn(mutant["file"], name, seconds, outcome is not None)
            spent += seconds
            if outcome is not None:
                return {"killed": outcome, "by": name, "test": what, "seconds": round(spent, 1)}
        return {"killed": None, "seconds": round(spent, 1)}


def key(mutant):
    return mutant["name"]


def report(results, listed):
    tried, killed, timeouts = Counter(), Counter(), Counter()
    for result in results.values():
        place = folder(result["file"])
        tried[place] += 1
        killed[place] += result["killed"] is not None
        timeouts[place] += result["killed"] == "timeout"
    print(f"{'folder':<30} tried killed (by timeout) survivors percent")
    for place in [*sorted(tried), "all"]:
        t, k, o = (
            (sum(c.values()) if place == "all" else c[place]) for c in (tried, killed, timeouts)
        )
        print(f"{place:<30} {t:>5} {k:>6} {o:>12} {t - k:>9} {100 * k / max(t, 1):>7.1f}")
    if listed:
        known = reasons()
        for name in sorted(n for n, r in results.items() if r["killed"] is None):
            print(f"{name}: {known.get(unplaced(name), 'NO REASON')}")


def unplaced(name):
    """A mutant's name without line and column, which change with every other change of its file."""
    place, change = name.split(": ", 1)
    return f"{place.split(':')[0]}: {change}"


def reasons():
    """The reasons in survivors.md: an item for each mutant, under the headline that says why."""
    found, why = {}, ""
    for line in Path(__file__).with_name("survivors.md").read_text().splitlines():
        if line.startswith("## "):
            why = line[3:]
        elif line.startswith("- `"):
            name, _, more = line[3:].partition("`")
            found[name] = why + more
    return found


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("places", nargs="*")
    parser.add_argument("--report")
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--minutes", type=float, default=1e9)
    parser.add_argument("--again", action="store_true")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--only", action="append", default=[])
    given = parser.parse_args()
    if given.report:
        return report(json.loads(Path(given.report).read_text()), given.list)
    tree, executables, path = map(Path, given.places)
    results = json.loads(path.read_text()) if path.exists() else {}
    mutants = [m for m in json.loads((tree / "mutants.json").read_text()) if not m["dropped"]]
    random.Random(20).shuffle(mutants)
    waiting = []
    for m in mutants:
        known = results.get(key(m))
        again = known is None or (given.again and known["killed"] is None)
        if again and all(part in key(m) for part in given.only):
            waiting.append(m)
    suites = Suites(executables, given.quick)
    suites.measure()
    print(f"{len(waiting)} mutants to try of {len(mutants)}", flush=True)
    end = time.monotonic() + 60 * given.minutes
    lock = threading.Lock()
    waiting.reverse()

    def work():
        while time.monotonic() < end:
            with lock:
                if not waiting:
                    return
                mutant = waiting.pop()
            result = suites.judge(mutant)
            with lock:
                results[key(mutant)] = {"file": mutant["file"], **result}
                path.with_suffix(".new").write_text(json.dumps(results, indent=0))
                path.with_suffix(".new").replace(path)
                how = f"{result['killed']} in {result['by']}: {result['test']}" if result["killed"] else "SURVIVED"
                print(f"{len(results)} {result['seconds']} s {key(mutant)[:140]}: {how}", flush=True)

    workers = [threading.Thread(target=work) for _ in range(given.workers)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    report(results, given.list)


if __name__ == "__main__":
    main()
