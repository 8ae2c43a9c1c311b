"""The FastAPI peer; `handler` is what Lambda calls, through Mangum."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated

from fastapi import Cookie, Depends, FastAPI, Form, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from fastapi.templating import Jinja2Templates
from mangum import Mangum
from pydantic import BaseModel, Field, ValidationInfo, field_validator

from bench.peers import store

app = FastAPI()
_pages = Jinja2Templates(Path(__file__).parent / "templates")
_Line = Annotated[str, Field(min_length=1, max_length=4000)]


class Facts(BaseModel):
    """The form's fields, checked by pydantic."""

    title: _Line
    kind: _Line
    area: _Line
    description: _Line
    meaning: _Line
    place: _Line
    beneficiaries: _Line
    budget: int
    sources: _Line
    start: date
    deadline: date
    proof: _Line
    in_charge: _Line

    @field_validator("deadline")
    @classmethod
    def after_start(cls, value: date, info: ValidationInfo) -> date:
        """A deadline lies after the start."""
        if value < info.data["start"]:
            raise ValueError("the deadline lies before the start")
        return value


def _who(session: Annotated[str, Cookie()] = "") -> tuple[store.Row, str]:
    found = store.who(session)
    if found is None:
        raise HTTPException(403)
    return found


Who = Annotated[tuple[store.Row, str], Depends(_who)]


@app.get("/records")
def works(request: Request, who: Who) -> HTMLResponse:
    """The unit's list."""
    person, unit = who
    return _pages.TemplateResponse(request, "works.html", {"person": person, "rows": store.works(unit)})


@app.get("/records/new")
def new(request: Request, who: Who) -> HTMLResponse:
    """The form."""
    return _pages.TemplateResponse(request, "form.html", {"person": who[0], "fields": store.FIELDS})


@app.post("/records/{record}")
def submit(record: str, who: Who, facts: Annotated[Facts, Form()]) -> RedirectResponse:
    """The write."""
    store.submit(record, who[1], facts.model_dump(), datetime.now(UTC).isoformat())
    return RedirectResponse(f"/records/{record}", 303)


handler = Mangum(app, lifespan="off")
