"""A TCP proxy that understands enough of PostgreSQL's protocol to cut the line at a COMMIT."""

import re
import socket
import struct
import threading

from support.postgres import free_port

COMMIT = re.compile(rb"\b(COMMIT|END)\b", re.IGNORECASE)


def _read(source, size):
    data = b""
    while len(data) < size:
        part = source.recv(size - len(data))
        if not part:
            raise ConnectionError
        data += part
    return data


def _message(source):
    """One message after the start-up: kind, whole message."""
    head = _read(source, 5)
    return head[:1], head + _read(source, struct.unpack("!I", head[1:])[0] - 4)


def _shut(*sockets):
    for one in sockets:
        try:
            one.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        one.close()


class Proxy:
    """Forwards to 127.0.0.1:port. cut(n, how) cuts at the n-th COMMIT, or other words, from now on:

    before     the server never gets it
    forwarded  both lines are cut as soon as the server got it
    answered   both lines are cut when the server has answered; the client does not hear it
    ghost      the client's line is cut at once, the server's when it has answered
    """

    def __init__(self, port):
        self.target = port
        self.port = free_port()
        self.at = COMMIT
        self.seen = 0
        self.cut_at = None
        self.how = None
        self.cuts = 0
        self.listener = socket.create_server(("127.0.0.1", self.port))
        self.sockets = [self.listener]
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self, number, how, at=COMMIT):
        self.seen, self.cut_at, self.how, self.at = 0, number, how, at

    def close(self):
        _shut(*self.sockets)

    def _accept(self):
        while True:
            try:
                client = self.listener.accept()[0]
                server = socket.create_connection(("127.0.0.1", self.target))
            except OSError:
                return
            for one in (client, server):
                one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self.sockets += [client, server]
            line = _Line(self, client, server)
            threading.Thread(target=line.requests, daemon=True).start()
            threading.Thread(target=line.answers, daemon=True).start()


class _Line:
    def __init__(self, proxy, client, server):
        self.proxy = proxy
        self.client = client
        self.server = server
        self.mute = False

    def requests(self):
        try:
            head = _read(self.client, 4)
            self.server.sendall(head + _read(self.client, struct.unpack("!I", head)[0] - 4))
            while True:
                kind, message = _message(self.client)
                if kind in b"QP" and self.proxy.at.search(message) and self._is_due():
                    return self._cut(self._whole(kind, message))
                self.server.sendall(message)
        except (OSError, ConnectionError):
            _shut(self.client, self.server)

    def _whole(self, kind, message):
        """The server answers a statement of the extended protocol when it gets the Sync behind it."""
        while kind not in b"QS":
            kind, more = _message(self.client)
            message += more
        return message

    def _is_due(self):
        self.proxy.seen += 1
        return self.proxy.seen == self.proxy.cut_at

    def _cut(self, message):
        how = self.proxy.how
        self.proxy.cuts += 1
        self.mute = how in ("answered", "ghost")
        if how == "ghost":
            _shut(self.client)
        if how != "before":
            self.server.sendall(message)
        if not self.mute:
            _shut(self.client, self.server)

    def answers(self):
        try:
            while True:
                if self.mute:
                    kind, _ = _message(self.server)
                    if kind == b"Z":
                        raise ConnectionError
                    continue
                kind, message = _message(self.server)
                if not self.mute:
                    self.client.sendall(message)
                elif kind == b"Z":
                    raise ConnectionError
        except (OSError, ConnectionError):
            _shut(self.client, self.server)
