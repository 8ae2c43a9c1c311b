"""What is kept comes back: the same items, the same figures, the same files, and nobody hears of it twice."""

import gzip
from datetime import date
from pathlib import Path
from typing import Any

import boto3
import msgspec
import pytest
from botocore.exceptions import ClientError

from infra.operate.backup import back_up
from infra.operate.items import Image, kind_of
from infra.operate.places import place
from infra.operate.restore import restore, verify
from infra.operate.stopped import StoppedError
from infra.operate.table import Table
from services.core.campaign import store as campaigns
from services.core.campaign.model import Campaign
from services.core.language.catalogue import say
from services.core.people import session
from services.core.people import store as people
from services.core.people.entrance import store as entrance
from services.core.people.forgotten import store as forgotten
from services.core.people.person import Grant, Person, Role, person_id
from services.core.presence import store as presence
from services.core.record import store
from services.core.reporting import files
from services.core.reporting import store as reports
from services.core.subjects import store as subjects
from services.core.subjects.subject import Details, Erasure, Kind, Why
from services.core.work import commands as c
from tests.conftest import TestCloud
from tests.flow.registration.works import act
from tests.flow.visitor import announce
from tests.infra.operate.conftest import Keep, Operator, quiet
from tests.unit.work import lives
from tests.unit.work.lives import SITUATIONS

#: The situations in which the season's works are, each under its own name.
WORKS = ("submitted", "returned", "half_approved", "approved", "verified", "declined")


@pytest.fixture
def kept(cloud: TestCloud, campaign: Campaign, keep: Keep, operator: Operator) -> str:
    """A backup of works and a draft, people, a session, a report with its file, and what came of them."""
    appraiser = announce("Phạm Thị Hoa", "body:phong-tckh", home="phong-tckh", email="hoa@tckh.example")
    announce("Lê Văn Quý", "leader", home="ubnd-huyen", email="quy@ubnd.example")
    session.start(appraiser.id, 1_800_000_000)
    entrance.count("limit-of-somebody", 1_800_000_000)
    for situation in WORKS:
        keep(SITUATIONS[situation](), situation)
    store.save_draft(
        store.new("draft", campaign, "ho-xa", "author"), {"title": "Chưa nộp"}, campaign, lives.START
    )
    cloud.clock.set("2025-01-13T07:00:00+07:00")
    cloud.pump.drain()
    cloud.pump.tick()
    cloud.pump.drain()
    assert {mail.kind for mail in cloud.mails()} >= {"waiting", "report"}
    return operator.back_up()


@pytest.fixture
def lost(kept: str, cloud: TestCloud) -> str:
    """The same backup, and nothing else is left."""
    cloud.inner.reset()
    campaigns.forget()
    return kept


def _lines(path: str) -> list[bytes]:
    """What lies between header and footer, in an order of its own."""
    return sorted(gzip.decompress(Path(path).read_bytes()).splitlines()[1:-1])


def _figures(campaign: Campaign) -> Any:  # noqa: ANN401 - whatever the report says
    from services.report.figures import figures  # noqa: PLC0415 - its models need the cloud's environment
    from services.report.known import known  # noqa: PLC0415 - the same

    found, moment = known(campaign.id), lives.AFTER_DEADLINE
    return figures(found.rows, found.drafting(moment), campaign, moment)


def _why(stopped: pytest.ExceptionInfo[StoppedError]) -> str:
    return say(stopped.value.why, "en")


# --- everything, and no more -------------------------------------------------------------------


def test_everything_comes_back_as_it_was(
    cloud: TestCloud, kept: str, operator: Operator, campaign: Campaign
) -> None:
    """The same figures, and a second backup that holds line by line what the first one held."""
    figures, before = _figures(campaign), operator.everything()
    names = {kind_of(image).name for image in before.values()}
    assert {"record", "person", "grant", "task", "e-mail", "summary", "presence", "issued report"} <= names
    assert figures.whole.records == len(WORKS)
    cloud.inner.reset()
    campaigns.forget()
    done = operator.restore(kept)
    assert _figures(campaign) == figures
    assert done.files == 1
    assert sum(done.written.values()) == sum(kind_of(image).kept for image in before.values())
    assert not done.kept
    assert _lines(operator.back_up("again.gz")) == _lines(kept)


