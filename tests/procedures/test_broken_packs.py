"""List F of the security tests: each broken pack stops its activation with a sentence naming file, line and remedy."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.procedures import BrokenPack, load
from shared.procedures.reading import read
from tests.procedures.pack_files import HEAD, SECTION, Section, check, edition, faults, loaded, write


def deep(opening: str, levels: int) -> str:
    return HEAD + SECTION + "notify: " + opening * levels


BOMB = "notify:\n  a: &a [x, x]\n  b: &b [*a, *a]\n  c: [*b, *b]\n"
PYTHON = 'notify: !!python/object/apply:os.system ["true"]\n'

YAML_FAULTS = [
    ("an alias bomb", HEAD + SECTION + BOMB, 9, "anchors (&) and aliases (*) are not allowed"),
    ("an alias", HEAD + SECTION + "notify: *there\n", 8, "anchors (&) and aliases (*) are not allowed"),
    ("an anchored key", HEAD + SECTION + "notify: {&k a: 1}\n", 8, "anchors (&) and aliases (*) are not allowed"),
    ("flow nesting of 3,000", deep("[", 3000), 8, "nested more than 40 levels"),
    ("mapping nesting of 3,000", deep("{a: ", 3000), 8, "nested more than 40 levels"),
    ("block nesting of 3,000", HEAD + SECTION + "notify:\n  " + "- " * 3000 + "x\n", 9, "nested more than 40 levels"),
    ("a duplicate key", HEAD + SECTION + "  answer_within: {length: 8, unit: days}\n", 8, "`answer_within` already stands on line 7"),
    ("a duplicate section", HEAD + SECTION + "triage: {}\n", 8, "`triage` already stands on line 6"),
    ("a duplicate quoted key", HEAD + '"title": x\n' + SECTION, 6, "`title` already stands on line 2"),
    ("a Python tag", HEAD + SECTION + PYTHON, 8, "`tag:yaml.org,2002:python/object/apply:os.system` is not allowed"),
    ("a tag of our own", HEAD + SECTION + "notify: !secret x\n", 8, "the tag `!secret` is not allowed"),
    ("a tag on a list", HEAD + SECTION + "notify: !!set {a, b}\n", 8, "is not allowed in a pack"),
    ("an empty tag", HEAD + SECTION + "notify: ! x\n", 8, "the tag `!` is not allowed"),
    ("a tab", HEAD + SECTION + "notify:\n\ta: 1\n", 9, "contains a tab"),
    ("a tab in a text", HEAD + SECTION + 'notify: "a\tb"\n', 8, "contains a tab"),
    ("a byte order mark", b"\xef\xbb\xbf" + (HEAD + SECTION).encode(), 1, "byte order mark"),
    ("UTF-16", (HEAD + SECTION).encode("utf-16"), 1, "byte order mark"),
    ("GB18030", (HEAD + SECTION).encode("gb18030"), 2, "not UTF-8"),
    ("a byte order mark inside", HEAD + "\ufeff" + SECTION, 6, "the invisible sign U+FEFF"),
    ("a NUL", HEAD + SECTION + "notify: a\x00b\n", 8, "the invisible sign U+0000"),
    ("an escape", HEAD + SECTION + "notify: \x1b[31m\n", 8, "the invisible sign U+001B"),
    ("a direction override", HEAD + SECTION + "notify: a\u202eb\n", 8, "the invisible sign U+202E"),
    ("a zero-width space", HEAD + SECTION + "notify: a\u200bb\n", 8, "the invisible sign U+200B"),
    ("an escaped NUL", HEAD + SECTION + 'notify: "a\\0b"\n', 8, "the invisible sign U+0000"),
    ("an escaped direction override", HEAD + SECTION + 'notify: {"a\\u202eb": 1}\n', 8, "the invisible sign U+202E"),
    ("half a sign", HEAD + SECTION + 'notify: "\\ud800"\n', 8, "the invisible sign U+D800"),
    ("an escaped tab", HEAD + SECTION + 'notify: "a\\tb"\n', 8, "the invisible sign U+0009"),
    ("a lone carriage return", HEAD + SECTION + "#\r%YAML 1.1\n", 8, "the invisible sign U+000D"),
    ("two documents", HEAD + SECTION + "---\nnotify: {}\n", 8, "a second document begins"),
    ("an empty second document", HEAD + SECTION + "...\n---\n", 9, "a second document begins"),
    ("a version directive", "%YAML 1.1\n---\n" + HEAD + SECTION, 1, "YAML directive"),
    ("a tag directive", "%TAG ! tag:example.org,2026:\n---\n" + HEAD + SECTION, 1, "YAML directive"),
    ("a merge key", HEAD + SECTION + "<<: {notify: {}}\n", 8, "`<<` is not a field here"),
    ("a list as a key", HEAD + SECTION + "? [a, b]\n: 1\n", 8, "a field name must be a text"),
    ("bare braces", HEAD + SECTION + "notify: {{reference}}\n", 8, "a field name must be a text"),
    ("an open bracket", HEAD + SECTION + "notify: [a, b\n", 9, "cannot be read as YAML"),
    ("an open quote", HEAD + SECTION + 'notify: "a\n', 9, "cannot be read as YAML"),
    ("wrong indentation", HEAD + SECTION + "   more: 1\n", 8, "cannot be read as YAML"),
    ("a colon in a text", HEAD + SECTION + "notify: a: b\n", 8, "cannot be read as YAML"),
    ("an empty file", "", 1, "not a table of fields"),
    ("only a comment", "# later\n", 1, "not a table of fields"),
    ("a list", "- procedure: parcels\n", 1, "not a table of fields"),
    ("a text", "parcels\n", 1, "not a table of fields"),
    ("over 1 MB", HEAD + SECTION + "#" * 1_000_001, 0, "larger than 1000000 bytes"),
]


@pytest.mark.parametrize(("text", "line", "says"), [row[1:] for row in YAML_FAULTS], ids=[row[0] for row in YAML_FAULTS])
def test_a_file_that_may_not_mean_what_it_shows_is_refused(tmp_path: Path, text: str | bytes, line: int, says: str) -> None:
    check(tmp_path, text, line, says)


@pytest.mark.parametrize("name", ["2026-1-1.yaml", "2026-01-01.yml", "20260101.yaml", "2026-02-30.yaml", "draft.yaml", "2026-01-01.YAML"])
def test_a_file_that_is_not_named_by_a_date_is_not_passed_over(tmp_path: Path, name: str) -> None:
    write(tmp_path, HEAD + SECTION, name)
    assert "the file name is not the date of an edition. Name it like 2026-04-15.yaml" in str(faults(tmp_path))


def test_a_folder_named_like_an_edition_is_not_passed_over(tmp_path: Path) -> None:
    (tmp_path / "parcels" / "2026-01-01.yaml").mkdir(parents=True)
    assert "the file name is not the date of an edition" in str(faults(tmp_path))


def test_an_edition_that_cannot_be_opened_is_named(tmp_path: Path) -> None:
    with pytest.raises(BrokenPack, match=r"2026-01-01\.yaml: the file cannot be opened: No such file or directory\."):
        read(tmp_path / "2026-01-01.yaml")


def test_a_file_of_nothing_but_faults_is_answered_shortly(tmp_path: Path) -> None:
    write(tmp_path, HEAD + SECTION + "".join(f"{'x' * 200}{number}: 1\n" for number in range(2000)))
    broken = faults(tmp_path)
    assert len(broken.faults) == 50
    assert max(map(len, str(broken).splitlines())) < 500


def test_a_folder_without_editions_is_not_passed_over(tmp_path: Path) -> None:
    (tmp_path / "parcels").mkdir()
    assert "the folder holds no edition" in str(faults(tmp_path))


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    assert f"{tmp_path / 'nowhere'}: there is no such folder" in str(faults(tmp_path / "nowhere"))


def test_an_edition_may_not_outlast_its_successor(tmp_path: Path) -> None:
    write(tmp_path, edition("2026-01-01", more="until: 2026-06-01\n"))
    write(tmp_path, edition("2026-04-15"), "2026-04-15.yaml")
    assert "2026-01-01.yaml: `until` is later than 2026-04-15, when the next edition comes into force" in str(faults(tmp_path))


def test_every_fault_of_every_pack_is_said_at_once(tmp_path: Path) -> None:
    write(tmp_path, HEAD.replace("false", "maybe") + "triage: {answer_within: {length: 0, unit: days}, insurd: true}\n")
    write(tmp_path, "letters: [", "2025-01-01.yaml", "letters")
    write(tmp_path, edition("2024-01-01", procedure="notes"), "2024-01-01.yaml", "notes")
    assert [(Path(fault.file).parent.name, fault.line) for fault in faults(tmp_path).faults] == [
        ("letters", 1),
        ("parcels", 5),
        ("parcels", 6),
        ("parcels", 6),
    ]


@pytest.mark.parametrize("written", ["NO", "no", "off", "12:30:45", "012", "0x1F", "1e3", "2026-05-01T10:00:00", "=", "y", ".nan"])
def test_a_plain_word_stays_the_text_that_stands_there(tmp_path: Path, written: str) -> None:
    write(tmp_path, HEAD.replace("en: Parcels", f"en: {written}") + SECTION)
    assert loaded(tmp_path).all()[0].title.en == written


def test_line_ends_of_another_system_are_read(tmp_path: Path) -> None:
    write(tmp_path, (HEAD + SECTION).replace("\n", "\r\n"))
    assert loaded(tmp_path).procedures() == ["parcels"]


@pytest.mark.parametrize("opening", ["[", "{a: ", "[{", "- ", "? "])
def test_the_deepest_file_is_refused(tmp_path: Path, opening: str) -> None:
    write(tmp_path, HEAD + SECTION + "notify: " + opening * (900_000 // len(opening)))
    with pytest.raises(BrokenPack):
        load(tmp_path, "triage", Section)


@given(st.integers(0, len((HEAD + SECTION).encode())), st.integers(0, 20), st.binary(max_size=30) | st.text(max_size=20).map(str.encode))
def test_whatever_is_written_into_a_pack_it_is_loaded_or_refused(
    tmp_path_factory: pytest.TempPathFactory, at: int, cut: int, inserted: bytes
) -> None:
    sound = (HEAD + SECTION).encode()
    folder = tmp_path_factory.getbasetemp() / "anything"
    write(folder, sound[:at] + inserted + sound[at + cut :])
    try:
        names = loaded(folder).procedures()
    except BrokenPack as broken:
        names = [Path(fault.file).parent.name for fault in broken.faults]
    assert set(names) == {"parcels"}
