"""Builds one tree that holds every mutant of the listed files, each switched on at run time.

`cargo mutants` changes the text and builds anew for each mutant; here every change is in the text at once, behind a test of the
environment variable FOLDSCHEME_MUTANT, and the tree is built once. What changes are made is `cargo mutants --list --json`'s word; where
they are is found in the syntax tree. Changes that do not compile are taken out, going by the places of the compiler's errors, until
the rest does. A change that can't be made in an expression (in a constant, or where two types would have to be one) is among them.

    schemata.py SOURCE LIST TREE

writes the mutated copy of the workspace SOURCE to TREE, and what became of each mutant of LIST to TREE/mutants.json. The tree is
built with cargo in the environment's CARGO_TARGET_DIR.
"""

import json
import re
import shutil
import subprocess
import sys
from collections import Counter, defaultdict
from pathlib import Path

import tree_sitter_rust
from tree_sitter import Language, Parser

ACTIVE = """//! Which of the mutants in this tree is switched on.

use std::sync::OnceLock;

pub fn active(number: u32) -> bool {
    static ON: OnceLock<u32> = OnceLock::new();
    let read = || std::env::var("FOLDSCHEME_MUTANT").ok().and_then(|n| n.parse().ok());
    *ON.get_or_init(|| read().unwrap_or(u32::MAX)) == number
}
"""

PROFILE = """
# As a development build, so that an overflow that a mutant leads to is a panic.
[profile.release.package.foldscheme-lang]
opt-level = 1
debug = false
overflow-checks = true
debug-assertions = true
[profile.release.package.foldscheme-circuits]
opt-level = 1
debug = false
overflow-checks = true
debug-assertions = true
"""

COMPARISONS = {"==", "!=", "<", ">", "<=", ">="}
PARSER = Parser(Language(tree_sitter_rust.language()))


def active(number):
    return f"crate::mutants::active({number})"


def marked(number, text):
    """A text that stands and falls with a mutant; the marks are how an error is traced to it."""
    return f"/*<{number}*/{text}/*{number}>*/"


