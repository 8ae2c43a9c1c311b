"""A thousand works out of a workbook, against as many bare conditional writes of the same items.

The import is what its button does: the file fetched, looked through, held against the unit's works, every
draft saved. The gateway gives it 29 seconds.
"""

import re
import secrets
import statistics
import time
from collections.abc import Callable, Iterator
from itertools import count
from typing import Any

import botocore.session

from bench import measure
from bench.measure import Figure, require
from bench.world import OK, SEE_OTHER, TITLE, TYPED, Member, Scene
from infra.local.cloud import REGION

ROWS = 1000
TURNS = 3
GATEWAY = 29
_ETAG = re.compile(r'name="etag" value="([^"]+)"')


def figures(scene: Scene) -> Iterator[Figure]:
    """One row: the time for a work, and for a bare write."""
    members = iter(scene.members[1:])
    bare = _Bare(scene)
    subjects: dict[str, Callable[[], float]] = {
        "import": lambda: _imported(scene, next(members)),
        "bare": bare.run,
    }
    samples = measure.in_turns(subjects, TURNS)
    slowest = max(samples["import"]) * ROWS / 1000
    yield Figure(
        what=f"import of {ROWS:,} works from a workbook, for each, against one bare conditional write",
        value=statistics.median(samples["import"]),
        unit="ms",
        floor=statistics.median(samples["bare"]),
        ratio=measure.ratio(samples, "import", "bare"),
        reach=f"≤ {GATEWAY} s for all",
        ok=slowest <= GATEWAY,
    )


def _imported(scene: Scene, member: Member) -> float:
    """The milliseconds that the button takes for each work of a file."""
    from services.core import bucket, settings  # noqa: PLC0415 - needs the cloud's environment
    from services.core.record import store  # noqa: PLC0415 - the same
    from services.core.spreadsheet.writing import write  # noqa: PLC0415 - the same
    from services.registration import importing, imports  # noqa: PLC0415 - the same

    import_id = secrets.token_hex(16)
    rows = [{**TYPED, "title": f"{TITLE} {n}"} for n in range(ROWS)]
    file = write(importing.sheet(scene.campaign, member.of), "vi", rows)
    bucket.client().put_object(
        Bucket=settings.bucket_name(), Key=imports.key(member.of, import_id), Body=file
    )
    address = f"/registration/import/{import_id}"
    looked = scene.ask(member, "GET", address)
    found = _ETAG.search(looked.text)
    require(looked.status == OK and found, f"the look was answered {looked.status}")
    started = time.perf_counter()
    answer = scene.ask(member, "POST", address, {"etag": found[1].replace("&#34;", '"') if found else ""})
    took = time.perf_counter() - started
    require(answer.status == SEE_OTHER, f"the import was answered {answer.status}")
    saved = sum(1 for _ in store.all_of_unit(scene.campaign.id, member.of))
    require(saved == ROWS, f"{saved} works were saved")
    return took * 1000 / ROWS


class _Bare:
    """The same writes of a draft's item, with botocore and nothing of ours."""

    def __init__(self, scene: Scene) -> None:
        record, _ = scene.draft(scene.members[-1])
        self._item: dict[str, Any] = scene.item({"pk": f"R#{record}", "sk": "R"})
        self._client = botocore.session.get_session().create_client("dynamodb", region_name=REGION)
        self._table = scene.cloud.name
        self._numbers = count()

    def run(self) -> float:
        """Write as many items as a file has rows; the milliseconds for each."""
        started = time.perf_counter()
        for _ in range(ROWS):
            self._client.put_item(
                TableName=self._table,
                Item={**self._item, "pk": {"S": f"R#bare-{next(self._numbers)}"}},
                ConditionExpression="attribute_not_exists(pk)",
            )
        return (time.perf_counter() - started) * 1000 / ROWS
