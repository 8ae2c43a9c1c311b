"""What every cold start has to fetch: the packages as they are deployed, zipped.

Where the deployed Python is missing on this machine, modules go along as source, which is a third smaller
than bytecode. So the heaviest stage is also measured as bytecode, of this machine's Python.
"""

import tempfile
from collections.abc import Iterator
from pathlib import Path

from bench import measure
from bench.measure import Figure, require
from infra.packaging import package
from infra.packaging.package import LARGEST_CODE, LARGEST_LAYER, Package
from infra.packaging.target import Target, this_machine

_MB = 1_000_000


def figures() -> Iterator[Figure]:
    """Megabytes of each stage's code and of the documents' layer, for the target that is deployed."""
    target = Target()
    with tempfile.TemporaryDirectory() as folder:
        built = tuple(package.build(target, Path(folder)))
        require(len(built) == len(package.STAGES), "a stage was not packaged")
        form = "bytecode" if built[0].compiled else "source"
        for one in built:
            what = f"package of {one.stage} for {target.runtime} on {target.architecture}, zipped, as {form}"
            yield _size(what, one.code, LARGEST_CODE)
        for one in built:
            if one.layer:
                yield _size(f"layer of {one.stage}: libraries of documents, zipped", one.layer, LARGEST_LAYER)
        if not built[0].compiled:
            yield _heaviest(tuple(package.build(this_machine(), Path(folder))))


def _heaviest(built: tuple[Package, ...]) -> Figure:
    require(all(one.compiled for one in built), "this machine cannot compile for its own Python")
    one = max(built, key=lambda each: each.code.stat().st_size)
    runtime = this_machine().runtime
    return _size(f"the heaviest of them, {one.stage}, as bytecode of {runtime}", one.code, LARGEST_CODE)


def _size(what: str, archive: Path, most: int) -> Figure:
    return measure.at_most(what, archive.stat().st_size / _MB, "MB", most / _MB)
