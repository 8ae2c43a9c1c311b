"""Pages from templates, in the reader's language.

One environment per stage and language, made when first needed: sentences, dates and amounts in a template are
then said in that language by themselves.
"""

from collections.abc import Mapping
from functools import cache, partial
from hashlib import sha256
from pathlib import Path
from typing import Final

import msgspec
from jinja2 import Environment

from services.core import templates
from services.core.language import formats
from services.core.language.catalogue import say, translate, written
from services.core.language.message import Language, Message, Value
from services.core.telephone import dialled

_HERE: Final = Path(__file__).parent
_STATIC: Final = _HERE / "static"

#: What the files of `static/` are. The library reads the machine's own tables first, and says what they say.
_KINDS: Final = {".css": "text/css", ".js": "text/javascript"}

#: What every page extends and is made of.
CORE: Final = _HERE / "templates"


class Asset(msgspec.Struct, frozen=True, kw_only=True):
    """A file that pages link to. Its name carries its content's hash, so it may be kept for ever."""

    name: str
    kind: str
    body: bytes


@cache
def assets() -> Mapping[str, Asset]:
    """The files of `static/`, by plain name (`app.css`)."""
    return {path.name: _asset(path) for path in sorted(_STATIC.iterdir()) if path.is_file()}


def render(folder: Path, prefix: str, template: str, language: Language, values: Mapping[str, object]) -> str:
    """The page that `template` of `folder` (a stage's, before the core's) makes of `values`."""
    return _environment(folder, prefix, language).get_template(template).render(values)


@cache
def _environment(folder: Path, prefix: str, language: Language) -> Environment:
    environment = templates.environment((folder, CORE))
    environment.globals.update(
        _=partial(_say, language),
        _n=partial(_say_number, language),
        say=partial(written, language=language),
        day=partial(formats.day, language=language),
        hour=partial(formats.hour, language=language),
        moment=partial(formats.moment, language=language),
        money=partial(formats.money, language=language),
        number=partial(formats.number, language=language),
        percent=partial(formats.percent, language=language),
        unbroken=formats.unbroken,
        dialled=dialled,
        asset=lambda name: f"{prefix}/assets/{assets()[name].name}",
    )
    return environment


def _say(language: Language, sentence: str, /, **values: Value) -> str:
    return say(Message(sentence, values), language) if values else translate(sentence, language)


def _say_number(language: Language, one: str, many: str, count: int, /, **values: Value) -> str:
    """English tells one from many; Vietnamese has one form, under the key of many."""
    sentence = one if language == "en" and count == 1 else many
    return _say(language, sentence, count=count, **values)


def _asset(path: Path) -> Asset:
    body = path.read_bytes()
    return Asset(
        name=f"{path.stem}-{sha256(body).hexdigest()[:10]}{path.suffix}",
        kind=f"{_KINDS[path.suffix]}; charset=utf-8",
        body=body,
    )
