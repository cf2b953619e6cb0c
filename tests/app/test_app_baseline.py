"""Baselines: what is known is not reported, what is new is, and what is gone is said."""

import json

import pytest

TEXT = "# A\n\n$x = x + 1$\n\n$y = y + 1$\n\n$x = x + 1$\n"


@pytest.fixture
def note(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    path = tmp_path / "note.md"
    path.write_text(TEXT)
    return path


def report(backproof, capfd, *arguments: str, form: str = "json") -> tuple[int, dict]:
    status = backproof("check", "note.md", "--format", form, "--baseline", "known.json", *arguments)
    return status, json.loads(capfd.readouterr().out)


def accept(backproof, capfd) -> str:
    assert backproof("check", "note.md", "-q", "--write-baseline", "known.json") == 0
    return capfd.readouterr().err


def test_what_is_accepted_is_not_reported(note, backproof, capfd):
    assert "3 findings" in accept(backproof, capfd)
    status, found = report(backproof, capfd)
    assert status == 0 and found["summary"]["known"] == 3 and found["summary"]["wrong"] == 0
    assert {s["silenced"] for s in found["documents"][0]["statements"]} == {"baseline"}
    assert found["baseline"] == {"path": "known.json", "findings": 3, "stale": []}


def test_the_file_can_be_read(note, backproof, capfd):
    accept(backproof, capfd)
    file = json.loads((note.parent / "known.json").read_text())
    assert file["backproof_baseline"] == 1
    assert {"path": "note.md", "code": "V401", "text": "x = x + 1", "left": "", "count": 2} in file["findings"]


def test_edits_elsewhere_revive_nothing(note, backproof, capfd):
    accept(backproof, capfd)
    note.write_text("New words, $1 + 1 = 2$.\n\n" + TEXT.replace("x = x + 1", "x  =  x+1".replace("+", " + ")))
    status, found = report(backproof, capfd)
    assert status == 0 and found["baseline"]["stale"] == []


def test_only_what_is_new_is_reported(note, backproof, capfd):
    accept(backproof, capfd)
    note.write_text(TEXT + "\n$x = x + 1$\n\n$z = z + 1$\n")
    status, found = report(backproof, capfd)
    assert status == 1 and (found["summary"]["wrong"], found["summary"]["known"]) == (2, 3)


def test_what_is_gone_is_said(note, backproof, capfd):
    accept(backproof, capfd)
    note.write_text("$x = x + 1$")
    status, found = report(backproof, capfd)
    stale = {(s["latex"], s["count"]) for s in found["baseline"]["stale"]}
    assert status == 0 and stale == {("x = x + 1", 1), ("y = y + 1", 1)}
    assert backproof("check", "note.md", "--baseline", "known.json") == 0
    assert "note.md  V401 y = y + 1" in capfd.readouterr().out
    assert report(backproof, capfd, "--strict")[0] == 1
    accept(backproof, capfd)
    assert report(backproof, capfd)[1]["baseline"]["findings"] == 1


def test_documents_that_were_not_checked_are_left_alone(note, backproof, capfd, tmp_path):
    (tmp_path / "other.md").write_text("$z = z + 1$")
    backproof("check", "note.md", "other.md", "-q", "--write-baseline", "known.json")
    capfd.readouterr()
    assert report(backproof, capfd)[1]["baseline"]["stale"] == []
    accept(backproof, capfd)
    assert backproof("check", "other.md", "--baseline", "known.json") == 0
    (tmp_path / "other.md").unlink()
    capfd.readouterr()
    assert [s["path"] for s in report(backproof, capfd)[1]["baseline"]["stale"]] == ["other.md"]


def test_from_another_folder(note, backproof, capfd, tmp_path, monkeypatch):
    accept(backproof, capfd)
    (tmp_path / "below").mkdir()
    monkeypatch.chdir(tmp_path / "below")
    assert backproof("check", "../note.md", "--baseline", "../known.json") == 0
    assert backproof("check", str(note), "--baseline", "../known.json") == 0


def test_members_of_chains_are_told_apart(note, backproof, capfd):
    note.write_text("$(x + 1)^2 = x^2 + 2 x + 1 = 2 x$")
    accept(backproof, capfd)
    note.write_text("$(x + 2)^2 = x^2 + 4 x + 4 = 2 x$")
    assert report(backproof, capfd)[0] == 1


def test_sarif_says_what_is_new(note, backproof, capfd):
    accept(backproof, capfd)
    note.write_text("$x = x + 1$\n\n$z = z + 1$")
    _, log = report(backproof, capfd, form="sarif")
    states = sorted(r["baselineState"] for r in log["runs"][0]["results"])
    assert states == ["absent", "absent", "new", "unchanged"]


def test_without_a_baseline_sarif_has_no_states(note, backproof, capfd):
    backproof("check", "note.md", "--format", "sarif")
    assert "baselineState" not in capfd.readouterr().out


@pytest.mark.parametrize(
    "content",
    ["", "[]", "{", '{"findings": []}', '{"backproof_baseline": 2, "findings": []}', "$x = 1$", "[" * 100000, "\udcff"],
)
def test_another_file_is_neither_used_nor_overwritten(note, backproof, capfd, tmp_path, content):
    path = tmp_path / "known.json"
    path.write_bytes(content.encode("utf-8", "surrogateescape"))
    before = path.read_bytes()
    assert backproof("check", "note.md", "--baseline", "known.json") == 2
    assert "is no baseline of backproof" in capfd.readouterr().err
    assert backproof("check", "note.md", "--write-baseline", "known.json") == 2
    assert path.read_bytes() == before


def test_a_missing_baseline(note, backproof, capfd):
    assert backproof("check", "note.md", "--baseline", "known.json") == 2
    assert "--write-baseline known.json" in capfd.readouterr().err
    assert backproof("check", "note.md", "--write-baseline", "nowhere/known.json") == 2
    assert backproof("check", "note.md", "--write-baseline", "a.json", "--baseline", "b.json") == 2


def test_what_a_comment_ignores_is_not_accepted_too(note, backproof, capfd):
    note.write_text("$x = x + 1$ <!-- backproof: ignore -->")
    assert "0 findings" in accept(backproof, capfd)


def test_a_check_that_was_cut_short_writes_nothing(note, backproof, capfd, pretend, tmp_path):
    def give(path):
        raise KeyboardInterrupt

    pretend(give)
    assert backproof("check", "note.md", "--write-baseline", "known.json") == 130
    assert not (tmp_path / "known.json").exists()
