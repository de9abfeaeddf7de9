#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A second opinion on receipts, in another language and without a library of cryptography but
hashlib: Merkle paths from RFC 9162 2.1.3.2, signed notes from C2SP signed-note, Ed25519 from
RFC 8032 section 5.1.7. It shares nothing with core/envelope.

check_receipt.py --key BASE64 --origin ORIGIN RECEIPT ENVELOPE
    RECEIPT: the JSON of docs/formats.md; ENVELOPE: the DER that it is for. Exit 0 and one line
    when the log's key has signed for this envelope; 1 and the reason when not.
check_receipt.py --self-test
    the vectors of RFC 8032 section 7.1, each with every bit of its signature flipped once"""
import base64
import calendar
import hashlib
import json
import re
import sys
import time

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


def sha256(data):
    return hashlib.sha256(data).digest()


def root_by_inclusion(leaf, index, size, proof):
    """RFC 9162 2.1.3.2; None where the path does not fit."""
    if index >= size:
        return None
    fn, sn, r = index, size - 1, leaf
    for step in proof:
        if sn == 0:
            return None
        if fn & 1 or fn == sn:
            r = sha256(b"\x01" + step + r)
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            r = sha256(b"\x01" + r + step)
        fn, sn = fn >> 1, sn >> 1
    return r if sn == 0 else None


def open_note(note, origin, key):
    """(size, root) of a checkpoint that the key signed for that origin."""
    text, _, signatures = note.partition("\n\n")
    lines = (text + "\n").split("\n")
    if len(lines) != 4 or lines[0] != origin or not re.fullmatch(r"0|[1-9][0-9]*", lines[1]):
        raise ValueError("the checkpoint is not one of this log")
    key_hash = sha256(origin.encode() + b"\n\x01" + key)[:4]
    for line in signatures.split("\n"):
        match = re.fullmatch("— (\\S+) (\\S+)", line)
        if not match or match[1] != origin:
            continue
        signed = base64.b64decode(match[2], validate=True)
        if signed[:4] == key_hash and ed25519(key, (text + "\n").encode(), signed[4:]):
            return int(lines[1]), base64.b64decode(lines[2], validate=True)
    raise ValueError("the log's key did not sign the checkpoint")


def milliseconds(text):
    match = re.fullmatch(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)\.(\d{3})Z", text)
    if not match:
        raise ValueError("the time of the receipt does not read")
    return calendar.timegm(time.strptime(match[1], "%Y-%m-%dT%H:%M:%S")) * 1000 + int(match[2])


def check(receipt, envelope, origin, key):
    digest = sha256(envelope)
    if receipt["sha256"] != digest.hex():
        raise ValueError("the receipt is for another envelope")
    received_at = milliseconds(receipt["received_at"])
    # the id is the time of sealing and the first 26 bytes of the digest
    if bytes.fromhex(receipt["id"])[6:] != digest[:26]:
        raise ValueError("the id is not the envelope's")
    size, root = open_note(receipt["checkpoint"], origin, key)
    leaf = sha256(b"\x00" + digest + received_at.to_bytes(8, "big"))
    proof = [base64.b64decode(step, validate=True) for step in receipt["proof"]]
    if root_by_inclusion(leaf, receipt["leaf"], size, proof) != root:
        raise ValueError("the proof does not lead to the signed root")
    return f"leaf {receipt['leaf']} of {size}"


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


def main(words):
    if words == ["--self-test"]:
        return self_test()
    if len(words) != 6 or words[0] != "--key" or words[2] != "--origin":
        sys.exit(__doc__)
    with open(words[4], encoding="utf-8") as text, open(words[5], "rb") as der:
        receipt, envelope = json.load(text), der.read()
    try:
        print(check(receipt, envelope, words[3], base64.b64decode(words[1], validate=True)))
    except (ValueError, KeyError, TypeError) as reason:
        print(reason)
        sys.exit(1)


main(sys.argv[1:])
