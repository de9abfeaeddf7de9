# SPDX-License-Identifier: Apache-2.0
"""xlsx_to_csv: workbooks written by hand, read back; the shipped tables there and back again.

test_xlsx_to_csv.py ROOT [unittest options]
"""
import csv
import pathlib
import subprocess
import sys
import tempfile
import unittest
import zipfile
from xml.sax.saxutils import escape, quoteattr

ROOT = pathlib.Path(sys.argv.pop(1)).resolve()
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
STYLES = f"""<styleSheet xmlns="{MAIN}"><numFmts count="3"><numFmt numFmtId="164" formatCode="d\\.m\\.yyyy"/>
<numFmt numFmtId="165" formatCode="[Red]0.00&quot; days&quot;"/><numFmt numFmtId="166" formatCode="yyyy\\-mm\\-dd hh:mm"/></numFmts>
<cellXfs count="6"><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="166"/><xf numFmtId="20"/>
</cellXfs></styleSheet>"""
SURVEY = [["type", "name", "label::English (en)"], ["text", "who", "Who?"]]
CHOICES = [["list_name", "name", "label::English (en)"], ["yn", "yes", "Yes"]]
SETTINGS = [["form_id", "version"], ["small", "1"]]


class Cell(str):
    """Raw XML of a cell; r=REF stands for its place."""


def letters(column):
    name = ""
    while column >= 0:
        name = chr(ord("A") + column % 26) + name
        column = column // 26 - 1
    return name