def test_the_report_that_was_issued_can_be_opened_again(
    cloud: TestCloud, kept: str, operator: Operator
) -> None:
    """Its file comes back under its key, with its media type."""
    (report,) = reports.issued("vinh-linh-70")
    content = files.load(report.files[0])
    cloud.inner.reset()
    operator.restore(kept)
    assert files.load(report.files[0]) == content
    head = boto3.client("s3").head_object(Bucket=operator.bucket.name, Key=report.files[0].key)
    assert head["ContentType"] == report.files[0].type


def test_nobody_is_signed_in_by_a_backup(cloud: TestCloud, kept: str, operator: Operator) -> None:
    """Sessions, sign-in requests and limits stay out of the file, so that none of them comes back."""
    held = {kind_of(image).name for image in operator.everything().values()}
    assert {"session", "limit"} <= held
    cloud.inner.reset()
    operator.restore(kept)
    assert all(kind_of(image).kept for image in operator.everything().values())
    text = gzip.decompress(Path(kept).read_bytes())
    assert b'"sk":{"S":"S#' not in text
    assert b'"pk":{"S":"N#' not in text


# --- nobody hears of it twice ------------------------------------------------------------------


def test_restoring_tells_nobody_what_was_told(cloud: TestCloud, lost: str, operator: Operator) -> None:
    """The stream brings every restored item, and no event is passed on: no message, no e-mail."""
    operator.restore(lost)
    assert len(cloud.inner.stream) == len(operator.everything())
    before = cloud.pump.flows()[-1].number
    cloud.pump.drain()
    assert cloud.mails() == []
    assert [flow for flow in cloud.pump.flows(before) if flow.what == "handled"] == []


def test_what_happens_after_a_restore_is_told(cloud: TestCloud, lost: str, operator: Operator) -> None:
    """A restored work goes on as any other: its next event reaches whoever waits for it."""
    operator.restore(lost)
    cloud.pump.drain()
    (appraiser,) = people.holders_of("vinh-linh-70", "body:phong-tckh")
    author = announce("Nguyễn Thị Lan", "unit:vinh-lam", email="lan@vinh-lam.example")
    assert "restored" in operator.everything()["R#approved", "R"]
    act("approved", author, c.ClaimCompletion(done_on=date(2024, 12, 1), evidence="Biên bản"))
    assert "restored" not in operator.everything()["R#approved", "R"]
    cloud.pump.drain()
    assert [(mail.to, mail.kind) for mail in cloud.mails()] == [
        (f"{appraiser.name} <{appraiser.email}>", "waiting")
    ]


def test_touching_a_restored_item_tells_nobody(cloud: TestCloud, lost: str, operator: Operator) -> None:
    """A change of some attributes keeps the event and the mark alike."""
    operator.restore(lost)
    cloud.pump.drain()
    before = cloud.pump.flows()[-1].number
    cloud.table.update_item(
        Key={"pk": "R#approved", "sk": "R"},
        UpdateExpression="SET expires = :when",
        ExpressionAttributeValues={":when": 4_000_000_000},
    )
    cloud.pump.drain()
    assert cloud.mails() == []
    assert [flow for flow in cloud.pump.flows(before) if flow.what == "handled"] == []


def test_the_application_reads_marked_items(lost: str, operator: Operator, campaign: Campaign) -> None:
    """Every model bears the attribute that it does not know: works, campaign, reports, presence, people."""
    operator.restore(lost)
    marked = {kind_of(image).name for image in operator.everything().values() if "restored" in image}
    assert marked == {"record", "campaign", "issued report"}
    assert campaigns.current(campaign.id) == campaign
    for situation in WORKS:
        stored = store.get(situation)
        assert stored is not None
        assert stored.record.state is SITUATIONS[situation]().work.state
    assert len(store.of_unit(campaign.id, lives.UNIT).rows) == len(WORKS)
    assert reports.issued(campaign.id)
    assert people.holders_of(campaign.id, "leader")
    assert presence.of_campaign(campaign.id).keys() == {"ho-xa"}


