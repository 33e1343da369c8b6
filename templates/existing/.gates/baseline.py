"""Holds a quality gate to the findings that were there when it was added.

A gate that comes to an older project fails on code that was there before. What it
finds on that day is counted in .gates/baseline.json; from then on it passes while it
finds exactly that. One finding more is an error, and so is one less until the smaller
count is written down: the room that it leaves would let a new one in.

    baseline.py clippy -- cargo clippy --locked            compares
    baseline.py --shrink clippy -- cargo clippy --locked   writes counts, none larger
    baseline.py --measure clippy -- cargo clippy --locked  prints counts, for a start

First comes the gate's name in the baseline, behind the dashes its command as one would
type it: `cargo clippy`, `cargo doc`, `cargo fmt`, `cargo nextest run`, `cargo shear`,
`cargo test --doc` or `typos`, with any options. Run it where the command runs, at the
root of the workspace.

The baseline is sorted, with one finding a line, so that git can merge it:

    {
      "allowed": ["clippy::cast_possible_truncation"],
      "findings": {
        "clippy": { "my-crate": { "clippy::cast_possible_truncation": 3 } },
        "doctest": { "my_crate": { "Order::open": 1 } },
        "fmt": { "src/lib.rs": { "not formatted": 1 } },
        "test": { "my-crate::api": { "refuses": 1 } },
        "typos": { "README.md": { "a misspelt word": 1 } },
        "unused-dependencies": { "Cargo.toml": { "unused dependency `log`": 1 } }
      }
    }

"allowed" are lints that Cargo.toml allows because of their findings, so that editors
stay quiet; here they are on. Attributes in the source count as ever. Lints are counted
by crate, so code may move between its files; tests that fail by the program that holds
them, examples that fail by crate and what they document. What gets another name gets it
in the baseline, too.

Exit codes: 0 as in the baseline; 1 more, or fewer; 2 the command failed by something
else than its findings, or the baseline cannot be read.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple, NoReturn
from xml.etree import ElementTree

BASELINE = Path(".gates/baseline.json")


class Finding(NamedTuple):
    """One thing that a gate objects to."""

    at: str  # the crate, test program or file that it is counted for
    kind: str  # a lint, a test, a misspelt word, an unused dependency
    file: str
    line: int  # 0 for all of it
    message: str


class CannotCompareError(Exception):
    """The command failed by itself, or the baseline cannot be read."""


def main() -> int:
    """Read the command line; give the exit code."""
    words, command = split_at_dashes(sys.argv[1:])
    mode = words.pop(0) if words[:1] in (["--shrink"], ["--measure"]) else "--check"
    if len(words) != 1 or not command:
        print(__doc__, file=sys.stderr)
        return 2
    gate = words[0]
    try:
        if mode == "--measure":
            allowed = read_baseline()["allowed"] if BASELINE.exists() else []
            print(to_json(nested(count(find(command, allowed)))))
            return 0
        return compare(gate, command, shrink=mode == "--shrink")
    except CannotCompareError as error:
        print(f"{gate}: {error}", file=sys.stderr)
        return 2


def compare(gate: str, command: list[str], *, shrink: bool) -> int:
    """Compare what the gate finds with the baseline, or write what is left of it."""
    baseline = read_baseline()
    findings = find(command, baseline["allowed"])
    before, now = flat(baseline["findings"].get(gate, {})), count(findings)
    more, fewer = now - before, before - now
    for at, kind in sorted(more):
        print(f"{at}: {kind}: {before[at, kind]} in the baseline, now {now[at, kind]}:")
        for finding in sorted(findings):
            if (finding.at, finding.kind) == (at, kind):
                line = f":{finding.line}" if finding.line else ""
                print(f"    {finding.file}{line}: {finding.message}")
    if more:
        print(f"{gate}: more than in {BASELINE.as_posix()}, which only shrinks.")
        print("Mend what is new, or allow it where it stands and say why.")
        return 1
    if fewer and not shrink:
        for at, kind in sorted(fewer):
            print(
                f"{at}: {kind}: {before[at, kind]} in the baseline, now {now[at, kind]}"
            )
        again = ["python3", sys.argv[0], "--shrink", gate, "--", *command]
        print(f"{gate}: fewer than in {BASELINE.as_posix()}. To keep it so:")
        print(f"    {shlex.join(again)}")
        return 1
    if fewer:
        write_baseline(baseline, gate, now)
    print(f"{gate}: as in {BASELINE.as_posix()}")
    return 0


def count(findings: list[Finding]) -> Counter[tuple[str, str]]:
    """Count findings by place, and by kind."""
    return Counter((finding.at, finding.kind) for finding in findings)


def flat(counts: dict[str, dict[str, int]]) -> Counter[tuple[str, str]]:
    """Give the counts of one gate as they can be compared."""
    return Counter({(at, kind): n for at in counts for kind, n in counts[at].items()})


def nested(counts: Counter[tuple[str, str]]) -> dict[str, dict[str, int]]:
    """Give the counts of one gate as they stand in the baseline."""
    by_place: dict[str, dict[str, int]] = {}
    for (at, kind), number in counts.items():
        by_place.setdefault(at, {})[kind] = number
    return by_place


def read_baseline() -> dict[str, Any]:
    """Read baseline.json and check its form."""
    try:
        text = BASELINE.read_text(encoding="utf-8-sig")
        data = json.loads(text, object_pairs_hook=without_doubles)
    except (OSError, ValueError) as error:
        raise CannotCompareError(f"the baseline cannot be read: {error}") from error
    if (
        not isinstance(data, dict)
        or sorted(data) != ["allowed", "findings"]
        or not isinstance(data["allowed"], list)
        or not all(isinstance(lint, str) for lint in data["allowed"])
        or not is_counts(data["findings"])
    ):
        raise CannotCompareError(f"the form of {BASELINE} is not as {__file__} says")
    return data


def without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Refuse a name that a merge left twice: JSON would take the last one."""
    for name, number in Counter(name for name, _ in pairs).items():
        if number > 1:
            raise ValueError(f"{name} stands there twice")
    return dict(pairs)