class Book:
    """A workbook as its parts; a test changes what it wants before it saves."""

    def __init__(self, survey=None, choices=None, settings=None, shared=True, workbook_properties=""):
        sheets = {"survey": survey or SURVEY, "choices": choices or CHOICES, "settings": settings or SETTINGS}
        self.strings, self.shared = [], shared
        self.parts = {
            "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
            "_rels/.rels": f'<Relationships xmlns="{PACKAGE}"><Relationship Id="r1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        }
        entries, relations = "", ""
        for number, (name, rows) in enumerate(sheets.items(), 1):
            entries += f'<sheet name="{name}" sheetId="{number}" r:id="rId{number}"/>'
            relations += f'<Relationship Id="rId{number}" Type="{OFFICE}/worksheet" Target="worksheets/sheet{number}.xml"/>'
            self.parts[f"xl/worksheets/sheet{number}.xml"] = self.sheet(rows)
        self.parts["xl/workbook.xml"] = (f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">{workbook_properties}'
                                         f"<sheets>{entries}</sheets></workbook>")
        self.parts["xl/_rels/workbook.xml.rels"] = f'<Relationships xmlns="{PACKAGE}">{relations}</Relationships>'
        self.parts["xl/styles.xml"] = STYLES
        self.parts["xl/sharedStrings.xml"] = f'<sst xmlns="{MAIN}">' + "".join(
            f'<si><t xml:space="preserve">{escape(text)}</t></si>' for text in self.strings) + "</sst>"

    def sheet(self, rows):
        lines = ""
        for number, row in enumerate(rows, 1):
            cells = ""
            for column, value in enumerate(row):
                reference = f"{letters(column)}{number}"
                if isinstance(value, Cell):
                    cells += value.replace("r=REF", f"r={quoteattr(reference)}")
                elif value and self.shared:
                    self.strings.append(value)
                    cells += f'<c r="{reference}" t="s"><v>{len(self.strings) - 1}</v></c>'
                elif value:
                    cells += f'<c r="{reference}" t="inlineStr"><is><t>{escape(value)}</t></is></c>'
            if cells:
                lines += f'<row r="{number}">{cells}</row>'
        return f'<worksheet xmlns="{MAIN}"><sheetData>{lines}</sheetData></worksheet>'

    def save(self, path):
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
            for name, text in self.parts.items():
                file.writestr(name, text)


class XlsxToCsv(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.out = self.folder / "form"

    def run_script(self, book, name="form.xlsx"):
        path = self.folder / name
        if isinstance(book, bytes):
            path.write_bytes(book)
        else:
            book.save(path)
        return subprocess.run([sys.executable, ROOT / "scripts/xlsx_to_csv", path, self.out], capture_output=True, text=True, check=False, timeout=60)

    def table(self, name="survey"):
        with open(self.out / f"{name}.csv", newline="", encoding="utf-8") as file:
            return list(csv.reader(file))

    def taken(self, book, **options):
        done = self.run_script(book, **options)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done

    def refused(self, book, *words, **options):
        done = self.run_script(book, **options)
        self.assertEqual(done.returncode, 1, done.stdout + done.stderr)
        for word in words:
            self.assertIn(word, done.stderr)
        self.assertNotIn("Traceback", done.stderr)
        self.assertFalse(self.out.exists())
        return done

    def cell(self, xml, **book):
        """What a cell of the survey comes out as."""
        self.taken(Book(survey=[SURVEY[0], ["text", "who", Cell(xml)]], **book))
        return self.table()[1][2]

    def test_reads_the_three_tables(self):
        for shared in (True, False):
            self.taken(Book(shared=shared))
            self.assertEqual(self.table(), SURVEY)
            self.assertEqual(self.table("choices"), CHOICES)
            self.assertEqual(self.table("settings"), SETTINGS)

    def test_takes_the_shipped_tables_there_and_back(self):
        for form in ("intake", "call", "assessment"):
            tables = {}
            for name in ("survey", "choices", "settings"):
                with open(ROOT / f"config/forms/{form}/{name}.csv", newline="", encoding="utf-8") as file:
                    tables[name] = list(csv.reader(file))
            for shared in (True, False):
                self.taken(Book(shared=shared, **tables))
                for name in tables:
                    self.assertEqual((self.out / f"{name}.csv").read_bytes(),
                                     (ROOT / f"config/forms/{form}/{name}.csv").read_bytes(), (form, name))

    def test_writes_numbers_as_people_typed_them(self):
        for stored, expected in (("20", "20"), ("20.0", "20"), ("0.1", "0.1"), ("-3.50", "-3.5"), ("1E2", "100"), ("1e-7", "1e-07")):
            self.assertEqual(self.cell(f"<c r=REF><v>{stored}</v></c>"), expected)
        self.assertEqual(self.cell('<c r=REF s="3"><v>2</v></c>'), "2", "a red number of “days” is no date")

    def test_writes_booleans_dates_and_times(self):
        self.assertEqual(self.cell('<c r=REF t="b"><v>1</v></c>'), "TRUE")
        self.assertEqual(self.cell('<c r=REF t="b"><v>0</v></c>'), "FALSE")
        for style in (1, 2, 4):
            self.assertEqual(self.cell(f'<c r=REF s="{style}"><v>46351</v></c>'), "2026-11-25")
        self.assertEqual(self.cell('<c r=REF s="4"><v>46351.604166666664</v></c>'), "2026-11-25 14:30:00")
        self.assertEqual(self.cell('<c r=REF s="5"><v>0.604166666666667</v></c>'), "14:30:00")
        since_1904 = {"workbook_properties": '<workbookPr date1904="1"/>'}
        self.assertEqual(self.cell('<c r=REF s="1"><v>44889</v></c>', **since_1904), "2026-11-25")

    def test_takes_a_formula_by_its_stored_value(self):
        self.assertEqual(self.cell('<c r=REF t="str"><f>A1&amp;"x"</f><v>typex</v></c>'), "typex")
        self.assertEqual(self.cell("<c r=REF><f>1+1</f><v>2</v></c>"), "2")
        book = Book(survey=[SURVEY[0], ["text", "who", Cell("<c r=REF><f>1+1</f></c>")]])
        self.out = self.folder / "another"
        self.refused(book, "survey!C2", "stored value")

    def test_joins_runs_and_leaves_phonetic_guides_out(self):
        self.assertEqual(self.cell('<c r=REF t="inlineStr"><is><r><t>Who </t></r><r><t>is it?</t></r><rPh sb="0" eb="1"><t>x</t></rPh></is></c>'), "Who is it?")
        self.assertEqual(self.cell('<c r=REF t="inlineStr"><is><t>a_x000D_\nb\u00a0c </t></is></c>'), "a\nb c")

    def test_keeps_the_numbers_of_rows_and_columns(self):
        self.taken(Book(survey=[["type", "name", "", "label"], [], ["text", "who", "", "Who?"]]))
        self.assertEqual(self.table(), [["type", "name", "", "label"], ["", "", "", ""], ["text", "who", "", "Who?"]])

    def test_keeps_what_begins_like_a_formula_as_text_and_names_it(self):
        for text in ("=HYPERLINK(\"http://x\")", "+cmd|' /C calc'!A0", "@SUM(A1)", "-2+3"):
            done = self.taken(Book(survey=[SURVEY[0], ["text", "who", text]]))
            self.assertEqual(self.table()[1][2], text)
            self.assertIn("survey, row 2, column label::English (en)", done.stderr)
        self.assertEqual(self.taken(Book(survey=[SURVEY[0], ["text", "who", "-2"]])).stderr, "")

    def test_leaves_other_sheets_alone(self):
        book = Book()
        book.parts["xl/workbook.xml"] = book.parts["xl/workbook.xml"].replace("</sheets>", '<sheet name="Notes" sheetId="9" r:id="rId9"/></sheets>')
        self.assertIn("notes", self.taken(book).stderr)

    def test_refuses_a_workbook_without_the_sheets(self):
        for name in ("survey", "choices", "settings"):
            book = Book()
            book.parts["xl/workbook.xml"] = book.parts["xl/workbook.xml"].replace(f'name="{name}"', 'name="other"')
            self.refused(book, f"no sheet “{name}”")
        self.taken(Book())

    def test_refuses_macros(self):
        self.refused(Book(), ".xlsm", name="form.xlsm")
        book = Book()
        book.parts["xl/vbaProject.bin"] = "x"
        self.refused(book, "macros")
        book = Book()
        book.parts["[Content_Types].xml"] = book.parts["[Content_Types].xml"].replace(
            "/>", '><Override PartName="/xl/workbook.xml" ContentType="application/vnd.ms-excel.sheet.macroEnabled.main+xml"/></Types>')
        self.refused(book, "macros")

    def test_refuses_entities_and_deep_or_broken_xml(self):
        laughs = '<!DOCTYPE a [<!ENTITY l "lol"><!ENTITY m "&l;&l;&l;&l;&l;&l;&l;&l;">]>'
        for part in ("xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/workbook.xml", "_rels/.rels"):
            book = Book()
            book.parts[part] = laughs + book.parts[part]
            self.refused(book, "document type")
            book.parts[part] = (laughs + Book().parts[part]).encode("utf-16")
            self.refused(book, "document type")
        book = Book()
        book.parts["xl/worksheets/sheet1.xml"] = "<a>" * 5000 + "</a>" * 5000
        self.refused(book, "deeper")
        book.parts["xl/worksheets/sheet1.xml"] = "<a>"
        self.refused(book, "not XML")

    def test_refuses_what_is_over_the_limits(self):
        book = Book()
        book.parts["xl/worksheets/sheet1.xml"] = " " * (70 << 20)
        self.refused(book, "64 MiB")
        for reference, row in (("A400000", "400000"), ("XFD3", "3")):
            book = Book()
            book.parts["xl/worksheets/sheet1.xml"] = book.parts["xl/worksheets/sheet1.xml"].replace(
                "</sheetData>", f'<row r="{row}"><c r="{reference}"><v>1</v></c></row></sheetData>')
            self.refused(book, "more than")

    def test_refuses_errors_and_values_that_are_none(self):
        for xml, words in (('<c r=REF t="e"><v>#REF!</v></c>', "#REF!"), ("<c r=REF><v>nan</v></c>", "number"),
                           ('<c r=REF t="s"><v>999</v></c>', "text"), ('<c r=REF t="s"><v>x</v></c>', "number"),
                           ('<c r=REF s="1"><v>99999999</v></c>', "range"), ('<c r="1A"><v>1</v></c>', "cell")):
            self.refused(Book(survey=[SURVEY[0], ["text", "who", Cell(xml)]]), words)

    def test_refuses_what_is_no_workbook(self):
        self.refused(b"type,name\n", "no .xlsx workbook")
        self.refused(bytes.fromhex("d0cf11e0a1b11ae1") + bytes(512), "password")
        with zipfile.ZipFile(self.folder / "form.zip", "w") as file:
            file.writestr("a.txt", "a")
        self.refused((self.folder / "form.zip").read_bytes(), "no .xlsx workbook")
        book = Book()
        book.save(self.folder / "whole.xlsx")
        whole = (self.folder / "whole.xlsx").read_bytes()
        for cut in (10, len(whole) // 2, len(whole) - 30):
            self.refused(whole[:cut])

    def test_every_changed_byte_is_refused_or_read_but_never_a_crash(self):
        Book().save(self.folder / "whole.xlsx")
        whole = bytearray((self.folder / "whole.xlsx").read_bytes())
        for at in range(0, len(whole), max(1, len(whole) // 60)):
            broken = bytearray(whole)
            broken[at] ^= 0x41
            done = self.run_script(bytes(broken))
            self.assertIn(done.returncode, (0, 1))
            self.assertNotIn("Traceback", done.stderr, at)

    def test_says_how_it_is_used(self):
        script = [sys.executable, ROOT / "scripts/xlsx_to_csv"]
        shown = subprocess.run([*script, "--help"], capture_output=True, text=True, check=False)
        self.assertEqual(shown.returncode, 0)
        self.assertIn("FORM.xlsx DIR", shown.stdout)
        self.assertEqual(subprocess.run(script, capture_output=True, check=False).returncode, 2)
        missing = subprocess.run([*script, "no.xlsx", self.out], capture_output=True, text=True, check=False)
        self.assertEqual(missing.returncode, 1)
        self.assertNotIn("Traceback", missing.stderr)


if __name__ == "__main__":
    unittest.main()
