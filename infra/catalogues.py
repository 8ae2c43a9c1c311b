"""The translations: compiled, added to, checked.

    python -m infra.catalogues                compile what is stale, quickly and silently
    python -m infra.catalogues add FILE.tsv   merge lines of "English sentence<TAB>Vietnamese" into it
    python -m infra.catalogues check          list sentences without translation, and translations nobody uses
    python -m infra.catalogues prune          drop the translations nobody uses

A sentence is what stands as a literal in `message("…")` in Python or in `_("…")` in a template. `_n("one",
"many", count)` is for English's sake: Vietnamese has one form, under the second sentence.
"""

import argparse
import ast
import fcntl
import os
import string
import sys
import tempfile
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import IO, Any, Final

import msgspec

from services.core.language.catalogue import DOMAIN, LANGUAGES, LOCALES

ROOT: Final = Path(__file__).parents[1]
TRANSLATED: Final = tuple(language for language in LANGUAGES if language != "en")
_PYTHON_CALLS: Final = frozenset({"message", "Message", "translate"})
_SENTENCE_AT: Final = {"_": 0, "_n": 1}


class CatalogueError(RuntimeError):
    """Something a person has to mend, in one sentence."""


def compile_stale() -> None:
    """Compile every catalogue that is older than its source."""
    for language in TRANSLATED:
        source, target = _source(language), _source(language).with_suffix(".json")
        if not target.exists() or target.stat().st_mtime_ns < source.stat().st_mtime_ns:
            with _locked(language):
                _compile(language, target)


def add(pairs: Path, language: str = "vi") -> int:
    """Merge the sentences of a TSV file; a sentence already there takes the new translation.

    Returns how many sentences were new or changed. Several people may call this at once.

    Raises:
        CatalogueError: a line is no pair, or its places differ; nothing is merged then.
    """
    new = dict(_pairs(pairs))
    with _locked(language):
        catalog = _read(language)
        before = {m.id: m.string for m in catalog if m.id}
        for sentence, translation in new.items():
            catalog.delete(sentence)  # or Babel would keep the older translation
            catalog.add(sentence, translation)
        _write(language, catalog)
    compile_stale()
    return sum(before.get(sentence) != translation for sentence, translation in new.items())


def prune(language: str = "vi") -> int:
    """Drop the translations whose sentence nobody uses any more; returns how many."""
    used = {sentence for sentence, _ in used_sentences()}
    with _locked(language):
        catalog = _read(language)
        stale = [m.id for m in catalog if m.id and m.id not in used]
        for sentence in stale:
            catalog.delete(sentence)
        if stale:
            _write(language, catalog)
    compile_stale()
    return len(stale)


def faults(language: str = "vi") -> list[str]:
    """What is wrong with the catalogue, one sentence each; empty when nothing is."""
    used = dict(used_sentences())
    known = {m.id: m.string for m in _read(language) if m.id}
    missing = [f"no {language} translation: {s!r} ({used[s]})" for s in used if not known.get(s)]
    stale = [f"nobody uses: {s!r}" for s in known if s not in used]
    wrong = [f"{why}: {s!r}" for s, t in known.items() if t for why in _mistakes(s, t)]
    return missing + stale + wrong


def compile_part(files: Iterable[Path], target: Path, language: str = "vi") -> None:
    """Compile into `target` those sentences only that these modules and templates say.

    A package that says half of them carries half of the words, and a cold start reads no others.
    """
    said = {str(path.relative_to(ROOT)) for path in files}
    wanted = {sentence for place, sentence in _everywhere() if place.rpartition(":")[0] in said}
    whole = _table(language)
    target.write_bytes(msgspec.json.encode({one: whole[one] for one in whole if one in wanted}))


@cache
def _everywhere() -> tuple[tuple[str, str], ...]:
    """Every sentence wherever it stands."""
    return (*_in_python(), *_in_templates())


def used_sentences() -> Iterator[tuple[str, str]]:
    """Every sentence in the code and where it first stands (`path:line`), in the order of paths.

    Raises:
        CatalogueError: a sentence is not a literal, so no catalogue could ever know it.
    """
    seen: set[str] = set()
    for place, sentence in (*_in_python(), *_in_templates()):
        if sentence not in seen:
            seen.add(sentence)
            yield sentence, place


# --- what the code says ----------------------------------------------------------------------


def _in_python() -> Iterator[tuple[str, str]]:
    for path in sorted((*(ROOT / "services").rglob("*.py"), *(ROOT / "infra").rglob("*.py"))):
        text = path.read_text(encoding="utf-8")
        if "essage(" not in text and "translate(" not in text:
            continue
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Call) and _name(node.func) in _PYTHON_CALLS and node.args:
                for literal in _literals(node.args[0]):
                    yield f"{path.relative_to(ROOT)}:{node.lineno}", literal


def _name(function: ast.expr) -> str:
    return function.id if isinstance(function, ast.Name) else ""


def _literals(argument: ast.expr) -> Iterator[str]:
    """The sentence, or both sentences of `"…" if one else "…"`; other expressions are a passing through."""
    if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
        yield argument.value
    elif isinstance(argument, ast.IfExp):
        yield from _literals(argument.body)
        yield from _literals(argument.orelse)


