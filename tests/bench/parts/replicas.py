"""Many that start together."""
import statistics
import subprocess

import layouts
import sets
from measure import Failed, say

MIGRATIONS = 50
MANY = 100
FEW = 10
SLOW = "SELECT pg_sleep(2);\n"


def run(workshop):
    _empty_database(workshop)
    _up_to_date(workshop)
    _last_waiter(workshop)


def _swarm(workshop, count, contender):
    """When each has ended, in order, in seconds."""
    result = workshop.folder / "swarm"
    contender.before()
    with open(workshop.folder / "said", "wb") as said:
        subprocess.run([workshop.swarm, str(count), result, *map(str, contender.command)], check=True,
                       stdin=subprocess.DEVNULL, stdout=said, stderr=said, cwd=workshop.folder,
                       env={**workshop.bench.env, **contender.env})
    ended = [tuple(map(int, line.split())) for line in result.read_text().splitlines()]
    bad = [code for _, code in ended if code != 0]
    if bad:
        raise Failed(f"{len(bad)} of {count} replicas ended with {set(bad)}")
    return [nanoseconds / 1e9 for nanoseconds, _ in ended]


def _contender(workshop, name, migrations):
    target = workshop.cluster.database(name)
    folder = layouts.plain(workshop.folder / "files" / name, migrations)
    return workshop.ours.run(target, folder, before=target.recreate), target


def _empty_database(workshop):
    say(f"== {MANY} replicas on an empty database")
    contender, target = _contender(workshop, "replicas", sets.small(MIGRATIONS))
    one, many = [], []
    for _ in range(3 if workshop.quick else 15):
        one.append(_swarm(workshop, 1, contender)[-1])
        many.append(_swarm(workshop, MANY, contender)[-1])
    applied = target.query("SELECT count(*) FROM migrexec_history")[0][0]
    assert applied == MIGRATIONS, applied
    ratio = statistics.median(many) / statistics.median(one)
    workshop.report.number(
        "replicas", f"{MANY} replicas, empty database, {MIGRATIONS} migrations", "x one alone", ratio, 2.0,
        f"{statistics.median(many) * 1000:.0f} against {statistics.median(one) * 1000:.0f} ms")


def _up_to_date(workshop):
    """And what as many bare programs take that only connect: the machine has but so many cores."""
    contender, target = _contender(workshop, "replicas_noop", sets.small(MIGRATIONS))
    workshop.bench.run(contender)
    contender.before = lambda: None
    rounds = range(3 if workshop.quick else 15)
    ours = [_swarm(workshop, MANY, contender)[-1] for _ in rounds]
    text = f"{MANY} replicas, up to date: all handed over after {statistics.median(ours) * 1000:.0f} ms"
    for name, program in workshop.floors.items():
        contender.command, contender.env = [program, target.url()], {}
        bare = statistics.median(_swarm(workshop, MANY, contender)[-1] for _ in rounds)
        text += f"; as many of {name}: {bare * 1000:.0f} ms"
    workshop.bench.note(text)


def _last_waiter(workshop):
    """The first one to end is the one that had the lock."""
    say("== how soon waiters notice")
    migrations = [sets.Migration(1, "slow", SLOW)]
    for count, limit in ((FEW, 250), (MANY, None)):
        contender, _ = _contender(workshop, f"waiters_{count}", migrations)
        gaps = []
        for _ in range(2 if workshop.quick else 5):
            ended = _swarm(workshop, count, contender)
            gaps.append((ended[-1] - ended[0]) * 1000)
        what = f"{count - 1} waiters, the last one hands over after the holder"
        if limit:
            workshop.report.number("replicas", what, "ms", round(max(gaps)), limit, f"the worst of {len(gaps)}")
        else:
            workshop.bench.note(f"{what}: {statistics.median(gaps):.0f} ms, the worst {max(gaps):.0f} ms")
