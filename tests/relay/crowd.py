# SPDX-License-Identifier: Apache-2.0
"""Holds COUNT connections to HOST:PORT open and renews those that the other side closes: `silent`
ones send nothing, `tls` ones finish the handshake and then ask nothing, `first` ones send the first
byte of a handshake. Prints "ready" when all were open once; ends with SIGTERM."""
import select
import socket
import ssl
import sys
import time

host, port, kind, count = sys.argv[1], int(sys.argv[2]), sys.argv[3], int(sys.argv[4])
context = ssl.create_default_context()
context.check_hostname = False
context.verify_mode = ssl.CERT_NONE
held, poll, opened = {}, select.poll(), 0


def arrive():
    plain = socket.create_connection((host, port), timeout=20)
    if kind == "tls":
        plain = context.wrap_socket(plain)
    elif kind == "first":
        plain.sendall(b"\x16")
    held[plain.fileno()] = plain
    poll.register(plain.fileno(), select.POLLIN)


while True:
    while len(held) < count:
        try:
            arrive()
            opened += 1
        except OSError:
            time.sleep(0.02)
        if opened == count:
            print("ready", flush=True)
        elif opened > count:
            time.sleep(0.002)
    for fd, _ in poll.poll(100):
        try:
            if held[fd].recv(4096):
                continue
        except ssl.SSLWantReadError:
            continue
        except OSError:
            pass
        poll.unregister(fd)
        held.pop(fd).close()
