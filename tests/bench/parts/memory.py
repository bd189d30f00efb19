"""Peak memory of the process itself, as the kernel tells whoever waits for it."""
import sets
import tools
from measure import MIB
from parts.noop import MANY

GIB = 1024 * MIB


def run(workshop):
    targets = {"SQLite": workshop.sqlite, "PostgreSQL": workshop.cluster.database}
    for engine, target_of in targets.items():
        for count, limit in ((100, 8), (MANY, 16)):
            migrations = sets.small(count, group=100)
            folder = workshop.files(f"memory-{count}", migrations)
            target = target_of(f"memory_{count}")
            workshop.seed("memory", [workshop.ours.migrate(target, folder, "--transaction", "all")])
            _judge(workshop, f"no-op, {engine}, {count} files", workshop.ours.run(target, folder), limit)
    _peers(workshop)
    _large_file(workshop)


def _judge(workshop, what, contender, limit):
    peaks = sorted(workshop.bench.run(contender).peak / MIB for _ in range(3))
    workshop.report.number("memory", f"peak memory: {what}", "MiB", round(peaks[1], 2), limit)


def _peers(workshop):
    """Only shown: for the table of the no-op."""
    migrations = sets.small(100)
    contenders = [workshop.ours.run(workshop.cluster.database("memory_ours"),
                                    workshop.files("small-100", migrations))]
    for peer in tools.peers_here("postgres"):
        files = workshop.files("small-100", migrations, peer.layout)
        contenders.append(peer.contender(workshop.cluster.database(f"memory_{peer.name}"), files))
    peaks = []
    for one in workshop.seed("memory", contenders):
        peaks.append(f"{one.name} {workshop.bench.run(one).peak / MIB:.1f}")
    workshop.bench.note("peak memory of a no-op on PostgreSQL, 100 files, MiB: " + ", ".join(peaks))


def _large_file(workshop):
    size = GIB // 8 if workshop.quick else GIB
    folder = workshop.folder / "files/large"
    folder.mkdir(parents=True)
    sets.write_copy(folder / "1_large.up.sql", size)
    target = workshop.cluster.database("memory_large")
    what = f"a file of {size // MIB} MiB"
    peak = workshop.bench.run(workshop.ours.run(target, folder)).peak / MIB
    workshop.report.number("memory", f"peak memory: {what} of COPY is applied", "MiB", round(peak, 2), 32)
    _judge(workshop, f"no-op with {what}", workshop.ours.run(target, folder), 32)
    (folder / "1_large.up.sql").unlink()
    target.drop()
