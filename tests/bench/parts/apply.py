"""1 000 migrations on an empty database; and the migrations of a real application."""
import layouts
import sets
import tools

COUNT = 1000


def run(workshop):
    migrations = sets.small(COUNT)
    _postgres_each(workshop, "apply 1 000, PostgreSQL, each in a transaction", f"small-{COUNT}", migrations,
                   "shop", sets.tables_of_small(COUNT))
    _postgres_all(workshop, migrations)
    _sqlite(workshop, migrations)
    modules = sets.realistic()
    _postgres_each(workshop, f"apply {len(modules)} realistic ones, PostgreSQL, each in a transaction",
                   "realistic", modules, "m", sets.tables_of_realistic())


def on_fresh(workshop, name, tables=None, prefix="shop"):
    """A database, and the keywords for a contender that always finds it empty."""
    target = workshop.cluster.database(name)

    def check():
        found = target.query(f"SELECT count(*) FROM pg_tables WHERE tablename ~ '^{prefix}_?[0-9]'")[0][0]
        assert tables in (None, found), f"{name}: {found} tables of {tables}"
    return target, {"before": target.recreate, "check": check}


def _postgres_each(workshop, what, set_name, migrations, prefix, tables):
    contenders = []

    def fresh(name):
        return on_fresh(workshop, name.replace(" ", "_"), tables, prefix)
    target, fixture = fresh("apply_ours")
    contenders.append(workshop.ours.run(target, workshop.files(set_name, migrations), **fixture))
    target, fixture = fresh("apply_psql")
    script = workshop.script(set_name, migrations, layouts.psql_each)
    contenders.append(tools.psql(target, "-f", script, **fixture))
    target, fixture = fresh("apply_psql_history")
    script = workshop.script(set_name, migrations, layouts.psql_each_with_history)
    contenders.append(tools.psql(target, "-f", script, name="psql, with a history row", **fixture))
    for peer in tools.peers_here("postgres"):
        target, fixture = fresh(f"apply_{peer.name}")
        folder = workshop.files(set_name, migrations, peer.layout)
        contenders.append(peer.contender(target, folder, **fixture))
    found = workshop.bench.compare(what, contenders)
    workshop.report.table(what, found)
    _judge(workshop, what, found, "psql")


def _judge(workshop, what, found, floor):
    """The floor, and the fastest of the peers."""
    ours = found[tools.OURS]
    workshop.report.ratio("apply", what, ours, found[floor], 1.10)
    with_history = f"{floor}, with a history row"
    if with_history in found:
        workshop.report.ratio("apply", what, ours, found[with_history], None)
    peers = [one for one in found.values() if one.optional]
    if peers:
        fastest = min(peers, key=lambda one: one.median())
        workshop.report.ratio("apply", f"{what}, fastest peer", ours, fastest, 1.0)


def _postgres_all(workshop, migrations):
    what = "apply 1 000, PostgreSQL, all in one transaction"
    target, fixture = on_fresh(workshop, "all_ours", sets.tables_of_small(COUNT))
    folder = workshop.files(f"small-{COUNT}", migrations)
    ours = workshop.ours.run(target, folder, "--transaction", "all", **fixture)
    target, fixture = on_fresh(workshop, "all_psql", sets.tables_of_small(COUNT))
    script = workshop.script(f"small-{COUNT}", migrations, layouts.psql_all)
    floor = tools.psql(target, "-1", "-f", script, name="psql -1", **fixture)
    found = workshop.bench.compare(what, [ours, floor])
    workshop.report.table(what, found)
    workshop.report.ratio("apply", what, ours, floor, 1.10)


def _on_fresh_file(workshop, name):
    """The same for SQLite."""
    target = workshop.sqlite(name)

    def check():
        found = target.query("SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name LIKE 'shop%'")[0][0]
        assert found == sets.tables_of_small(COUNT), f"{name}: {found} tables"
    return target, {"before": target.recreate, "check": check}


def _sqlite(workshop, migrations):
    name = f"small-{COUNT}"
    folder = workshop.files(name, migrations)
    for how, layout in (("each", layouts.psql_each), ("all", layouts.sqlite_all)):
        kinds = [("sqlite3", layout)]
        if how == "each":
            kinds.append(("sqlite3, with a history row", layouts.psql_each_with_history))
        what = f"apply 1 000, SQLite, {'each in a' if how == 'each' else 'all in one'} transaction"
        target, fixture = _on_fresh_file(workshop, f"apply_{how}")
        contenders = [workshop.ours.run(target, folder, "--transaction", how, **fixture)]
        for number, (shell, shell_layout) in enumerate(kinds):
            target, fixture = _on_fresh_file(workshop, f"apply_{how}_shell{number}")
            script = workshop.script(name, migrations, shell_layout)
            contenders.append(tools.sqlite3(target, f".read {script}", name=shell, **fixture))
        for peer in tools.peers_here("sqlite") if how == "each" else []:
            target, fixture = _on_fresh_file(workshop, f"apply_{peer.name}")
            files = workshop.files(name, migrations, peer.layout)
            contenders.append(peer.contender(target, files, **fixture))
        found = workshop.bench.compare(what, contenders)
        workshop.report.table(what, found)
        _judge(workshop, what, found, "sqlite3")
