"""Runs a container of a rendered pod for real: its command, env, volumes and security context.

Not an engine: bubblewrap makes the file system that the kubelet would make, out of the host's /usr,
and the process is the pod's user, without capabilities, as pid 1. The network is the host's.
"""

import os
import pathlib
import shutil
import subprocess

import pytest

POD = {"metadata.name": "shop-7d4b9c-x2x7k"}


def link_tree(folder, files):
    """Files as the kubelet lays those of a Secret or ConfigMap: by links, so that they change at once."""
    inner = folder / "..2026_01_01_00_00_00.1"
    inner.mkdir(parents=True)
    (folder / "..data").symlink_to(inner.name)
    for name, text in files.items():
        (inner / name).write_text(text)
        (folder / name).symlink_to(f"..data/{name}")


class Kubelet:
    """Knows the Secrets and ConfigMaps of a namespace, and the program that the image has."""

    def __init__(self, folder, binary, migrations):
        self.folder = pathlib.Path(folder)
        self.binary = pathlib.Path(binary)
        self.image = {"/migrations": pathlib.Path(migrations)}
        self.store = {}
        self.made = {}
        self.log = self.folder / "termination-log"

    def add(self, kind, name, data):
        self.store[kind, name] = data

    def start(self, template, container, **options):
        """Starts the container of that name; its termination message is in self.log."""
        spec = template["spec"]
        (one,) = [
            one
            for one in spec.get("initContainers", []) + spec["containers"]
            if one["name"] == container
        ]
        self.log.write_text("")
        self.log.chmod(0o666)
        command = [*self.sandbox(spec, one), *self.user(one), *one["command"]]
        return subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **options
        )

    def run(self, template, container):
        """The exit code, and what was logged."""
        with self.start(template, container) as process:
            logged, _ = process.communicate(timeout=60)
        return process.returncode, logged

    def sandbox(self, spec, container):
        binds = ["--ro-bind", "/usr", "/usr", "--proc", "/proc", "--dev", "/dev"]
        for name in ("bin", "lib", "lib64"):
            binds += ["--symlink", f"usr/{name}", f"/{name}"]
        binds += ["--bind", self.log, "/dev/termination-log"]
        binds += ["--ro-bind", self.binary, "/migrexec"]
        mounts = {one["mountPath"]: one for one in container.get("volumeMounts", [])}
        for path, source in self.image.items():
            if path not in mounts:
                binds += ["--ro-bind", source, path]
        for path, mount in mounts.items():
            for parent in reversed(pathlib.PurePath(path).parents[:-1]):
                binds += ["--perms", "0755", "--dir", parent]
            how = "--ro-bind" if mount.get("readOnly") else "--bind"
            binds += [how, self.volume(spec, mount["name"]), path]
        if container["securityContext"]["readOnlyRootFilesystem"]:
            binds += ["--remount-ro", "/"]
        return [
            "bwrap",
            *map(str, binds),
            *self.environment(container),
            "--unshare-pid",
            "--as-pid-1",
        ]

    def volume(self, spec, name):
        """The folder of a volume; made once, as long as the pod lives."""
        if name not in self.made:
            (volume,) = [one for one in spec["volumes"] if one["name"] == name]
            self.made[name] = self.folder / name
            self.make(volume, self.made[name])
        return self.made[name]

    def make(self, volume, folder):
        if "emptyDir" in volume:
            folder.mkdir()
            folder.chmod(0o777)
            return
        if "secret" in volume:
            data = self.store["Secret", volume["secret"]["secretName"]]
            chosen = volume["secret"].get("items", [{"key": key, "path": key} for key in data])
            files = {one["path"]: data[one["key"]] for one in chosen}
        else:
            files = self.store["ConfigMap", volume["configMap"]["name"]]
        link_tree(folder, files)

    def environment(self, container):
        words = ["--clearenv", "--setenv", "PATH", "/usr/bin:/bin"]
        for source in container.get("envFrom", []):
            for name, value in self.store["Secret", source["secretRef"]["name"]].items():
                words += ["--setenv", name, value]
        for one in container.get("env", []):
            words += ["--setenv", one["name"], self.value(one)]
        return words

    def value(self, variable):
        if "value" in variable:
            return variable["value"]
        source = variable["valueFrom"]
        if "fieldRef" in source:
            return POD[source["fieldRef"]["fieldPath"]]
        return self.store["Secret", source["secretKeyRef"]["name"]][source["secretKeyRef"]["key"]]

    @staticmethod
    def user(container):
        """The security context: user, group, nothing to gain."""
        context = container["securityContext"]
        assert context["capabilities"] == {"drop": ["ALL"]}
        assert context["allowPrivilegeEscalation"] is False
        return [
            "setpriv",
            f"--reuid={context['runAsUser']}",
            f"--regid={context['runAsGroup']}",
            "--clear-groups",
            "--no-new-privs",
            "--bounding-set=-all",
            "--inh-caps=-all",
            "--",
        ]


def require_kubelet():
    """Skips where this cannot be played."""
    if os.geteuid() != 0:
        pytest.skip("only root can become another user")
    if not shutil.which("bwrap"):
        pytest.skip("bubblewrap is not here")
    probe = "bwrap --ro-bind / / --unshare-pid --as-pid-1 true".split()
    tried = subprocess.run(probe, capture_output=True, check=False, text=True)
    if tried.returncode:
        pytest.skip(f"namespaces are not permitted here: {tried.stderr.strip()}")
