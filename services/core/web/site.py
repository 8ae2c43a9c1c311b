"""Routes: which way leads where, and for whom, declared once per stage.

Importing this loads nothing that only a page needs, because a function behind a queue shares its stage's
`app.py`: pages are named by `Pages` and imported when somebody asks for one. What happens to a request stands
in `gate.py`.
"""

import importlib
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import msgspec

from services.core.people.person import Role

if TYPE_CHECKING:
    from chalice.app import Chalice, Response

View: TypeAlias = "Callable[..., Response]"


class Pages:
    """The views of a module that is imported at the first request for one.

    `Pages("services.review.queue_page").queue` is the view `queue` of that module. A test sees to it that
    every view named in a stage's `app.py` is there.
    """

    def __init__(self, module: str) -> None:
        self._module = module

    def __getattr__(self, name: str) -> View:
        """The view of that name."""

        def view(*visit: object, **parts: str) -> "Response":
            found: View = getattr(importlib.import_module(self._module), name)
            return found(*visit, **parts)

        view.__module__, view.__name__ = self._module, name
        return view


class Route(msgspec.Struct, frozen=True, kw_only=True):
    """One way in. `roles` empty: whoever is signed in; `public` is the reason why nobody need be."""

    method: str
    path: str
    roles: tuple[Role, ...]
    public: str
    handler: str


class Site:
    """The pages of one stage, on its Chalice app, under `prefix`, with its own folder of templates."""

    def __init__(self, app: "Chalice", prefix: str, templates: Path) -> None:
        self.app = app
        self.prefix = prefix
        self.routes: list[Route] = []
        self.folder = templates
        # Everything leaves as bytes; otherwise API Gateway decides by the Accept header (docs/decisions).
        app.api.binary_types = ["*/*"]
        self.get("/assets/{name}", public="style and script are the same for everyone")(_GATE.asset)

    def get(self, path: str, *, roles: tuple[Role, ...] = (), public: str = "") -> Callable[[View], View]:
        """Show something at `path` (below the prefix; `/` is the prefix itself), for GET and HEAD."""
        return self._route("GET", path, roles, public)

    def post(self, path: str, *, roles: tuple[Role, ...] = (), public: str = "") -> Callable[[View], View]:
        """Receive a form at `path`."""
        return self._route("POST", path, roles, public)

    def _route(self, method: str, path: str, roles: tuple[Role, ...], public: str) -> Callable[[View], View]:
        if roles and public:
            raise ValueError(f"{path}: public or for roles, not both")

        def register(handler: View) -> View:
            route = Route(
                method=method,
                path=self.prefix + ("" if path == "/" else path),
                roles=roles,
                public=public,
                handler=f"{handler.__module__}.{handler.__name__}",
            )
            self.routes.append(route)

            def view(**parts: str) -> "Response":
                return _GATE.answer(self, route=route, handler=handler, parts=parts)

            self.app.route(
                route.path,
                methods=["GET", "HEAD"] if method == "GET" else [method],
                name=f"{handler.__name__}_{method.lower()}",
                # Checked at the gate, so that the answer is a page in the person's language.
                content_types=["*/*"],
            )(view)
            return handler

        return register


_GATE = Pages("services.core.web.gate")
