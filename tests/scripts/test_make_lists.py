# SPDX-License-Identifier: Apache-2.0
"""The shared lists: complete, in three languages, and made from iso-codes and nothing else.

test_make_lists.py ROOT [unittest options]
"""
import csv
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(sys.argv.pop(1)).resolve()
LISTS = ROOT / "config/forms/lists"
LABELS = ["label", "label::Suomi (fi)", "label::Svenska (sv)"]
OWN_LABELS = ["label::English (en)", *LABELS[1:]]


def rows(name):
    with open(LISTS / name, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def labels(name):
    return {row["name"]: tuple(row[label] for label in LABELS) for row in rows(name)}


def make_lists(*arguments):
    return subprocess.run([sys.executable, ROOT / "scripts/make_lists", *arguments], capture_output=True, text=True, check=False)


def fake_package(prefix, version="4.15.0"):
    """The machine's iso-codes under another version's name."""
    (prefix / "share/pkgconfig").mkdir(parents=True)
    (prefix / "share/pkgconfig/iso-codes.pc").write_text(f"Name: iso-codes\nVersion: {version}\n")
    shutil.copytree("/usr/share/iso-codes", prefix / "share/iso-codes")
    (prefix / "share/locale").symlink_to("/usr/share/locale")


class Lists(unittest.TestCase):
    def test_every_name_stands_once_and_has_three_labels(self):
        for file in ("countries.csv", "languages.csv", "municipalities.csv", "regions.csv"):
            names = [row["name"] for row in rows(file)]
            self.assertEqual(len(names), len(set(names)), file)
            for row in rows(file):
                self.assertTrue(all(row[label] for label in LABELS), (file, row))
                self.assertNotIn(" ", row["name"])

    def test_the_lists_are_whole(self):
        countries = labels("countries.csv")
        self.assertEqual(len(countries), 249 + 2)
        self.assertEqual(list(countries)[-2:], ["XX", "ZZ"])
        self.assertEqual(countries["FI"], ("Finland", "Suomi", "Finland"))
        self.assertEqual(countries["TR"][1], "Turkki")
        self.assertEqual(len(rows("municipalities.csv")), 308)
        self.assertEqual(labels("municipalities.csv")["405"], ("Lappeenranta", "Lappeenranta", "Villmanstrand"))
        self.assertEqual(len(rows("regions.csv")), 19 + 2)
        languages = labels("languages.csv")
        self.assertEqual(languages["vi"], ("Vietnamese", "Vietnam", "Vietnamesiska"))
        self.assertEqual(list(languages)[-1], "und")
        for code in ("fi", "sv", "en", "ru", "ckb", "kmr", "prs", "so", "ti", "sgn"):
            self.assertIn(code, languages)

    def test_own_rows_have_a_reason(self):
        for name in ("countries", "languages", "regions"):
            with open(ROOT / f"config/list_sources/{name}.csv", newline="", encoding="utf-8") as file:
                for row in csv.DictReader(file):
                    self.assertTrue(row["why"], row)
                    self.assertIn(sum(bool(row[label]) for label in OWN_LABELS), (0, 3), row)

    def test_no_form_carries_a_list_of_its_own(self):
        for form in ("intake", "call", "assessment"):
            with open(ROOT / "config/forms" / form / "choices.csv", newline="", encoding="utf-8") as file:
                own = {row["list_name"] for row in csv.DictReader(file)}
            self.assertFalse(own & {"country", "language", "municipality", "region"}, form)


@unittest.skipUnless(pathlib.Path("/usr/share/iso-codes/json").is_dir(), "iso-codes is not installed")
class MakeLists(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def test_what_it_makes_passes_its_check_and_a_changed_label_does_not(self):
        self.assertEqual(make_lists(self.folder).returncode, 0)
        self.assertEqual(make_lists("--check", self.folder).returncode, 0)
        file = self.folder / "countries.csv"
        file.write_text(file.read_text(encoding="utf-8").replace("Ruotsi", "Ruossi"), encoding="utf-8")
        checked = make_lists("--check", self.folder)
        self.assertEqual(checked.returncode, 1)
        self.assertIn("countries.csv", checked.stdout)
        self.assertEqual(make_lists(self.folder).returncode, 0)
        self.assertEqual(make_lists("--check", self.folder).returncode, 0)

    def test_another_version_of_the_package_is_said_and_skipped(self):
        make_lists(self.folder / "lists")
        fake_package(self.folder / "usr", "4.99.0")
        checked = make_lists("--check", "--prefix", self.folder / "usr", self.folder / "lists")
        self.assertEqual(checked.returncode, 77)
        self.assertIn("4.99.0", checked.stdout)

    def test_a_machine_without_the_package_is_said_and_skipped(self):
        make_lists(self.folder / "lists")
        checked = make_lists("--check", "--prefix", self.folder / "nowhere", self.folder / "lists")
        self.assertEqual(checked.returncode, 77)
        self.assertEqual(make_lists("--prefix", self.folder / "nowhere", self.folder / "lists").returncode, 1)


if __name__ == "__main__":
    unittest.main()