def is_counts(value: object, depth: int = 3) -> bool:
    """Whether numbers above 0 stand by gate, by place, and by kind."""
    if depth == 0:
        return type(value) is int and value > 0
    return isinstance(value, dict) and all(
        is_counts(inner, depth - 1) for inner in value.values()
    )


def write_baseline(
    baseline: dict[str, Any], gate: str, now: Counter[tuple[str, str]]
) -> None:
    """Write the gate's counts; say which lints need not be allowed any more."""
    baseline["findings"][gate] = nested(now)
    if not now:
        del baseline["findings"][gate]
    BASELINE.write_bytes(f"{to_json(baseline)}\n".encode())
    places = [at for gate in baseline["findings"].values() for at in gate.values()]
    for lint in baseline["allowed"]:
        if not any(lint in kinds for kinds in places):
            print(f"{lint} has no findings left. Take it out of Cargo.toml, which")
            print(f'allows it, and out of "allowed" in {BASELINE.as_posix()}.')


def to_json(value: object) -> str:
    """Write it sorted, one entry a line."""
    return json.dumps(value, indent=2, sort_keys=True, ensure_ascii=False)


# How each tool is asked, and how its answer is read.


def find(command: list[str], allowed: list[str]) -> list[Finding]:
    """Run a gate's command so that it answers in data; give all that it finds."""
    words = [word for word in command if not word.startswith("+")]
    if words[:2] == ["cargo", "clippy"]:
        return find_lints(command, allowed)
    if words[:2] == ["cargo", "doc"]:
        return find_rustdoc_lints(command, allowed)
    if words[:2] == ["cargo", "fmt"]:
        return find_unformatted(command)
    if words[:3] == ["cargo", "nextest", "run"]:
        return find_failed_tests(command)
    if words[:2] == ["cargo", "test"] and "--doc" in words:
        return find_failed_examples(command)
    if words[:2] == ["cargo", "shear"]:
        return find_unused_dependencies(command)
    if words[:1] == ["typos"]:
        return find_typos(command)
    raise CannotCompareError(f"no way to count what `{shlex.join(command)}` finds")


def find_lints(command: list[str], allowed: list[str]) -> list[Finding]:
    """Ask Clippy."""
    before, after = split_at_dashes(command)
    flags = [*after, *lint_flags(allowed)]
    return find_warnings([*before, "--message-format=json", "--", *flags])


def find_rustdoc_lints(command: list[str], allowed: list[str]) -> list[Finding]:
    """Ask rustdoc; what the compiler says on the way is Clippy's business."""
    flags = " ".join([os.environ.get("RUSTDOCFLAGS", ""), *lint_flags(allowed)])
    findings = find_warnings([*command, "--message-format=json"], flags)
    return [finding for finding in findings if finding.kind.startswith("rustdoc::")]


def lint_flags(allowed: list[str]) -> list[str]:
    """Make every lint warn, so that none keeps the rest from being compiled."""
    return ["--cap-lints", "warn", *(word for lint in allowed for word in ("-W", lint))]


