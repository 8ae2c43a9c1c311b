"""The office reorganises units page by page: asked one thing at a time, checked, carried out, seen."""

import re
from collections.abc import Mapping
from datetime import timedelta
from functools import partial

import pytest

from services.core.people.person import Role
from services.core.record import store as records
from services.core.reorganising import store
from services.core.reorganising.carrying import carry_out
from services.core.reorganising.reorganisation import Stage
from services.review.office import reorganisation_pages
from tests.browsing import Page
from tests.flow.reorganising.conftest import MORNING, OPEN, SCENE, THAI, TRUNG, TU, World
from tests.flow.visitor import Visitor, announce
from tests.unit.reorganising.planning import COMMUNES, PLAN, merger, named, renaming

LIST = "/review/office/reorganisation"
NEW = {"into-1": "new", "vi-1": "Xã Ven Biển", "en-1": "Ven Biển commune", "code-1": "VBIEN"}


pytestmark = pytest.mark.usefixtures("world")


@pytest.fixture
def office(world: World) -> Visitor:
    """Who runs the campaign, before the review stage."""
    from services.review.app import app  # noqa: PLC0415 - its models need the cloud's environment

    return Visitor(app, world.office)


def submit(office: Visitor, page: Page, typed: Mapping[str, str], action: str = "") -> Page:
    """Fill in the page's form, or the one that goes to `action`, and press its button."""
    form = next(form for form in page.forms if form.action.startswith(action or LIST))
    return office.post(form.action, {**form.fields, **typed})


def begin(office: Visitor, kind: str, day: str = "1/7/2025") -> str:
    """Answer the first question; the address of what was begun."""
    page = office.get(f"{LIST}/new")
    sent = submit(office, page, {"kind": kind, "day": day, "document": "Nghị quyết về sắp xếp"})
    assert sent.status == 200, sent.text
    return f"{LIST}/{the_one()}"


def the_one() -> str:
    (one,) = store.of_campaign("vinh-linh-70")
    return one.id


def now() -> Stage:
    (one,) = store.of_campaign("vinh-linh-70")
    return one.stage


def prepared(office: Visitor, day: str = "1/7/2025") -> tuple[str, Page]:
    """The merger of the three communes, up to its check."""
    path = begin(office, "merge", day)
    submit(office, office.get(f"{path}/units"), {f"unit-{unit}": "1" for unit in COMMUNES})
    return path, submit(office, office.get(f"{path}/names"), NEW)


def test_an_empty_list_says_what_to_do(office: Visitor) -> None:
    """Nothing was reorganised, and the page says when one would come here."""
    page = office.get(LIST)
    assert page.status == 200
    assert "Chưa có việc sắp xếp nào" in page.text


def test_only_the_office_comes_here(world: World) -> None:
    """Members, appraisers and leaders find nothing."""
    from services.review.app import app  # noqa: PLC0415 - as above

    for person in (world.lan, world.hoa, announce("Lê Văn Lãnh", "leader")):
        for path in (LIST, f"{LIST}/new", f"{LIST}/{'0' * 32}"):
            assert Visitor(app, person).get(path).status == 404


def test_a_merger_from_the_first_question_to_the_result(world: World, office: Visitor) -> None:
    """The check names counts, records and members exactly; the button does it; the result says so."""
    path, check = prepared(office)
    assert "Kiểm tra việc sắp xếp" in check.text
    assert "Xã Ven Biển" in check.text
    assert re.search(r"Hồ sơ đang xử lý được nhận 4\b", check.text)
    assert re.search(r"Bản nháp được nhận 2\b", check.text)
    assert "2 hồ sơ đã kết thúc giữ nguyên" in check.text
    assert "Việc claimed" in check.text
    assert "Việc draft-1" not in check.text
    assert all(person.name in check.text for person in (world.lan, world.binh))
    assert now() is Stage.PREPARED
    done = submit(office, check, {}, action=f"{path}/check")
    assert now() is Stage.DONE
    assert "Đã thực hiện" in done.text
    assert re.search(r"Hồ sơ và bản nháp đã chuyển 6\b", done.text)
    assert re.search(r"Còn phải chuyển 0\b", done.text)
    assert {world.unit_of(record) for record in OPEN} == {"xa-ven-bien"}
    unit = world.now().unit("xa-ven-bien")
    assert (unit.code, unit.name.en, unit.registers, unit.kind) == (
        "VBIEN", "Ven Biển commune", True, world.campaign.unit(THAI).kind,
    )  # fmt: skip
    listed = office.get(LIST)
    assert "Xã Vĩnh Thái" in listed.text
    assert "01/7/2025" in listed.text


def test_one_that_is_planned_waits_for_its_day(world: World, office: Visitor) -> None:
    """Decided on the day before, nothing changes; on its day the office presses the button."""
    world.cloud.clock.set(MORNING - timedelta(days=1))
    path, check = prepared(office)
    assert "Chưa có gì thay đổi trước ngày 01/7/2025" in check.text
    page = submit(office, check, {}, action=f"{path}/check")
    assert now() is Stage.PLANNED
    assert "Đã lên kế hoạch" in page.text
    assert "Thực hiện ngay" not in page.text
    office.post(path, page.forms[-1].fields)
    assert now() is Stage.PLANNED
    assert world.unit_of("approved") == TRUNG
    world.cloud.clock.set(MORNING)
    assert "Cần thực hiện" in office.get(LIST).text
    done = submit(office, office.get(path), {})
    assert now() is Stage.DONE
    assert "Đã thực hiện" in done.text