# --- where it may go ---------------------------------------------------------------------------


def test_a_table_that_is_used_is_not_written_over(
    cloud: TestCloud, kept: str, operator: Operator, campaign: Campaign
) -> None:
    """Without --merge nothing changes, and the sentence names the way. One draft is enough."""
    before = operator.everything()
    with pytest.raises(StoppedError) as stopped:
        operator.restore(kept)
    assert _why(stopped).startswith("The table “thidua” is in use.")
    assert operator.everything() == before
    cloud.inner.reset()
    store.save_draft(store.new("new", campaign, "ho-xa", "author"), {}, campaign, lives.START)
    with pytest.raises(StoppedError):
        operator.restore(kept)


def test_a_new_installation_is_not_used_yet(lost: str, operator: Operator, campaign: Campaign) -> None:
    """The campaign that was deployed gives way, its units and all; whoever was invited stays."""
    newer = msgspec.structs.replace(
        campaign, units=(*campaign.units, msgspec.structs.replace(campaign.units[-1], id="moi", code="XX"))
    )
    campaigns.load(newer, lives.START)
    people.invite(_official(), lives.START)
    assert ("C#vinh-linh-70", "#U#moi") in operator.everything()
    operator.restore(lost)
    campaigns.forget()
    assert campaigns.current(campaign.id) == campaign
    assert ("C#vinh-linh-70", "#U#moi") not in operator.everything()
    assert people.get(_official().id) == _official()
    assert len(store.of_unit(campaign.id, lives.UNIT).rows) == len(WORKS)


def _official() -> Person:
    """The first person of the office, as a deployment invites them."""
    email = "son@noi-vu.example"
    grant = Grant(campaign="vinh-linh-70", role=Role.OFFICE)
    return Person(id=person_id(email), email=email, name="Trần Văn Sơn", home="phong-noi-vu", grants=(grant,))


def test_a_stranger_at_the_sign_in_page_does_not_fill_a_table(lost: str, operator: Operator) -> None:
    """What is never kept does not count: somebody may have asked for a link before the restore."""
    entrance.count("limit-of-a-stranger", 1_800_000_000)
    assert operator.restore(lost).written["record"] == len(WORKS) + 1


def test_a_table_that_is_not_there_is_told(lost: str, operator: Operator) -> None:
    """Read or written, the sentence names it."""
    missing = Table("thidua-none")
    for merge in (False, True):
        with pytest.raises(StoppedError) as stopped:
            restore(verify(place(lost), quiet), missing, operator.bucket, quiet, merge=merge)
        assert _why(stopped) == "There is no table “thidua-none” here: deploy first."
    with pytest.raises(StoppedError) as stopped:
        operator.back_up("other.gz", missing)
    assert _why(stopped) == "There is no table “thidua-none” here: deploy first."
    assert not (operator.folder / "other.gz").exists()


