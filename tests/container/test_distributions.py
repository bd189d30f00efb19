"""The program in file systems of other distributions, beside C libraries that are not its own."""

import pytest

from conftest import ROOT

SHELLS = {
    "debian-11": "/bin/dash",
    "debian-12": "/bin/dash",
    "debian-13": "/bin/dash",
    "alpine": "/bin/busybox",
}


@pytest.mark.parametrize("name", SHELLS)
def test_it_finds_the_server_and_starts_their_shell(shared, migrations, database, name):
    migrations.write(_1_one="SELECT 1;")
    shell = [SHELLS[name], *(["sh"] if name == "alpine" else []), "-c", "echo hello from $$"]
    ended = shared.run(
        f"migrexec-test/like-{name}",
        *("/migrexec", "--", *shell),
        options=[
            *("--volume", f"{ROOT}/build/static/migrexec:/migrexec:ro"),
            *("--env", f"MIGREXEC_HISTORY_TABLE=history_{name}"),
            *migrations.options,
            *database(),
        ],
    )
    assert ended.code == 0
    assert "applied 1_one" in ended.log
    assert "hello from 1" in ended.log
