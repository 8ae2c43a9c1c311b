"""Every sentence stands in both languages, and says the same."""

import subprocess
import sys
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from infra import catalogues
from services.core.language import catalogue
from services.core.language.message import Message, Text, message


def test_nothing_is_missing_or_stale() -> None:
    """Every sentence in code and templates has its Vietnamese, every translation is used, places agree."""
    assert catalogues.faults() == []


def test_people_are_addressed_in_one_way() -> None:
    """The same person reads every page: one form of address, and not three."""
    source = (catalogue.LOCALES / "vi" / "LC_MESSAGES" / "thidua.po").read_text(encoding="utf-8").lower()
    assert "ông (bà)" in source
    for other in ("đồng chí", "quý vị", "anh/chị", "anh (chị)", " bạn "):
        assert other not in source


def test_a_message_is_said_with_its_values() -> None:
    """Each value is written as the language writes it, names in their own wording."""
    said = message(
        "{who}: {amount} by {day}, {at}, {share} of {what}",
        who="Lan",
        amount=1200,
        day=date(2025, 2, 5),
        at=datetime(2025, 2, 5, 0, 0, tzinfo=UTC),
        share=Decimal("0.5"),
        what=Text(vi="Kinh tế", en="Economy"),
    )
    assert catalogue.say(said, "en") == (
        "Lan: 1,200 by 5 February 2025, 7:00 am, 5 February 2025, 0.5 of Economy"
    )


def test_a_message_may_hold_another() -> None:
    """A label inside a sentence is translated with it; braces that somebody typed stay what they are."""
    inner = message("{typed}", typed="{who} {0}")
    assert catalogue.say(message("Fill in: {label}", label=inner), "en") == "Fill in: {who} {0}"


def test_an_empty_sentence_stays_empty() -> None:
    """A catalogue's source keeps its header under the empty key; nobody is shown it."""
    assert catalogue.say(Message(""), "vi") == ""


def test_without_catalogue_the_remedy_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A catalogue that was never compiled is an error with its remedy, not a page in English."""
    monkeypatch.setattr(catalogue, "LOCALES", tmp_path)
    catalogue._catalogue.cache_clear()  # noqa: SLF001 - the only way to see the disk anew
    with pytest.raises(catalogue.MissingCatalogueError, match="make catalogues"):
        catalogue.translate("Title", "vi")
    catalogue._catalogue.cache_clear()  # noqa: SLF001 - the only way to see the disk anew


@pytest.fixture
def own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A catalogue of the test's own, empty."""
    monkeypatch.setattr(catalogues, "LOCALES", tmp_path)
    return tmp_path / "vi" / "LC_MESSAGES" / "thidua.po"


def pairs(folder: Path, text: str) -> Path:
    path = folder / "pairs.tsv"
    path.write_text(text, encoding="utf-8")
    return path


def test_adding_merges_and_sorts(own: Path, tmp_path: Path) -> None:
    """Pairs are merged in one order whoever adds them when, the newest translation wins, twice is once."""
    assert catalogues.add(pairs(tmp_path, "Zebra\tNgựa vằn\nApple {n}\tTáo {n}\n")) == 2
    first = own.read_text(encoding="utf-8")
    assert first.index("Apple") < first.index("Zebra")
    assert catalogues.add(pairs(tmp_path, "Apple {n}\tTáo {n}\n")) == 0
    assert own.read_text(encoding="utf-8") == first
    assert catalogues.add(pairs(tmp_path, "Apple {n}\tQuả táo {n}\n")) == 1
    assert 'msgstr "Quả táo {n}"' in own.read_text(encoding="utf-8")
    assert 'msgstr "Táo {n}"' not in own.read_text(encoding="utf-8")
    assert own.with_suffix(".json").stat().st_mtime_ns >= own.stat().st_mtime_ns


def test_translations_are_stored_composed(own: Path, tmp_path: Path) -> None:
    """Whatever keyboard typed it, the catalogue holds Unicode's composed form."""
    catalogues.add(pairs(tmp_path, "House\tNha\u0300\n"))
    assert "Nhà" in own.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("Only English", "a tab"),
        ("House\t", "a tab"),
        ("{n} houses\tnhà", "differ"),
        ("House\tNhà {n}", "differ"),
        ("House\tNhà!", "shouts"),
    ],
)
def test_a_wrong_pair_adds_nothing(own: Path, tmp_path: Path, line: str, why: str) -> None:
    """A mistake is told by line, and the file stays as it was."""
    with pytest.raises(catalogues.CatalogueError, match=f"pairs.tsv:2: .*{why}"):
        catalogues.add(pairs(tmp_path, f"Apple\tTáo\n{line}\n"))
    assert not own.exists()


def test_check_finds_what_is_wrong(
    own: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Missing and unused sentences are listed with their place, and the command fails."""
    source = tmp_path / "services" / "stage"
    (source / "templates").mkdir(parents=True)
    (source / "app.py").write_text('A = message("In code")\nB = message("One" if x else "Many")\n')
    (source / "templates" / "a.html").write_text(
        '{{ _("On a page") }}{{ _n("a house", "{count} houses", n) }}'
    )
    (tmp_path / "infra").mkdir()
    monkeypatch.setattr(catalogues, "ROOT", tmp_path)
    catalogues.add(pairs(tmp_path, "In code\tTrong mã\nGone\tĐã bỏ\n"))
    capsys.readouterr()
    assert catalogues.main(["check"]) == 1
    assert capsys.readouterr().out.splitlines() == [
        "no vi translation: 'One' (services/stage/app.py:2)",
        "no vi translation: 'Many' (services/stage/app.py:2)",
        "no vi translation: 'On a page' (services/stage/templates/a.html:1)",
        "no vi translation: '{count} houses' (services/stage/templates/a.html:1)",
        "nobody uses: 'Gone'",
    ]
    assert catalogues.main(["prune"]) == 0
    assert capsys.readouterr().out == "1 dropped\n"
    assert "Gone" not in own.read_text(encoding="utf-8")
    assert "In code" in own.read_text(encoding="utf-8")


def test_a_sentence_that_is_no_literal_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A template cannot translate what no catalogue could know."""
    (tmp_path / "services" / "a" / "templates").mkdir(parents=True)
    (tmp_path / "services" / "a" / "templates" / "a.html").write_text("{{ _(title) }}")
    (tmp_path / "infra").mkdir()
    monkeypatch.setattr(catalogues, "ROOT", tmp_path)
    with pytest.raises(catalogues.CatalogueError, match=r"a\.html:1"):
        list(catalogues.used_sentences())


def test_compiling_what_is_fresh_loads_nothing() -> None:
    """Start-up stays quick: where nothing is stale, the catalogue tools are not even imported."""
    catalogues.compile_stale()
    script = "import sys, infra.catalogues as c; c.main([]); sys.exit('babel' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0  # noqa: S603 - our own line
