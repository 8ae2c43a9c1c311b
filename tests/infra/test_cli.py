"""The `thidua` command: what it says, where it stops, and that a load can be repeated."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from botocore import exceptions as aws
from pynamodb.exceptions import PutError

from infra import cli
from services.core.campaign import store
from services.core.table import ConflictError
from tests.conftest import TestCloud

ROOT = Path(__file__).parents[2]
PLAN = ROOT / "campaigns" / "vinh-linh-70.toml"

Run = Callable[..., tuple[int, list[str], str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Run the command in English: exit code, lines told, and what went to the error stream."""

    def command(*words: str | Path, lang: str = "en") -> tuple[int, list[str], str]:
        code = cli.main([*map(str, words), "--lang", lang])
        said = capsys.readouterr()
        return code, said.out.splitlines(), said.err

    return command


@pytest.fixture
def changed(tmp_path: Path) -> Callable[[str, str], Path]:
    """The plan's file with one thing replaced."""

    def write(old: str, new: str) -> Path:
        text = PLAN.read_text()
        assert old in text
        file = tmp_path / "changed.toml"
        file.write_text(text.replace(old, new, 1))
        return file

    return write


def test_without_a_command_it_says_what_there_is(capsys: pytest.CaptureFixture[str]) -> None:
    """Whoever knows only its name finds every command by it."""
    assert cli.main([]) == 0
    told = capsys.readouterr().out
    assert all(f"\n    {name} " in told for name in ("run", "campaign", "deploy", "doctor", "backup"))


@pytest.mark.parametrize("before", [True, False], ids=["before", "after"])
def test_the_language_stands_before_or_after_the_command(
    capsys: pytest.CaptureFixture[str], *, before: bool
) -> None:
    """Nobody has to know where an option of all commands belongs; without one it is Vietnamese."""
    command = ["campaign", "check", str(PLAN)]
    cli.main(["--lang", "en", *command] if before else [*command, "--lang", "en"])
    assert "no mistakes" in capsys.readouterr().out
    cli.main(command)
    assert "không có lỗi" in capsys.readouterr().out


def test_check_says_what_a_right_file_holds(run: Run) -> None:
    """A maintainer sees that the file is right, and how much of it is assumed."""
    code, lines, _ = run("campaign", "check", PLAN)
    assert code == 0
    assert lines == [f"{PLAN}: no mistakes. Areas: 6; units: 50; targets: 10; assumptions: 15."]


