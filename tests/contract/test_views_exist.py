"""What an `app.py` names is there, and hearing of an event loads no page."""

import importlib
import json
import os
import subprocess
import sys

import pytest

from infra.local import stages

#: What a first page can do without: it shows how things stand, and neither changes nor compares them.
_NOT_FOR_READING = (
    "services.core.campaign.difference",
    "services.core.reorganising",
    "services.core.rights",
    "services.core.spreadsheet",
    "services.core.subjects.store",
    "services.core.uploads",
    "aws_lambda_powertools",
    "boto3",
    "openpyxl",
    "xlsxwriter",
)
_FIRST_PAGES = {
    "registration": "services.registration.list_pages",
    "review": "services.review.queue_page",
    "report": "services.report.dashboard_page",
}

_PAGE_PART = ("services.core.web.gate", "services.core.web.visit", "services.core.web.rendering")


@pytest.mark.parametrize("stage", stages.names())
def test_every_view_that_a_stage_names_is_there(stage: str) -> None:
    """A misspelt view would only be noticed by whoever asks for its page."""
    site = getattr(importlib.import_module(f"services.{stage}.app"), "site", None)
    for route in site.routes if site else ():
        module, _, name = route.handler.rpartition(".")
        assert callable(getattr(importlib.import_module(module), name)), route


@pytest.mark.parametrize("stage", stages.names())
def test_a_stage_declares_itself_without_its_pages(stage: str) -> None:
    """A function behind a queue shares the stage's app.py and must start quickly."""
    loaded = _loaded(f"services.{stage}.app")
    assert not [name for name in loaded if name.startswith(_PAGE_PART) or name.endswith("_pages")]


@pytest.mark.parametrize("stage", _FIRST_PAGES)
def test_a_first_page_waits_for_nothing_that_it_does_not_show(stage: str) -> None:
    """Whoever opens a stage after a quiet hour waits for all that is imported on the way to its page."""
    loaded = _loaded(f"services.{stage}.app", "services.core.web.gate", _FIRST_PAGES[stage])
    assert not [name for name in loaded if name.startswith(_NOT_FOR_READING)]


def _loaded(*modules: str) -> list[str]:
    """The names of all modules that importing these loads."""
    told = f"import json, sys, {', '.join(modules)}; print(json.dumps(sorted(sys.modules)))"
    done = subprocess.run(  # noqa: S603 - our own words
        [sys.executable, "-c", told],
        env=os.environ | {"TABLE_NAME": "thidua"},
        capture_output=True,
        text=True,
        check=True,
    )
    loaded: list[str] = json.loads(done.stdout)
    return loaded
