"""What is counted, and under which names."""

import json

import pytest

from services.core.telemetry import metrics
from services.core.telemetry.metrics import DIMENSIONS, DimensionError, Metric


def test_every_metric_has_its_dimension_fixed() -> None:
    """A metric that is told now with a dimension and now without would be two."""
    assert set(DIMENSIONS) == set(Metric)


@pytest.mark.usefixtures("counted")
def test_a_value_leaves_at_once_in_cloudwatchs_format(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """One line of EMF under the installation's name, by stage and by the metric's own dimension."""
    monkeypatch.setenv("POWERTOOLS_SERVICE_NAME", "notify")
    metrics.tell(Metric.MAILS_SENT, 2, of="waiting")
    (line,) = capsys.readouterr().out.splitlines()
    told = json.loads(line)
    (where,) = told["_aws"]["CloudWatchMetrics"]
    assert where["Namespace"] == "thidua-test"
    assert [set(names) for names in where["Dimensions"]] == [{"service", "kind"}]
    assert where["Metrics"] == [{"Name": "MailsSent", "Unit": "Count"}]
    assert (told["service"], told["kind"], told["MailsSent"]) == ("notify", "waiting", [2.0])


@pytest.mark.usefixtures("counted")
def test_one_without_a_dimension_is_counted_by_stage_alone(capsys: pytest.CaptureFixture[str]) -> None:
    """A bounce is a bounce, whatever came back."""
    metrics.tell(Metric.MAILS_BOUNCED)
    told = json.loads(capsys.readouterr().out)
    assert told["_aws"]["CloudWatchMetrics"][0]["Dimensions"] == [["service"]]


@pytest.mark.parametrize(("metric", "of"), [(Metric.EVENTS, ""), (Metric.MAILS_BOUNCED, "waiting")])
def test_a_wrong_dimension_is_noticed_everywhere(metric: Metric, of: str) -> None:
    """Also where nobody counts, so that a test finds it."""
    with pytest.raises(DimensionError, match=metric.value):
        metrics.tell(metric, of=of)


def test_nothing_is_printed_where_nobody_counts(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """`make run` and the tests stay quiet."""
    monkeypatch.delenv("POWERTOOLS_METRICS_NAMESPACE", raising=False)
    metrics.tell(Metric.EVENTS, of="WorkSubmitted")
    assert not metrics.are_told()
    assert capfd.readouterr() == ("", "")
