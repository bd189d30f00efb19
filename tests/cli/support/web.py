"""A web server that answers what the test says, with or without TLS."""

import http.server
import ssl
import subprocess
import threading


class Web:
    """Answers each request with the next of `statuses`, the last one for ever."""

    def __init__(self, *statuses, certificate=None):
        self.statuses = list(statuses)
        self.requests = []
        web = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                web.requests.append((self.path, dict(self.headers)))
                status = web.statuses.pop(0) if len(web.statuses) > 1 else web.statuses[0]
                self.send_response(status)
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = self.server.server_address[1]
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()


def make_certificate(folder, name):
    """A file with a key and a certificate for `name`, which is its own authority."""
    path = folder / "certificate.pem"
    subprocess.run(
        f"openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=test"
        f" -addext subjectAltName={name} -keyout {path} -out {path}.crt".split(),
        check=True,
        capture_output=True,
    )
    path.write_text(path.read_text() + path.with_suffix(".pem.crt").read_text())
    return path
