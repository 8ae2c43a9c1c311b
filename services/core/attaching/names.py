"""The name under which a file is kept: as its person named it, as far as every machine can bear it."""

import re
import unicodedata
from typing import Final

from services.core.attaching.attachment import FileKind
from services.core.form import clean

#: Characters of a name, its ending included; Windows takes 260 with the folders around it.
LONGEST: Final = 120
#: What a name may not hold on Windows (Microsoft, "Naming Files, Paths, and Namespaces").
_FORBIDDEN: Final = re.compile(r'[<>:"/\\|?*]')
_OTHER_ENDINGS: Final = {FileKind.JPEG: ("jpeg", "jpe", "jfif"), FileKind.HEIC: ("heif",)}


def shown_name(sent: str) -> str:
    """The name that a browser sent, without folders and signs that are not seen; empty where it sent none."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", sent))[-1]
    return _cut(clean(last).strip(". "), LONGEST)


def kept_name(sent: str, kind: FileKind) -> str:
    """The name that a file of this kind is kept and downloaded under, with the ending that is true of it."""
    name = _FORBIDDEN.sub("-", shown_name(sent))
    stem, point, ending = name.rpartition(".")
    endings = (kind.value, *_OTHER_ENDINGS.get(kind, ()))
    if not (point and ending.lower() in endings):
        # Only what is an ending of a kind that may be attached goes: "Báo cáo quý 1.2025" ends in no kind.
        stem = stem if point and ending.lower() in _ALL_ENDINGS else name
        ending = kind.value
    stem = _cut(stem.strip(". "), LONGEST - len(ending) - 1).strip(". ")
    return f"{stem or 'file'}.{ending.lower()}"


_ALL_ENDINGS: Final = frozenset(kind.value for kind in FileKind) | {
    ending for endings in _OTHER_ENDINGS.values() for ending in endings
}


def _cut(text: str, longest: int) -> str:
    """Shortened in the middle of the end: a name's beginning tells most, and its ending what it is."""
    if len(text) <= longest:
        return text
    stem, point, ending = text.rpartition(".")
    if not point or len(ending) > 5 or not ending.isalnum():  # noqa: PLR2004 - as long as endings are
        stem, ending = text, ""
    tail = f".{ending}" if ending else ""
    return stem[: longest - len(tail) - 1].rstrip() + "…" + tail
