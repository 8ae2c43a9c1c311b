"""What stands before the emulator does what CloudFront and the gateway do, as far as a page notices."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from urllib.request import Request, urlopen

import pytest

from infra.packaging.package import STAGES, Package
from infra.rehearse import table
from infra.rehearse.arranging import FUNCTIONS, Start
from infra.rehearse.edge import Behind, Edge
from infra.rehearse.meter import Meter
from infra.rehearse.passing import Answered, Asked, serving

HTML = (("Content-Type", "text/html; charset=utf-8"),)
APIS = {"registration": "aaa", "review": "bbb", "report": "ccc"}


class Gateway:
    """A server that notes what it was asked, and answers what a test wants."""

    def __init__(self) -> None:
        self.asked: list[Asked] = []
        self.answer = Answered(status=200, headers=HTML, body=b"trang")

    def __call__(self, asked: Asked) -> Answered:
        """Note and answer."""
        self.asked.append(asked)
        return self.answer

    def header(self, name: str) -> list[str]:
        """The values of a header of the last request."""
        return [value for key, value in self.asked[-1].headers if key.lower() == name]


@pytest.fixture
def gateway() -> Gateway:
    """One that answers a page."""
    return Gateway()


@pytest.fixture
def behind(gateway: Gateway) -> Iterator[str]:
    """Where the gateway listens: host and port."""
    with serving(gateway) as port:
        yield f"127.0.0.1:{port}"


def asked(path: str, *headers: tuple[str, str]) -> Asked:
    """A browser's request."""
    return Asked(method="GET", path=path, headers=headers, body=b"", viewer="203.0.113.7")


@pytest.mark.parametrize(
    ("path", "api"),
    [
        ("/registration/sign-in?next=%2Freview", "aaa"),
        ("/review", "bbb"),
        ("/report/x", "ccc"),
        ("/else", "aaa"),
    ],
)
def test_the_first_part_of_the_path_picks_the_api(gateway: Gateway, behind: str, path: str, api: str) -> None:
    """Each stage answers under its own part of the one address; what belongs to none goes to registration."""
    edge = Edge(behind, lambda: Behind(apis=APIS, key="k"))
    assert edge(asked(path)).body == b"trang"
    assert gateway.asked[-1].path == f"/site{path}"
    assert gateway.header("host") == [f"{api}.execute-api.localhost:{behind.rpartition(':')[2]}"]


def test_nobody_speaks_in_the_edges_name(gateway: Gateway, behind: str) -> None:
    """A viewer who sends the edge's headers is not believed: the edge writes its own over them."""
    edge = Edge(behind, lambda: Behind(apis=APIS, key="secret"))
    edge(
        asked("/review", ("X-Thidua-Edge", "guessed"), ("x-thidua-viewer", "198.51.100.1"), ("Cookie", "a=b"))
    )
    assert gateway.header("x-thidua-edge") == ["secret"]
    assert gateway.header("x-thidua-viewer") == ["203.0.113.7"]
    assert gateway.header("cookie") == ["a=b"]


def test_the_root_leads_to_the_campaigns_page(behind: str) -> None:
    """The bare address shows the movement."""
    answered = Edge(behind, lambda: Behind(apis=APIS, key="k"))(asked("/"))
    assert (answered.status, answered.header("location")) == (302, "/registration/")


def test_what_the_gateway_refuses_is_a_page(gateway: Gateway, behind: str) -> None:
    """An unknown address is answered in words, in both languages, though no function ever hears of it."""
    gateway.answer = Answered(
        status=403, headers=(("x-amzn-ErrorType", "MissingAuthenticationTokenException"),), body=b"{}"
    )
    answered = Edge(behind, lambda: Behind(apis=APIS, key="k"))(asked("/review/nowhere"))
    assert answered.status == 404
    assert answered.header("content-type") == "text/html; charset=utf-8"
    assert "Không tìm thấy trang" in answered.body.decode()
    assert "Page not found" in answered.body.decode()


def test_an_api_that_was_deployed_anew_is_found_again(gateway: Gateway, behind: str) -> None:
    """After a 404 that is no page the edge asks what is behind it; after a page's own 404 it need not."""
    times = Counter[str]()

    def ask() -> Behind:
        times["asked"] += 1
        return Behind(apis=APIS, key="k")

    edge = Edge(behind, ask)
    for headers, expected in ((HTML, 1), (HTML, 1), ((("Content-Type", "application/json"),), 1), (HTML, 2)):
        gateway.answer = Answered(status=404, headers=headers)
        edge(asked("/review"))
        assert times["asked"] == expected


def test_calls_are_counted_by_who_makes_them(gateway: Gateway, behind: str) -> None:
    """A call is counted under the function's name, service and operation; nobody's is only passed on."""
    meter = Meter(behind)
    signed = "AWS4-HMAC-SHA256 Credential=AKIA/20261125/ap-southeast-1/{}/aws4_request, SignedHeaders=host"
    agent = ("User-Agent", "Botocore/1.35.0 cfg/retry-mode#legacy app/review-pages")
    table_call = (("Authorization", signed.format("dynamodb")), ("X-Amz-Target", "DynamoDB_20120810.Query"))
    meter(asked("/", agent, *table_call))
    meter(asked("/", agent, *table_call))
    meter(asked("/reports/x", agent, ("Authorization", signed.format("s3"))))
    meter(asked("/", *table_call))
    assert meter.calls() == {"review-pages": Counter({"dynamodb Query": 2, "s3 GET": 1})}
    assert len(gateway.asked) == 4


def test_a_body_passes_in_both_directions(gateway: Gateway) -> None:
    """What is sent arrives whole, and so does the answer, over real connections."""
    with serving(gateway) as port, urlopen(Request(f"http://127.0.0.1:{port}/x", "thư".encode())) as answer:
        assert answer.read() == b"trang"
    assert (gateway.asked[-1].method, gateway.asked[-1].body) == ("POST", "thư".encode())


def test_the_table_names_every_function(tmp_path: Path) -> None:
    """Whoever reads it sees each function's starts, and what it asked for most."""
    code = tmp_path / "code.zip"
    code.write_bytes(b"x" * 1_250_000)
    starts = {name: Start(cold=1234.5, warm=6.7) for name in FUNCTIONS}
    packages = tuple(
        Package(stage=stage, template=code, code=code, layer=None, compiled=True) for stage in STAGES
    )
    text = table.made(packages, starts, {"relay-pass-on": Counter({"events PutEvents": 3, "x y": 1})})
    lines = text.splitlines()
    assert [line.split()[0] for line in lines[1:]] == list(FUNCTIONS)
    assert "1,234 ms" in lines[1]
    assert "1.25 MB" in lines[1]
    assert lines[1].endswith("3 events PutEvents, 1 x y")
