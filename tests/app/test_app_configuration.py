"""``[tool.backproof]`` in ``pyproject.toml``: where it is found, what it may say, and who wins."""

import json

import pytest

from backproof.app.configuration import Table
from backproof.app.globs import matches


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A folder with documents and a configuration; returns how to write the latter."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    root = tmp_path / "project"
    for name in ("docs/a.md", "docs/old/b.md", "c.md"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text("$x = x + 1$")
    monkeypatch.chdir(root)

    def write(*lines: str) -> None:
        (root / "pyproject.toml").write_text("\n".join(["[tool.other]", "strict = 3", "[tool.backproof]", *lines]))

    return write


def documents(backproof, capfd, *arguments: str) -> dict[str, dict]:
    backproof("check", "--format", "json", *arguments)
    return {d["path"].replace("./", ""): d for d in json.loads(capfd.readouterr().out)["documents"]}


def test_exclude(project, backproof, capfd):
    project('exclude = ["old", "c.*"]')
    assert set(documents(backproof, capfd, ".")) == {"docs/a.md"}
    assert set(documents(backproof, capfd, "docs/old/b.md")) == {"docs/old/b.md"}
    assert len(documents(backproof, capfd, ".", "--exclude", "docs/**")) == 1
    assert len(documents(backproof, capfd, ".", "--no-config")) == 3


def test_ignore_and_ignore_by_file(project, backproof, capfd):
    project("[tool.backproof.per-file-ignores]", '"docs/old/*" = ["wrong"]')
    found = documents(backproof, capfd, ".")
    assert {path: d["statements"][0]["silenced"] for path, d in found.items()} == {
        "docs/a.md": "",
        "docs/old/b.md": "configuration",
        "c.md": "",
    }
    project('ignore = ["V401"]')
    assert backproof("check", ".") == 0


def test_strict_and_the_command_line_wins(project, backproof):
    project('strict = true\nignore = ["V401"]', '"per-file-ignores" = {}')
    with open("c.md", "w") as file:
        file.write("Then $a + b = c + d$")
    assert backproof("check", "c.md") == 1
    assert backproof("check", "--no-strict", "c.md") == 0
    assert backproof("check", "--ignore", "V402", "docs/a.md") == 1


def test_format_and_seed(project, pretend, backproof, capfd):
    from backproof.claims.statement import Checked

    calls = pretend(lambda path: Checked(path, ""))
    project('format = "json"', "seed = 7", "jobs = 2", 'given = ["docs/a.md"]')
    backproof("check", "c.md")
    assert json.loads(capfd.readouterr().out)["schema"] == 1
    backproof("check", "c.md", "--seed", "8", "--format", "terminal", "--jobs", "1", "--given", "docs/old/b.md")
    assert "claims" in capfd.readouterr().out
    assert [(c["seed"], c["jobs"], c["given"]) for c in calls] == [(7, 2, ["docs/a.md"]), (8, 1, ["docs/old/b.md"])]


def test_what_is_given_is_not_given_to_itself(project, backproof, capfd):
    project('given = ["c.md"]')
    with open("c.md", "w") as file:
        file.write("Let $f(x) = x^2$.")
    with open("docs/a.md", "w") as file:
        file.write("$f'(x) = 2 x$")
    found = documents(backproof, capfd, "c.md", "docs/a.md")
    assert found["docs/a.md"]["statements"][0]["verdict"] == "proved"
    assert found["c.md"]["statements"][0]["role"] == "definition"
    assert backproof("symbols", "docs/a.md") == 0
    assert "f" in capfd.readouterr().out


def test_found_above_the_documents_or_the_working_directory(project, backproof, tmp_path, monkeypatch):
    project('ignore = ["V401"]')
    monkeypatch.chdir(tmp_path)
    assert backproof("check", "project/docs") == 0
    monkeypatch.chdir(tmp_path / "project" / "docs" / "old")
    assert backproof("check", "b.md") == 0
    (tmp_path / "elsewhere.md").write_text("$x = x + 1$")
    assert backproof("check", str(tmp_path / "elsewhere.md")) == 0
    monkeypatch.chdir(tmp_path)
    assert backproof("check", "elsewhere.md") == 1
    assert backproof("check", "elsewhere.md", "--config", "project/pyproject.toml") == 0


def test_the_configured_baseline_is_written(project, backproof, capfd):
    project('baseline = "known.json"')
    assert backproof("check", ".") == 2
    assert backproof("check", ".", "--write-baseline", "known.json") == 0
    assert backproof("check", ".") == 0
    assert "3 in the baseline" in capfd.readouterr().out


def test_baseline_is_found_beside_the_configuration(project, backproof, monkeypatch, tmp_path):
    assert backproof("check", ".", "--write-baseline", "known.json") == 0
    project('baseline = "known.json"')
    monkeypatch.chdir(tmp_path)
    assert backproof("check", "project") == 0


def test_a_table_of_another_tool_is_passed_by(project, backproof, tmp_path):
    project('ignore = ["V401"]')
    (tmp_path / "project" / "docs" / "pyproject.toml").write_text("[tool.ruff]\nline-length = 3\n")
    assert backproof("check", "docs") == 0
    (tmp_path / "project" / "docs" / "pyproject.toml").write_text("[tool.ruff\n")
    assert backproof("check", "docs") == 0


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("stric = true", "pyproject.toml:5: unknown key `stric` in [tool.backproof]; did you mean `strict`?"),
        ("zzz = 1", "unknown key `zzz`"),
        ('strict = "yes"', "pyproject.toml:5: `strict` in [tool.backproof]: expected `bool`, got `str`"),
        ("exclude = 3", "`exclude` in [tool.backproof]: expected `array`"),
        ("exclude = [3]", "`exclude` in [tool.backproof]: expected `str`, got `int`"),
        ('format = "xml"', "`format` in [tool.backproof]: invalid enum value 'xml'"),
        ("seed = -1", "`seed` in [tool.backproof]: expected `int` >= 0"),
        ('ignore = ["V4O1"]', "pyproject.toml:5: `ignore` in [tool.backproof]: no code 'V4O1'; did you mean V401"),
        ('per-file-ignores = {"a.md" = ["V9"]}', "no code 'V9'"),
        ('per-file-ignores = {"a.md" = 1}', "`per-file-ignores` in [tool.backproof]: expected `array`"),
        ('baseline = "none.json"', "no baseline none.json"),
        ('given = ["none.md"]', "no such file: none.md"),
        ("strict = ", "is not valid TOML"),
    ],
)
def test_what_cannot_be_is_said_with_its_place(project, backproof, capfd, line, said):
    project("", line)
    assert backproof("check", "c.md") == 2
    err = capfd.readouterr().err
    assert said in err and "Traceback" not in err


