"""Reading files of users as spreadsheets save them, and naming each mistake by line and column."""

from __future__ import annotations

import codecs
from datetime import date
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ringkeep.domain.access.user_files.encoding import MAX_BYTES
from ringkeep.domain.access.user_files.problems import FileRefused
from ringkeep.domain.access.user_files.reading import read_users
from ringkeep.domain.access.user_files.records import MAX_LINES
from ringkeep.domain.access.users import Licence
from tests.unit.domain.access.user_files.example_files import csv_of, many, named, read

ZOE = "name,email\r\nZoë Müller,zoe@example.com\r\n"


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (ZOE.encode(), "utf-8"),
        (codecs.BOM_UTF8 + ZOE.encode(), "utf-8"),
        (codecs.BOM_UTF16_LE + ZOE.encode("utf-16-le"), "utf-16"),
        (codecs.BOM_UTF16_BE + ZOE.encode("utf-16-be"), "utf-16"),
        (ZOE.encode("cp1252"), "windows-1252"),
    ],
)
def test_every_usual_encoding_is_read(content: bytes, encoding: str) -> None:
    file = read_users(content)
    assert (file.lines[0].name, file.encoding, file.problems) == ("Zoë Müller", encoding, ())


@pytest.mark.parametrize(("delimiter", "named"), [(",", ","), (";", ";"), ("\t", "\t")])
def test_every_usual_delimiter_is_read(delimiter: str, named: str) -> None:
    text = "name,email,team\nAda,ada@example.com,One\n".replace(",", delimiter)
    file = read_users(text.encode())
    assert (file.lines[0].team, file.delimiter) == ("One", named)


def test_a_stated_delimiter_counts() -> None:
    file = read_users(b"sep=;\r\nname;email\r\nAda;ada@example.com\r\n")
    assert (file.lines[0].line, file.lines[0].name) == (3, "Ada")


def test_quoted_cells_hold_delimiters_quotation_marks_and_line_breaks() -> None:
    file = read(
        '"Ada ""A"", Dr.",ada@example.com,"one\r\ntwo"',
        "Bob,bob@example.com,",
        header="name,email,notes",
    )
    assert (file.lines[0].name, file.lines[0].notes) == ('Ada "A", Dr.', "one\r\ntwo")
    assert file.lines[1].line == 4


def test_column_names_match_without_case_spaces_underscores_and_dashes() -> None:
    header = "NAME,E-Mail,Employee Number,security-Profile,Licenses,First Day"
    file = read("Ada,ada@example.com,7,Agent,Call Recording; evaluation,", header=header)
    line = file.lines[0]
    assert (line.employee_number, line.security_profile) == ("7", "Agent")
    assert line.licences == {Licence.CALL_RECORDING, Licence.EVALUATION}
    assert line.columns == {
        "name",
        "email",
        "employee_number",
        "security_profile",
        "licences",
        "first_day",
    }


def test_all_values_of_a_line() -> None:
    header = "name,email,manager,service,extension,first_day,last_day,active"
    line = read(
        "Ada,ADA@Example.com,Bob@Example.com,main,101,2026-01-01,2026-12-31,No", header=header
    ).lines[0]
    assert (line.email, line.manager, line.active) == ("ada@example.com", "bob@example.com", False)
    assert (line.first_day, line.last_day) == (date(2026, 1, 1), date(2026, 12, 31))


def test_blank_lines_and_empty_cells_at_the_end_are_no_mistake() -> None:
    file = read_users(b"name,email,,\n,,,\nAda,ada@example.com,,\n\n")
    assert ([each.name for each in file.lines], file.problems) == (["Ada"], ())


def test_wrong_columns_are_named_and_no_line_is_read() -> None:
    file = read("Ada,x,y", header="name,salary,Name")
    assert named(file) == [
        (1, "salary", "unknown_column"),
        (1, "name", "repeated_column"),
        (1, "email", "missing_column"),
    ]
    assert file.lines == ()


@pytest.mark.parametrize("column", ["name", "a"])
def test_a_file_with_very_many_columns_has_one_problem(column: str) -> None:
    """Each was named: a file of 4 MB took more memory than the function has."""
    header = f"{column}," * 60_000 + "email"
    begun = process_time()
    file = read("Ada", header=header)
    assert (named(file), file.lines) == ([(1, "", "too_many_columns")], ())
    assert "60,001 columns" in file.problems[0].sentence
    assert process_time() - begun < 5


def test_a_line_with_very_many_cells_has_one_problem() -> None:
    file = read("Ada,ada@example.com," + "x," * 60_000, header="name,email")
    assert len(file.problems) < 5


