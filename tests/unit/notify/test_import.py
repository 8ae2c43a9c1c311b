"""What a cold start of this stage costs."""

import subprocess
import sys

HEAVY = ("services.core.web", "services.registration", "services.review", "services.report", "boto3", "babel")


def test_the_queue_function_imports_no_web_part() -> None:
    """A function that writes e-mails does not pay for pages, nor for clients that it may never need."""
    code = (
        "from infra.local.cloud import set_environment; set_environment()\n"
        "import sys, services.notify.app\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules])"
    )
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603 - our own code
    assert answer.stdout.strip() == "[]"
