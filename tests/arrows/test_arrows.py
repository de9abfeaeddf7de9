# SPDX-License-Identifier: Apache-2.0
"""The arrows hold in this tree and in the built programs, and the checker finds what is planted."""
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

SOURCE = pathlib.Path(sys.argv.pop(1))
PROGRAMS = pathlib.Path(sys.argv.pop(1))
WINDOW = sys.argv.pop(1) == "1"
CHECK = SOURCE / "scripts" / "check_arrows"
LISTS = SOURCE / "tests" / "arrows"


def check(*args):
    done = subprocess.run([sys.executable, CHECK, *map(str, args)], capture_output=True, text=True)
    return done.returncode, done.stdout


class Includes(unittest.TestCase):
    def planted(self, file, line):
        with tempfile.TemporaryDirectory() as copy:
            for top in ("core", "kiosk", "relay"):
                shutil.copytree(SOURCE / top, pathlib.Path(copy) / top)
            clean, said = check("includes", copy)
            self.assertEqual(clean, 0, said)
            with open(pathlib.Path(copy) / file, "a", encoding="utf-8") as out:
                out.write(line + "\n")
            return check("includes", copy)

    def test_this_tree_is_as_drawn(self):
        self.assertEqual(check("includes", SOURCE), (0, ""))

    def test_a_planted_include_is_found(self):
        for file, line, word in (
                ("core/form/form.h", '#include <wx/frame.h>', "wx/frame.h"),
                ("relay/sink.h", '#include "core/seal/open.h"', "core/seal"),
                ("relay/sink.h", '#include "core/form/form.h"', "core/form"),
                ("core/record/document.h", '#include "core/envelope/envelope.h"', "core/envelope"),
                ("kiosk/store/store.h", '#include <sqlite3.h>', "sqlite3"),
                ("kiosk/exchange/courier.h", '#include "core/link/tls/uplink.h"', "core/link/tls"),
                ("kiosk/exchange/courier.h", '#include <boost/asio/ip/tcp.hpp>', "asio/ip"),
                ("core/link/wire.h", '#include <boost/beast/http.hpp>', "beast"),
                ("core/envelope/signed.h", "inline int f() { return AF_INET; }", "AF_INET"),
                ("core/json.h", '#include "relay/sink.h"', "relay")):
            with self.subTest(line=line):
                code, said = self.planted(file, line)
                self.assertEqual(code, 1)
                self.assertIn(word, said)

    def test_an_allowed_include_is_not_a_finding(self):
        code, said = self.planted("kiosk/views/planted.cpp", '#include <wx/frame.h>')
        self.assertEqual((code, said), (0, ""))


class Imports(unittest.TestCase):
    programs = {"suoja": "suoja.imports", "suoja-relay": "suoja-relay.imports"}
    if WINDOW:
        programs["suoja-kiosk"] = "suoja-kiosk.imports"

    def test_each_program_imports_what_its_list_allows(self):
        for program, allowed in self.programs.items():
            with self.subTest(program=program):
                self.assertEqual(check("imports", PROGRAMS / program, LISTS / allowed), (0, ""))

    def test_the_lists_themselves_keep_the_arrows(self):
        listed = {p: set((LISTS / a).read_text().splitlines()) for p, a in self.programs.items()}
        self.assertFalse({s for s in listed["suoja-relay"] if s.startswith("CMS_decrypt") or
                          s.startswith("EVP_PKEY_derive") or s.startswith("CMS_RecipientInfo")})
        for program in self.programs.keys() - {"suoja-relay"}:
            self.assertFalse({s for s in listed[program] if s.startswith("SSL_") or s.startswith("getaddrinfo")})

    def test_the_wrong_program_is_found(self):
        code, said = check("imports", PROGRAMS / "suoja", LISTS / "suoja-relay.imports")
        self.assertEqual(code, 1)
        self.assertIn("CMS_decrypt", said)
        code, said = check("imports", PROGRAMS / "suoja-relay", LISTS / "suoja.imports")
        self.assertEqual(code, 1)
        self.assertIn("SSL_", said)


unittest.main(verbosity=2)
