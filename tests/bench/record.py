"""Puts the results into docs/performance.md, between its markers."""
import re

from report import spaced
from workshop import ROOT

DOCUMENT = ROOT / "docs/performance.md"


def record(report):
    text = DOCUMENT.read_text()
    text = _between(text, "results", report.markdown())
    if report.counts:
        lines = ["| path | instructions |", "|---|---|"]
        lines += [f"| {what} | {spaced(count)} |" for what, count in report.counts.items()]
        text = _between(text, "instructions", "\n".join(lines) + "\n")
    DOCUMENT.write_text(text)


def _between(text, name, new):
    begin, end = f"<!-- {name} -->\n", f"<!-- end of {name} -->"
    pattern = re.compile(re.escape(begin) + ".*?" + re.escape(end), re.DOTALL)
    if not pattern.search(text):
        raise ValueError(f"{DOCUMENT.name} has no place for {name}")
    return pattern.sub(lambda _: f"{begin}\n{new.strip()}\n\n{end}", text)


def counts():
    """The recorded instructions of each path."""
    if not DOCUMENT.exists():
        return {}
    found = re.search(r"<!-- instructions -->(.*?)<!-- end of instructions -->", DOCUMENT.read_text(), re.DOTALL)
    lines = re.findall(r"^\| (.*?) \| ([\d ]+) \|$", found[1] if found else "", re.MULTILINE)
    return {what: int(count.replace(" ", "")) for what, count in lines}
