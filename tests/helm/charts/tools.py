"""The programs that scripts/helm-tools has built; a test whose tool is missing is skipped."""

import json
import os
import pathlib
import subprocess

import pytest

ROOT = pathlib.Path(__file__).parents[3]
TOOLS = pathlib.Path(
    os.environ.get("MIGREXEC_TOOLS", pathlib.Path.home() / ".cache/migrexec/tools")
)


def tool(name):
    path = TOOLS / name
    if not path.exists():
        pytest.skip(f"{name} is not here: scripts/helm-tools says why")
    return path


def run(*command, text="", **options):
    return subprocess.run(
        [str(word) for word in command],
        input=text,
        capture_output=True,
        check=False,
        text=True,
        **options,
    )


def pod_security(templates):
    """What the Pod Security Standard "restricted" has against these pod templates."""
    result = run(tool("podsecurity"), text=json.dumps(templates))
    assert result.returncode == 0, result.stderr
    return result.stdout.splitlines()
