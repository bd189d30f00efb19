"""Runs contenders in turn, A B A B, and keeps what each run took."""
import dataclasses
import statistics
import subprocess
import sys
import typing

MIB = 1024 * 1024
MOST_SAID = 300
SHORT, LONG, TEDIOUS = 0.1, 2.0, 60.0


class Failed(Exception):
    """A command ended with something else than 0."""


class Run(typing.NamedTuple):
    wall: float
    busy: float
    peak: int
    bytes_read: int


@dataclasses.dataclass
class Contender:
    """One of those that are compared. `before` and `after` are not measured."""
    name: str
    command: list
    env: dict = dataclasses.field(default_factory=dict)
    before: typing.Callable = lambda: None
    after: typing.Callable = lambda: None
    check: typing.Callable = lambda: None
    optional: bool = False
    runs: list = dataclasses.field(default_factory=list)

    def walls(self):
        return [run.wall for run in self.runs]

    def median(self):
        return statistics.median(self.walls())

    def quartiles(self):
        walls = self.walls()
        if len(walls) < 2:
            return walls[0], walls[0]
        low, _, high = statistics.quantiles(walls, n=4, method="inclusive")
        return low, high

    def spread(self):
        low, high = self.quartiles()
        return (high - low) / self.median()

    def busy(self):
        """Processor time of the process itself, not of the server."""
        return statistics.median(run.busy for run in self.runs)

    def peak(self):
        return statistics.median(run.peak for run in self.runs) / MIB


def say(text):
    print(text, file=sys.stderr, flush=True)


class Bench:
    """The folder, the launcher, and how many rounds."""

    def __init__(self, folder, launch, path, quick=False):
        self.folder = folder
        self.launch = launch
        self.quick = quick
        # Nothing of the caller's settings reaches those that are measured.
        self.env = {"PATH": path, "HOME": str(folder), "LANG": "C.UTF-8", "TZ": "UTC"}
        self.notes = []

    def run(self, contender):
        """Once. Throws Failed with the end of what it said."""
        contender.before()
        run, code = self.measure(contender.command, contender.env)
        if code != 0:
            said = (self.folder / "said").read_text(errors="replace").strip().splitlines()[-5:]
            raise Failed(f"{contender.name} ended with {code}: {' / '.join(said)}"[:MOST_SAID])
        return run

    def measure(self, command, env):
        result = self.folder / "result"
        result.unlink(missing_ok=True)
        with open(self.folder / "said", "wb") as said:
            subprocess.run([self.launch, result, *map(str, command)], stdin=subprocess.DEVNULL,
                           stdout=said, stderr=said, env={**self.env, **env}, cwd=self.folder,
                           check=True)
        wall, busy, peak, bytes_read, code = map(int, result.read_text().split())
        return Run(wall / 1e9, busy / 1e9, peak * 1024, bytes_read), code

    def rounds(self, seconds):
        if self.quick:
            return 2 if seconds > LONG else 5
        if seconds > LONG:
            return 3 if seconds > TEDIOUS else 5
        return 31 if seconds < SHORT else 15

    def compare(self, title, contenders):
        """Runs them in turn. Those that are optional and do not work are left out, with a note."""
        say(f"== {title}")
        count = {}
        expected = 0.0
        for one in list(contenders):
            try:
                seconds = self._warm_up(one)
                count[one.name] = self.rounds(seconds)
                expected += seconds * count[one.name]
            except Failed as failed:
                if not one.optional:
                    raise
                self.note(f"{title}: without {one.name}: {failed}")
                contenders.remove(one)
        if expected > TEDIOUS:
            say(f"   this will take about {expected / 60:.0f} minutes")
        for number in range(max(count.values())):
            for one in contenders:
                if number < count[one.name]:
                    one.runs.append(self.run(one))
                    one.after()
        for one in contenders:
            say(f"   {one.name:28} {milliseconds(one.median()):>10} ms "
                f"({len(one.runs)} rounds, {one.peak():.1f} MiB)")
        return {one.name: one for one in contenders}

    def _warm_up(self, contender):
        """Also shows that it does what it is measured for."""
        run = self.run(contender)
        contender.check()
        contender.after()
        return run.wall

    def note(self, text):
        say(f"   note: {text}")
        self.notes.append(text)


def milliseconds(seconds):
    value = seconds * 1000
    return f"{value:.1f}" if value < 100 else f"{value:,.0f}".replace(",", " ")
