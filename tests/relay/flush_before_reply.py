#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Was every acknowledged envelope on disk, flushed, before the 201 was written?

  strace -f -y -s 128 -o TRACE -e trace=%network,read,write,pread64,pwrite64,writev,fsync,fdatasync \\
      suoja-relay serve ...                 # requests one after the other, on a Unix socket
  flush_before_reply.py TRACE DATABASE      # e.g. spool.db or log.db

For each PUT of an envelope that was answered with 201 the system calls between the arrival of its
head and the write of the answer must hold, on files of DATABASE (its -wal included), a write, behind
the last such write a completed fsync or fdatasync of the same file, and no call of these may have
failed. Prints one line; exit 0 when every 201 had its flush, 1 when one had not, 2 when the trace
shows no 201 at all: a checker that saw nothing has proved nothing.
"""
import re
import sys

START = re.compile(r"^(?P<pid>\d+)\s+(?:\d+\.\d+\s+)?(?P<rest>.*)$")
UNFINISHED = re.compile(r"^(?P<call>\w+)\((?P<args>.*?)\s*<unfinished \.\.\.>$")
RESUMED = re.compile(r"^<\.\.\. (?P<call>\w+) resumed>(?P<args>.*)$")
WHOLE = re.compile(r"^(?P<call>\w+)\((?P<args>.*)\)\s+=\s+(?P<result>-?\d+)")
FILE = re.compile(r"^\d+<(?P<path>[^>]*)>")
SENDS = {"sendmsg", "sendto", "write", "writev"}
RECEIVES = {"recvmsg", "recvfrom", "read"}
STORES = {"pwrite64", "write", "writev"}
FLUSHES = {"fsync", "fdatasync"}


def events(lines):
    """(call, arguments, result) in the order in which the calls came back; a write of an answer
    counts from where it began, because its bytes may be out before it is back."""
    begun = {}
    for line in lines:
        start = START.match(line)
        if not start:
            continue
        pid, rest = start["pid"], start["rest"].rstrip("\n")
        unfinished = UNFINISHED.match(rest)
        if unfinished:
            begun[pid] = (unfinished["call"], unfinished["args"])
            if unfinished["call"] in SENDS:
                yield unfinished["call"], unfinished["args"], None
            continue
        resumed = RESUMED.match(rest)
        if resumed:
            call, args = begun.pop(pid, (resumed["call"], ""))
            rest = f"{call}({args}{resumed['args']}"
            if call in SENDS and "201 Created" in args:
                continue  # told of when it began
        whole = WHOLE.match(rest)
        if whole:
            yield whole["call"], whole["args"], int(whole["result"])


def check(lines, database):
    answered = 0
    early = []
    asked = written = flushed = False
    for call, args, result in events(lines):
        file = FILE.match(args)
        path = file["path"] if file else ""
        ours = path.rsplit("/", 1)[-1].startswith(database) and not path.endswith("-shm")
        if call in RECEIVES and "PUT /v1/envelopes/" in args:
            asked, written, flushed = True, False, False
        elif ours and call in STORES:
            written, flushed = True, False
        elif ours and call in FLUSHES and result is not None:
            flushed = written and result == 0
        elif call in SENDS and "HTTP/1.1 201 Created" in args:
            answered += 1
            if not (asked and written and flushed):
                early.append(answered)
            asked = written = flushed = False
    return answered, early


def main():
    if len(sys.argv) != 3:
        print(__doc__, file=sys.stderr)
        return 2
    with open(sys.argv[1], encoding="utf-8", errors="replace") as trace:
        answered, early = check(trace, sys.argv[2])
    print(f"{answered} envelopes acknowledged, {len(early)} of them before the flush")
    if answered == 0:
        return 2
    return 1 if early else 0


if __name__ == "__main__":
    sys.exit(main())
