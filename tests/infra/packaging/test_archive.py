"""Zips: the same bytes for the same files."""

import os
import time
from pathlib import Path

from infra.packaging import archive

FILES = {"a.py": b"a", "deep/er/b.txt": b"b" * 1000, "z": b""}


def lay_out(folder: Path, names: list[str], *, mode: int, at: float) -> Path:
    """The files, made in this order, with these rights, at this moment."""
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(FILES[name])
        path.chmod(mode)
        os.utime(path, (at, at))
    return folder


def test_the_same_files_are_the_same_bytes(tmp_path: Path) -> None:
    """Neither times nor rights nor the order of making them matter: a hash says what is new."""
    one = lay_out(tmp_path / "one", list(FILES), mode=0o600, at=0)
    other = lay_out(tmp_path / "other", list(reversed(FILES)), mode=0o755, at=time.time())
    archive.pack_folder(one, tmp_path / "one.zip")
    archive.pack_folder(other, tmp_path / "deep" / "other.zip")
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "deep" / "other.zip").read_bytes()


def test_what_goes_in_comes_out(tmp_path: Path) -> None:
    """Every file arrives under its name, below a prefix where one is asked for."""
    archive.pack_folder(
        lay_out(tmp_path / "one", list(FILES), mode=0o600, at=0), tmp_path / "x.zip", "python/"
    )
    assert archive.contents(tmp_path / "x.zip") == {f"python/{name}": body for name, body in FILES.items()}
    archive.unpack(tmp_path / "x.zip", tmp_path / "out")
    out = tmp_path / "out" / "python"
    assert {path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file()} == FILES.keys()
