"""What an `app.py` names is there, and hearing of an event loads no page."""

import importlib
import json
import subprocess
import sys

import pytest

from infra.local import stages

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
    told = f"import json, sys, services.{stage}.app; print(json.dumps(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)  # noqa: S603 - our own words
    loaded = json.loads(done.stdout)
    assert not [name for name in loaded if name.startswith(_PAGE_PART) or name.endswith("_pages")]
