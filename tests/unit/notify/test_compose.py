"""The words and the form of every e-mail, in both languages."""

import re
import unicodedata
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from html.parser import HTMLParser
from typing import get_args

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.core.language.message import Language
from services.core.work import commands as c
from services.notify.compose import Attachment, BadAddressError, Composed, Envelope, one_line, raw
from services.notify.intent import Kind
from services.notify.letter import shortened
from tests.unit.notify import telling
from tests.unit.notify.telling import EVERY, every, letter, letters
from tests.unit.work import lives
from tests.unit.work.lives import FACTS, PARTY, PEOPLE, UBND

LANGUAGES: tuple[Language, ...] = get_args(Language)
NAMES = (*EVERY, "sign-in", "report", "invitation")
LETTERS = {language: every(language) for language in LANGUAGES}


class _Seen(HTMLParser):
    """What a reader sees of HTML: words, links; and what must not be there."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.links: list[str] = []
        self.tags: list[str] = []
        self._hidden = 0
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self._hidden += tag in ("style", "title")
        self.links += [value or "" for name, value in attrs if name == "href"]

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag in ("style", "title")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_every_email_is_whole(name: str, language: Language) -> None:
    """Subject, plain text and HTML are there, say the same first, hold one link, and are composed Unicode."""
    mail = LETTERS[language][name]
    seen = _Seen(mail.html)
    assert mail.subject
    assert "\n" not in mail.subject
    lead = mail.text.splitlines()[0]
    assert lead.split(":")[0] == mail.subject.split(":")[0]
    assert " ".join(lead.split()) in seen.text
    (link,) = seen.links
    assert link.startswith(f"{telling.SITE}/")
    assert link in mail.text
    assert f'<html lang="{language}">' in mail.html
    assert "{" not in mail.text
    for part in (mail.subject, mail.text, mail.html):
        assert unicodedata.is_normalized("NFC", part)


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_loaded_or_run_to_read_it(name: str) -> None:
    """Readable with images off: there are none, and nothing else to fetch, on any mail program."""
    mail = LETTERS["vi"][name]
    assert not set(_Seen(mail.html).tags) & {"img", "script", "link", "iframe", "form", "svg"}
    assert "url(" not in mail.html
    assert "@import" not in mail.html
    assert "600px" in mail.html


@pytest.mark.parametrize("name", NAMES)
def test_the_languages_are_not_mixed(name: str) -> None:
    """A Vietnamese e-mail holds none of the English sentences around the names."""
    vi, en = LETTERS["vi"][name], LETTERS["en"][name]
    assert vi.subject != en.subject
    assert not {"You receive", "Open the record", "The record", "Reasons"} & set(vi.text.split("\n"))
    assert "Thư này" not in en.text


@pytest.mark.parametrize(
    ("name", "vi", "en"),
    [
        (
            "waiting to appraise",
            "Cần thẩm định chậm nhất 21/10: Đường giao thông nội đồng, Xã Vĩnh Lâm",
            "Appraise by 21 October: Đường giao thông nội đồng, Vĩnh Lâm commune",
        ),
        (
            "returned",
            "Cần bổ sung, nộp lại chậm nhất 14/10: Đường giao thông nội đồng, Xã Vĩnh Lâm",
            "Complete and submit again by 14 October: Đường giao thông nội đồng, Vĩnh Lâm commune",
        ),
        (
            "verified early",
            "Đã xác nhận hoàn thành trước hạn: Đường giao thông nội đồng, Xã Vĩnh Lâm",
            "Verified, completed early: Đường giao thông nội đồng, Vĩnh Lâm commune",
        ),
        (
            "receipt",
            "Đã nhận hồ sơ số VL-23ABCD: Đường giao thông nội đồng, Xã Vĩnh Lâm",
            "Received, number VL-23ABCD: Đường giao thông nội đồng, Vĩnh Lâm commune",
        ),
    ],
)
def test_a_subject_says_who_must_do_what_by_when(name: str, vi: str, en: str) -> None:
    """An official who sees only the subject knows what is asked, until when, and about what."""
    assert (LETTERS["vi"][name].subject, LETTERS["en"][name].subject) == (vi, en)


def test_a_unit_that_its_title_names_at_the_end_is_not_named_twice() -> None:
    """“…, xã Vĩnh Lâm, Xã Vĩnh Lâm” is no heading."""
    facts = msgspec.structs.replace(FACTS, title="Đường thôn Tiên Mỹ, xã Vĩnh Lâm")
    life = lives.draft().do("author", c.Submit(facts=facts))
    assert letter(life, Kind.WAITING).subject.endswith(": Đường thôn Tiên Mỹ, xã Vĩnh Lâm")


def test_the_year_stands_where_it_is_another_one() -> None:
    """A term in January that begins in December names its year."""
    life = lives.draft().at(datetime(2024, 12, 27, 3, 0, tzinfo=UTC)).do("author", lives.COMMANDS["submit"])
    assert "chậm nhất 13/01/2025: " in letter(life, Kind.WAITING).subject


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_return_says_what_to_add_and_by_when(language: Language) -> None:
    """The unit can act from the e-mail alone."""
    mail = LETTERS[language]["returned"]
    assert "Dự toán" in mail.text
    assert "Dự toán" in _Seen(mail.html).text
    assert ("8 giờ 00 ngày 14/10/2024" if language == "vi" else "8:00 am, 14 October 2024") in mail.text
    assert "/registration/records/w1" in mail.text


def test_a_receipt_holds_a_copy_of_what_was_submitted() -> None:
    """Everything that was filled in, as filled in then, whatever is changed later."""
    life = lives.returned().do(
        "author", c.Resubmit(facts=msgspec.structs.replace(FACTS, budget=900_000_000), answer="")
    )
    (first,) = (words for intent, words in letters(life, 1) if intent.kind is Kind.RECEIPT)
    rows = {row.label.sentence: row.value for group in first.facts for row in group.rows}
    assert rows["Title"] == FACTS.title
    assert rows["Description"] == FACTS.description
    assert "850.000.000 đồng" in letter(lives.submitted(), Kind.RECEIPT).text
    assert "900.000.000 đồng" in letter(life, Kind.RECEIPT).text
    missing = {group_row for group_row in rows if rows[group_row] is None}
    assert missing == {
        "Sources of the budget",
        "Campaign target that it serves",
        "Quantity towards that target",
    }
    assert "None" not in letter(lives.submitted(), Kind.RECEIPT).text


def test_reviewers_and_units_are_led_to_their_own_pages() -> None:
    """A link leads to a page that its reader may see."""
    assert "/review/records/w1" in LETTERS["vi"]["waiting to approve"].text
    assert "/review/records/w1" in LETTERS["vi"]["stranded"].text
    assert "/registration/records/w1" in LETTERS["vi"]["approved"].text
    assert "/report/dashboard" in LETTERS["vi"]["report"].text


def test_an_invitation_says_who_invites_to_what_and_how_to_sign_in() -> None:
    """Every role of this campaign, for whom it is, and the way in; nothing in it is worth stealing."""
    mail = LETTERS["vi"]["invitation"]
    for words in (
        "Ủy ban nhân dân huyện Vĩnh Linh mời ông (bà) tham gia",
        "Xã Vĩnh Lâm: đăng ký hồ sơ thi đua",
        "Phòng Tài chính - Kế hoạch: thẩm định hồ sơ",
        "Ủy ban nhân dân huyện: chấp thuận hoặc không chấp thuận hồ sơ",
        "Phòng Nội vụ: điều hành phong trào",
        "Với tư cách Thư ký Hội đồng xét sáng kiến huyện, chấp nhận hoặc trả lại",
        "Lãnh đạo: xem bảng theo dõi, nhận báo cáo",
        f"{telling.SITE}/registration/sign-in\n",
    ):
        assert words in mail.text, words
    assert mail.text.index("Xã Vĩnh Lâm") < mail.text.index("Phòng Nội vụ: ")
    assert "elsewhere" not in mail.text
    assert not re.search(r"token|request=|\b\d{6}\b", mail.text)
    assert "For Vĩnh Lâm commune you register what it takes on" in LETTERS["en"]["invitation"].text


def test_the_sign_in_email_keeps_its_secrets_out_of_the_subject() -> None:
    """Subjects are logged and shown on locked telephones: neither code nor link stands there."""
    mail = LETTERS["vi"]["sign-in"]
    (code,) = re.findall(r"^\s*(\d{6})$", mail.text, re.MULTILINE)
    assert code in mail.html
    assert code not in mail.subject
    assert "token=" in mail.text
    assert "token" not in mail.subject


def test_a_report_shows_its_figures_in_the_readers_form() -> None:
    """A leader who reads only the e-mail has the figures, written as the language writes them."""
    assert "1.234,5" in _Seen(LETTERS["vi"]["report"].html).text
    assert "14 trên 18" in LETTERS["vi"]["report"].text
    assert "1,234.5" in LETTERS["en"]["report"].text


NASTY = '<script>alert(1)</script><img src=x onerror=alert(1)> & "quotes" {{ 7*7 }} {title} %s'


def test_markup_in_any_field_is_shown_as_typed() -> None:
    """What somebody types is words, in the HTML too; the plain part holds it unescaped."""
    facts = msgspec.structs.replace(
        FACTS,
        title=NASTY,
        description=NASTY,
        meaning=NASTY,
        place=NASTY,
        beneficiaries=NASTY,
        proof=NASTY,
        in_charge=NASTY,
        sources=NASTY,
    )
    life = lives.draft().do("author", c.Submit(facts=facts))
    mails = [letter(life, kind, language) for kind in (Kind.RECEIPT, Kind.WAITING) for language in LANGUAGES]
    returned = life.do("appraiser", c.Return(missing=NASTY, due=lives.START.replace(day=20)))
    for mail in (*mails, letter(returned, Kind.RETURNED)):
        seen = _Seen(mail.html)
        assert not set(seen.tags) & {"script", "img"}
        assert NASTY in seen.text
        assert NASTY in mail.text
        assert "<script>" in mail.subject, "a subject is no markup"
        assert len(seen.links) == 1


def test_a_long_title_is_cut_in_the_subject_only() -> None:
    """Telephones show some forty characters: the duty first, then as much of the title as fits."""
    mail = LETTERS["vi"]["waiting to appraise, long"]
    assert len(mail.subject) < 150
    assert "…, Xã Vĩnh Lâm" in mail.subject
    assert "thôn Tiên Mỹ 1 và Tiên Mỹ 2, Xã Vĩnh Lâm" in mail.text.splitlines()[0]
    assert shortened("a" * 90, 80) == "a" * 80 + "…"
    assert shortened("ngắn", 80) == "ngắn"


# --- on the wire -------------------------------------------------------------------------------


def _sent(composed: Composed, **more: object) -> EmailMessage:
    envelope = Envelope(
        id="m1",
        kind="waiting",
        person=PEOPLE["author"],
        sender="thi-dua@vinh-linh.example",
        sender_name="Thi đua 70 năm Khu vực Vĩnh Linh",
        reply_to="phong-noi-vu@vinhlinh.example",
        at=lives.START,
    )
    data = raw(composed, msgspec.structs.replace(envelope, **more))
    message = message_from_bytes(data, _class=EmailMessage, policy=policy.default)
    assert data.isascii(), "every server passes it on"
    assert max(len(line) for line in data.split(b"\r\n")) <= 998, "RFC 5322"
    return message


@pytest.mark.parametrize("name", NAMES)
def test_the_message_survives_the_wire(name: str) -> None:
    """What was composed is what arrives: subject, both parts, sender and reader by name."""
    mail = LETTERS["vi"][name]
    message = _sent(mail)
    plain, html = message.get_body(("plain",)), message.get_body(("html",))
    assert plain is not None
    assert html is not None
    assert str(message["Subject"]) == mail.subject
    arrived = [part.get_content().replace("\r\n", "\n") for part in (plain, html)]
    assert arrived == [mail.text, mail.html]
    assert str(message["To"]) == "author <author@vinh-linh.example>"
    assert message["From"].addresses[0].display_name == "Thi đua 70 năm Khu vực Vĩnh Linh"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["X-Thidua-Kind"] == "waiting"
    assert message.get_content_type() == "multipart/alternative"


def test_files_come_along() -> None:
    """A report's workbook arrives byte for byte under its Vietnamese name."""
    content = bytes(range(256)) * 40
    name = "Báo cáo tuần 13-10-2024.xlsx"
    message = _sent(
        LETTERS["vi"]["report"],
        attachments=(Attachment(name=name, type="application/vnd.ms-excel", content=content),),
    )
    (file,) = message.iter_attachments()
    assert (file.get_filename(), file.get_payload(decode=True)) == (name, content)


