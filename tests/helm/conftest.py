"""Fixtures: the charts, with Helm 3 and Helm 4, and all that they can render."""

import concurrent.futures
import os
import shutil

import pytest

from charts.render import MODES, Charts
from charts.samples import SAMPLES
from charts.tools import ROOT

BINARY = os.environ.get("MIGREXEC", ROOT / "build/release/entrypoint/migrexec")


@pytest.fixture(scope="session")
def charts(tmp_path_factory):
    return Charts(tmp_path_factory.mktemp("charts"), "helm3")


@pytest.fixture(scope="session")
def charts_of_helm4(tmp_path_factory):
    return Charts(tmp_path_factory.mktemp("charts4"), "helm4")


@pytest.fixture(params=["helm3", "helm4"])
def each_helm(request):
    return request.getfixturevalue({"helm3": "charts", "helm4": "charts_of_helm4"}[request.param])


@pytest.fixture(scope="session")
def everything(charts):
    """The example's objects for every sample in every mode but none, by the sample's number and mode."""
    wanted = [(number, mode) for number in range(len(SAMPLES)) for mode in MODES if mode != "none"]

    def render(number, mode):
        values = dict(SAMPLES[number][1])
        top = {"global": values.pop("global")} if "global" in values else {}
        return charts.example(mode, values, **top)

    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        return dict(zip(wanted, pool.map(render, *zip(*wanted))))


@pytest.fixture(scope="session")
def plain_modes(charts):
    """The example's objects in every mode, as it is."""
    return {mode: charts.example(mode) for mode in MODES}


@pytest.fixture
def binary_and_migrations(tmp_path):
    """The program and the sample's migrations where every user may read them."""
    for one in (tmp_path, *tmp_path.parents[:2]):
        one.chmod(0o755)
    shutil.copy(BINARY, tmp_path / "migrexec")
    shutil.copytree(ROOT / "migrations", tmp_path / "migrations")
    return tmp_path / "migrexec", tmp_path / "migrations"
