"""What stands nowhere in the repository: registries' hosts, paths of one machine, names that say nothing."""

import ast
import re
import subprocess

from tests.architecture.source import ROOT, python_files

# written so that this file does not name them itself
HOSTS = re.compile(r"py[p]i\.org|python[h]osted\.org|registry\.npm[j]s|deb\.deb[i]an\.org|registry\.yarn[p]kg")
MACHINE = re.compile(r"(^|[^\w.-])/(wor[k]|far[m]|roo[t])/")
EMPTY_NAMES = {"utils", "helpers", "common", "constants", "base", "misc"}


def tracked() -> list[str]:
    listed = subprocess.run(["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True, check=True)
    return listed.stdout.splitlines()


def saying(pattern: re.Pattern[str], names: list[str]) -> list[str]:
    found = []
    for name in names:
        try:
            text = (ROOT / name).read_text(encoding="utf-8")
        except (UnicodeDecodeError, FileNotFoundError):
            continue
        found += [f"{name}: {match.group(0)}" for match in pattern.finditer(text)]
    return found


def test_no_file_names_the_host_of_a_package_registry() -> None:
    assert saying(HOSTS, tracked()) == []


def test_no_file_names_a_path_of_one_machine() -> None:
    assert saying(MACHINE, tracked()) == []


def test_no_module_has_a_name_that_says_nothing() -> None:
    assert [str(path) for path in python_files("services", "shared", "deploy", "tests") if path.stem in EMPTY_NAMES] == []


def test_every_module_says_what_a_reader_finds_in_it() -> None:
    files = [path for path in python_files("services", "shared", "deploy") if "versions" not in path.parts]
    assert [str(path) for path in files if ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) is None] == []


def test_canaries() -> None:
    assert HOSTS.search("https://files.python" + "hosted.org/x")
    assert MACHINE.search("see /wo" + "rk/main")
    assert not MACHINE.search("services/wo" + "rk/x")
