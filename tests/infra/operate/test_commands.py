"""`thidua backup`, `restore`, `redrive`, `replay`: what a person types, reads, and is asked."""

import json
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import pytest

from infra import cli
from infra.cli import operating
from infra.cli.passing import Passing
from infra.installation import Installation
from infra.local import moto_inside
from infra.local.cloud import REGION
from tests.conftest import TestCloud
from tests.infra.operate.conftest import Keep, Operator
from tests.infra.operate.test_archive import packed
from tests.unit.work.lives import SITUATIONS

Run: TypeAlias = Callable[..., tuple[int, list[str], str]]


@pytest.fixture
def run(cloud: TestCloud, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command in English on this cloud, as if it were the installation of any stage."""
    monkeypatch.setattr(Installation, "name", cloud.inner.name)
    monkeypatch.setattr(Installation, "core", cloud.inner.outputs)
    monkeypatch.setattr(operating, "_WAIT", 0)

    def command(*words: str | Path) -> tuple[int, list[str], str]:
        code = cli.main([*map(str, words), "--stage", "try", "--lang", "en"])
        said = capsys.readouterr()
        return code, said.out.splitlines(), said.err

    return command


@pytest.fixture
def answer(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Somebody at a keyboard who answers every question like this."""

    def with_(word: str) -> None:
        monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
        monkeypatch.setattr("builtins.input", lambda _asked: word)

    return with_


def _dead(cloud: TestCloud, stage: str, *bodies: str) -> None:
    for body in bodies:
        url = next(one.dead_url for one in cloud.inner.queues if one.name == f"thidua-{stage}")
        cloud.inner.sqs.send_message(QueueUrl=url, MessageBody=body)


_LETTER = json.dumps(
    {"source": "thidua", "detail-type": "WorkSubmitted", "detail": {"id": "w1.1", "subject": "w1"}}
)


# --- backup and restore ------------------------------------------------------------------------


def test_a_backup_and_its_restore_say_what_they_did(
    run: Run, cloud: TestCloud, keep: Keep, tmp_path: Path
) -> None:
    """How much was kept, that people's addresses are in it; then that it is whole, and what came back."""
    keep(SITUATIONS["approved"](), "w1")
    cloud.inner.store_file("reports/one.xlsx", b"cells")
    file = tmp_path / "kept.gz"
    code, lines, _ = run("backup", "--to", file)
    assert code == 0
    kept = re.fullmatch(r"Kept in (.+): items (\d+), files 1; campaigns: vinh-linh-70\.", lines[0])
    assert kept
    assert kept[1] == str(file)
    assert lines[1] == "Names and addresses are in it: keep it where nobody else can read it."

    code, lines, error = run("restore", "--from", file)
    assert code == 1
    assert lines[0].startswith("The backup is whole: thidua, begun at 8:00 am, 7 October 2024; items ")
    assert error.startswith("thidua: The table “thidua” is in use.")

    code, lines, _ = run("restore", "--from", file, "--merge")
    assert code == 0
    assert lines[1:4] == [
        "Restored into thidua: items 0, files 0. Nobody was written to.",
        "This stood there already, not older, and was kept:",
        f"campaigns: {int(kept[2]) - 1}",
    ]
    assert lines[4:] == ["records: 1", "files: 1"]

    cloud.inner.reset()
    code, lines, _ = run("restore", "--from", file)
    assert (code, lines[1:]) == (
        0, [f"Restored into thidua: items {kept[2]}, files 1. Nobody was written to."],
    )  # fmt: skip


@pytest.mark.parametrize("command", ["backup", "restore"])
def test_a_wrong_place_is_told_in_one_line(run: Run, tmp_path: Path, command: str) -> None:
    """No traceback, and the exit code of a failure."""
    option = "--to" if command == "backup" else "--from"
    for place in (tmp_path / "nowhere" / "kept.gz", "s3://bucket-alone", "s3://no-such-bucket/kept.gz"):
        code, lines, error = run(command, option, place)
        assert (code, lines) == (1, [])
        assert error.startswith("thidua: ")
        assert error.count("\n") == 1


def test_an_installation_that_is_not_there_is_told(
    capsys: pytest.CaptureFixture[str], cloud: TestCloud, tmp_path: Path
) -> None:
    """Each of the four names the stack that it looked for."""
    assert cloud
    whole = tmp_path / "whole.gz"
    whole.write_bytes(packed())
    for words in (
        ("backup", "--to", str(tmp_path / "kept.gz")),
        ("restore", "--from", str(whole)),
        ("redrive",),
        ("replay", "--from", "2024-10-01"),
    ):
        assert cli.main([*words, "--stage", "none", "--lang", "en"]) == 1
        assert "There is no stack “thidua-none-core”" in capsys.readouterr().err


# --- redrive -----------------------------------------------------------------------------------


def test_dead_letters_are_shown_and_sent_back_when_one_says_yes(
    run: Run, cloud: TestCloud, answer: Callable[[str], None]
) -> None:
    """Each with what it is about and where its reason stands; a queue without any says so."""
    _dead(cloud, "report", _LETTER, "no json")
    answer("yes")
    code, lines, _ = run("redrive")
    assert code == 0
    assert lines[:3] == [
        "thidua-review: no dead letters.",
        "thidua-notify: no dead letters.",
        "thidua-report: dead letters: 2",
    ]
    described = "\n".join(lines[3:5])
    assert "WorkSubmitted w1; first sent " in described
    assert "no event that can be read; first sent " in described
    assert "the log /aws/lambda/thidua-report-consume cannot be read" in described
    assert lines[-1] == "    thidua-report: 2/2"
    assert sorted(moto_inside.bodies(REGION, "thidua-report")) == sorted([_LETTER, "no json"])
    assert cloud.inner.dead_letters() == {}


@pytest.mark.parametrize("word", ["no", ""])
def test_they_stay_when_one_does_not(
    run: Run, cloud: TestCloud, answer: Callable[[str], None], word: str
) -> None:
    """Whatever is not a yes changes nothing, and the letters can be seen again at once."""
    _dead(cloud, "review", _LETTER)
    answer(word)
    for _ in range(2):
        code, lines, _ = run("redrive", "--queue", "review")
        assert (code, lines[-1]) == (1, "They stay where they are.")
        assert len(lines) == 3
    assert moto_inside.bodies(REGION, "thidua-review") == []


def test_without_a_keyboard_only_yes_sends(run: Run, cloud: TestCloud) -> None:
    """A script has to say so."""
    _dead(cloud, "review", _LETTER)
    assert run("redrive")[0] == 1
    assert run("redrive", "--yes")[0] == 0
    assert moto_inside.bodies(REGION, "thidua-review") == [_LETTER]


def test_one_letter_is_discarded(run: Run, cloud: TestCloud, answer: Callable[[str], None]) -> None:
    """It is shown, asked for, and gone; its neighbour stays; an unknown id is told."""
    _dead(cloud, "notify", _LETTER, "no json")
    answer("no")
    _, lines, _ = run("redrive")
    id_ = next(line.partition(":")[0] for line in lines if "no event that can be read" in line)
    assert run("redrive", "--discard", id_)[1][-1] == "It stays where it is."
    answer("yes")
    code, lines, _ = run("redrive", "--discard", id_)
    assert (code, lines[-1]) == (0, f"{id_} is deleted.")
    assert cloud.inner.dead_letters() == {"thidua-notify": [_LETTER]}
    code, _, error = run("redrive", "--discard", id_)
    assert (code, error) == (1, f"thidua: There is no dead letter {id_}.\n")


# --- replay ------------------------------------------------------------------------------------


def test_a_replay_counts_first_and_sends_when_told(
    run: Run, cloud: TestCloud, keep: Keep, operator: Operator
) -> None:
    """Both stages or one; the day at the end is whole."""
    keep(SITUATIONS["appraised"](), "w1")
    cloud.pump.drain()
    before = operator.everything()
    code, lines, _ = run("replay", "--from", "7/10/2024", "--to", "2024-10-07")
    assert code == 0
    assert lines == [
        "From 12:00 am, 7 October 2024 to 11:59 pm, 7 October 2024: events 2, works 1.",
        "Nothing was sent. Repeat the command with --yes to send them.",
    ]
    assert moto_inside.bodies(REGION, "thidua-report") == []
    code, lines, _ = run("replay", "--from", "2024-10-07", "--queue", "report", "--yes")
    assert code == 0
    assert lines[1:] == [
        "    thidua-report: 2/2",
        "They are on their way. Nobody is written to because of them.",
    ]
    assert moto_inside.bodies(REGION, "thidua-review") == []
    assert run("replay", "--from", "2024-10-07", "--yes")[1][1:3] == [
        "    thidua-review: 2/2",
        "    thidua-report: 2/2",
    ]
    assert moto_inside.bodies(REGION, "thidua-notify") == []
    cloud.pump.drain()
    assert operator.everything() == before


def test_a_replay_names_the_works_that_cannot_be_read(run: Run, cloud: TestCloud, keep: Keep) -> None:
    """Whoever mends figures has to know which are not mended."""
    keep(SITUATIONS["appraised"](), "w1")
    cloud.table.update_item(
        Key={"pk": "R#w1", "sk": "R"},
        UpdateExpression="SET history = :broken",
        ExpressionAttributeValues={":broken": b"no zlib"},
    )
    code, lines, _ = run("replay", "--from", "2024-10-07")
    assert (code, lines[1]) == (0, "Left out, because they cannot be read: w1.")


def test_a_time_that_is_none_is_told(run: Run) -> None:
    """The wrong way round, or no day."""
    assert run("replay", "--from", "2024-10-08", "--to", "2024-10-07")[2] == (
        "thidua: --from lies after --to.\n"
    )
    assert "Write a day as 2024-10-07" in run("replay", "--from", "Monday")[2]


# --- progress ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("terminal", "shows"),
    [
        (True, "\r    1 · 2.0 MB\r    2 · 4.0 MB\r    3\n"),
        (False, "    2 · 4.0 MB\n"),
    ],
)
def test_progress_is_one_line_or_one_now_and_then(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *, terminal: bool, shows: str
) -> None:
    """A person sees it move; a log file gets a line every half minute."""
    now = [0.0]
    monkeypatch.setattr("infra.cli.passing.time.monotonic", lambda: now[0])
    monkeypatch.setattr(sys.stderr, "isatty", lambda: terminal, raising=False)
    with Passing() as heard:
        for second, (count, size) in (
            (20.0, (1, 2_000_000)),
            (40.0, (2, 4_000_000)),
            (60.0, (3, 0)),
            (60.1, (4, 0)),
        ):
            now[0] = second
            heard(count, size)
    assert capsys.readouterr().err == shows
