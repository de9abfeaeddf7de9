#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A second Merkle tree, straight from the definitions of RFC 6962 section 2.1, sharing nothing with
core/envelope/merkle.cpp: no kept levels, no loops over bits, every hash from its leaves.

merkle.py PROGRAM: runs the program (tests/vectors/print_merkle.cpp), which prints our trees of 0 to
65 leaves with every inclusion and consistency proof, and compares each. Exit 0: all equal."""
import hashlib
import json
import subprocess
import sys


def sha256(data):
    return hashlib.sha256(data).digest()


def split(n):
    k = 1
    while k * 2 < n:
        k *= 2
    return k


def root(leaves):
    """MTH(D[n])"""
    if not leaves:
        return sha256(b"")
    if len(leaves) == 1:
        return sha256(b"\x00" + leaves[0])
    k = split(len(leaves))
    return sha256(b"\x01" + root(leaves[:k]) + root(leaves[k:]))


def inclusion(m, leaves):
    """PATH(m, D[n])"""
    if len(leaves) == 1:
        return []
    k = split(len(leaves))
    if m < k:
        return inclusion(m, leaves[:k]) + [root(leaves[k:])]
    return inclusion(m - k, leaves[k:]) + [root(leaves[:k])]


def subproof(m, leaves, known):
    """SUBPROOF(m, D[n], b)"""
    if m == len(leaves):
        return [] if known else [root(leaves)]
    k = split(len(leaves))
    if m <= k:
        return subproof(m, leaves[:k], known) + [root(leaves[k:])]
    return subproof(m - k, leaves[k:], False) + [root(leaves[:k])]


def consistency(m, leaves):
    return [] if m in (0, len(leaves)) else subproof(m, leaves, True)


def root_by_inclusion(leaf, index, size, proof):
    """The root that a path leads to, from the shape of the tree; None when the path does not fit."""

    def climb(index, size, steps):
        if size == 1:
            return sha256(b"\x00" + leaf), steps
        k = split(size)
        inner = climb(index, k, steps) if index < k else climb(index - k, size - k, steps)
        if inner is None or not inner[1]:
            return None
        hash_so_far, rest = inner
        step, rest = rest[0], rest[1:]
        pair = hash_so_far + step if index < k else step + hash_so_far
        return sha256(b"\x01" + pair), rest

    if not 0 <= index < size:
        return None
    found = climb(index, size, list(proof))
    return found[0] if found is not None and not found[1] else None


def main():
    trees = json.loads(subprocess.run([sys.argv[1]], check=True, capture_output=True).stdout)
    assert [tree["size"] for tree in trees] == list(range(66)), "trees of 0 to 65 leaves"
    compared = 0
    for tree in trees:
        size = tree["size"]
        leaves = [
            sha256(b"envelope %d" % i) + (1772000000000 + 1000 * i).to_bytes(8, "big")
            for i in range(size)
        ]
        assert tree["root"] == root(leaves).hex(), f"root of {size}"
        assert len(tree["inclusion"]) == size and len(tree["consistency"]) == size + 1
        for i, proof in enumerate(tree["inclusion"]):
            assert proof == [h.hex() for h in inclusion(i, leaves)], f"inclusion {i} in {size}"
            steps = [bytes.fromhex(h) for h in proof]
            assert root_by_inclusion(leaves[i], i, size, steps) == root(leaves)
            compared += 1
        for m, proof in enumerate(tree["consistency"]):
            assert proof == [h.hex() for h in consistency(m, leaves)], f"consistency {m} to {size}"
            compared += 1
    print(f"{len(trees)} trees, {compared} proofs: equal")


if __name__ == "__main__":
    main()
