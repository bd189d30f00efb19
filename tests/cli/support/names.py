"""Name resolution in namespaces, where /etc is ours."""

import pathlib
import sys

ENTER = str(pathlib.Path(__file__).with_name("enter.py"))


def _write(path, text):
    path.write_text(text)
    path.chmod(0o644)
    return str(path)


def deaf_resolver(folder):
    """A prefix: PID 1 of a network where the DNS server never answers."""
    switch = _write(folder / "nsswitch.conf", "hosts: dns\n")
    resolv = _write(folder / "resolv.conf", "nameserver 127.0.0.1\noptions timeout:30 attempts:5\n")
    return [
        "unshare",
        "--pid",
        "--fork",
        "--mount-proc",
        "--kill-child",
        "--net",
        "--mount",
        "--",
        sys.executable,
        "-S",
        ENTER,
        "--lo",
        "--deaf-dns",
        "--bind",
        switch,
        "/etc/nsswitch.conf",
        "--bind",
        resolv,
        "/etc/resolv.conf",
        "--",
    ]


def own_hosts(folder):
    """A prefix, and the file that is /etc/hosts there; other names do not exist."""
    hosts = folder / "hosts"
    switch = _write(folder / "nsswitch.conf", "hosts: files\n")
    prefix = [
        "unshare",
        "--mount",
        "--",
        sys.executable,
        "-S",
        ENTER,
        "--bind",
        _write(hosts, "127.0.0.1 localhost\n"),
        "/etc/hosts",
        "--bind",
        switch,
        "/etc/nsswitch.conf",
        "--",
    ]
    return prefix, hosts
