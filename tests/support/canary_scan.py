# SPDX-License-Identifier: Apache-2.0
"""Looks for words in every file below the given places, in each form they could have leaked in.

  canary_scan.py WORD[,WORD…] PATH…     prints "PATH: WORD as ENCODING at OFFSET"; exit 1 when found

Encodings: UTF-8, UTF-16 and UTF-32 (both byte orders), hex (both cases), base64 at its three
alignments (plain and URL alphabet), percent-encoding, JSON escapes. A word needs 12 letters or more.
"""
import base64
import pathlib
import stat
import sys
import urllib.parse


def base64_cores(data, encode):
    """The part of the encoding that does not depend on what stands before or behind, per alignment."""
    for lead in range(3):
        text = encode(b"\0" * lead + data).rstrip(b"=")
        first = (lead * 8 + 5) // 6
        last = (lead + len(data)) * 8 // 6
        yield text[first:last]


def forms(word):
    plain = word.encode("utf-8")
    yield "utf-8", plain
    for name in ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"):
        yield name, word.encode(name)
    yield "hex", plain.hex().encode()
    yield "HEX", plain.hex().upper().encode()
    for core in base64_cores(plain, base64.b64encode):
        yield "base64", core
    for core in base64_cores(plain, base64.urlsafe_b64encode):
        yield "base64url", core
    quoted = urllib.parse.quote(word, safe="")
    if quoted != word:
        yield "percent", quoted.encode()
    escaped = "".join(c if ord(c) < 128 else "\\u%04x" % ord(c) for c in word)
    if escaped != word:
        yield "json", escaped.encode()


def files(places):
    for place in map(pathlib.Path, places):
        for path in ([place] if place.is_file() else sorted(place.rglob("*"))):
            try:
                if stat.S_ISREG(path.lstat().st_mode):
                    yield path
            except OSError:
                continue


def scan(words, places):
    wanted = [(word, name, needle) for word in words for name, needle in forms(word)]
    seen = 0
    found = []
    for path in files(places):
        seen += 1
        try:
            data = path.read_bytes()
        except FileNotFoundError:  # another program's temporary file
            continue
        for word, name, needle in wanted:
            at = data.find(needle)
            if at >= 0:
                found.append((path, word, name, at))
    return seen, found


def main():
    words = sys.argv[1].split(",")
    if any(len(w) < 12 for w in words):
        sys.exit("a canary needs 12 letters or more")
    seen, found = scan(words, sys.argv[2:])
    for path, word, name, at in found:
        print(f"{path}: {word} as {name} at {at}")
    print(f"{seen} files looked at", file=sys.stderr)
    if seen == 0:
        sys.exit(2)
    sys.exit(1 if found else 0)


main()