class File:
    """A source file and the mutants at places of its syntax tree."""

    def __init__(self, path, source, mutants):
        self.path, self.source = path, source
        lines, offset = [], 0
        for line in source.splitlines(keepends=True):
            lines.append((offset, line.decode()))
            offset += len(line)
        self.lines = lines
        self.sites = defaultdict(list)
        for mutant in mutants:
            self.sites[self.range(mutant["span"])].append(mutant)

    def offset(self, place):
        start, line = self.lines[place["line"] - 1]
        return start + len(line[: place["column"] - 1].encode())

    def range(self, span):
        return self.offset(span["start"]), self.offset(span["end"])

    def text(self, node):
        return self.source[node.start_byte : node.end_byte].decode()

    def at(self, start, end, *genres):
        found = self.sites.get((start, end), [])
        return [m for m in found if m["genre"] in genres and not m["dropped"]]

    def at_node(self, node, *genres):
        """The mutants of a node, whose span may have a comma that the node has not, or lack it."""
        ends = [node.end_byte]
        if self.source[node.end_byte : node.end_byte + 1] == b",":
            ends.append(node.end_byte + 1)
        if self.source[node.end_byte - 1 : node.end_byte] == b",":
            ends.append(node.end_byte - 1)
        return [m for end in ends for m in self.at(node.start_byte, end, *genres)]

    def take(self, mutants):
        for mutant in mutants:
            mutant["placed"] = True

    def rendered(self):
        return self.render(PARSER.parse(self.source).root_node)

    def joined(self, node, replaced):
        """A node's text, with the texts of some children replaced."""
        out, at = [], node.start_byte
        for child in node.children:
            out.append(self.source[at : child.start_byte].decode())
            out.append(replaced[child.id] if child.id in replaced else self.render(child))
            at = child.end_byte
        out.append(self.source[at : node.end_byte].decode())
        return "".join(out)

    def render(self, node):
        handler = {
            "function_item": self.function,
            "binary_expression": self.binary,
            "compound_assignment_expr": self.assignment,
            "unary_expression": self.unary,
            "match_arm": self.arm,
            "field_initializer": self.field,
            "shorthand_field_initializer": self.field,
        }.get(node.type)
        changed = handler(node) if handler else None
        return self.joined(node, {}) if changed is None else changed

    def function(self, node):
        body = node.child_by_field_name("body")
        # The span is that of the statements, without braces.
        inside = [c for c in body.named_children if "comment" not in c.type] if body else []
        found = self.at(inside[0].start_byte, inside[-1].end_byte, "FnValue") if inside else []
        if not found:
            return None
        self.take(found)
        returns = (
            marked(m["number"], f"if {active(m['number'])} {{ return {m['replacement']}; }}")
            for m in found
        )
        rest = self.render(body)
        assert rest.startswith("{")
        return self.joined(node, {body.id: "{" + "".join(returns) + rest[1:]})

    def sides(self, node):
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        return self.render(left), self.render(right)

    def choice(self, found, mutated, original):
        """An expression that is `mutated(m)` where a mutant is on, else the original one."""
        whole = original
        for m in reversed(found):
            branch = marked(m["number"], f"if {active(m['number'])} {{ {mutated(m)} }} else")
            whole = f"{branch} {{ {whole} }}"
        return whole

    def binary(self, node):
        operator = node.child_by_field_name("operator")
        found = self.at_node(operator, "BinaryOperator")
        if not found:
            return None
        self.take(found)
        was, (left, right) = self.text(operator), self.sides(node)
        opposite = {"&&": "||", "||": "&&"}.get(was)
        if opposite and all(m["replacement"] == opposite for m in found):
            # What the left side alone decides, without a second copy of the right one.
            on = active(found[0]["number"])
            on = on if was == "&&" else f"!{on}"
            whole = f"if ({left}) == {on} {{ {on} }} else {{ {right} }}"
        elif opposite:
            whole = self.choice(
                found,
                lambda m: f"({left}) {m['replacement']} ({right})",
                f"({left}) {was} ({right})",
            )
        else:
            borrow = "&" if was in COMPARISONS else ""
            chosen = self.choice(
                found, lambda m: f"l {m['replacement']} r", f"l {was} r"
            )
            whole = f"match ({borrow}({left}), {borrow}({right})) {{ (l, r) => {chosen} }}"
        return self.group(found, f"({whole})")

    def group(self, found, text):
        numbers = ",".join(str(m["number"]) for m in found)
        return f"/*[{numbers}*/{text}/*{numbers}]*/"

    def assignment(self, node):
        operator = node.child_by_field_name("operator")
        found = self.at_node(operator, "BinaryOperator")
        if not found:
            return None
        self.take(found)
        was, (left, right) = self.text(operator), self.sides(node)
        chosen = self.choice(
            found, lambda m: f"{left} {m['replacement']} r", f"{left} {was} r"
        )
        return self.group(found, f"{{ let r = {right}; {chosen} }}")

    def unary(self, node):
        operator, operand = node.children[0], node.children[-1]
        found = self.at_node(operator, "UnaryOperator")
        if not found:
            return None
        self.take(found)
        chosen = self.choice(found, lambda m: f"{m['replacement']} v", f"{self.text(operator)}v")
        return self.group(found, f"(match {self.render(operand)} {{ v => {chosen} }})")

    def arm(self, node):
        pattern = node.child_by_field_name("pattern")
        guard = pattern.child_by_field_name("condition")
        deleted = self.at_node(node, "MatchArm")
        replaced = self.at_node(guard, "MatchArmGuard") if guard else []
        if not deleted and not replaced:
            return None
        self.take(deleted + replaced)
        condition = f"({self.render(guard)})" if guard else "true"
        for m in replaced:
            on = active(m["number"])
            with_it = {"true": f"({on} || {condition})", "false": f"(!{on} && {condition})"}
            condition = marked(m["number"], with_it[m["replacement"]])
        for m in deleted:
            condition = marked(m["number"], f"(!{active(m['number'])} && {condition})")
        if guard:
            changed = self.joined(pattern, {guard.id: condition})
        else:
            changed = f"{self.render(pattern)} if {condition}"
        return self.joined(node, {pattern.id: self.group(deleted + replaced, changed)})

    def field(self, node):
        found = self.at_node(node, "StructField")
        if not found:
            return None
        base = next(c for c in node.parent.children if c.type == "base_field_initializer")
        base = self.text(base.children[-1])
        name = node.child_by_field_name("field") or node.children[0]
        value = node.child_by_field_name("value") or node.children[0]
        self.take(found)
        name, value = self.text(name), self.render(value)
        chosen = self.choice(found, lambda _: f"({base}).{name}", value)
        return self.group(found, f"{name}: {chosen}")


def regions(text):
    """Where mutants are in a mutated text: (start, end, their numbers), by byte."""
    text = text.encode()
    for begin, end in ((rb"/\*<([\d,]+)\*/", rb"/*%s>*/"), (rb"/\*\[([\d,]+)\*/", rb"/*%s]*/")):
        for opening in re.finditer(begin, text):
            closing = text.index(end % opening.group(1), opening.end())
            numbers = [int(n) for n in opening.group(1).split(b",")]
            yield opening.start(), closing, numbers