def test_files_that_cannot_be_used(project, backproof, capfd, tmp_path):
    (tmp_path / "project" / "pyproject.toml").write_text("[tool]\nbackproof = 3\n")
    assert backproof("check", "c.md") == 2
    assert "is not a table" in capfd.readouterr().err
    (tmp_path / "project" / "pyproject.toml").write_text("tool = 3\n")
    assert backproof("check", "c.md") == 1
    assert backproof("check", "c.md", "--config", "pyproject.toml") == 2
    assert "has no table" in capfd.readouterr().err
    (tmp_path / "project" / "pyproject.toml").write_bytes(b"[tool.backproof]\n\xff")
    assert backproof("check", "c.md") == 2
    assert backproof("check", "c.md", "--config", "none.toml") == 2


def test_every_key_is_documented():
    from pathlib import Path

    page = (Path(__file__).parents[2] / "docs" / "living-with-it.md").read_text(encoding="utf-8")
    assert [name for name in Table.__struct_encode_fields__ if f"`{name}`" not in page] == []


@pytest.mark.parametrize(
    ("pattern", "path", "matched"),
    [
        ("old", "docs/old/b.md", True),
        ("*.md", "docs/b.md", True),
        ("*.md", "docs/b.tex", False),
        ("docs/*.md", "docs/b.md", True),
        ("docs/*.md", "docs/old/b.md", False),
        ("docs/**/*.md", "docs/old/b.md", True),
        ("docs/**/*.md", "docs/b.md", True),
        ("docs/old", "docs/old/b.md", True),
        ("./docs/", "docs/b.md", True),
        ("docs", "mydocs/b.md", False),
        ("/b.md", "docs/b.md", False),
        ("/b.md", "b.md", True),
        ("[ab].md", "b.md", True),
        ("[!ab].md", "b.md", False),
        ("[z-a].md", "b.md", False),
        ("?.md", "ab.md", False),
        ("docs/**", "docs/x/y", True),
        ("[", "[", True),
    ],
)
def test_patterns(pattern, path, matched):
    assert matches(pattern, path) is matched
