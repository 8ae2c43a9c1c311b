"""A stage that shows every part of the design; nothing of it is stored."""

from datetime import date, datetime
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import quote

from chalice.app import Chalice, Response

from services.core.form import Choice, Field, Kind, Problem
from services.core.language import formats
from services.core.language.message import Text, message
from services.core.people.person import Grant, Person, Role, Session
from services.core.vietnam import VIETNAM
from services.core.web import visit as visits
from services.core.web.site import Site
from services.core.web.visit import Visit

WHY = "the gallery shows no real data"
CAMPAIGN = SimpleNamespace(
    short=Text(
        vi="Phong trào thi đua chào mừng 70 năm Ngày truyền thống Đặc khu Vĩnh Linh và đại hội đảng các cấp",
        en="Emulation for the 70th anniversary of the Vĩnh Linh special zone and the Party congresses",
    ),
    slogan=Text(
        vi="Đoàn kết, sáng tạo, thi đua lập thành tích chào mừng đại hội đảng các cấp nhiệm kỳ 2025 - 2030",
        en="United and creative, we emulate to welcome the Party congresses of the 2025-2030 term",
    ),
    issuer=SimpleNamespace(body="Ủy ban nhân dân huyện Vĩnh Linh"),
    contact="phongnoivu@vinh-linh.example",
)
PERSON = Person(
    id="a" * 32,
    email="tran.thi.khanh.huyen@vinh-lam.example",
    name="Trần Thị Khánh Huyền",
    grants=tuple(
        Grant(campaign="vinh-linh-70", role=role, of="vinh-lam")
        for role in (Role.UNIT, Role.BODY, Role.LEADER)
    ),
)
SESSION = Session(person=PERSON.id, hash="h", started=0, expires=2**40, csrf="c" * 64)

FIELDS = (
    Field(
        name="title",
        kind=Kind.LINE,
        label=message("Title"),
        hint=message("What it is and where, as it should stand in the reports"),
    ),
    Field(
        name="kind",
        kind=Kind.CHOICE,
        label=message("Kind"),
        choices=tuple(
            Choice(str(at), Text(vi=vi, en=en))
            for at, (vi, en) in enumerate(
                (
                    ("Công trình", "Construction work"),
                    ("Mô hình", "Model"),
                    (
                        "Học tập và làm theo tư tưởng, đạo đức, phong cách Hồ Chí Minh trong cơ quan, đơn vị",
                        "Following Ho Chi Minh's example",
                    ),
                )
            )
        ),
    ),
    Field(name="description", kind=Kind.TEXT, label=message("Description"), longest=4000),
    Field(name="budget", kind=Kind.MONEY, label=message("Budget"), hint=message("Write 0 if it needs none")),
    Field(
        name="quantity", kind=Kind.NUMBER, label=message("Quantity"), measure=message("ha"), required=False
    ),
    Field(name="deadline", kind=Kind.DAY, label=message("Deadline")),
    Field(
        name="target",
        kind=Kind.PICK,
        label=message("Target of the campaign"),
        required=False,
        choices=(
            Choice(
                "rice",
                Text(vi="Diện tích gieo trồng lúa cả năm khoảng 7.000 ha", en="Rice area about 7,000 ha"),
            ),
        ),
    ),
)
TYPED = {
    "title": "Bê tông hóa 1,2 km đường giao thông nội đồng thôn Tiên Mỹ <b>2</b>, xã Vĩnh Lâm",
    "kind": "2",
    "description": "Đổ bê tông dày 18 cm, rộng 3,5 m.\nNhân dân hiến đất, góp ngày công; xã hỗ trợ xi măng.",
    "budget": "1200000000",
    "deadline": "31/02/2025",
}
PROBLEMS = (
    Problem("title", message("Another work of your unit has this title: VLAM-7KQ2MN")),
    Problem("kind", message("Choose one of the answers offered")),
    Problem("deadline", message("This date does not exist: check the day and the month")),
)
UNIT = "Trung tâm Giáo dục nghề nghiệp - Giáo dục thường xuyên huyện Vĩnh Linh"
TITLES = (
    "Bê tông hóa 1,2 km đường giao thông nội đồng thôn Tiên Mỹ 2, xã Vĩnh Lâm",
    "Mô hình “Khu dân cư sáng, xanh, sạch, đẹp, an toàn, văn minh” tại khóm Hữu Nghị, thị trấn Hồ Xá",
    "Số hóa hồ sơ một cửa",
    "Xây dựng nhà văn hóa thôn Thủy Tú Phường gắn với tủ sách pháp luật và sân thể thao cộng đồng",
)
STATES = (
    (Text(vi="Bản nháp", en="Draft"), "draft"),
    (Text(vi="Chờ thẩm định", en="Waiting for appraisal"), "waiting"),
    (Text(vi="Trả lại để bổ sung", en="Returned"), "returned"),
    (Text(vi="Đã chấp thuận", en="Approved"), "good"),
    (Text(vi="Không chấp thuận", en="Declined"), "refused"),
    (Text(vi="Hoàn thành trước hạn", en="Completed early"), "done"),
    (Text(vi="Hoàn thành sau hạn", en="Completed late"), "late"),
    (Text(vi="Đã rút", en="Withdrawn"), "ended"),
)
ROWS = tuple(
    SimpleNamespace(
        title=TITLES[at % 4],
        number=f"VLAM-7KQ2M{at}",
        state=STATES[at % 8],
        due=date(2025, 3, 1 + at),
        holder="Phòng Văn hóa và Thông tin" if at % 2 else UNIT,
        amount=1_200_000_000 * at,
    )
    for at in range(10)
)
MOMENT = datetime(2025, 3, 3, 14, 5, tzinfo=VIETNAM)


def site() -> Site:
    """The gallery under `/gallery`."""
    stage = Site(Chalice("gallery"), "/gallery", Path(__file__).parent / "templates")

    @stage.get("/form", public=WHY)
    def form(visit: Visit) -> Response:
        return visit.page("form.html", fields=FIELDS, typed=TYPED, problems=PROBLEMS)

    @stage.get("/fresh", public=WHY)
    def fresh(visit: Visit) -> Response:
        return visit.page("form.html", fields=FIELDS, typed={}, problems=())

    @stage.post("/draft", public=WHY)
    def draft(visit: Visit) -> Response:
        answer = visit.nothing()
        answer.headers["thidua-saved"] = quote(formats.hour(MOMENT, visit.language))
        return answer

    @stage.get("/record", public=WHY)
    def record(visit: Visit) -> Response:
        return visit.page("record.html", title=TITLES[0], moment_=MOMENT, unit=UNIT, states=STATES)

    @stage.get("/list", public=WHY)
    def rows(visit: Visit) -> Response:
        return visit.page("list.html", rows=() if visit.query.get("empty") else ROWS)

    @stage.get("/dashboard", public=WHY)
    def dashboard(visit: Visit) -> Response:
        return visit.page("dashboard.html", rows=ROWS, unit=UNIT)

    @stage.get("/receipt", public=WHY)
    def receipt(visit: Visit) -> Response:
        return visit.page("receipt.html", title=TITLES[0])

    @stage.get("/missing", public=WHY)
    def missing(visit: Visit) -> Response:
        del visit
        raise visits.NotFound

    @stage.get("/broken", public=WHY)
    def broken(visit: Visit) -> Response:
        raise LookupError(visit.path)

    return stage