def test_files_are_named_from_where_the_command_is_typed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`./thidua` is run from anywhere: a backup goes into the folder in which somebody stands."""
    (tmp_path / "plan.toml").write_bytes(PLAN.read_bytes())
    (tmp_path / "make").write_text("#!/bin/sh\n")  # what is installed here need not be installed again
    (tmp_path / "make").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    done = subprocess.run(  # noqa: S603 - our own script
        [ROOT / "thidua", "campaign", "check", "plan.toml", "--lang", "en"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.startswith("plan.toml: no mistakes.")


def test_check_names_every_mistake_by_line_and_field(run: Run, tmp_path: Path) -> None:
    """One line for each mistake in the form that editors can jump to, and an exit code for scripts."""
    file = tmp_path / "broken.toml"
    broken = PLAN.read_text().replace("weekday = 1", "weekday = 8").replace("2025-04-07", "2025-04-31")
    file.write_text(broken)
    code, lines, _ = run("campaign", "check", file)
    day = broken[: broken.index("2025-04-31")].count("\n") + 1
    weekday = broken[: broken.index("weekday = 8")].count("\n") + 1
    no_day = "This is no day or hour that exists. Write 2024-12-31, 17:00:00 or 2024-12-31T17:00:00."
    assert code == 1
    assert lines == [
        f"{file}:{day}: {no_day}",
        f"{file}:{weekday}: reports.weekly.weekday: This must be a whole number from 1 to 7.",
    ]


def test_the_command_speaks_vietnamese_unless_told_otherwise(
    capsys: pytest.CaptureFixture[str], changed: Callable[[str, str], Path]
) -> None:
    """Who runs the movement reads the mistakes in Vietnamese."""
    assert cli.main(["campaign", "check", str(changed("weekday = 1", "weekday = 8"))]) == 1
    assert "Đây phải là số nguyên từ 1 đến 7." in capsys.readouterr().out


@pytest.mark.parametrize(("name", "why"), [("nowhere.toml", "No such file"), (".", "Is a directory")])
def test_a_file_that_is_none_is_told_in_one_line(run: Run, tmp_path: Path, name: str, why: str) -> None:
    """A wrong path gives a sentence, not a traceback."""
    code, lines, error = run("campaign", "check", tmp_path / name)
    assert (code, lines) == (1, [])
    assert error.startswith("thidua: ")
    assert why in error
    assert error.count("\n") == 1


def test_load_shows_the_difference_and_loads_it_once(
    run: Run, cloud: TestCloud, changed: Callable[[str, str], Path]
) -> None:
    """First load, the same again, then a change: each says what it did, and only changes write."""
    code, lines, _ = run("campaign", "load", PLAN)
    assert (code, lines) == (
        0, ["First load of the campaign “70 Years of Vĩnh Linh emulation movement”.", "Version 1 is loaded."],
    )  # fmt: skip
    assert run("campaign", "load", PLAN)[:2] == (0, ["Nothing has changed: version 1 stays."])
    assert run("campaign", "load", changed("approval_days = 5", "approval_days = 7"))[:2] == (
        0, ["~ terms.approval_days: 5 → 7", "Version 2 is loaded."],
    )  # fmt: skip
    assert store.current("vinh-linh-70").terms.approval_days == 7
    assert len([item for item in cloud.table.scan()["Items"] if str(item["sk"]).startswith("V#")]) == 2


def test_load_tells_new_gone_and_kept_apart(
    run: Run, cloud: TestCloud, changed: Callable[[str, str], Path]
) -> None:
    """What the application owns is shown as not taken; long values are cut."""
    assert cloud
    run("campaign", "load", PLAN)
    _, lines, _ = run("campaign", "load", changed('phone = "0233 000 0101"', 'phone = "0233 000 0999"'))
    assert lines == [
        '= units.ho-xa.phone: "0233 000 0101" → "0233 000 0999"',
        "Lines with = are not taken: once loaded, units are changed in the application.",
        "Version 2 is loaded.",
    ]
    _, lines, _ = run("campaign", "load", changed('id = "trained-share"', 'id = "trained-part"'))
    assert '+ targets.trained-part.value: "75"' in lines
    assert '- targets.trained-share.value: "75"' in lines
    assert all(len(line) < 200 for line in lines)


def test_a_broken_file_loads_nothing(run: Run, cloud: TestCloud, changed: Callable[[str, str], Path]) -> None:
    """Nothing of a file with a mistake reaches the table."""
    code, lines, _ = run("campaign", "load", changed("weekday = 1", "weekday = 8"))
    assert (code, len(lines)) == (1, 1)
    assert cloud.table.scan()["Items"] == []


@pytest.mark.parametrize(
    ("trouble", "says"),
    [
        (aws.NoRegionError(), "set AWS_DEFAULT_REGION"),
        (aws.NoCredentialsError(), "set AWS_ACCESS_KEY_ID"),
        (aws.ProfileNotFound(profile="nobody"), "set for AWS cannot be used"),
        (aws.InvalidRegionError(region_name="moon 1"), "set for AWS cannot be used"),
        (aws.EndpointConnectionError(endpoint_url="http://127.0.0.1:9"), "AWS cannot be reached"),
        (PutError("x", aws.ConnectTimeoutError(endpoint_url="http://x")), "AWS cannot be reached"),
        (
            PutError("x", aws.ClientError({"Error": {"Code": "ResourceNotFoundException"}}, "PutItem")),
            "There is no table “thidua” here",
        ),
        (
            PutError("x", aws.ClientError({"Error": {"Code": "AccessDeniedException"}}, "PutItem")),
            "You may not do this in the AWS account: An error occurred (AccessDeniedException)",
        ),
        (ConflictError("C#x was written by somebody else"), "Load the file again"),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else "",
)
def test_trouble_with_the_table_is_told_in_one_line(
    run: Run, monkeypatch: pytest.MonkeyPatch, trouble: Exception, says: str
) -> None:
    """A missing region, missing credentials, an endpoint that does not answer, a table that is not there."""

    def fails(_campaign: object) -> None:
        raise trouble

    monkeypatch.setattr(store, "preview", fails)
    code, _, error = run("campaign", "load", PLAN)
    assert code == 1
    assert says in error
    assert error.count("\n") == 1


def test_what_is_no_trouble_of_the_table_is_not_hidden(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """A mistake in the program stays visible as what it is."""

    def fails(_campaign: object) -> None:
        raise RuntimeError("a mistake of ours")

    monkeypatch.setattr(store, "preview", fails)
    with pytest.raises(RuntimeError, match="ours"):
        run("campaign", "load", PLAN)


def test_run_starts_the_local_cloud(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """`thidua run` hands over to the local cloud."""
    from infra.local import run as local  # noqa: PLC0415 - imported where the command imports it

    started: list[bool] = []
    monkeypatch.setattr(local, "main", lambda: started.append(True))
    assert run("run")[0] == 0
    assert started == [True]


def test_without_a_table_the_command_says_so() -> None:
    """From a bare shell, with nothing set, a person reads what is missing."""
    done = subprocess.run(  # noqa: S603 - our own module
        [sys.executable, "-m", "infra.cli", "campaign", "load", str(PLAN), "--lang", "en"],
        cwd=ROOT,
        env={"PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr == (
        "thidua: TABLE_NAME is not set: name the installation with --stage, or the table with TABLE_NAME.\n"
    )
