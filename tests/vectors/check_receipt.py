#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A second reader of receipts, written from docs/formats.md ("Log, checkpoint, receipt") alone.

check_receipt.py RECEIPT.json ENVELOPE.der LOG_KEY [ORIGIN]
LOG_KEY is the file with, or itself, the base64 of the log's 32-byte Ed25519 key; without ORIGIN the
checkpoint's own is taken. Prints what was shown; exit 0 when the receipt proves that the log with
this key holds this envelope, 1 with the reason when it does not. Nothing of a library of
cryptography but hashlib: Ed25519 is RFC 8032 section 5.1.7 in whole numbers.

check_receipt.py --self-test
the vectors of RFC 8032 section 7.1, each with bits of its signature flipped"""
import base64
import hashlib
import json
import os
import re
import sys
from datetime import datetime, timezone

MEMBERS = {"id", "sha256", "leaf", "received_at", "proof", "checkpoint"}


P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT_OF_MINUS_ONE = pow(2, (P - 1) // 4, P)


def recover_x(y, sign):
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    if square == 0:
        return None if sign else 0
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT_OF_MINUS_ONE % P
    if (x * x - square) % P:
        return None
    return P - x if x % 2 != sign else x


def point(data):
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & (2**255 - 1)
    x = recover_x(y, sign)
    return None if x is None else (x, y, 1, x * y % P)


def add(a, b):
    e = (a[1] - a[0]) * (b[1] - b[0]) % P
    f = (a[1] + a[0]) * (b[1] + b[0]) % P
    g = 2 * a[3] * b[3] * D % P
    h = 2 * a[2] * b[2] % P
    i, j, k, m = f - e, h - g, h + g, f + e
    return (i * j % P, k * m % P, j * k % P, i * m % P)


def times(number, base):
    out = (0, 1, 1, 0)
    while number:
        if number & 1:
            out = add(out, base)
        base = add(base, base)
        number >>= 1
    return out


BASE = point((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))


def ed25519(key, message, signature):
    if len(key) != 32 or len(signature) != 64:
        return False
    a, r, s = point(key), point(signature[:32]), int.from_bytes(signature[32:], "little")
    if a is None or r is None or s >= L:
        return False
    digest = hashlib.sha512(signature[:32] + key + message).digest()
    left, right = times(s, BASE), add(r, times(int.from_bytes(digest, "little") % L, a))
    return (left[0] * right[2] - right[0] * left[2]) % P == 0 and (left[1] * right[2] - right[1] * left[2]) % P == 0


class Refused(Exception):
    pass


def need(condition, reason):
    if not condition:
        raise Refused(reason)


def sha256(data):
    return hashlib.sha256(data).digest()


def strict_base64(text):
    try:
        data = base64.b64decode(text.encode("ascii"), validate=True)
    except ValueError as error:
        raise Refused("base64") from error
    need(base64.b64encode(data).decode() == text, "base64 has one spelling")
    return data


def without_doubles(pairs):
    out = dict(pairs)
    need(len(out) == len(pairs), "a member is named twice")
    return out


def milliseconds(text):
    need(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", text), "time")
    time = datetime.strptime(text[:-1] + "000", "%Y-%m-%dT%H:%M:%S.%f")
    return int(time.replace(tzinfo=timezone.utc).timestamp()) * 1000 + int(text[20:23])


def read_checkpoint(note, key, origin):
    """origin, size, root of a signed note; C2SP tlog-checkpoint and signed-note"""
    text, gap, signatures = note.rpartition("\n\n")
    need(gap, "no note")
    text += "\n"
    lines = text.split("\n")
    need(len(lines) == 4 and lines[3] == "", "three lines")
    name, size, root = lines[:3]
    need(origin is None or name == origin, "origin")
    need(re.fullmatch(r"0|[1-9]\d*", size), "size")
    root = strict_base64(root)
    need(len(root) == 32, "root")
    need(signatures.endswith("\n"), "signature line")
    key_hash = sha256(name.encode() + b"\n\x01" + key)[:4]
    good = False
    for line in signatures[:-1].split("\n"):
        match = re.fullmatch("\u2014 ([^ +]+) ([A-Za-z0-9+/=]+)", line)
        need(match, "signature line")
        blob = strict_base64(match[2])
        if match[1] != name or blob[:4] != key_hash:
            continue
        need(ed25519(key, text.encode(), blob[4:]), "signature")
        good = True
    need(good, "no signature of this log")
    return name, int(size), root


def root_of_path(leaf, index, size, proof):
    """RFC 9162 2.1.3.2 the other way about: from the tree's shape down, not from bits up"""
    need(0 <= index < size, "leaf is not in the tree")
    turns = []
    while size > 1:
        k = 1 << (size - 1).bit_length() - 1
        left = index < k
        turns.append(left)
        index, size = (index, k) if left else (index - k, size - k)
    need(len(turns) == len(proof), "length of the proof")
    node = leaf
    for left, step in zip(reversed(turns), proof):
        node = sha256(b"\x01" + (node + step if left else step + node))
    return node


def check(receipt_text, envelope, key, origin):
    receipt = json.loads(receipt_text, object_pairs_hook=without_doubles)
    need(isinstance(receipt, dict) and set(receipt) == MEMBERS, "members")
    for name in MEMBERS - {"leaf", "proof"}:
        need(isinstance(receipt[name], str), name)
    need(type(receipt["leaf"]) is int and isinstance(receipt["proof"], list), "leaf or proof")
    digest = sha256(envelope)
    need(receipt["sha256"] == digest.hex(), "digest is not the envelope's")
    need(re.fullmatch(r"[0-9a-f]{64}", receipt["id"]), "id")
    need(receipt["id"][12:] == digest.hex()[:52], "id is not the envelope's")
    proof = [strict_base64(step) for step in receipt["proof"]]
    need(all(len(step) == 32 for step in proof), "proof")
    name, size, root = read_checkpoint(receipt["checkpoint"], key, origin)
    data = digest + milliseconds(receipt["received_at"]).to_bytes(8, "big")
    leaf = sha256(b"\x00" + data)
    need(root_of_path(leaf, receipt["leaf"], size, proof) == root, "proof does not lead to the root")
    number = sha256(leaf).hex()[:6].upper()
    return f"leaf {receipt['leaf']} of {size} in {name}, receipt number {number[:4]}-{number[4:]}"


VECTORS = [  # RFC 8032 section 7.1, tests 1 to 3: key, message, signature
    ("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
     "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"),
    ("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
     "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"),
    ("fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
     "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"),
]


def self_test():
    refused = 0
    for key, message, signature in VECTORS:
        key, message, signature = map(bytes.fromhex, (key, message, signature))
        assert ed25519(key, message, signature)
        for bit in range(0, 512, 7):
            changed = bytearray(signature)
            changed[bit // 8] ^= 1 << bit % 8
            assert not ed25519(key, message, bytes(changed)), bit
            refused += 1
    print(f"{len(VECTORS)} vectors of RFC 8032 hold, {refused} altered signatures do not")


def main():
    if sys.argv[1:] == ["--self-test"]:
        self_test()
        return 0
    receipt, envelope, key = sys.argv[1:4]
    if os.path.exists(key):
        with open(key, encoding="ascii") as file:
            key = file.read().strip()
    with open(receipt, encoding="utf-8") as file, open(envelope, "rb") as der:
        try:
            print(check(file.read().strip(), der.read(), strict_base64(key),
                        sys.argv[4] if len(sys.argv) > 4 else None))
        except (Refused, ValueError, TypeError) as error:
            print(f"refused: {error}", file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
