"""An operator before an installation, and works that have lived."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import pytest

from infra.operate.archive import Header
from infra.operate.backup import back_up
from infra.operate.bucket import Bucket
from infra.operate.items import Image, key_of
from infra.operate.places import place
from infra.operate.restore import Restored, restore, verify
from infra.operate.table import Table
from services.core import clock
from services.core.campaign.model import Campaign
from services.core.record import store
from services.core.record.store import Stored
from tests.conftest import TestCloud
from tests.unit.work.lives import UNIT, Life

Keep: TypeAlias = Callable[..., Stored]


def quiet(_items: int, _bytes: int) -> None:
    """Nobody listens to the progress."""


class Operator:
    """Someone with a table, a bucket and a folder for backups; nobody is kept waiting."""

    def __init__(self, cloud: TestCloud, folder: Path) -> None:
        self.table = Table(cloud.inner.name, wait=lambda _seconds: None)
        self.bucket = Bucket(cloud.inner.outputs["BucketName"])
        self.folder = folder

    @property
    def header(self) -> Header:
        """What a backup of now begins with."""
        return Header(installation="thidua-try", table=self.table.name, begun=clock.now())

    def back_up(self, name: str = "kept.gz", table: Table | None = None) -> str:
        """A backup in a file of this machine; its path."""
        path = str(self.folder / name)
        back_up(self.header, table or self.table, self.bucket, place(path), quiet)
        return path

    def restore(self, path: str, *, merge: bool = False) -> Restored:
        """Verify it, then write it."""
        return restore(verify(place(path), quiet), self.table, self.bucket, quiet, merge=merge)

    def everything(self) -> dict[tuple[str, str], Image]:
        """Every item of the table, by its keys."""
        return {key_of(image): image for image in self.table.scan()}


@pytest.fixture
def operator(cloud: TestCloud, tmp_path: Path) -> Operator:
    """Before the cloud of this test."""
    return Operator(cloud, tmp_path)


@pytest.fixture
def keep(campaign: Campaign) -> Keep:
    """Puts a lived work into the table, entry by entry."""

    def one(life: Life, record: str = "w1", unit: str = UNIT) -> Stored:
        stored = store.new(record, campaign, unit, "author")
        for entry in life.history:
            stored = store.save(stored, entry, campaign)
        return stored

    return one
