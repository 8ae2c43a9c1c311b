"""What a form page weighs with its style and script, compressed as CloudFront and the local front do."""

import gzip
import re
import secrets
from collections.abc import Iterator

from bench import measure
from bench.measure import Figure, require
from bench.world import OK, SEE_OTHER, STRANGER, Member, Scene

MOST_KILOBYTES = 14
MOST_REQUESTS = 3
#: Forms of the office's desk.
_OFFICE = (
    "people/new",
    "units/new",
    "permits/new",
    "records",
    "import/people",
    "personal-data/requests/new",
    "reorganisation",
)
_ID = re.compile(r"[0-9a-f]{32}")
_LINKED = re.compile(r'<(?:link rel="stylesheet" href|script src|img src)="([^"]+)"')


def figures(scene: Scene) -> Iterator[Figure]:
    """The heaviest of the form pages, each with everything that it makes a browser ask for."""
    weighed = {path: _weighed(scene, path, who) for path, who in _forms(scene)}
    heaviest = max(weighed, key=lambda path: weighed[path][0])
    place = _ID.sub("…", heaviest)
    yield measure.at_most(
        f"the heaviest of {len(weighed)} form pages with style and script, compressed ({place})",
        weighed[heaviest][0] / 1024,
        "KB",
        MOST_KILOBYTES,
    )
    requests = max(requests for _, requests in weighed.values())
    yield measure.at_most("requests of a form page", requests, "requests", MOST_REQUESTS)


def _forms(scene: Scene) -> Iterator[tuple[str, Member]]:
    """Every page with a form, as far as a submitted record and a draft reach."""
    member = scene.members[3]
    draft, _ = scene.draft(member)
    yield "/registration/sign-in", STRANGER
    yield "/registration/me", member
    yield "/registration/records/new", member
    yield "/registration/import", member
    yield "/registration/submit", member
    for page in ("edit", "check", "discard", "files"):
        yield f"/registration/records/{draft}/{page}", member
    yield from _tracks_with_people(scene, member)
    for page in _OFFICE:
        yield f"/review/office/{page}", scene.office
    yield f"/registration/records/{scene.record}/withdraw", scene.members[0]
    shown = scene.ask(scene.appraiser, "GET", f"/review/records/{scene.record}")
    actions = sorted(set(re.findall(rf'href="(/review/records/{scene.record}/[a-z-]+)"', shown.text)))
    require(actions, "the appraiser is offered nothing to do")
    for action in actions:
        yield action, scene.appraiser


def _tracks_with_people(scene: Scene, member: Member) -> Iterator[tuple[str, Member]]:
    """The form of each track that asks for people, and the page of one of them."""
    for track, pages in (("initiative", ("author", "author-new")), ("citizen", ("household",))):
        draft = f"/registration/records/{secrets.token_hex(16)}"
        typed = {"unit": member.of, "track": track, "do": "save", "title": "Cấy theo hàng"}
        saved = scene.ask(member, "POST", f"{draft}/edit", typed)
        require(saved.status == SEE_OTHER, f"the draft of {track} was answered {saved.status}")
        yield f"{draft}/edit", member
        for page in pages:
            yield f"{draft}/people/{page}", member


def _weighed(scene: Scene, path: str, who: Member) -> tuple[int, int]:
    """Bytes and requests of a page with what it links to."""
    page = scene.ask(who, "GET", path)
    require(page.status == OK and "<form" in page.text, f"{path} answered {page.status} without a form")
    linked = list(dict.fromkeys(_LINKED.findall(page.text)))
    size = _compressed(page.text)
    for address in linked:
        asset = scene.ask(who, "GET", address)
        require(asset.status == OK and asset.text, f"{address} answered {asset.status}")
        size += _compressed(asset.text)
    return size, 1 + len(linked)


def _compressed(text: str) -> int:
    return len(gzip.compress(text.encode(), compresslevel=5, mtime=0))
