"""What the gateway answers by itself, as pages: an unknown address, a form too large, a function that broke.

These requests never reach a stage, so that nobody knows the reader's language: the pages say it in both.
https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html
"""

from functools import partial
from pathlib import Path
from typing import Any, Final

from services.core import templates
from services.core.language.catalogue import say
from services.core.language.message import Message, message
from services.core.web import rendering, security

_TEMPLATES: Final = Path(__file__).parent / "templates"
_KIND: Final = "text/html; charset=utf-8"

_NOT_FOUND: Final = (
    message("Page not found"),
    message("The address may be mistyped. Go back, or start again from the link at the top."),
)
_TOO_LARGE: Final = (
    message("The form is too large"),
    message("Go back, shorten the longest texts and send the form again."),
)
_BUSY: Final = (
    message("Very many people are here at this moment"),
    message("Nothing was lost. Wait a minute, then send the page again."),
)
_REFUSED: Final = (
    message("The page cannot be used this way"),
    message("Go back and use the links and buttons of the page."),
)
_BROKEN: Final = (
    message("The page could not be made"),
    message("The fault is ours and has been noted. Nothing that was confirmed is lost. Try again."),
)

#: Of each kind of answer the status (none: the gateway's own) and the page.
_PAGES: Final = {
    # A path or method that no route knows; the gateway calls it a missing token, with status 403.
    "MISSING_AUTHENTICATION_TOKEN": (404, _NOT_FOUND),
    "RESOURCE_NOT_FOUND": (404, _NOT_FOUND),
    "REQUEST_TOO_LARGE": (413, _TOO_LARGE),
    "THROTTLED": (429, _BUSY),
    "DEFAULT_4XX": (None, _REFUSED),
    "DEFAULT_5XX": (None, _BROKEN),
}


def responses() -> dict[str, Any]:
    """SAM's `GatewayResponses`, with the headers that every page of ours has."""
    return {
        kind: {
            **({"StatusCode": status} if status else {}),
            "ResponseParameters": {"Headers": _headers()},
            # Whichever of the two a browser asks for, the header above says what it gets.
            "ResponseTemplates": dict.fromkeys(("text/html", "application/json"), page(*words)),
        }
        for kind, (status, words) in _PAGES.items()
    }


def page(title: Message, advice: Message) -> str:
    """One page in both languages.

    Raises:
        ValueError: it holds a sign that the gateway would take for a variable.
    """
    style = rendering.assets()["app.css"].name
    made = templates.environment((_TEMPLATES,)).get_template("gateway.html").render(
        title=partial(say, title), advice=partial(say, advice), style=f"/registration/assets/{style}"
    )  # fmt: skip
    if "$" in made:
        raise ValueError("the gateway would replace what follows a dollar sign")
    return made


def _headers() -> dict[str, str]:
    """What every page tells its browser, as the gateway writes a constant: in single quotes.

    A header that holds such quotes itself, the content policy, is added by the edge (infra/edge.yaml).
    """
    told = {**security.PAGE, "Content-Type": _KIND}
    return {name: f"'{text}'" for name, text in told.items() if "'" not in text}