def _in_templates() -> Iterator[tuple[str, str]]:
    from jinja2 import Environment, nodes  # noqa: PLC0415 - compiling at start-up needs no template engine

    environment = Environment(autoescape=True, trim_blocks=True)
    for path in sorted(
        (*(ROOT / "services").rglob("templates/**/*.*"), *(ROOT / "infra").rglob("templates/**/*.*"))
    ):
        if path.suffix not in (".html", ".txt"):
            continue
        tree = environment.parse(path.read_text(encoding="utf-8"))
        for call in tree.find_all(nodes.Call):
            at = _SENTENCE_AT.get(call.node.name) if isinstance(call.node, nodes.Name) else None
            if at is None:
                continue
            place = f"{path.relative_to(ROOT)}:{call.lineno}"
            sentence = call.args[at] if len(call.args) > at else None
            if not isinstance(sentence, nodes.Const):
                raise CatalogueError(f"{place}: write the sentence itself between the brackets of _()")
            yield place, str(sentence.value)


# --- the catalogue's file --------------------------------------------------------------------


def _source(language: str) -> Path:
    return LOCALES / language / "LC_MESSAGES" / f"{DOMAIN}.po"


def _read(language: str) -> Any:  # noqa: ANN401 - babel ships no types
    from babel.messages.catalog import Catalog  # noqa: PLC0415 - only when something is stale
    from babel.messages.pofile import read_po  # noqa: PLC0415 - the same

    path = _source(language)
    if not path.exists():
        return Catalog(locale=language, domain=DOMAIN)
    with path.open("rb") as file:
        return read_po(file, locale=language, domain=DOMAIN, abort_invalid=True)


def _write(language: str, catalog: Any) -> None:  # noqa: ANN401 - babel ships no types
    from babel.messages.pofile import write_po  # noqa: PLC0415 - only when something is added

    def body(file: IO[bytes]) -> None:
        file.write(_HEADER.format(language=language).encode())
        write_po(
            file, catalog, width=0, no_location=True, omit_header=True, sort_output=True, ignore_obsolete=True
        )

    _replace(_source(language), body)


#: No dates and no names: the file changes only when a sentence does.
_HEADER = """\
# Thi Đua: sentences shown to people. English is the key. Add to it with `python -m infra.catalogues add`.
msgid ""
msgstr ""
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""


def _compile(language: str, target: Path) -> None:
    table = msgspec.json.encode(_table(language))
    _replace(target, lambda file: file.write(table))


def _table(language: str) -> dict[str, str]:
    """Each sentence with its translation, in the order of the sentences."""
    known = ((one.id, one.string) for one in _read(language) if one.id and one.string and not one.fuzzy)
    return dict(sorted(known))


def _replace(path: Path, write: Callable[[IO[bytes]], object]) -> None:
    """Put a file in its place whole, or not at all."""
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
        write(file)
    Path(file.name).chmod(0o644)
    Path(file.name).replace(path)


@contextmanager
def _locked(language: str) -> Iterator[None]:
    """One writer at a time, across processes; the lock is on the folder and leaves no file behind."""
    folder = _source(language).parent
    folder.mkdir(parents=True, exist_ok=True)
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


# --- pairs -----------------------------------------------------------------------------------


def _pairs(path: Path) -> Iterator[tuple[str, str]]:
    for at, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if not line.strip():
            continue
        sentence, tab, translation = line.partition("\t")
        translation = unicodedata.normalize("NFC", translation.strip())
        if not tab or not sentence or not translation:
            raise CatalogueError(f"{path}:{at}: write the English sentence, a tab, and the Vietnamese one")
        for why in _mistakes(sentence, translation):
            raise CatalogueError(f"{path}:{at}: {why}: {sentence!r}")
        yield sentence, translation


def _mistakes(sentence: str, translation: str) -> Iterator[str]:
    if _places(sentence) != _places(translation):
        yield "the {places} differ between the languages"
    if not unicodedata.is_normalized("NFC", translation):
        yield "the translation is not in Unicode's composed form (NFC)"
    if "!" in translation and "!" not in sentence:
        yield "the translation shouts where the sentence does not"


def _places(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name is not None}


def main(arguments: list[str] | None = None) -> int:
    """The command line; the exit status is 1 where `check` found something or an addition was refused."""
    parser = argparse.ArgumentParser(prog="python -m infra.catalogues", description="The translations.")
    commands = parser.add_subparsers(dest="command")
    adding = commands.add_parser("add", help="merge sentences and translations from a TSV file")
    adding.add_argument("file", type=Path)
    commands.add_parser("prune", help="drop what nobody uses")
    commands.add_parser("check", help="list what is missing, unused or wrong")
    chosen = parser.parse_args(arguments)
    try:
        if chosen.command == "add":
            sys.stdout.write(f"{add(chosen.file)} new or changed\n")
        elif chosen.command == "prune":
            sys.stdout.write(f"{prune()} dropped\n")
        elif chosen.command == "check":
            found = faults()
            sys.stdout.write("".join(f"{fault}\n" for fault in found))
            return 1 if found else 0
        else:
            compile_stale()
    except CatalogueError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
