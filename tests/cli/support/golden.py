"""Messages, word for word."""

import pathlib
import re

ROOT = pathlib.Path(__file__).parents[2] / "golden"

# What differs from run to run.
VARYING = [
    (re.compile(r"127\.0\.0\.1:\d+"), "127.0.0.1:PORT"),
    (re.compile(r"\b\d+(\.\d+)? (ms|s|min)\b"), "TIME"),
    (re.compile(r"\b\d+ tries\b"), "N tries"),
    (re.compile(r"\bone try\b|\b1 try\b"), "N tries"),
    (re.compile(r"\bpid \d+\b"), "pid N"),
    (re.compile(r"\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?(Z|\+00(:00)?)?"), "DATE"),
    (re.compile(r"\bsince \d\d:\d\d:\d\d UTC"), "since DATE"),
    (re.compile(r"\bserver, which is [\d.]+"), "server, which is VERSION"),
    (re.compile(r"--platform linux/\w+"), "--platform linux/PROCESSOR"),
    (re.compile(r"\bshop\d+\b"), "shopN"),
    (re.compile(r"\bas \S+ at sqlite:"), "as WHO at sqlite:"),
    (re.compile(r"\bby [\w.-]+@pod-1"), "by WHO@pod-1"),
]


class Golden:
    """Compares with tests/golden/<folder>/<name>.txt; --update-golden writes that instead."""

    def __init__(self, update, words):
        self.update = update
        self.words = words

    def __call__(self, name, text, folder="errors"):
        for old, new in self.words.items():
            text = text.replace(old, new)
        for pattern, word in VARYING:
            text = pattern.sub(word, text)
        path = ROOT / folder / f"{name}.txt"
        if self.update:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        assert path.exists(), f"no golden file {path.name}; the text is:\n{text}"
        assert text == path.read_text(), f"{path.name} says something else"
