"""`python -m bench`: measure everything, print the table, keep it in bench/latest.json and in the README.

    python -m bench                   everything (about three minutes)
    python -m bench cold pages        some subjects only; nothing is kept
    python -m bench --readme          the table of bench/latest.json in Markdown

A figure out of reach is marked, here and in the file; only a measurement that went wrong is an error.
"""

import argparse
import sys
import time
from collections.abc import Callable, Iterator

from bench import measure, report
from bench.measure import Figure, require

Subject = Callable[[], Iterator[Figure]]

#: Above this load per core somebody else is at work: ratios still hold, but are worth less.
_BUSY = 0.5


def main() -> int:
    """Take the figures that the arguments ask for."""
    subjects = _subjects()
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("subjects", nargs="*", metavar="SUBJECT", help=", ".join(subjects))
    parser.add_argument("--readme", action="store_true", help="print the kept table in Markdown")
    parser.add_argument("--kept", action="store_true", help="with cost: measure nothing")
    chosen = parser.parse_args()
    if chosen.readme:
        print(report.kept_in_markdown())
        return 0
    if chosen.subjects == ["cost"]:
        _cost(kept=chosen.kept)
        return 0
    unknown = set(chosen.subjects) - set(subjects)
    if unknown:
        parser.error(f"no such subject: {', '.join(sorted(unknown))}")
    figures = _take({name: subjects[name] for name in chosen.subjects or subjects})
    print(f"\n{measure.machine()}\n\n{report.text(figures)}\n")
    if not chosen.subjects:
        report.write(figures, measure.machine())
        report.fill_readme()
    missed = [figure.what for figure in figures if not figure.ok]
    print(f"{len(missed)} out of reach" if missed else "all within reach")
    return 0


def _cost(*, kept: bool) -> None:
    """Measure what an installation does, unless that is `kept`, and fill docs/cost.md."""
    from bench.cost import page, taking  # noqa: PLC0415 - the other subjects need neither

    if not kept:
        _warn_when_busy()
        taking.write(taking.take())
    page.fill()
    print(f"filled {page.PAGE.relative_to(measure.ROOT)}")


def _subjects() -> dict[str, Subject]:
    """Each subject's figures, in the order in which they are taken: what is quiet first."""

    def with_scene(name: str) -> Subject:
        def figures() -> Iterator[Figure]:
            # Here and not above: the scene builds a cloud, which `--readme` does not need.
            from bench import calls, cold, importing, pages, pipeline, world  # noqa: PLC0415 - see above

            taken: dict[str, Callable[[world.Scene], Iterator[Figure]]] = {
                "cold": cold.figures,
                "pages": pages.figures,
                "pipeline": pipeline.figures,
                "calls": calls.figures,
                "import": importing.figures,
            }
            scene = world.Scene.build()
            require(scene.record, "no record was handed in")
            yield from taken[name](scene)

        return figures

    def throughput() -> Iterator[Figure]:
        from bench import throughput  # noqa: PLC0415 - see above

        yield from throughput.figures()

    def start() -> Iterator[Figure]:
        from bench import start  # noqa: PLC0415 - see above

        yield from start.figures()

    def packages() -> Iterator[Figure]:
        from bench import packages  # noqa: PLC0415 - see above

        yield from packages.figures()

    return {
        "cold": with_scene("cold"),
        "packages": packages,
        "start": start,
        "throughput": throughput,
        "pipeline": with_scene("pipeline"),
        "calls": with_scene("calls"),
        "import": with_scene("import"),
        "pages": with_scene("pages"),
    }


def _take(subjects: dict[str, Subject]) -> list[Figure]:
    _warn_when_busy()
    figures: list[Figure] = []
    for name, subject in subjects.items():
        started = time.monotonic()
        print(f"{name} …", end=" ", flush=True)
        figures += subject()
        print(f"{time.monotonic() - started:.0f} s", flush=True)
    return figures


def _warn_when_busy() -> None:
    load = measure.busy()
    if load > _BUSY:
        print(f"this machine is busy ({load:.1f} per core): take these figures again when it is quiet")


if __name__ == "__main__":
    sys.exit(main())
