"""Instructions of the no-op, by callgrind: they do not depend on the machine's load.

`migrate`, because a program that has become another one under valgrind tells nothing. Valgrind's
processor has no SHA instructions, so SCRAM weighs more here than it does in reality.
"""
import re
import shutil

import record
import sets
import tools
from measure import Contender, Failed
from report import spaced

TOLERANCE = 1.02


def run(workshop):
    if shutil.which("valgrind") is None:
        return workshop.bench.note("instructions are not counted: valgrind is not installed")
    folder = workshop.files("small-100", sets.small(100))
    lite, postgres = workshop.sqlite("count"), workshop.cluster.database("count")
    shell = tools.sqlite3(lite, "SELECT version, checksum FROM migrexec_history")
    floors = [Contender(name, [program, postgres.url()]) for name, program in workshop.floors.items()]
    for engine, target, others in (("SQLite", lite, [shell]), ("PostgreSQL", postgres, floors)):
        contender = workshop.ours.migrate(target, folder)
        workshop.bench.run(contender)
        count = _count(workshop, contender)
        _compare_with_record(workshop, f"{engine}, 100 applied", count)
        for other in others:
            theirs = _count(workshop, other)
            workshop.report.fact("instructions", f"instructions of the no-op, {engine}", f"x {other.name}",
                                 count / theirs, f"{spaced(count)} against {spaced(theirs)}")
    return None


def _compare_with_record(workshop, what, count):
    if workshop.static:
        workshop.report.counts[what] = count
    recorded = record.counts().get(what)
    if recorded is None or not workshop.static:
        against = "nothing recorded" if workshop.static else "not the static program"
        return workshop.report.fact("instructions", f"instructions of the no-op, {what}", against, count, "")
    return workshop.report.number("instructions", f"instructions of the no-op, {what}", "x docs/performance.md",
                                  round(count / recorded, 3), TOLERANCE, f"{spaced(count)} against {spaced(recorded)}")


def _count(workshop, contender):
    """The smaller of two: reading from a socket may take one turn more."""
    return min(_count_once(workshop, contender) for _ in range(2))


def _count_once(workshop, contender):
    command = ["valgrind", "--tool=callgrind", f"--callgrind-out-file={workshop.folder}/callgrind.out",
               *contender.command]
    _, code = workshop.bench.measure(command, contender.env)
    said = (workshop.folder / "said").read_text(errors="replace")
    found = re.search(r"Collected : (\d+)", said)
    if code != 0 or not found:
        raise Failed(f"callgrind of {contender.name} ended with {code}: {said[-300:]}")
    return int(found[1])
