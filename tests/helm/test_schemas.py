"""What is rendered, against the schemas of Kubernetes, every version and strictly."""

import json
import pathlib

import pytest
import yaml

from charts.render import MODES, pods
from charts.samples import SAMPLES
from charts.tools import pod_security, run, tool

try:
    import kubernetes_validate
    from kubernetes_validate.utils import all_versions
except ImportError:
    kubernetes_validate = None

# What the charts render.
KINDS = ("configmap", "deployment", "job", "pod", "serviceaccount")
VERSIONS = sorted(set(all_versions())) if kubernetes_validate else ["1.29"]
needs_validator = pytest.mark.skipif(
    kubernetes_validate is None,
    reason="kubernetes-validate is not here: scripts/helm-tools says why",
)


@pytest.fixture(scope="session")
def rendered(everything, tmp_path_factory):
    """A file for each distinct object that any sample makes in any mode."""
    folder = tmp_path_factory.mktemp("rendered")
    distinct = {yaml.safe_dump(one) for objects in everything.values() for one in objects}
    for number, text in enumerate(sorted(distinct)):
        (folder / f"{number}.yaml").write_text(text)
    return folder


@pytest.fixture(scope="session")
def schemas(tmp_path_factory):
    """Where kubeconform finds those of a version. It follows no reference into another file, so each
    one gets the definitions that it needs."""
    place = pathlib.Path(kubernetes_validate.__file__).parent / "kubernetes-json-schema"
    made = {}

    def write(version, folder):
        source = place / f"v{version}-local-strict"
        shared = json.loads(inward((source / "_definitions.json").read_text()))["$defs"]
        for kind in KINDS:
            for path in [*source.glob(f"{kind}-v1.json"), *source.glob(f"{kind}-*-v1.json")]:
                whole = {**json.loads(inward(path.read_text())), "$defs": shared}
                (folder / path.name).write_text(json.dumps(whole))

    def of(version):
        if version not in made:
            made[version] = tmp_path_factory.mktemp(f"schemas-{version}")
            write(version, made[version])
        return f"{made[version]}/{{{{.ResourceKind}}}}{{{{.KindSuffix}}}}.json"

    return of


def inward(text):
    return text.replace("/api/_definitions.json#", "#")


def conform(schemas, version, folder):
    """Holds all files of the folder against one version, with kubeconform."""
    result = run(
        tool("kubeconform"), "-strict", "-summary", "-schema-location", schemas(version), folder
    )
    assert result.returncode == 0, result.stdout + result.stderr
    assert f"Valid: {len(list(folder.iterdir()))}," in result.stdout


@needs_validator
@pytest.mark.parametrize("version", [one for one in VERSIONS if one >= "1.29"])
def test_every_value_in_every_mode_is_valid(rendered, schemas, version):
    conform(schemas, version, rendered)


# These get another Job: it is rendered for them.
@needs_validator
@pytest.mark.parametrize("version", [one for one in VERSIONS if one < "1.29"])
def test_every_mode_is_valid_for_an_older_kubernetes(charts, schemas, tmp_path, version):
    for mode in MODES:
        for one in charts.example(mode, {}, f"--kube-version={version}"):
            path = tmp_path / f"{mode}-{one['kind']}.yaml"
            path.write_text(yaml.safe_dump(one))
    conform(schemas, version, tmp_path)


@needs_validator
@pytest.mark.parametrize("version", VERSIONS)
def test_another_validator_agrees(charts, version):
    """Mode job has all kinds of objects."""
    for one in charts.example("job", {}, f"--kube-version={version}"):
        kubernetes_validate.validate(one, version, strict=True)


@needs_validator
def test_a_field_that_nobody_knows_is_found(plain_modes, schemas, tmp_path):
    (deployment,) = [one for one in plain_modes["job"] if one["kind"] == "Deployment"]
    wrong = {**deployment, "spec": {**deployment["spec"], "replica": 3}}
    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate(wrong, VERSIONS[-1], strict=True)
    (tmp_path / "wrong.yaml").write_text(yaml.safe_dump(wrong))
    found = run(tool("kubeconform"), "-strict", "-schema-location", schemas(VERSIONS[-1]), tmp_path)
    assert found.returncode == 1, found.stdout


# What a sample itself permits is not ours to forbid; ours are the defaults.
@pytest.mark.parametrize("mode", MODES)
def test_every_pod_is_restricted(plain_modes, mode):
    templates = pods(plain_modes[mode])
    assert templates
    assert pod_security(templates) == []


def test_no_value_but_other_containers_makes_a_pod_less_restricted(everything):
    foreign = ("initContainersBefore", "initContainersAfter")
    for (number, mode), objects in everything.items():
        if SAMPLES[number][0] not in foreign:
            assert pod_security(pods(objects)) == [], (SAMPLES[number], mode)


def test_a_pod_that_is_not_restricted_is_found(plain_modes):
    template, *_ = pods(plain_modes["initContainer"])
    spec = {**template["spec"], "hostNetwork": True}
    assert "hostNetwork" in pod_security([{**template, "spec": spec}])[0]
