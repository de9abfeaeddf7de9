# SPDX-License-Identifier: Apache-2.0
"""Holds COUNT connections to HOST:PORT open and renews those that the other side closes: `silent`
ones send nothing, `tls` ones finish the handshake and then ask nothing, `first` ones send the first
byte of a handshake, `hello` ones a whole ClientHello. Prints "ready" when all were open once.

With source addresses behind COUNT it opens COUNT connections a second instead, from these in turn,
and holds each until the other side closes it; "ready" after two seconds. Ends with SIGTERM."""
import resource
import select
import socket
import ssl
import sys
import time

host, port, kind, count = sys.argv[1], int(sys.argv[2]), sys.argv[3], int(sys.argv[4])
sources = sys.argv[5:]
context = ssl.create_default_context()
context.check_hostname = False
context.verify_mode = ssl.CERT_NONE
held, poll = {}, select.poll()
most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def client_hello():
    out = ssl.MemoryBIO()
    begun = context.wrap_bio(ssl.MemoryBIO(), out)
    try:
        begun.do_handshake()
    except ssl.SSLWantReadError:
        return out.read()


words = {"silent": b"", "tls": b"", "first": b"\x16", "hello": client_hello()}


def arrive(source=None):
    plain = socket.create_connection((host, port), timeout=20,
                                     source_address=(source, 0) if source else None)
    if kind == "tls":
        plain = context.wrap_socket(plain)
    elif words[kind]:
        plain.sendall(words[kind])
    held[plain.fileno()] = plain
    poll.register(plain.fileno(), select.POLLIN)


def let_go(milliseconds):
    for fd, events in poll.poll(milliseconds):
        try:
            if not events & (select.POLLHUP | select.POLLERR) and held[fd].recv(4096):
                continue
        except ssl.SSLWantReadError:
            continue
        except OSError:
            pass
        poll.unregister(fd)
        held.pop(fd).close()


opened, begin, told = 0, time.monotonic(), False
while sources:
    while opened < (time.monotonic() - begin) * count:
        try:
            arrive(sources[opened % len(sources)])
        except OSError:
            pass
        opened += 1
    let_go(5)
    if not told and time.monotonic() - begin > 2:
        told = True
        print("ready", flush=True)
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
    let_go(100)
