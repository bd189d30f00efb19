"""The values: each one is known to the schema, has an effect, and is refused if it cannot be right."""

import json

import pytest
import yaml

from charts.render import MODES, load, plain
from charts.samples import SAMPLES
from charts.tools import ROOT, run

NEEDED = {"image": {"repository": "shop"}, "database": {"existingSecret": "shop-migrator"}}
GROUPS = ("image", "database", "migrations", "job", "hook", "serviceAccount")


def schema(chart):
    return json.loads((ROOT / "helm" / chart / "values.schema.json").read_text())


def defaults(chart):
    return load((ROOT / "helm" / chart / "values.yaml").read_text())[0]


def paths(properties):
    for name, about in properties.items():
        if name in GROUPS:
            yield from (f"{name}.{inner}" for inner in about["properties"])
        else:
            yield name


def where(word):
    """The mode in which a sample's word is looked for, whether it shall be there, and the word."""
    mode = "initContainer"
    for marker, meant in (("JOB ", "job"), ("HOOK ", "hook")):
        if word.startswith(marker):
            mode, word = meant, word.removeprefix(marker)
    return mode, not word.startswith("NOT "), word.removeprefix("NOT ")


def test_every_value_has_a_sample():
    known = set(paths(schema("migrexec-lib")["properties"]))
    assert {path for path, _, _ in SAMPLES} | {"mode"} == known
    assert tuple(schema("migrexec-lib")["properties"]["mode"]["enum"]) == MODES


@pytest.mark.parametrize(
    "number", range(len(SAMPLES)), ids=[f"{path}-{n}" for n, (path, _, _) in enumerate(SAMPLES)]
)
def test_the_value_is_in_what_is_rendered(everything, plain_modes, number):
    for mode, wanted, word in map(where, SAMPLES[number][2]):
        assert (word in plain(everything[number, mode])) is wanted, plain(everything[number, mode])
        assert (
            word in plain(plain_modes[mode])
        ) is not wanted, f"{word} is there without the value"


def test_every_value_has_a_default(charts):
    for chart in ("migrexec-lib", "migrexec"):
        known = set(paths(schema(chart)["properties"])) - {"global", "migrexec-lib"}
        assert set(paths_of(defaults(chart))) == known


def paths_of(values):
    for name, value in values.items():
        yield from (f"{name}.{inner}" for inner in value) if name in GROUPS else [name]


def test_the_application_chart_knows_the_library_s_values():
    library, chart = schema("migrexec-lib")["properties"], schema("migrexec")["properties"]
    shared = set(library) - {"mode", "initContainersAfter"}
    assert set(chart) == shared | {"mode", "extraObjects", "migrexec-lib"}
    assert {name: chart[name] for name in shared} == {name: library[name] for name in shared}
    assert set(chart["mode"]["enum"]) < set(library["mode"]["enum"])
    ours, theirs = defaults("migrexec"), defaults("migrexec-lib")
    assert {name: ours[name] for name in shared - {"global"}} == {
        name: theirs[name] for name in shared - {"global"}
    }


def test_the_application_chart_brings_more_objects(charts):
    more = {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "{{ .Release.Name }}-more"}}
    objects = charts.render("migrexec", {**NEEDED, "extraObjects": [more]})
    assert "shop-more" in [one["metadata"]["name"] for one in objects]


UNKNOWN = [
    {"mod": "job"},
    {"mode": "initcontainer"},
    {"image": {"name": "shop"}},
    {"image": {"digest": "latest"}},
    {"executable": "migrexec"},
    {"database": {"port": "5432"}},
    {"database": {"port": 70000}},
    {"database": {"url": "mysql://db/shop"}},
    {"database": {"sslMode": "on"}},
    {"database": {"existingSecret": "Not A Name"}},
    {"migrations": {"source": "git"}},
    {"migrations": {"files": {"a/b.sql": "SELECT 1"}}},
    {"waitFor": "tcp://cache:6379"},
    {"waitFor": ["cache:6379"]},
    {"waitTimeout": 60},
    {"waitTimeout": "one minute"},
    {"transaction": "some"},
    {"job": {"backoffLimit": -1}},
    {"job": {"podLabels": {"team": 7}}},
    {"hook": {"events": []}},
    {"hook": {"events": ["before-install"]}},
    {"hook": {"deletePolicy": "always"}},
    {"extraEnv": [{"value": "without a name"}]},
    {"enableServiceLinks": "no"},
]


@pytest.mark.parametrize("values", UNKNOWN, ids=json.dumps)
def test_the_schema_refuses(charts, values):
    said = charts.refused("example-app", {"migrexec": values})
    assert "values don't meet the specifications of the schema" in said
    *_, name = words_of(values)
    assert name in said


def words_of(values):
    """The names on the way down to a value."""
    while isinstance(values, dict):
        name, values = next(iter(values.items()))
        yield name


NO_SECRET = {"existingSecret": ""}
CONTRADICTIONS = [
    ({"image": {"repository": ""}}, "image.repository is missing"),
    ({"database": NO_SECRET}, "0 are named"),
    ({"database": {"url": "sqlite:a.db"}}, "2 are named"),
    ({"database": {**NO_SECRET, "url": "postgresql://a:pw@db/x"}}, "database.url has a password"),
    (
        {"database": {**NO_SECRET, "url": "postgresql://db/x?password=pw"}},
        "database.url has a password",
    ),
    ({"database": {"host": "db"}}, "database.name is missing"),
    ({"database": {"host": "db", "name": "x", "user": "a", "userKey": "b"}}, "database.userKey is"),
    ({"database": {**NO_SECRET, "host": "db", "name": "x", "userKey": "b"}}, "database.userKey is"),
    ({"database": {"sslRootCertSecret": "ca"}}, "database.sslRootCertSecret needs database.host"),
    ({"migrations": {"source": "configMap"}}, "0 are named"),
    ({"migrations": {"source": "configMap", "configMap": "a", "glob": "b"}}, "2 are named"),
    ({"migrations": {"source": "configMap", "glob": "sqll/*"}}, '"sqll/*" matches no file'),
    ({"migrations": {"glob": "sql/*"}}, "need source configMap"),
    ({"migrations": {"source": "volume"}}, "need each other"),
    ({"migrations": {"volume": {"emptyDir": {}}}}, "need each other"),
    ({"extraEnv": [{"name": "POD_NAME", "value": "x"}]}, "POD_NAME is set twice"),
    (
        {"waitTimeout": "1m", "extraEnv": [{"name": "MIGREXEC_WAIT_TIMEOUT", "value": "2m"}]},
        "MIGREXEC_WAIT_TIMEOUT is set twice",
    ),
]


@pytest.mark.parametrize("mode", ["hook", "entrypoint"])
@pytest.mark.parametrize(("values", "words"), CONTRADICTIONS)
def test_contradictions_are_told(charts, mode, values, words):
    said = charts.refused("example-app", {"migrexec": {"mode": mode, **values}})
    assert words in said
    assert "pw" not in said.replace("password", "")


def test_all_contradictions_are_told_at_once(charts):
    values = {"migrexec": {"image": {"repository": ""}, "database": NO_SECRET}}
    said = charts.refused("example-app", values)
    assert "image.repository is missing" in said
    assert "0 are named" in said


def test_a_chart_without_needed_values_says_which(each_helm):
    assert "image.repository is missing" in each_helm.refused("migrexec", {})


def test_the_defaults_can_be_shown(charts):
    shown = run(charts.helm, "show", "values", charts.folder / "migrexec")
    assert yaml.safe_load(shown.stdout) == defaults("migrexec")
