"""Every start but the first: nothing is pending."""
import dataclasses
import re

import layouts
import sets
import tools
from measure import Contender

APPLIED = 100
MANY = 10_000
LOCK = re.compile(r"advisory|\bLOCK\s+TABLE\b|\bFOR\s+(UPDATE|SHARE)\b", re.IGNORECASE)


def run(workshop):
    _postgres(workshop)
    _sqlite(workshop)
    _many(workshop)
    _files_read_once(workshop)


def up_to_date(workshop, engine, target_of, set_name, migrations):
    """Us and the peers, each with a database of its own where all is applied."""
    folder = workshop.files(set_name, migrations)
    target = target_of(tools.OURS)
    workshop.bench.run(workshop.ours.migrate(target, folder, "--transaction", "all"))
    contenders = [workshop.ours.run(target, folder)]
    for peer in tools.peers_here(engine):
        files = workshop.files(set_name, migrations, peer.layout)
        contenders.append(peer.contender(target_of(peer.name), files))
    return workshop.seed(f"{engine}, {set_name}", contenders)


def floors_of(workshop, target):
    bare = [Contender(name, [program, target.url()]) for name, program in workshop.floors.items()]
    return bare + [tools.psql(target, "-c", "SELECT 1")]


def _postgres(workshop):
    migrations = sets.small(APPLIED)
    databases = {}

    def target_of(name):
        databases[name] = workshop.cluster.database(f"noop_{name}")
        return databases[name]
    contenders = up_to_date(workshop, "postgres", target_of, "small-100", migrations)
    ours = databases[tools.OURS]
    alone = Contender("true, alone", [workshop.ours.true])
    title = "No-op on PostgreSQL, 100 applied"
    plain = workshop.bench.compare(title, contenders + floors_of(workshop, ours) + [alone])
    workshop.report.table(title, plain)
    _judge_postgres(workshop, plain)
    _judge_statements(workshop, ours, contenders[0])
    _judge_round_trips(workshop, ours)
    _tls(workshop, migrations, contenders, databases)


def _judge_postgres(workshop, found):
    report, ours = workshop.report, found[tools.OURS]
    what = "no-op, PostgreSQL, 100 applied"
    for name, limit in (("sqlx", 0.75), ("bare libpq, static", 1.0), ("bare libpq, static, our PBKDF2", None),
                        ("psql", None)):
        if name in found:
            report.ratio("noop", what, ours, found[name], limit)
        else:
            report.missing("noop", what, f"{name} is not here")


def _judge_statements(workshop, database, contender):
    said = workshop.cluster.statements_during(database, lambda: workshop.bench.run(contender))
    locks = sum(bool(LOCK.search(statement)) for statement in said)
    report = workshop.report
    report.number("noop", "no-op, PostgreSQL: locks taken", "in the server's log", locks, 0,
                  f"{len(said)} statements")


def _judge_round_trips(workshop, database):
    """After connecting: the floor makes one for its SELECT."""
    folder = workshop.files("small-100", [])
    with workshop.proxy(database, 2000) as (target, round_trips):
        workshop.bench.run(workshop.ours.run(target, folder))
        ours = round_trips()
        floor = next(iter(workshop.floors.values()), None)
        if floor is None:
            return workshop.report.missing("noop", "no-op, PostgreSQL: round trips", "no floor")
        workshop.bench.run(Contender("floor", [floor, target.url()]))
        connecting = round_trips() - 1
    workshop.report.number("noop", "no-op, PostgreSQL: round trips after connecting", "counted by the proxy",
                           ours - connecting, 1, f"{connecting} for connecting, as bare libpq")


def _tls(workshop, migrations, contenders, databases):
    folder = workshop.files("small-100", migrations)
    target = databases[tools.OURS].through(tls=True)
    secure = [workshop.ours.run(target, folder)]
    present = {one.name for one in contenders}
    for peer in tools.peers_here("postgres"):
        if peer.name in present:
            files = workshop.files("small-100", migrations, peer.layout)
            secure.append(peer.contender(databases[peer.name].through(tls=True), files))
    title = "No-op on PostgreSQL with TLS, 100 applied"
    found = workshop.bench.compare(title, secure + floors_of(workshop, target))
    workshop.report.table(title, found)
    peers = [found[name] for name in present & set(found) - {tools.OURS}]
    if peers:
        fastest = min(peers, key=lambda one: one.median())
        fastest = dataclasses.replace(fastest, name=f"{fastest.name}, the fastest peer")
        workshop.report.ratio("noop", "no-op, PostgreSQL with TLS", found[tools.OURS], fastest, 1.0)


def _sqlite(workshop):
    migrations = sets.small(APPLIED)
    contenders = up_to_date(workshop, "sqlite", lambda name: workshop.sqlite(f"noop_{name}"), "small-100",
                            migrations)
    shell = tools.sqlite3(workshop.sqlite(f"noop_{tools.OURS}"),
                          "SELECT version, checksum FROM migrexec_history")
    title = "No-op on SQLite, 100 applied"
    found = workshop.bench.compare(title, contenders + [shell])
    workshop.report.table(title, found)
    for name, limit in (("sqlite3", 1.2), ("sqlx", 0.5)):
        if name in found:
            workshop.report.ratio("noop", "no-op, SQLite, 100 applied", found[tools.OURS], found[name], limit)
        else:
            workshop.report.missing("noop", "no-op, SQLite, 100 applied", f"{name} is not here")


def _many(workshop):
    few, many = sets.small(APPLIED), sets.small(MANY, group=100)
    contenders = []
    for name, migrations in ((f"{MANY} files", many), (f"{APPLIED} files", few)):
        folder = workshop.files(f"small-{len(migrations)}", migrations)
        target = workshop.sqlite(f"many_{len(migrations)}")
        workshop.seed(name, [workshop.ours.migrate(target, folder, "--transaction", "all")])
        contenders.append(workshop.ours.run(target, folder, name=name))
    for peer in tools.peers_here("sqlite"):
        if peer.name == "sqlx" and not workshop.quick:
            folder = workshop.files(f"small-{MANY}", many, layouts.sqlx)
            one = peer.contender(workshop.sqlite("many_sqlx"), folder)
            contenders += workshop.seed("no-op, SQLite, 10 000 applied", [one])
    title = "No-op on SQLite, 10 000 applied"
    found = workshop.bench.compare(title, contenders)
    workshop.report.table(title, found)
    workshop.report.ratio("noop", "no-op, SQLite, 10 000 applied", contenders[0], contenders[1], 10.0)
    if "sqlx" in found:
        workshop.report.ratio("noop", "no-op, SQLite, 10 000 applied", contenders[0], found["sqlx"], None)


def _files_read_once(workshop):
    """What 1 000 files take more than 100, against their size: on PostgreSQL nothing else is read."""
    counted = []
    for count in (APPLIED, 1000):
        migrations = sets.small(count)
        folder = workshop.files(f"small-{count}", migrations)
        target = workshop.cluster.database(f"read_{count}")
        workshop.seed("files", [workshop.ours.migrate(target, folder, "--transaction", "all")])
        read = workshop.bench.run(workshop.ours.run(target, folder)).bytes_read
        counted.append((read, sum(file.stat().st_size for file in folder.iterdir())))
    (few_read, few), (many_read, many) = counted
    if many_read:
        workshop.report.number("noop", "no-op: bytes read for each byte of the files", "counted by the kernel",
                               (many_read - few_read) / (many - few), 1.01)
