#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A second reader of receipts, written from docs/formats.md ("Log, checkpoint, receipt") alone.

check_receipt.py RECEIPT.json ENVELOPE.der LOG_KEY [ORIGIN]
LOG_KEY is the file with, or itself, the base64 of the log's 32-byte Ed25519 key; without ORIGIN the
checkpoint's own is taken. Prints what was shown; exit 0 when the receipt proves that the log with
this key holds this envelope, 1 with the reason when it does not. Needs python3-cryptography."""
import base64
import hashlib
import json
import os
import re
import sys
from datetime import datetime, timezone

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

MEMBERS = {"id", "sha256", "leaf", "received_at", "proof", "checkpoint"}


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
        try:
            Ed25519PublicKey.from_public_bytes(key).verify(blob[4:], text.encode())
        except InvalidSignature as error:
            raise Refused("signature") from error
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


def main():
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
