# SPDX-License-Identifier: Apache-2.0
"""A next hop that says what a test wants: PORT-FILE, CERTIFICATE and KEY (PEM), and a DIRECTORY with
the answers: `hello`, and `mail` and `entries` (batches), read anew for each call; missing ones are
empty; and `forms-<digest>`, missing ones are 404. A `checkpoint` takes its time. Prints the target of
each call."""
import http.server
import os
import ssl
import sys
import time

port_file, certificate, key, folder = sys.argv[1:5]


def answer(name):
    try:
        with open(os.path.join(folder, name), "rb") as file:
            return file.read()
    except FileNotFoundError:
        return b""


class Hop(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        print(self.path, flush=True)
        name = self.path.split("/")[2].split("?")[0]
        if name == "forms":
            name = "forms-" + self.path.split("/")[3]
        body = b"" if name == "directory" else answer(name)
        if name == "checkpoint":
            time.sleep(3)
        if name in ("mail", "entries") and not body:
            time.sleep(0.2)
        unknown = name.startswith("forms-") and not body
        status = {"directory": 304, "deliveries": 503}.get(name, 404 if unknown else 200)
        self.send_response(status)
        kind = "application/json" if name == "hello" else "application/vnd.suoja.batch"
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Hop)
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(certificate, key)
context.set_alpn_protocols(["http/1.1"])
server.socket = context.wrap_socket(server.socket, server_side=True)
with open(port_file + ".part", "w") as file:
    file.write(str(server.server_address[1]))
os.rename(port_file + ".part", port_file)
server.serve_forever()