def find_warnings(command: list[str], rustdoc_flags: str = "") -> list[Finding]:
    """Give the lints that Cargo reports for the workspace, each place once.

    A library is built for itself and for its tests, and most is reported twice. What
    was built before is reported again. One warning may name several places, such as
    all unused functions: they count one by one.
    """
    done = execute(command, {"RUSTDOCFLAGS": rustdoc_flags})
    lines = [line for line in done.stdout.split("\n") if line.startswith("{")]
    messages = [json.loads(line) for line in lines]
    reports = [it for it in messages if it["reason"] == "compiler-message"]
    if done.returncode != 0:
        errors = [it["message"] for it in reports if it["message"]["level"] == "error"]
        print(*dict.fromkeys(it["rendered"] for it in errors), sep="", file=sys.stderr)
        fail(done)
    crates = crates_of_workspace(command)
    if not any(it.get("package_id") in crates for it in messages):
        raise CannotCompareError(
            f"`{shlex.join(command)}` built nothing of this workspace"
        )
    found: dict[object, Finding] = {}
    for report in reports:
        crate, warning = crates.get(report["package_id"]), report["message"]
        if crate is None or warning["level"] != "warning" or warning["code"] is None:
            continue
        lint, message = warning["code"]["code"], warning["message"]
        # What is wrong with the crate as a whole has no place, or an empty one.
        spans = [it for it in warning["spans"] if it["is_primary"]]
        for span in [it for it in spans if it["byte_start"] < it["byte_end"]] or [None]:
            calls = list(expansions(span))
            at = [(it["file_name"], it["byte_start"], it["byte_end"]) for it in calls]
            # Without a place, or within a macro, the message tells findings apart.
            key = (crate, lint, *at, message if len(calls) != 1 else "")
            file = with_slashes(calls[-1]["file_name"]) if calls else crate
            line = calls[-1]["line_start"] if calls else 0
            found[key] = Finding(crate, lint, file, line, message)
    return list(found.values())


def expansions(span: Any) -> Iterator[Any]:
    """Give a span and, from inside to outside, the macro calls that it is from."""
    while span is not None:
        yield span
        span = span["expansion"] and span["expansion"]["span"]


def crates_of_workspace(command: list[str]) -> dict[str, str]:
    """Give the names of the workspace's crates by the ids that Cargo reports."""
    cargo = [word for word in command[:2] if word == "cargo" or word.startswith("+")]
    done = execute([*cargo, "metadata", "--no-deps", "--format-version=1"])
    if done.returncode != 0:
        fail(done)
    return {it["id"]: it["name"] for it in json.loads(done.stdout)["packages"]}


def find_unformatted(command: list[str]) -> list[Finding]:
    """Ask rustfmt for the files that it would change, and what it cannot put right."""
    before, after = split_at_dashes([word for word in command if word != "--check"])
    flags = ["--check", "-l", "--color", "never"]
    done = execute([*before, "--", *after, *flags], stderr=subprocess.PIPE)
    print(done.stderr, end="", file=sys.stderr)
    found = {("not formatted", file, 0) for file in done.stdout.splitlines()}
    unfit = re.compile(r"^error\[internal\]: (.+)\n *--> (.+?):(\d+):", re.MULTILINE)
    for what, file, line in unfit.findall(done.stderr):
        found.add((what, file, int(line)))
    # The exit code is 1 for findings and for every kind of trouble.
    trouble = re.search(
        r"^(?i:error(?!\[internal\])|`cargo )", done.stderr, re.MULTILINE
    )
    if trouble or (done.returncode != 0 and not found):
        fail(done)
    findings = []
    for what, file, line in found:
        path = with_slashes(
            os.path.relpath(os.path.realpath(file), os.path.realpath("."))
        )
        if not path.startswith("../"):
            findings.append(Finding(path, what, path, line, what))
    return findings


def find_failed_tests(command: list[str]) -> list[Finding]:
    """Ask nextest for its report in JUnit's form; what failed it has shown itself."""
    report = Path("target/nextest", nextest_profile(command), "junit.xml")
    report.unlink(missing_ok=True)
    done = execute(to_the_end(command))
    if done.returncode not in (0, 100):  # 100: tests ran, and some failed
        fail(done)
    try:
        programs = ElementTree.parse(report).getroot()
    except (OSError, ElementTree.ParseError) as error:
        raise CannotCompareError(f"nextest left no report: {error}") from error
    findings = []
    for program in programs.iter("testsuite"):
        at = program.get("name", "")
        for test in program.iter("testcase"):
            for failure in [*test.findall("failure"), *test.findall("error")][:1]:
                why = failure.get("message", failure.get("type", "fails"))
                findings.append(Finding(at, test.get("name", ""), at, 0, why))
    if (done.returncode == 0) != (findings == []):
        fail(done)
    return findings