def test_a_long_one_is_gone_on_with(office: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each press moves its part; the page says how much is left, and offers to go on."""
    monkeypatch.setattr(reorganisation_pages, "carry_out", partial(carry_out, most=4))
    path, check = prepared(office)
    page = submit(office, check, {}, action=f"{path}/check")
    assert now() is Stage.UNDER_WAY
    assert "Đang thực hiện" in page.text
    assert re.search(r"Hồ sơ và bản nháp đã chuyển 3\b", page.text)
    submit(office, page, {})
    assert now() is Stage.DONE


def test_a_split_asks_for_every_record_and_member(world: World, office: Visitor) -> None:
    """Nothing is decided before each open record has its unit; what its place names is suggested."""
    path = begin(office, "split")
    submit(office, office.get(f"{path}/units"), {"units": TU})
    names = {"into-1": THAI, "into-2": TRUNG}
    page = submit(office, office.get(f"{path}/names"), names)
    assert "Hồ sơ nào thuộc đơn vị nào" in page.text
    assert "Việc draft-2" not in page.text
    check = office.get(f"{path}/check")
    assert "Số hồ sơ chưa được chọn đơn vị: 2" in check.text
    assert f'href="{path}/records"' in check.html
    again = submit(office, page, {"to-returned": "", "to-claimed": ""})
    assert again.status == 422
    members = submit(office, page, {"to-returned": TRUNG, "to-claimed": THAI})
    assert "Ai thuộc đơn vị nào" in members.text
    check = submit(office, members, {f"to-{world.binh.id}": TRUNG})
    assert check.status == 200
    submit(office, check, {}, action=f"{path}/check")
    assert now() is Stage.DONE
    assert (world.unit_of("returned"), world.unit_of("claimed")) == (TRUNG, THAI)
    assert world.again(world.binh).of(world.campaign.id, Role.UNIT) == (TRUNG,)


def test_a_renaming_asks_for_the_name(office: Visitor) -> None:
    """Two answers and the check; the list tells from which name to which."""
    path = begin(office, "rename")
    submit(office, office.get(f"{path}/units"), {"units": TU})
    check = submit(office, office.get(f"{path}/names"), {"vi-1": "Xã Tú Mới", "en-1": ""})
    assert "Hồ sơ kết thúc trước ngày đó giữ tên cũ" in check.text
    submit(office, check, {}, action=f"{path}/check")
    page = office.get(LIST)
    assert "Xã Vĩnh Tú" in page.text
    assert "Xã Tú Mới" in page.text


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"kind": "", "day": "1/7/2025"}, "Hình thức sắp xếp"),
        ({"kind": "merge", "day": "hôm nay"}, "ngày/tháng/năm"),
        ({"kind": "merge", "day": "30/9/2024", "document": "Nghị quyết"}, "sau ngày phát động phong trào"),
        ({"kind": "merge", "day": "1/7/2025"}, "Căn cứ"),
    ],
)
def test_a_slip_comes_back_with_what_was_typed(office: Visitor, typed: dict[str, str], says: str) -> None:
    """The first question: nothing is stored, and the page says what to mend."""
    page = submit(office, office.get(f"{LIST}/new"), typed)
    assert page.status == 422
    assert says in page.text
    assert store.of_campaign("vinh-linh-70") == ()


def test_what_cannot_be_is_said_where_it_was_chosen(office: Visitor) -> None:
    """One unit that merges, a code that another has, a unit that goes on in itself."""
    path = begin(office, "merge")
    page = office.get(f"{path}/units")
    # By kind, each in the order of the alphabet, with what is open there.
    order = [
        page.html.index(text) for text in ("<legend>Xã</legend>", "Xã Vĩnh Ô", "<legend>Thị trấn</legend>")
    ]
    assert order == sorted(order)
    assert "Xã Vĩnh Thái · " in page.text
    assert submit(office, page, {}).status == 422
    submit(office, page, {f"unit-{TU}": "1"})
    # What the page before asks is mended there.
    assert f'href="{path}/units#f-units"' in submit(office, office.get(f"{path}/names"), NEW).html
    submit(office, office.get(f"{path}/units"), {f"unit-{unit}": "1" for unit in COMMUNES})
    page = office.get(f"{path}/names")
    taken = submit(office, page, NEW | {"code-1": PLAN.unit("vinh-o").code})
    assert taken.status == 422
    assert "Đơn vị khác đã có mã" in taken.text
    assert 'href="#f-code-1"' in taken.html
    nameless = submit(office, page, NEW | {"vi-1": "", "code-1": "v"})
    assert nameless.status == 422
    assert "Đơn vị mới cần có tên" in nameless.text
    assert 'value="new" selected' in nameless.html


def test_two_of_the_office_do_not_overwrite_each_other(office: Visitor) -> None:
    """Whoever is second is told, what they chose stands there, and they may send it again."""
    path = begin(office, "merge")
    mine = office.get(f"{path}/units")
    submit(office, office.get(f"{path}/units"), {f"unit-{unit}": "1" for unit in (THAI, TU)})
    late = submit(office, mine, {f"unit-{unit}": "1" for unit in COMMUNES})
    assert late.status == 409
    assert "Có người khác đã thay đổi" in late.text
    assert store.of_campaign("vinh-linh-70")[0].units == (THAI, TU)
    assert late.html.count(" checked") == 3
    assert submit(office, late, {f"unit-{unit}": "1" for unit in COMMUNES}).status == 200


def test_one_that_changed_nothing_can_be_dropped(office: Visitor) -> None:
    """Before it is carried out; after that it stands there for ever."""
    path, check = prepared(office)
    page = submit(office, check, {}, action=f"{path}/drop")
    assert "Đã bỏ việc sắp xếp" in page.text
    assert store.of_campaign("vinh-linh-70") == ()
    path, check = prepared(office)
    submit(office, check, {}, action=f"{path}/check")
    office.post(f"{path}/drop", check.forms[-1].fields)
    assert now() is Stage.DONE
    assert records.get("approved") is not None


def test_a_plan_that_no_longer_holds_is_not_carried_out(world: World, office: Visitor) -> None:
    """Between plan and day another reorganisation took one of the units: the office decides anew."""
    world.cloud.clock.set(MORNING - timedelta(days=1))
    path, check = prepared(office)
    submit(office, check, {}, action=f"{path}/check")
    world.cloud.clock.set(MORNING)
    world.reorganise(merger(id="other", units=(TU,), successors=("vinh-o",), new=()))
    page = submit(office, office.get(path), {})
    assert page.status == 422
    assert "đã kết thúc hoạt động" in page.text
    assert f'href="{path}/units#f-units"' in page.html
    assert world.unit_of("submitted") == THAI


def test_the_new_unit_sees_everything_in_one_list(world: World) -> None:
    """What is open and what was concluded, each with the name of its day; a concluded record opens."""
    from services.registration.app import app  # noqa: PLC0415 - its models need the cloud's environment

    visitor = Visitor(app, world.lan)
    visitor.get("/registration/records")  # this process has kept the campaign of before
    world.reorganise(renaming(units=(THAI,), name=named("Xã Thái Mới"), day=world.campaign.launch.date()))
    world.reorganise(merger(id="r2"))
    page = visitor.get("/registration/records")
    assert page.status == 200
    assert "Xã Ven Biển" in page.text
    for record in SCENE:
        assert f"Việc {record}" in page.text
    assert "hồ sơ khác: mới cập nhật trước" in page.text  # so their terms stand in no order
    assert page.text.count("Xã Thái Mới") == 1
    concluded = visitor.get("/registration/records/verified")
    assert concluded.status == 200
    assert "Xã Thái Mới" in concluded.text
    stranger = Visitor(app, announce("Ngô Văn Ô", "unit:vinh-o"))
    assert stranger.get("/registration/records/verified").status == 404


def test_a_record_concluded_before_a_renaming_keeps_the_name_of_its_day(world: World) -> None:
    """An open one has the new name at once."""
    from services.registration.app import app  # noqa: PLC0415 - as above

    world.reorganise(renaming(name=named("Xã Tú Mới")))
    visitor = Visitor(app, world.binh)
    assert "Xã Vĩnh Tú" in visitor.get("/registration/records/withdrawn").text
    claimed = visitor.get("/registration/records/claimed")
    assert "Xã Tú Mới" in claimed.text
    assert "Xã Vĩnh Tú" not in claimed.text


def test_the_register_names_units_as_they_were_called(world: World, office: Visitor) -> None:
    """A concluded record of a renamed unit under the name of its day, an open one under today's."""
    world.reorganise(renaming(name=named("Xã Tú Mới")))
    world.settle("review")
    page = office.get("/review/office/records").html
    rows = {
        record: page.partition(f"Việc {record}<")[2].partition("</tr>")[0]
        for record in ("withdrawn", "claimed")
    }
    assert "Xã Vĩnh Tú" in rows["withdrawn"]
    assert "Xã Tú Mới" in rows["claimed"]


def test_a_unit_that_ended_is_looked_for_but_not_written_to(world: World, office: Visitor) -> None:
    """The searches offer it last, with its day; a request about personal data names a unit of today."""
    world.reorganise(merger())
    for path in ("records", "personal-data/people", "personal-data/over"):
        page = office.get(f"/review/office/{path}").html
        assert page.index("Xã Ven Biển</option>") < page.index("Xã Vĩnh Thái (đến ngày 01/7/2025)</option>")
        assert "Xã Vĩnh Thái</option>" not in page
    page = office.get("/review/office/personal-data/requests/new").html
    assert "Xã Ven Biển" in page
    assert "Xã Vĩnh Thái" not in page
