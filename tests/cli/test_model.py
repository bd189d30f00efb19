"""Whatever is done, and whatever fails: history and schema are those of a small model."""

import dataclasses
import random

import pytest

from support.tables import tables

COUNT = 5
STEPS = 8


@dataclasses.dataclass
class File:
    """A migration that makes the table t<number>, unless it is made to fail."""

    number: int
    up_fails: bool = False
    down_fails: bool = False

    def write(self, migrexec):
        up = f"CREATE TABLE t{self.number} (n integer);\n"
        down = f"DROP TABLE t{self.number};\n"
        wrong = "DROP TABLE nowhere;\n"
        migrexec.file(f"{self.number}_t.up.sql", up + wrong * self.up_fails)
        migrexec.file(f"{self.number}_t.down.sql", down + wrong * self.down_fails)


class Model:
    """`recorded` are the newest last, with the down of their time; each act gives the exit code."""

    def __init__(self):
        self.files = {number: File(number) for number in range(1, COUNT + 1)}
        self.recorded = []
        self.tables = set()

    def pending(self):
        return [self.files[number] for number in range(len(self.recorded) + 1, COUNT + 1)]

    def up(self, files):
        for file in files:
            if file.up_fails or file.number in self.tables:
                return 71
            self.tables.add(file.number)
            self.recorded.append(dataclasses.replace(file))
        return 0

    def down(self, count):
        for _ in range(count):
            newest = self.recorded[-1]
            if newest.down_fails or newest.number not in self.tables:
                return 71
            self.tables.remove(newest.number)
            self.recorded.pop()
        return 0

    def redo(self, count):
        files = self.pending_after(count)
        return self.down(count) or self.up(files)

    def pending_after(self, count):
        return [self.files[file.number] for file in self.recorded[len(self.recorded) - count :]]

    def stamp(self, version):
        missing = range(len(self.recorded) + 1, version + 1)
        kept = self.recorded[:version]
        self.recorded = kept + [dataclasses.replace(self.files[number]) for number in missing]
        return 0


def edit_pending(model, migrexec, dice):
    """Files that are not recorded may be edited: they fail, or fail no more."""
    for file in model.pending():
        file.up_fails = dice.random() < 0.15
        file.down_fails = dice.random() < 0.15
        file.write(migrexec)


def choose(model, dice):
    """The words, and what the model makes of them."""
    applied = len(model.recorded)
    pending = model.pending()
    act = dice.choice(["up", "up", "up", "down", "redo", "stamp"])
    if act == "up" and pending:
        count = dice.randint(1, len(pending))
        return ["migrate", f"+{count}"], lambda: model.up(pending[:count])
    if act in ("down", "redo") and applied:
        count = dice.randint(1, applied)
        move = model.down if act == "down" else model.redo
        return [act, f"-{count}", "--yes"], lambda: move(count)
    version = dice.randint(0, COUNT)
    return ["stamp", str(version) if version else "base"], lambda: model.stamp(version)


def assert_agree(model, database):
    assert database.applied() == [str(file.number) for file in model.recorded]
    assert set(tables(database)) == {f"t{number}" for number in model.tables}


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(6))
def test_history_and_schema_are_those_of_the_model(migrexec, database, seed):
    dice = random.Random(seed)
    print(f"seed {seed}")
    model = Model()
    for file in model.files.values():
        file.write(migrexec)
    if database.engine == "sqlite":
        database.path.touch()
    for _ in range(STEPS):
        edit_pending(model, migrexec, dice)
        words, act = choose(model, dice)
        expected = act()
        result = migrexec(*words)
        assert result.code == expected, (words, model.files)
        assert_agree(model, database)