def to_drop(texts, errors):
    """The mutants that errors are about, those in the smallest region around a place."""
    dropped, unexplained = set(), []
    for error in errors:
        spans = sorted(error["spans"], key=lambda span: not span["is_primary"])
        smallest, near = None, set()
        for span in spans:
            if span["file_name"] not in texts:
                continue
            for start, end, numbers in texts[span["file_name"]][1]:
                inside = start <= span["byte_start"] and span["byte_end"] <= end
                if inside and (smallest is None or end - start < smallest[0]):
                    smallest = end - start, numbers
                if span["byte_start"] <= start and end <= span["byte_end"]:
                    near.update(numbers)
            if smallest:
                break
        if smallest:
            dropped.update(smallest[1])
        elif near:
            dropped.update(near)
        else:
            unexplained.append(error)
    return dropped, unexplained


def errors_of(tree):
    """The compiler's errors in both crates; a test is among what is checked so that dependencies have the features of test builds."""
    command = "cargo check --release --locked --message-format json -p foldscheme-circuits --test cost"
    run = subprocess.run(command.split(), cwd=tree, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    errors = []
    for line in run.stdout.splitlines():
        message = json.loads(line)
        if message["reason"] == "compiler-message" and message["message"]["level"] == "error":
            if message["message"]["spans"]:
                errors.append(message["message"])
    if run.returncode != 0 and not errors:
        sys.exit(run.stderr.decode()[-4000:])
    return errors


def functions_around(file, error, mutants):
    """Mutants that replace the body of a function in which an error is: of those whose type has to be one with the body's."""
    for span in error["spans"]:
        if span["file_name"] != file.path:
            continue
        text = file.current.encode()
        heads = [
            (m.end(), int(m.group(1)))
            for m in re.finditer(rb"/\*<(\d+)\*/if crate::mutants::active\(\d+\) \{ return ", text)
        ]
        before = [number for at, number in heads if at < span["byte_end"] + 400]
        if before:
            last = mutants[before[-1]]
            same = [m["number"] for m in mutants if m["span"] == last["span"] and m["file"] == last["file"]]
            return set(same)
    return set()


def main():
    source, listed, tree = Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3])
    mutants = json.loads(listed.read_text())
    for number, mutant in enumerate(mutants):
        mutant.update(number=number, dropped=False, placed=False)
    # What was found not to compile by a run before, for the same list.
    out = tree.with_name(tree.name + "-not-built.json")
    for number in json.loads(out.read_text()) if out.exists() else []:
        mutants[number]["dropped"] = True
    if tree.exists():
        shutil.rmtree(tree)
    shutil.copytree(source, tree, ignore=shutil.ignore_patterns(".git", "target"))
    manifest = tree / "Cargo.toml"
    manifest.write_text(manifest.read_text() + PROFILE)
    by_file = defaultdict(list)
    for mutant in mutants:
        by_file[mutant["file"]].append(mutant)
    for crate in sorted({file.split("/")[0] for file in by_file}):
        (tree / crate / "src/mutants.rs").write_text(ACTIVE)
        root = tree / crate / "src/lib.rs"
        text = root.read_text()
        last = max(m.end() for m in re.finditer(r"^(//!|#!\[).*\n", text, re.M))
        root.write_text(text[:last] + "#![allow(warnings)]\npub mod mutants;\n" + text[last:])
    files = [
        File(path, (source / path).read_bytes(), found) for path, found in sorted(by_file.items())
    ]
    turn = 0
    while True:
        texts = {}
        for file in files:
            file.current = file.rendered()
            target = tree / file.path
            if target.read_text() != file.current:
                target.write_text(file.current)
            texts[file.path] = file.current, list(regions(file.current))
        errors = errors_of(tree)
        if not errors:
            break
        dropped, unexplained = to_drop(texts, errors)
        for error in unexplained:
            for file in files:
                dropped |= functions_around(file, error, mutants)
        if not dropped:
            sys.exit("\n".join(error["rendered"] for error in unexplained[:5]))
        for number in dropped:
            mutants[number]["dropped"] = True
        turn += 1
        out.write_text(json.dumps([m["number"] for m in mutants if m["dropped"]]))
        print(f"{turn}: {len(errors)} errors, {len(dropped)} mutants taken out", flush=True)
    for mutant in mutants:
        if not mutant["placed"]:
            mutant["dropped"] = True
    (tree / "mutants.json").write_text(json.dumps(mutants, indent=1))
    kept = Counter(m["genre"] for m in mutants if not m["dropped"])
    gone = Counter(m["genre"] for m in mutants if m["dropped"])
    print(f"{sum(kept.values())} mutants built of {len(mutants)}: {dict(kept)}; not: {dict(gone)}")


if __name__ == "__main__":
    sys.setrecursionlimit(10_000)
    main()
