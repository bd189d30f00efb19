"""One migration with 200 MB of COPY data."""
import sets
import tools
from parts.apply import on_fresh


def run(workshop):
    size = 40_000_000 if workshop.quick else 200_000_000
    folder = workshop.folder / "files/copy"
    folder.mkdir(parents=True)
    file = folder / "1_bulk.up.sql"
    sets.write_copy(file, size)
    what = f"{size // 1_000_000} MB of COPY"
    target, fixture = on_fresh(workshop, "copy_ours")
    fixture["check"] = lambda: _check(target)
    ours = workshop.ours.run(target, folder, **fixture)
    target_of_psql, fixture = on_fresh(workshop, "copy_psql")
    fixture["check"] = lambda: _check(target_of_psql)
    floor = tools.psql(target_of_psql, "-1", "-f", file, name="psql -1", **fixture)
    found = workshop.bench.compare(what, [ours, floor])
    workshop.report.table(what, found)
    workshop.report.ratio("copy", what, ours, floor, 1.05)
    target.drop()
    target_of_psql.drop()


def _check(target):
    rows = target.query("SELECT count(*) FROM bulk")[0][0]
    assert rows > 100_000, f"{target.name}: only {rows} rows"
