"""The Flask peer; `handler` is what Lambda calls, through serverless-wsgi."""

from datetime import UTC, date, datetime
from typing import Any

import serverless_wsgi
from flask import Flask, abort, redirect, render_template, request
from werkzeug.wrappers import Response

from bench.peers import store

app = Flask(__name__)


@app.get("/records")
def works() -> str:
    """The unit's list."""
    person, unit = _who()
    return render_template("works.html", person=person, rows=store.works(unit))


@app.get("/records/new")
def new() -> str:
    """The form."""
    person, _ = _who()
    return render_template("form.html", person=person, fields=store.FIELDS)


@app.post("/records/<record>")
def submit(record: str) -> Response:
    """The write."""
    _, unit = _who()
    facts = {name: request.form.get(name, "").strip() for name in store.FIELDS}
    if not all(facts.values()) or not facts["budget"].isdigit():
        abort(422)
    if date.fromisoformat(facts["deadline"]) < date.fromisoformat(facts["start"]):
        abort(422)
    store.submit(record, unit, facts, datetime.now(UTC).isoformat())
    return redirect(f"/records/{record}", 303)


def _who() -> tuple[store.Row, str]:
    found = store.who(request.cookies.get("session", ""))
    if found is None:
        abort(403)
    return found


def handler(event: dict[str, Any], context: object) -> dict[str, Any]:
    """Lambda's entry."""
    answer: dict[str, Any] = serverless_wsgi.handle_request(app, event, context)
    return answer