def nextest_profile(command: list[str]) -> str:
    """Give the profile that a command of nextest's names."""
    words = " ".join(split_at_dashes(command)[0])
    named: list[str] = re.findall(r" (?:--profile|-P)[ =](\S+)", words)
    return [os.environ.get("NEXTEST_PROFILE", "default"), *named][-1]


def find_failed_examples(command: list[str]) -> list[Finding]:
    """Ask rustdoc, and show what it says where an example fails.

    Only its text tells which: a list for each crate, or several, and behind each list
    what the examples printed. Lines move, so an example is known by what it documents.
    """
    settings = {"CARGO_TERM_COLOR": "never", "CARGO_TERM_QUIET": "false"}
    done = execute(to_the_end(command), settings, stderr=subprocess.STDOUT)
    if done.returncode != 0:
        print(done.stdout, end="", file=sys.stderr)
    lists = re.compile(
        r"^running \d+ tests?\n((?:.*\n)*?)(?:failures|test result):", re.MULTILINE
    )
    example = re.compile(r"^test (.+?) - (.*?) ?\(line (\d+)\).* FAILED$", re.MULTILINE)
    total = re.compile(r"^test result: .* (\d+) failed;", re.MULTILINE)
    findings = []
    _, *parts = re.split(r"^ +Doc-tests (.+)$", done.stdout, flags=re.MULTILINE)
    for crate, output in zip(parts[::2], parts[1::2]):
        failed = [it for part in lists.findall(output) for it in example.findall(part)]
        totals = [int(number) for number in total.findall(output)]
        if totals == [] or sum(totals) != len(failed):
            fail(done)
        for path, item, line in failed:
            file = with_slashes(path)
            findings.append(
                Finding(crate, item or file, file, int(line), "this example fails")
            )
    if (done.returncode == 0) != (findings == []):
        fail(done)
    return findings


def to_the_end(command: list[str]) -> list[str]:
    """Have every test run, although one fails."""
    before, after = split_at_dashes(command)
    going_on = [word for word in before if word != "--no-fail-fast"]
    return [*going_on, "--no-fail-fast", *(["--", *after] if after else [])]


def find_unused_dependencies(command: list[str]) -> list[Finding]:
    """Ask cargo-shear; files that nothing uses come in one report a crate."""
    done = execute([*command, "--format=json"])
    if done.returncode not in (0, 1) or not done.stdout:
        fail(done)
    findings = []
    for report in json.loads(done.stdout)["findings"]:
        title, *files = report["message"].split("\n")
        at, kinds = report.get("file", "Cargo.toml"), [title]
        if files:  # shear/unlinked_files: 2 unlinked files in `my-crate`
            at = title.split("`")[1]
            what = report["code"].split("/")[1].replace("_files", " file")
            kinds = [f"{what} {file}" for file in files]
        at = with_slashes(at)
        findings += [Finding(at, with_slashes(kind), at, 0, kind) for kind in kinds]
    return findings


def find_typos(command: list[str]) -> list[Finding]:
    """Ask typos for misspelt words, except those that the baseline names."""
    done = execute([*command, "--format=json"])
    if done.returncode not in (0, 2):
        fail(done)
    findings = []
    for typo in map(json.loads, done.stdout.splitlines()):
        file = with_slashes(typo.get("path", "")).removeprefix("./")
        if typo["type"] == "typo" and not file.startswith(".gates/"):
            message = f"{typo['typo']} should be {' or '.join(typo['corrections'])}"
            at = typo.get("line_num", 0)  # none where a file's name is misspelt
            findings.append(Finding(file, typo["typo"], file, at, message))
    return findings


def execute(
    command: list[str],
    environment: dict[str, str] | None = None,
    stderr: int | None = None,
) -> subprocess.CompletedProcess[str]:
    """Run a command and keep its answer; what it says of errors is shown."""
    try:
        return subprocess.run(
            command,
            stdout=subprocess.PIPE,
            stderr=stderr,
            encoding="utf-8",
            env={**os.environ, **(environment or {})},
            check=False,
        )
    except OSError as error:
        raise CannotCompareError(f"{command[0]} cannot be started: {error}") from error


def fail(done: subprocess.CompletedProcess[str]) -> NoReturn:
    """Give up on a command, which has said itself what is wrong."""
    asked = shlex.join(done.args)
    raise CannotCompareError(f"`{asked}` failed with exit code {done.returncode}")


def split_at_dashes(words: list[str]) -> tuple[list[str], list[str]]:
    """Give what is before and after the first `--`."""
    at = words.index("--") if "--" in words else len(words)
    return words[:at], words[at + 1 :]


def with_slashes(path: str) -> str:
    """Write a path as every system but Windows does."""
    return path.replace("\\", "/")


if __name__ == "__main__":
    sys.exit(main())
