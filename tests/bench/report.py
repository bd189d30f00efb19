"""What was found: rows with a budget, tables of all contenders; as Markdown and JSON."""
import dataclasses
import json

from measure import milliseconds

NOISY = 0.15


@dataclasses.dataclass
class Row:
    part: str
    what: str
    against: str
    value: str
    limit: str
    verdict: str
    detail: str
    noisy: bool = False


class Report:
    def __init__(self):
        self.facts = {}
        self.rows = []
        self.tables = []
        self.notes = []
        self.counts = {}

    def ratio(self, part, what, ours, other, limit):
        """Our median against another one's in the same run."""
        value = ours.median() / other.median()
        self.rows.append(Row(part, what, f"x {other.name}", f"{value:.2f}",
                             "" if limit is None else f"at most {limit:.2f}", _verdict(value, limit),
                             f"{spread(ours)} against {spread(other)} ms",
                             max(ours.spread(), other.spread()) > NOISY))

    def number(self, part, what, unit, value, limit, detail=""):
        """Something that does not depend on the machine's speed, or has a limit of its own."""
        self.rows.append(Row(part, what, unit, number(value), f"at most {number(limit)}",
                             _verdict(value, limit), detail))

    def fact(self, part, what, against, value, detail):
        """Something without a budget."""
        self.rows.append(Row(part, what, against, number(value), "", "", detail))

    def missing(self, part, what, why):
        self.rows.append(Row(part, what, "", "", "", "not measured", why))

    def table(self, title, contenders):
        self.tables.append((title, list(contenders.values())))

    def markdown(self):
        lines = [f"- {name}: {value}" for name, value in self.facts.items()]
        lines += ["", "| what | against | measured | budget | | medians and quartiles |",
                  "|---|---|---|---|---|---|"]
        for row in self.rows:
            noisy = "; noisy" if row.noisy else ""
            lines.append(f"| {row.what} | {row.against} | {row.value} | {row.limit} | {row.verdict} | "
                         f"{row.detail}{noisy} |")
        for title, contenders in self.tables:
            lines += ["", f"**{title}**", ""] + _table(contenders)
        if any(row.noisy for row in self.rows):
            lines += ["", f"Noisy: the quartiles are more than {NOISY:.0%} of the median apart; the "
                          "machine did other things too, do not trust the last digits."]
        lines += [""] * bool(self.notes) + [f"- {note}" for note in self.notes]
        return "\n".join(lines) + "\n"

    def json(self):
        tables = {title: {one.name: {"seconds": one.walls(), "median": one.median(),
                                     "quartiles": one.quartiles(), "busy": one.busy(), "peak_mib": one.peak()}
                          for one in contenders} for title, contenders in self.tables}
        return json.dumps({"facts": self.facts, "rows": [dataclasses.asdict(row) for row in self.rows],
                           "tables": tables, "notes": self.notes}, indent=1) + "\n"


def _verdict(value, limit):
    if limit is None:
        return ""
    return "met" if value <= limit else "**missed**"


def number(value):
    if isinstance(value, int) or float(value).is_integer():
        return spaced(int(value))
    return f"{value:.2f}"


def spaced(value):
    return f"{value:,}".replace(",", " ")


def spread(contender):
    low, high = contender.quartiles()
    return f"{milliseconds(contender.median())} ({milliseconds(low)} to {milliseconds(high)})"


def _table(contenders):
    """The first one is us."""
    ours = contenders[0].median()
    names = ["", "x the first", "median, ms", "quartiles, ms", "own processor time, ms", "peak, MiB", "rounds"]
    lines = [f"| {' | '.join(names)} |", "|---" * len(names) + "|"]
    for one in contenders:
        low, high = one.quartiles()
        columns = [one.name, f"{one.median() / ours:.2f}", milliseconds(one.median()),
                   f"{milliseconds(low)} to {milliseconds(high)}", milliseconds(one.busy()), f"{one.peak():.1f}",
                   str(len(one.runs))]
        lines.append(f"| {' | '.join(columns)} |")
    return lines
