"""The user guide (docs/vi) stays true: its links lead somewhere, its words and pictures are the pages'."""

import re
import unicodedata
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from services.core.language.catalogue import DOMAIN, LOCALES
from tests.browser import test_guide
from tests.browser.picturing import FOLDER, GUIDE, names_of

PAGES = sorted(GUIDE.glob("*.md"))
_LINK = re.compile(r"\]\(([^)]+)\)")
#: All that a newcomer has to fetch of the guide: megabytes over a bad line.
_MOST_BYTES = 1_500_000


def _text(page: Path) -> str:
    """A page's words, its lines run together: bold words may break at the end of one."""
    return " ".join(page.read_text(encoding="utf-8").split())


def _anchors(page: Path) -> set[str]:
    """The anchors that a page's headings have on GitHub: small letters, hyphens for blanks."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def _said() -> list[re.Pattern[str]]:
    """The Vietnamese sentences of the catalogue; beside two words, a place for a value takes anything."""
    source = LOCALES / "vi" / "LC_MESSAGES" / f"{DOMAIN}.po"
    with source.open("rb") as file:
        catalogue = read_po(file)
    said = []
    for entry in catalogue:
        for sentence in entry.string if isinstance(entry.string, tuple) else (entry.string,):
            words = re.sub(r"\{\w+\}", " ", sentence).split()
            if entry.id and sentence and ("{" not in sentence or len(words) > 1):
                said.append(re.compile(re.sub(r"\\{\w+\\}", ".+", re.escape(sentence))))
    return said


def test_every_page_is_listed_and_every_link_leads_somewhere() -> None:
    """The index names each page; no link within the guide is broken, neither its file nor its heading."""
    broken = []
    for page in PAGES:
        for link in _LINK.findall(page.read_text(encoding="utf-8")):
            path, _, anchor = link.partition("#")
            target = page.parent / path if path else page
            if not target.exists() or (anchor and anchor not in _anchors(target)):
                broken.append(f"{page.name}: {link}")
    assert broken == []
    index = set(_LINK.findall((GUIDE / "README.md").read_text(encoding="utf-8")))
    assert {page.name for page in PAGES} - {"README.md"} <= {link.partition("#")[0] for link in index}


def test_what_the_guide_quotes_is_what_the_pages_say() -> None:
    """Words in bold are those of a button, a link, a heading: they change with the catalogue."""
    said = _said()
    unknown = [
        f"{page.name}: {quoted}"
        for page in PAGES
        for quoted in re.findall(r"\*\*(.+?)\*\*", _text(page))
        if quoted != "in đậm" and not any(sentence.fullmatch(quoted) for sentence in said)
    ]
    assert unknown == []
    assert not any(sentence.fullmatch("Chữ không có ở đâu: thử") for sentence in said)


def test_the_guide_shows_just_the_pictures_that_are_taken() -> None:
    """None is missing, none left over, none taken twice; together they are small (`make pictures`)."""
    shown = [link for page in PAGES for link in _LINK.findall(_text(page)) if link.endswith(".png")]
    taken = names_of(test_guide)
    assert sorted(shown) == sorted(f"pictures/{name}.png" for name in taken)
    assert sorted(path.name for path in FOLDER.iterdir()) == sorted(f"{name}.png" for name in taken)
    assert sum(path.stat().st_size for path in FOLDER.iterdir()) < _MOST_BYTES


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_the_guide_speaks_as_the_pages_do(page: Path) -> None:
    """An official's Vietnamese: composed letters, no exclamation marks, nobody called "bạn"."""
    text = page.read_text(encoding="utf-8")
    assert unicodedata.is_normalized("NFC", text)
    assert "!" not in text.replace("![", "")
    assert not re.search(r"\bbạn\b", text, re.IGNORECASE)
    assert max(map(len, text.splitlines())) <= 200