@pytest.mark.parametrize(
    ("line", "column", "code"),
    [
        (",ada@example.com,Agent", "name", "empty_cell"),
        ("Ada,,Agent", "email", "empty_cell"),
        ("Ada,ada at example.com,Agent", "email", "email_form"),
        ("Ada,ada@example,Agent", "email", "email_form"),
        ("Ada,a@b@example.com,Agent", "email", "email_form"),
        ("Ada\x00,ada@example.com,Agent", "name", "control_character"),
        ("Ada\x07,ada@example.com,Agent", "name", "control_character"),
        ("Ada\u202e,ada@example.com,Agent", "name", "control_character"),
        (f"{'x' * 201},ada@example.com,Agent", "name", "too_long"),
        ("Ada,ada@example.com", "security_profile", "too_few_cells"),
        ("Lovelace, Ada,ada@example.com,Agent", "column 4", "too_many_cells"),
        ('Ada,"ada@example.com,Agent', "email", "quotation_mark"),
        ('Ada,"ada"@example.com,Agent', "email", "quotation_mark"),
    ],
)
def test_mistakes_are_named_by_line_and_column(line: str, column: str, code: str) -> None:
    file = read("Bob,bob@example.com,Agent", line, "Eve,eve@example.com,Agent")
    assert named(file) == [(3, column, code)]
    assert [each.name for each in file.lines] == ["Bob", "Eve"]
    assert file.problems[0].sentence.endswith(".")


@pytest.mark.parametrize(
    ("column", "cell", "code"),
    [
        ("first_day", "26.11.2026", "date_form"),
        ("first_day", "11/26/2026", "date_form"),
        ("first_day", "20261126", "date_form"),
        ("last_day", "2026-02-30", "no_such_day"),
        ("active", "maybe", "yes_or_no"),
        ("licences", "call_recording; flying", "unknown_licence"),
        ("manager", "Bob", "email_form"),
    ],
)
def test_values_in_another_form_are_named(column: str, cell: str, code: str) -> None:
    file = read(f"Ada,ada@example.com,101,{cell}", header=f"name,email,extension,{column}")
    assert named(file) == [(2, column, code)]


def test_all_mistakes_of_a_line_are_named() -> None:
    file = read(",nobody,perhaps", header="name,email,active")
    assert named(file) == [
        (2, "name", "empty_cell"),
        (2, "email", "email_form"),
        (2, "active", "yes_or_no"),
    ]


def test_days_that_contradict_each_other_are_named() -> None:
    header = "name,email,extension,first_day,last_day"
    file = read(
        "Ada,ada@example.com,101,2026-02-01,2026-01-31",
        "Bob,bob@example.com,,2026-02-01,",
        header=header,
    )
    assert named(file) == [(2, "last_day", "days_reversed"), (3, "extension", "extension_missing")]


def test_ten_thousand_lines_of_which_three_are_wrong() -> None:
    wrong = [(7, "Ada,ada,Agent"), (5000, 'Ada,"ada@example.com,Agent'), (10_001, "Ada")]
    file = read_users(many(MAX_LINES, wrong))
    assert len(file.lines) == MAX_LINES - 3
    assert named(file) == [
        (7, "email", "email_form"),
        (5000, "email", "quotation_mark"),
        (10_001, "email", "too_few_cells"),
    ]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"  \r\n", "empty"),
        (b",,,\r\n", "empty"),
        (b"sep=;\r\n", "empty"),
        (b"x" * (MAX_BYTES + 1), "too_large"),
        (b"PK\x03\x04more", "workbook"),
        (ZOE.encode("utf-16-le"), "encoding"),
        (codecs.BOM_UTF16_LE + b"a\x00\x00\xd8", "encoding"),
        (b"name,email\nZo\x81\xeb,zoe@example.com\n", "encoding"),
        (b"\n" * 200_000, "too_many_lines"),
    ],
)
def test_a_file_that_is_no_table_is_refused_with_what_to_do(content: bytes, code: str) -> None:
    with pytest.raises(FileRefused) as refusal:
        read_users(content)
    assert refusal.value.problem.code == code


def test_one_line_too_many_is_refused() -> None:
    with pytest.raises(FileRefused) as refusal:
        read_users(many(MAX_LINES + 1))
    assert refusal.value.problem.code == "too_many_lines"


def test_bytes_without_a_character_are_named_by_line() -> None:
    with pytest.raises(FileRefused) as refusal:
        read_users(b"name,email\nAda,ada@example.com\nZo\x81\xeb,zoe@example.com\n")
    assert refusal.value.problem.line == 3


def test_markup_and_formulas_are_text() -> None:
    file = read("<script>alert(1)</script>,a@example.com,Agent", "'=1+1,b@example.com,Agent")
    assert [each.name for each in file.lines] == ["<script>alert(1)</script>", "=1+1"]


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    try:
        read_users(content)
    except FileRefused as refusal:
        assert refusal.problem.sentence


@given(st.lists(st.text(st.sampled_from('ab",;\t\r\n\x00 '), max_size=12), max_size=8))
def test_any_cells_are_read_or_named(cells: list[str]) -> None:
    content = csv_of(*cells, header="name,email")
    try:
        file = read_users(content)
    except FileRefused:
        return
    assert all(
        problem.line <= content.count(b"\n") + content.count(b"\r") + 1 for problem in file.problems
    )
