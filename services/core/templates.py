"""Where templates come from: folders of a working copy, or the modules into which a package's were compiled.

A deployed package cannot keep what it compiles. So the build turns each template into a Python module
(`compile_ahead`), which loads as quickly as any other; on a working copy templates are read as they are
written, and what was compiled is kept in `__pycache__`, as Python keeps modules.
"""

from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import Final

from jinja2 import (
    BaseLoader,
    Environment,
    FileSystemBytecodeCache,
    FileSystemLoader,
    ModuleLoader,
    StrictUndefined,
    select_autoescape,
)
from jinja2.bccache import Bucket

#: Within a stage's folder of templates: all that the stage can show, the core's among them, as modules.
_COMPILED: Final = "compiled"


def environment(folders: Sequence[Path]) -> Environment:
    """Templates of these folders, the first before the others; undefined names are errors.

    Everything is escaped but plain text (`.txt`).
    """
    compiled = folders[0] / _COMPILED
    return _environment(
        ModuleLoader(compiled) if compiled.is_dir() else FileSystemLoader(folders), folders[0]
    )


def compile_ahead(folders: Sequence[Path], into: Path) -> None:
    """Compile every template of these folders into modules, where `environment` finds them in a package.

    `into` is the package's copy of `folders[0]`. The modules do not depend on the Python that makes them.
    """
    source = _environment(FileSystemLoader(folders), folders[0])
    source.compile_templates(into / _COMPILED, zip=None, ignore_errors=False, filter_func=_is_template)


def _is_template(name: str) -> bool:
    return "__pycache__" not in name


def _environment(loader: BaseLoader, folder: Path) -> Environment:
    return Environment(
        loader=loader,
        autoescape=select_autoescape(disabled_extensions=("txt",), default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        bytecode_cache=_Kept(str(folder / "__pycache__")),
    )


class _Kept(FileSystemBytecodeCache):
    """Compiled templates beside their sources; the source's hash inside says whether one still fits."""

    def get_cache_key(self, name: str, filename: str | None = None) -> str:
        """A key that survives being copied to another folder."""
        del filename
        return sha256(name.encode()).hexdigest()[:20]

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep it where the folder can be written."""
        try:
            Path(self.directory).mkdir(parents=True, exist_ok=True)
            super().dump_bytecode(bucket)
        except OSError:
            return