def test_a_broken_file_changes_nothing(lost: str, operator: Operator) -> None:
    """A damaged, a cut off and a wrong file are refused when they are verified, before the first write."""
    whole = Path(lost).read_bytes()
    damaged = gzip.compress(gzip.decompress(whole).replace(b'"sk":{"S":"R"}', b'"sk":{"S":"V"}', 1))
    for content, says in (
        (damaged, "is damaged at line"),
        (whole[: len(whole) // 2], "breaks off before its end"),
        (b"PK\x03\x04 a spreadsheet", "is no backup"),
    ):
        Path(lost).write_bytes(content)
        with pytest.raises(StoppedError) as stopped:
            operator.restore(lost)
        assert says in _why(stopped)
    assert operator.everything() == {}


def test_a_backup_does_not_go_into_the_bucket_that_it_keeps(operator: Operator) -> None:
    """It would keep every earlier one of itself."""
    target = place(f"s3://{operator.bucket.name}/kept.gz")
    with pytest.raises(StoppedError) as stopped:
        back_up(operator.header, operator.table, operator.bucket, target, quiet)
    assert "lies in the bucket that is to be kept" in _why(stopped)


# --- what is there already ---------------------------------------------------------------------


def test_merging_completes_what_broke_off(
    lost: str, operator: Operator, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The connection breaks in the middle; the same command with --merge ends where it would have ended."""
    put = operator.table._put  # noqa: SLF001 - the door that breaks
    calls = iter(range(100))

    def breaks(batch: Any) -> None:  # noqa: ANN401 - as it is declared there
        if next(calls) == 2:
            raise ClientError({"Error": {"Code": "InternalServerError"}}, "BatchWriteItem")
        put(batch)

    monkeypatch.setattr(operator.table, "_put", breaks)
    with pytest.raises(ClientError):
        operator.restore(lost)
    assert len(operator.everything()) == 50
    done = operator.restore(lost, merge=True)
    assert sum(done.kept.values()) == 50
    assert _lines(operator.back_up("again.gz")) == _lines(lost)


def test_merging_keeps_what_is_newer_and_replaces_what_is_older(
    cloud: TestCloud, kept: str, operator: Operator
) -> None:
    """By revision, sequence or version; without any of them what stands there stays. It says how many."""
    before = operator.everything()
    author = announce("Nguyễn Thị Lan", "unit:vinh-lam", email="lan@vinh-lam.example")
    act("approved", author, c.ReportProgress(percent=40, note="Xong nền đường"))
    newer = operator.everything()["R#approved", "R"]
    profile, task = (
        next(key for key, one in before.items() if kind_of(one).name == name) for name in ("person", "task")
    )
    _put(operator, before["R#verified", "R"] | {"revision": {"N": "1"}, "title": {"S": "cũ"}})
    _put(operator, before["C#vinh-linh-70", "#"] | {"version": {"N": "0"}})
    _put(operator, before[profile] | {"name": {"S": "Tên mới"}})
    cloud.table.delete_item(Key={"pk": task[0], "sk": task[1]})

    done = operator.restore(kept, merge=True)
    after = operator.everything()
    assert after["R#approved", "R"] == newer
    for key in (("R#verified", "R"), ("C#vinh-linh-70", "#"), task):
        assert after[key] == before[key] | {
            name: after[key][name] for name in after[key].keys() & {"restored"}
        }
    assert after[profile]["name"] == {"S": "Tên mới"}
    assert done.written == {"record": 1, "campaign": 1, "task": 1}
    assert done.kept["record"] == len(WORKS)
    assert done.kept["person"] == 2
    assert (done.files, done.files_kept) == (0, 1)


def test_whoever_was_erased_stays_erased(cloud: TestCloud, campaign: Campaign, operator: Operator) -> None:
    """A backup from before an erasure is merged: neither the person of a record nor the account is back."""
    an = subjects.new("r1", "author-1", campaign.id, "vinh-lam", Kind.AUTHOR)
    subjects.save(an, Details(name="Trần Văn An", telephone="0912345678"), lives.START)
    binh = announce("Lê Văn Bình", "unit:vinh-lam", email="binh@vinh-lam.example")
    backup = operator.back_up()
    note = Erasure(at=lives.START, by="p1", holder="office", why=Why.REQUEST)
    subjects.erase("r1.author-1", note)
    people.save(msgspec.structs.replace(binh, grants=()))
    forgotten.erase(binh.id, campaign.id, note)
    done = operator.restore(backup, merge=True)
    assert (done.kept["person of a record"], done.kept["person"], done.kept["grant"]) == (1, 1, 1)
    left = repr(cloud.table.scan()["Items"])
    assert not any(part in left for part in ("Văn An", "0912345678", "Văn Bình", "binh@"))
    assert people.get(binh.id) == msgspec.structs.replace(binh, name="", email="", home="", grants=())


def _put(operator: Operator, image: Image) -> None:
    assert list(operator.table.fill([image])) == [image]
