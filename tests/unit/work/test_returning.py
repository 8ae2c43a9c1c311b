"""A return, field by field: asked beside each field, answered there, and seen with what changed."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.core.campaign.model import Track
from services.core.language.catalogue import say
from services.core.record import returning
from services.core.record.filling import fields
from services.core.record.record import Ask
from services.core.record.refusal import RefusedError
from services.core.record.showing.sheet import sheet
from services.core.work import commands as c
from tests.unit.work.lives import FACTS, START, Life, campaign, submitted

_NAMES = [*(field.name for field in fields(Track.WORK, campaign())), "files"]
_DUE = START.replace(day=20)


def _asked(**notes: str) -> Life:
    """A work that was returned with something to say to these fields only."""
    return submitted().do("appraiser", c.Return(missing="", due=_DUE, notes=notes))


def test_a_return_asks_in_general_or_of_a_field_but_never_nothing() -> None:
    """Either kind of words is enough; none at all is refused at the field for the general ones."""
    assert _asked(place="Ghi rõ thôn").work.ask == Ask(missing="", due=_DUE, notes={"place": "Ghi rõ thôn"})
    with pytest.raises(RefusedError) as refused:
        submitted().do("appraiser", c.Return(missing=" ", due=_DUE))
    assert [problem.field for problem in refused.value.problems] == ["missing"]


def test_the_answer_is_kept_beside_what_was_asked() -> None:
    """What was asked is asked no more, and stays with what the unit said to it."""
    life = _asked(place="Ghi rõ thôn", budget="Ghi nguồn").do(
        "author",
        c.Resubmit(
            facts=msgspec.structs.replace(FACTS, place="Thôn Duy Viên", proof="Ảnh"),
            answers={"place": "Đã ghi"},
        ),
    )
    assert life.work.ask is None
    assert life.work.answered is not None
    page = sheet(life.stored, campaign(), life.now)
    assert [(one.asked, one.said, one.is_changed) for one in page.points] == [
        ("Ghi rõ thôn", "Đã ghi", True),
        ("Ghi nguồn", "", False),
    ]
    (besides,) = page.changed
    assert [one.after for one in besides.changes] == ["Ảnh"]
    assert say(page.history[0].pieces[0][0], "vi") == "Địa điểm"
    assert [words for _, words in page.history[1].pieces] == ["Ghi rõ thôn", "Ghi nguồn"]


def test_the_files_are_asked_about_like_a_field() -> None:
    """Under their own name, answered, and told; how they read is nothing that words could tell."""
    life = _asked(files="Thiếu bản vẽ").do(
        "author", c.Resubmit(facts=FACTS, answers={"files": "Đã đính kèm"})
    )
    page = sheet(life.stored, campaign(), life.now)
    (point,) = page.points
    assert (say(point.label, "vi"), point.asked, point.said, point.of_files) == (
        "Tệp đính kèm",
        "Thiếu bản vẽ",
        "Đã đính kèm",
        True,
    )
    assert [words for _, words in page.history[0].pieces] == ["Đã đính kèm"]


@pytest.mark.parametrize("files", [False, True])
@pytest.mark.parametrize("answer", ["", "Đã rà soát"])
def test_before_it_is_handed_in_each_request_tells_whether_it_is_met(answer: str, *, files: bool) -> None:
    """A field that reads otherwise is mended, one with words explained, any other open; so is the whole."""
    notes = {"place": "Ghi rõ thôn", "budget": "Ghi nguồn", "proof": "Nêu ảnh", "files": "Thiếu bản vẽ"}
    work = submitted().do("appraiser", c.Return(missing="Rà soát", due=_DUE, notes=notes)).work

    def replies(*, people: bool = False, **changed: str) -> dict[str, str]:
        facts = msgspec.structs.replace(FACTS, **changed)
        command = c.Resubmit(
            facts=facts, answer=answer, answers={"budget": "Đã ghi ở mục dưới", "place": " "}
        )
        asked = returning.requests(work, command, campaign(), files=files, people=people)
        assert [one.asked for one in asked] == ["Rà soát", *(notes[name] for name in _NAMES if name in notes)]
        assert [one.said for one in asked if one.asked in ("Rà soát", "Ghi nguồn")] == [
            "",
            "Đã ghi ở mục dưới",
        ]
        return {one.asked: one.reply.value for one in asked}

    told = replies()
    whole = "mended" if files else "explained" if answer else "open"
    assert told == {
        "Rà soát": whole,
        "Ghi rõ thôn": "open",
        "Ghi nguồn": "explained",
        "Nêu ảnh": "open",
        "Thiếu bản vẽ": "mended" if files else "open",
    }
    assert replies(place="Thôn Duy Viên") == {**told, "Rà soát": "mended", "Ghi rõ thôn": "mended"}
    assert replies(people=True) == {**told, "Rà soát": "mended"}


def test_taking_the_return_back_asks_nothing_more() -> None:
    """The unit is not left with a question that nobody asks."""
    assert _asked(place="Ghi rõ thôn").do("appraiser", c.TakeBack(reason="Nhầm")).work.ask is None


@given(st.dictionaries(st.sampled_from(_NAMES), st.text("ab ă\n", max_size=9)))
def test_what_is_typed_beside_fields_comes_back_under_their_names(typed: dict[str, str]) -> None:
    """Blank notes ask nothing; all others are found under the field that they stood beside."""
    values = {f"note-{name}": text for name, text in typed.items()} | {"missing": "x", "due": "y"}
    notes = returning.notes_in(values)
    assert notes.keys() == {name for name, text in typed.items() if text.strip()}
    asked = returning.answer_fields(notes, Track.WORK, campaign())
    assert [field.name for field in asked] == [f"answer-{name}" for name in _NAMES if name in notes]


def test_a_field_that_is_gone_is_still_told() -> None:
    """A later form may lack the field; what was asked of it is not lost."""
    found = returning.notes_of(Ask(missing="", due=_DUE, notes={"colour": "Màu gì"}), Track.WORK, campaign())
    assert [words for _, words in found] == ["Màu gì"]
