"""What Helm itself says about the charts."""

import shutil

import pytest
import yaml

from charts.render import CHARTS, MODES, is_test, load, only
from charts.tools import run

NEEDED = {"image": {"repository": "shop"}, "database": {"existingSecret": "shop-migrator"}}


@pytest.mark.parametrize("chart", CHARTS)
def test_helm_has_nothing_against_the_chart(each_helm, chart):
    values = yaml.safe_dump(NEEDED if chart == "migrexec" else {})
    result = run(
        each_helm.helm, "lint", "--strict", each_helm.folder / chart, "--values=-", text=values
    )
    assert result.returncode == 0, result.stdout + result.stderr
    assert "[WARNING]" not in result.stdout + result.stderr


@pytest.mark.parametrize("mode", MODES)
def test_helm_3_and_helm_4_render_the_same(charts, charts_of_helm4, mode):
    assert charts.example(mode) == charts_of_helm4.example(mode)


def test_the_charts_have_one_version(charts):
    versions = {
        load((charts.folder / chart / "Chart.yaml").read_text())[0]["version"] for chart in CHARTS
    }
    assert len(versions) == 1


def test_helm_test_looks_at_the_schema(charts):
    (pod,) = [one for one in charts.example("job") if is_test(one)]
    (container,) = pod["spec"]["containers"]
    assert container["command"] == ["/migrexec", "status", "--exit-code"]


def test_the_notes_name_the_job(each_helm, tmp_path):
    """Helm shows notes only after talking to a cluster: here they are a value of a ConfigMap."""
    chart = shutil.copytree(each_helm.folder / "migrexec", tmp_path / "migrexec")
    (chart / "templates/NOTES.txt").rename(chart / "NOTES.txt")
    (chart / "templates/notes.yaml").write_text(
        "{kind: ConfigMap, metadata: {name: notes},"
        ' data: {text: {{ tpl (.Files.Get "NOTES.txt") . | quote }}}}'
    )
    rendered = run(
        each_helm.helm, "template", "shop", chart, "--values=-", text=yaml.safe_dump(NEEDED)
    )
    objects = load(rendered.stdout)
    name = only(objects, "Job")["metadata"]["name"]
    assert f"logs job/{name}\n" in only(objects, "ConfigMap")["data"]["text"]