@settings(max_examples=80, deadline=None)
@given(st.text(max_size=300), st.text(max_size=120))
def test_no_text_breaks_a_header(title: str, name: str) -> None:
    """Line breaks and invisible characters in a title or a name never begin a header of their own."""
    composed = Composed(subject=one_line(f"Cần thẩm định: {title}\r\nBcc: eve@example"), text="x", html="x")
    person = msgspec.structs.replace(PEOPLE["author"], name=name)
    message = _sent(composed, person=person)
    assert set(message.keys()) == {
        "From", "To", "Reply-To", "Subject", "Date", "Message-ID", "Content-Language", "Auto-Submitted",
        "X-Thidua-Kind", "MIME-Version", "Content-Type",
    }  # fmt: skip
    assert [address.addr_spec for address in message["To"].addresses] == ["author@vinh-linh.example"]


@pytest.mark.parametrize(
    "address", ["", "no-address", "a b@c.example", "x@y.example\r\nBcc: eve@e.example", "ô@ơ.example"]
)
def test_an_address_that_is_none_is_refused(address: str) -> None:
    """A broken address ends as a failed e-mail, never as somebody else's."""
    with pytest.raises(BadAddressError):
        _sent(LETTERS["vi"]["returned"], person=msgspec.structs.replace(PEOPLE["author"], email=address))


def test_an_approval_brings_the_words_of_every_seat() -> None:
    """The unit reads what each seat wrote on the way, under the seat's name, not the last one's alone."""
    life = lives.appraised().do("party seat", c.Approve(seat=PARTY, reasons="Làm trước mùa mưa"))
    text = letter(life.do("ubnd seat", c.Approve(seat=UBND, reasons="Đồng ý")), Kind.DECIDED).text
    for seat, words in ((PARTY, "Làm trước mùa mưa"), (UBND, "Đồng ý")):
        assert re.search(f"{lives.campaign().seat(seat).name.vi}:\n[> ]*{words}\n", text)
