"""The commands and manifests of the documents are true."""

import json
import pathlib
import re
import shlex
import shutil

import pytest
import yaml

from charts.documents import blocks, manifests
from charts.render import load, only, pods
from charts.tools import ROOT, pod_security, run

DOCUMENTS = ("docs/kubernetes.md", "helm/migrexec-lib/README.md", "helm/migrexec/README.md")
GROUPS = ("image", "database", "migrations", "job", "hook", "serviceAccount")


def commands():
    for document in DOCUMENTS:
        for block in blocks(document, "sh"):
            for line in block.splitlines():
                yield pytest.param(line, id=f"{pathlib.Path(document).parent.name}: {line[:60]}")


def offline(words):
    """The same command without a cluster."""
    if words[1] == "upgrade":
        return [words[0], "template", *[one for one in words[2:] if one != "--install"]]
    return words


@pytest.mark.parametrize("line", commands())
def test_the_command_works(each_helm, tmp_path, line):
    words = shlex.split(line)
    if words[0] == "kubectl" or words[1] == "test":
        pytest.skip("this needs a cluster")
    assert words[0] == "helm"
    shutil.copytree(each_helm.folder, tmp_path / "helm")
    shutil.copytree(ROOT / "migrations", tmp_path / "migrations")
    result = run(each_helm.helm, *offline(words)[1:], cwd=tmp_path)
    assert result.returncode == 0, result.stderr
    if words[1] != "dependency":
        assert load(result.stdout)


def test_every_manifest_is_restricted():
    templates = pods(manifests().values())
    assert len(templates) == 2
    assert pod_security(templates) == []


@pytest.mark.parametrize("kind", ["Deployment", "Job"])
def test_every_manifest_is_valid(kind):
    validate = pytest.importorskip(
        "kubernetes_validate.utils", reason="scripts/helm-tools says why"
    )
    for version in ("1.29", validate.latest_version()):
        validate.validate(manifests()[kind], version, strict=True)


def test_the_charts_make_what_the_manifests_say(charts):
    """The manifests are the charts' objects, written by hand: container for container."""
    by_hand = {kind: one["spec"]["template"]["spec"] for kind, one in manifests().items()}
    made = only(
        charts.render(
            "migrexec",
            {"image": {"repository": "r"}, "database": {"existingSecret": "shop-migrator"}},
        ),
        "Job",
    )
    assert made["spec"]["podFailurePolicy"] == manifests()["Job"]["spec"]["podFailurePolicy"]
    (theirs,) = made["spec"]["template"]["spec"]["containers"]
    for ours in (by_hand["Job"]["containers"][0], by_hand["Deployment"]["initContainers"][0]):
        assert ours["command"] == theirs["command"]
        assert ours["volumeMounts"] == theirs["volumeMounts"]
        names = {one["name"] for one in theirs["env"]} - {"MIGREXEC_MIGRATIONS"}
        assert {one["name"] for one in ours["env"]} == names
        assert ours["securityContext"].items() <= theirs["securityContext"].items()


def rows(chart):
    """The table of values as the schema and the defaults have it."""
    known = json.loads((ROOT / "helm" / chart / "values.schema.json").read_text())["properties"]
    (defaults,) = load((ROOT / "helm" / chart / "values.yaml").read_text())
    for name, default in defaults.items():
        if name in GROUPS:
            for inner, value in default.items():
                yield row(f"{name}.{inner}", value, known[name]["properties"][inner])
        else:
            yield row(name, default, known[name])


def row(path, default, about):
    return f"| `{path}` | `{json.dumps(default)}` | {about['description']} |"


@pytest.mark.parametrize("chart", ["migrexec-lib", "migrexec"])
def test_the_readme_lists_every_value(chart):
    written = (ROOT / "helm" / chart / "README.md").read_text().splitlines()
    listed = [line for line in written if re.match(r"\| `[\w.]+` \| `.*` \| ", line)]
    assert sorted(listed) == sorted(rows(chart))


def test_the_values_of_the_readme_are_the_example_s(charts):
    dependencies, values = (
        load(block)[0] for block in blocks("helm/migrexec-lib/README.md", "yaml")
    )
    chart = load((ROOT / "helm/example-app/Chart.yaml").read_text())[0]
    assert dependencies["dependencies"] == chart["dependencies"]
    example = yaml.safe_load((ROOT / "helm/example-app/values.yaml").read_text())
    assert values["migrexec"] == example["migrexec"]
