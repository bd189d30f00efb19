"""Runs the compose files of the repository, in a copy, under names of their own."""

import os
import shutil
import subprocess
import uuid


class Compose:
    """One project: compose("up", "--detach") with the file compose.yaml or another."""

    def __init__(self, command, root, folder, images):
        self.command = command
        self.folder = folder
        self.file = "compose.yaml"
        for name in ("migrations", "examples"):
            shutil.copytree(root / name, folder / name, ignore=shutil.ignore_patterns("secrets"))
        for path in root.glob("compose*.yaml"):
            shutil.copy(path, folder)
        subprocess.run([folder / "examples/compose/make-secrets"], check=True)
        self.env = {
            **os.environ,
            "COMPOSE_PROJECT_NAME": f"migrexec-test-{uuid.uuid4().hex[:8]}",
            "MIGREXEC_IMAGE": images.migrexec,
            "APP_IMAGE": images.app,
            "POSTGRES_IMAGE": images.postgres,
        }

    def __call__(self, *words, check=True, within=240):
        done = subprocess.run(
            [*self.command, "--file", self.file, *words],
            cwd=self.folder,
            env=self.env,
            capture_output=True,
            check=False,
            text=True,
            timeout=within,
        )
        print(f"compose {' '.join(words)}: {done.returncode}\n{done.stdout}{done.stderr}")
        assert done.returncode == 0 or not check, done.stderr
        return done

    def log(self, service):
        """Of all its containers."""
        return self("logs", "--no-color", service).stdout

    def psql(self, sql):
        words = ["exec", "-T", "db", "psql", "-U", "postgres", "-d", "notes", "-Atc", sql]
        return self(*words, check=False).stdout.strip()

    def secret(self, name):
        return (self.folder / "examples/compose/secrets" / name).read_text().strip()

    def close(self):
        self("down", "--volumes", "--timeout", "2", check=False)
