"""Runs migrexec at a terminal, as somebody who types."""

import os
import pty
import select
import subprocess
import time

from support.secret import assert_clean


class Terminal:
    """stdin, stdout and stderr are a terminal."""

    def __init__(self, migrexec, *words):
        self.outside, inside = pty.openpty()
        self.text = ""
        self.process = subprocess.Popen(
            [migrexec.binary, *words],
            cwd=migrexec.folder,
            env=migrexec.env,
            stdin=inside,
            stdout=inside,
            stderr=inside,
            start_new_session=True,
        )
        os.close(inside)

    def read(self):
        """More of what is said; false at the end."""
        try:
            piece = os.read(self.outside, 4096)
        except OSError:
            return False
        self.text += piece.decode(errors="backslashreplace")
        return bool(piece)

    def says(self, words, within=10.0):
        end = time.monotonic() + within
        while words not in self.text:
            ready, _, _ = select.select([self.outside], [], [], max(end - time.monotonic(), 0))
            assert ready and self.read(), f"{words!r} was not said:\n{self.text}"
        return self

    def types(self, words):
        os.write(self.outside, words.encode())
        return self

    def finish(self, within=20.0):
        """The exit code."""
        while self.read():
            pass
        os.close(self.outside)
        code = self.process.wait(within)
        print(self.text)
        assert_clean(self.text, "the terminal")
        return code
