"""Shell completion, asked of the shells themselves, and the manual page."""

import shutil
import subprocess

import pytest

NEEDS = {
    shell: pytest.mark.skipif(shutil.which(shell) is None, reason=f"{shell} is not installed")
    for shell in ("bash", "zsh", "fish", "man", "mandoc")
}

ASK_BASH = """
source "$1"
shift
COMP_WORDS=("$@")
COMP_CWORD=$(($# - 1))
_migrexec
printf '%s\\n' "${COMPREPLY[@]}"
"""


def lines(command, **options):
    run = subprocess.run(
        command, capture_output=True, text=True, check=False, timeout=60, **options
    )
    assert run.stderr == "", run.stderr
    assert run.returncode == 0, run
    return run.stdout.split()


@pytest.fixture
def script(migrexec, tmp_path):
    """The path of a shell's script."""

    def write(shell):
        path = tmp_path / f"migrexec.{shell}"
        path.write_text(migrexec.succeed("completion", shell).out)
        return path

    return write


@pytest.fixture
def bash(script, tmp_path):
    """What bash offers for the last of these words."""
    path = script("bash")
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").touch()

    def ask(*words):
        command = ["bash", "--norc", "-c", ASK_BASH, "ask", path, "migrexec", *words]
        return lines(command, cwd=tmp_path)

    return ask


@NEEDS["bash"]
def test_bash_offers_commands_and_their_other_words(bash):
    assert bash("mig") == ["migrate"]
    assert {"up", "upgrade"} <= set(bash("up"))
    assert {"run", "--wait-timeout", "--", "man"} <= set(bash(""))


@NEEDS["bash"]
def test_bash_offers_options_of_the_command(bash):
    assert bash("status", "--ex") == ["--exit-code"]
    assert bash("up", "--dr") == ["--dry-run"]
    assert bash("plan", "--ex") == []
    assert "--dry-run" not in bash("--")


@NEEDS["bash"]
def test_bash_offers_the_words_of_an_option(bash):
    assert bash("--transaction", "") == ["each", "all", "none"]
    assert bash("run", "--on-start", "w") == ["wait"]
    assert bash("--transaction", "=", "a") == ["all"]
    assert bash("--transaction", "=") == ["each", "all", "none"]
    assert bash("--lock-timeout", "") == []


@NEEDS["bash"]
def test_bash_offers_folders_and_files(bash):
    assert bash("--migrations", "f") == ["folder"]
    assert set(bash("--config", "f")) == {"file", "folder"}


@NEEDS["bash"]
def test_bash_offers_programs_behind_the_dashes(bash):
    assert "env" in bash("run", "--", "en")
    assert set(bash("run", "--", "env", "f")) == {"file", "folder"}


@NEEDS["bash"]
def test_bash_offers_the_shells(bash):
    assert bash("completion", "f") == ["fish"]


@NEEDS["fish"]
def test_fish_offers_commands_options_and_words(script, tmp_path):
    path = script("fish")

    def ask(line):
        command = ["fish", "--no-config", "-c", f'source "{path}"; complete -C "{line}"']
        run = subprocess.run(
            command,
            capture_output=True,
            text=True,
            check=True,
            cwd=tmp_path,
            env={"HOME": str(tmp_path), "PATH": "/usr/bin:/bin"},
        )
        assert run.stderr == ""
        return [line.split("\t")[0] for line in run.stdout.splitlines()]

    assert ask("migrexec mig") == ["migrate"]
    assert ask("migrexec status --ex") == ["--exit-code"]
    assert ask("migrexec plan --ex") == []
    assert set(ask("migrexec --transaction ")) == {"each", "all", "none"}
    assert ask("migrexec completion z") == ["zsh"]


@NEEDS["zsh"]
def test_zsh_takes_the_script_and_its_specifications(script, tmp_path):
    path = script("zsh")
    # _arguments is replaced: it gets the words that it would complete from.
    ask = """
      compdef() { print -r -- "compdef $*" }
      source "$1"
      _arguments() { print -rl -- "$@"; state=argument; line=($word); return 1 }
      _describe() { print -rl -- "${(@P)2}" }
      word=status; _migrexec
    """
    run = subprocess.run(
        ["zsh", "-f", "-c", ask, "zsh", path], capture_output=True, text=True, check=False
    )
    assert run.stderr == ""
    said = run.stdout.splitlines()
    assert said[0] == "compdef _migrexec migrexec"
    assert any(line.startswith("--exit-code[exit with 1") for line in said)
    assert any(line.endswith(":each|all|none:(each all none)") for line in said)
    assert not any(line.startswith("--dry-run") for line in said)


def test_an_unknown_shell_is_refused_with_a_suggestion(migrexec, golden):
    result = migrexec("completion", "zhs")
    assert result.code == 64
    golden("completion-unknown-shell", result.err)


def test_completion_needs_one_shell(migrexec, golden):
    result = migrexec("completion")
    assert result.code == 64
    golden("completion-without-shell", result.err)
    assert migrexec("completion", "bash", "zsh").code == 64


def test_neither_needs_a_database_or_migrations(migrexec):
    migrexec.migrations.rmdir()
    migrexec.succeed("completion", "bash")
    migrexec.succeed("man")


@NEEDS["man"]
def test_the_manual_is_shown(migrexec, tmp_path):
    page = tmp_path / "migrexec.1"
    page.write_text(migrexec.succeed("man").out)
    run = subprocess.run(
        ["man", "--warnings", "-E", "UTF-8", "-l", str(page)],
        capture_output=True,
        text=True,
        check=True,
        env={"PATH": "/usr/bin:/bin", "MANPAGER": "cat", "MANWIDTH": "80", "LANG": "C.UTF-8"},
    )
    assert run.stderr == ""
    assert "run [OPTIONS] -- COMMAND [ARG...]" in run.stdout
    assert "MIGREXEC_WAIT_TIMEOUT" in run.stdout
    assert "--exit-code" in run.stdout


@NEEDS["mandoc"]
def test_the_manual_has_no_faults(migrexec, tmp_path):
    page = tmp_path / "migrexec.1"
    page.write_text(migrexec.succeed("man").out)
    run = subprocess.run(
        ["mandoc", "-T", "lint", "-W", "warning", str(page)],
        capture_output=True,
        text=True,
        check=False,
    )
    # A page without a date: builds of the same source are the same bytes.
    said = [line for line in run.stdout.splitlines() if "missing date" not in line]
    assert said == []
