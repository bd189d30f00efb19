"""Inside fresh namespaces: enter.py [--lo] [--bind FILE OVER] [--deaf-dns] -- COMMAND...

--lo brings the loopback interface up; --bind puts a file in the place of another one; --deaf-dns
opens a DNS server that never answers. Then it becomes COMMAND.
"""

import os
import socket
import subprocess
import sys


def main(words):
    while words[0] != "--":
        word = words.pop(0)
        if word == "--lo":
            subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
        elif word == "--bind":
            subprocess.run(["mount", "--bind", words.pop(0), words.pop(0)], check=True)
        elif word == "--deaf-dns":
            deaf = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            deaf.bind(("127.0.0.1", 53))
            deaf.set_inheritable(True)
    os.execv(words[1], words[1:])


main(sys.argv[1:])
