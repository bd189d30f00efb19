"""A server that is 20 ms away: what counts is how often somebody waits for it."""
import dataclasses

import layouts
import sets
import tools
from measure import Failed
from parts.apply import on_fresh

ONE_WAY = 10_000
ROUND_TRIP = 2 * ONE_WAY / 1e6
COUNT = 1000
FEW = 100


def run(workshop):
    _ours(workshop)
    _peers(workshop)


def _round_trips(far, near, count):
    """What the way there costs, in round trips for each migration."""
    return max(0.0, (far.median() - near.median()) / ROUND_TRIP / count)


def _ours(workshop):
    count = FEW if workshop.quick else COUNT
    folder = workshop.files(f"small-{count}", sets.small(count))
    target, fixture = on_fresh(workshop, "latency_ours", sets.tables_of_small(count))
    with workshop.proxy(target, ONE_WAY) as (far, _):
        contenders = [workshop.ours.run(far, folder, name="20 ms away", **fixture),
                      workshop.ours.run(target, folder, name="next to it", **fixture)]
        workshop.bench.compare(f"Apply {count}, server 20 ms away", contenders)
    trips = _round_trips(*contenders, count)
    detail = f"{contenders[0].median():.2f} s, and {contenders[1].median():.2f} s next to the server"
    for limit, what in ((1.1, "budget"), (0.1, "moonshot")):
        workshop.report.number("latency", f"apply {count}, server 20 ms away: {what}",
                               "round trips for each migration", trips, limit, detail)


def _peers(workshop):
    """100 are enough to see it, and the slowest of them need many seconds for these."""
    migrations = sets.small(FEW)
    makers = {tools.OURS: lambda target, **more: workshop.ours.run(
        target, workshop.files(f"small-{FEW}", migrations), **more)}
    makers["psql"] = lambda target, **more: tools.psql(
        target, "-f", workshop.script(f"small-{FEW}", migrations, layouts.psql_each), **more)
    for peer in tools.peers_here("postgres"):
        makers[peer.name] = _maker(workshop, peer, migrations)
    found = {}
    for name, make in makers.items():
        pair = _near_and_far(workshop, name, make)
        if pair:
            found[name] = pair
    far = {name: dataclasses.replace(pair[1], name=f"{name}: {_round_trips(pair[1], pair[0], FEW):.2f} "
                                                   "round trips for each") for name, pair in found.items()}
    workshop.report.table(f"Apply {FEW}, server 20 ms away", far)
    for name, (_, slow) in found.items():
        if name in ("sqlx", "psql"):
            workshop.report.ratio("latency", f"apply {FEW}, server 20 ms away", found[tools.OURS][1], slow, None)


def _maker(workshop, peer, migrations):
    files = workshop.files(f"small-{FEW}", migrations, peer.layout)
    return lambda target, **more: peer.contender(target, files, **more)


def _near_and_far(workshop, name, make):
    target, fixture = on_fresh(workshop, f"latency_{name}", sets.tables_of_small(FEW))
    with workshop.proxy(target, ONE_WAY) as (far, _):
        contenders = [make(target, **fixture), make(far, **fixture)]
        for one, where in zip(contenders, ("near", "far")):
            one.name = name if where == "far" else f"{name}, near"
        try:
            workshop.bench.compare(f"Apply {FEW}, server 20 ms away: {name}", contenders)
        except (Failed, ValueError):
            return None
    return contenders if len(contenders) == 2 and all(one.runs for one in contenders) else None
