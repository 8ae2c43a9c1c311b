"""Zips whose bytes depend on what is in them and on nothing else."""

import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

#: The first moment that a zip can name: when a file was copied changes nothing.
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)
_READABLE: Final = 0o100644


def pack_folder(folder: Path, archive: Path, prefix: str = "") -> None:
    """Zip every file below `folder`, under `prefix`."""
    _pack(
        ((prefix + path.relative_to(folder).as_posix(), path.read_bytes()) for path in folder.rglob("*")
         if path.is_file()),
        archive,
    )  # fmt: skip


def unpack(archive: Path, folder: Path) -> None:
    """The files of a zip, below `folder`."""
    with zipfile.ZipFile(archive) as opened:
        opened.extractall(folder)


def contents(archive: Path) -> dict[str, bytes]:
    """The files of a zip, by name."""
    with zipfile.ZipFile(archive) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def _pack(files: Iterator[tuple[str, bytes]], archive: Path) -> None:
    archive.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as packed:
        for name, content in sorted(files):
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.external_attr = _READABLE << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            packed.writestr(entry, content)
