"""The Debian package."""

import subprocess

import pytest

from conftest import ROOT

FOLDER = ROOT / "build/static"


def dpkg_deb(*words):
    return subprocess.run(
        ["dpkg-deb", *map(str, words)], check=True, capture_output=True, text=True
    ).stdout


@pytest.fixture(scope="module")
def package():
    found = list(FOLDER.glob("*.deb"))
    if len(found) != 1:
        pytest.skip("no package in build/static: run scripts/build-deb")
    return found[0]


def test_it_depends_on_nothing(package):
    fields = dict(
        line.split(": ", 1) for line in dpkg_deb("--field", package).splitlines() if ": " in line
    )
    assert fields["Package"] == "migrexec"
    assert "Depends" not in fields
    assert fields["Architecture"] in ("amd64", "arm64")


def test_its_program_runs(package, tmp_path):
    dpkg_deb("--extract", package, tmp_path)
    done = subprocess.run(
        [tmp_path / "usr/bin/migrexec", "--version"], check=True, capture_output=True, text=True
    )
    assert done.stdout.startswith("migrexec ")
    assert (tmp_path / "usr/share/doc/migrexec/copyright").exists()
