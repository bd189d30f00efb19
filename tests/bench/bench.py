"""bench.py [--quick] [--binary FILE] [PART...]: see scripts/bench."""
import argparse
import importlib
import os
import pathlib
import platform
import shutil
import signal
import subprocess
import sys
import tempfile
import time

from measure import say
from record import record
from report import spaced
from tools import PEERS_FOLDER
from workshop import ROOT, Workshop

PARTS = {"noop": "noop", "instructions": "instructions", "apply": "apply", "latency": "latency",
         "memory": "memory", "copy": "copy_data", "replicas": "replicas"}


def arguments():
    parser = argparse.ArgumentParser(prog="scripts/bench")
    parser.add_argument("--quick", action="store_true", help="fewer rounds, smaller files: to try it")
    parser.add_argument("--record", action="store_true", help="write the results into docs/performance.md")
    parser.add_argument("--binary", type=pathlib.Path, required=True)
    parser.add_argument("parts", nargs="*", metavar="PART", help=", ".join(PARTS))
    found = parser.parse_args()
    unknown = set(found.parts) - set(PARTS)
    if unknown:
        parser.error(f"unknown part {', '.join(unknown)}; there are {', '.join(PARTS)}")
    if found.record and (found.quick or found.parts):
        parser.error("only everything is recorded, and not in a hurry")
    return found


def said_by(*command):
    if not shutil.which(command[0]):
        return ""
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()


def processor():
    lines = pathlib.Path("/proc/cpuinfo").read_text().splitlines()
    names = [line.split(":")[1].strip() for line in lines if line.startswith("model name")]
    return f"{os.cpu_count()} x {names[0] if names else platform.machine()}"


def facts(workshop, chosen):
    binary = chosen.binary.resolve()
    versions = PEERS_FOLDER / "versions"
    peers = sorted(versions.iterdir()) if versions.exists() else []
    load = os.getloadavg()[0]
    options = ["--quick"] * chosen.quick + ["--record"] * chosen.record
    workshop.report.facts = {
        "command": " ".join(["scripts/bench", *options, *chosen.parts]),
        "program": f"{binary.relative_to(ROOT) if binary.is_relative_to(ROOT) else binary.name}, "
                   f"{said_by(str(binary), '--version')}, {spaced(binary.stat().st_size)} bytes",
        "machine": f"{processor()}, Linux {platform.release()}, load {load:.1f} at the start",
        "server": f"PostgreSQL {workshop.cluster.version()}, its default settings, SCRAM, on loopback",
        "sqlite3": said_by("sqlite3", "--version").split(" ")[0],
        "peers": ", ".join(f"{file.name} {file.read_text().strip()}" for file in peers)
                 or "none; scripts/bench-peers installs them",
        "date": time.strftime("%Y-%m-%d"),
    }
    notes = PEERS_FOLDER / "notes"
    for note in sorted(notes.iterdir()) if notes.exists() else []:
        if note.suffix != ".log":
            workshop.bench.note(f"skipped: {note.name}: {note.read_text().strip()}")
    if load > os.cpu_count() / 2:
        workshop.bench.note(f"the machine was busy at the start: load {load:.1f}")


def write(report):
    folder = ROOT / "build/bench"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "results.md").write_text(report.markdown())
    (folder / "results.json").write_text(report.json())


def run_parts(workshop, parts):
    """One part that breaks down leaves the others; the status says it."""
    failed = []
    for part in parts:
        begin = time.monotonic()
        try:
            importlib.import_module(f"parts.{PARTS[part]}").run(workshop)
        except Exception as error:  # pylint: disable=broad-except
            failed.append(part)
            workshop.report.missing(part, f"the rest of {part}", f"{type(error).__name__}: {error}")
            say(f"   {part} broke down: {type(error).__name__}: {error}")
        say(f"== {part} took {time.monotonic() - begin:.0f} s")
        write(workshop.report)
    return failed


def main():
    chosen = arguments()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    # Not TMPDIR: the path of a unix socket is at most 107 bytes, and user postgres must get there.
    folder = pathlib.Path(tempfile.mkdtemp(prefix="migrexec-bench.", dir="/tmp"))
    folder.chmod(0o755)
    workshop = None
    try:
        workshop = Workshop(folder, chosen.binary, os.environ["PATH"], chosen.quick)
        facts(workshop, chosen)
        failed = run_parts(workshop, chosen.parts or PARTS)
        print(workshop.report.markdown())
        if chosen.record and not failed:
            record(workshop.report)
    finally:
        if workshop:
            workshop.close()
        shutil.rmtree(folder, ignore_errors=True)
    sys.exit(1 if failed else 0)


main()
