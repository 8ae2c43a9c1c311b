"""What makes moto quick enough to serve people; the other module that knows its private names.

Each function changes how fast moto answers, never what. tests/infra/test_moto_quick.py compares the answers.
"""

import functools
import pickle
import secrets
import time
from collections.abc import Callable, MutableMapping, Sequence
from typing import Any

import botocore.loaders
import botocore.useragent
import jsonpath_ng.ext
import moto.core.responses
import moto.dynamodb.parsing.ast_nodes
import moto.dynamodb.parsing.expressions
import moto.dynamodb.parsing.validators
import moto.sqs.models
import moto.utilities.aws_headers
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from moto.core.model import StructureShape
from moto.core.serialize import BaseJSONSerializer
from moto.core.utils import unix_time_millis
from moto.dynamodb.models.dynamo_type import DynamoType, LimitedSizeDict
from moto.dynamodb.models.table import Table
from moto.sqs.models import Message, Queue, SQSBackend

#: The hash key of the table's only index, as in infra/core.yaml.
INDEX_KEY = "gsi1pk"
#: What update expressions are made of, and what reads them; moto hides their types.
_PARTS: Any = moto.dynamodb.parsing.ast_nodes
_READER: Any = moto.dynamodb.parsing.expressions.UpdateExpressionParser  # type: ignore[attr-defined]  # see above
#: Bytes from which an item is weighed exactly; moto refuses more than 405,000.
_NEARLY_TOO_LARGE = 300_000
#: Kinds of values that need no writing: text, number, truth, nothing.
_PLAIN = frozenset({"S", "N", "BOOL", "NULL"})


def all_of_it() -> None:
    """Everything below that needs no table. Doing it twice does no harm."""
    load_once()
    work_out_once()
    ask_for_one_attribute()
    count_in_one_look()
    sign_nothing()
    weigh_once()
    name_answers_simply()
    write_plainly()
    understand_updates_once()


def work_out_once() -> None:
    """Remember what is worked out anew for every call and always the same, a third of a call's time.

    Paths inside events (165 ms of ten events become 24), spellings, the methods of a class, the user agent.
    """
    for module, name in (
        (jsonpath_ng.ext, "parse"),
        (moto.core.responses, "camelcase_to_underscores"),
        (moto.core.responses, "method_names_from_class"),
        (moto.sqs.models, "camelcase_to_underscores"),
        (botocore.useragent, "sanitize_user_agent_string_component"),
    ):
        function = getattr(module, name)
        if not hasattr(function, "cache_info"):
            setattr(module, name, functools.lru_cache(maxsize=1024)(function))


def ask_for_one_attribute() -> None:
    """Let a queue look at its retention alone when it hands out a message, not at all its attributes.

    Among those is the number of messages, so that ten messages out of 300 took 180 ms.
    """

    def lives(self: SQSBackend, queue_name: str, message: Message) -> bool:
        kept = float(self.get_queue(queue_name).message_retention_period)  # type: ignore[attr-defined]  # set by name
        return kept + (message.sent_timestamp or 0) / 1000 > time.time()

    SQSBackend.is_message_valid_based_on_retention_period = lives  # type: ignore[method-assign]  # the point of it


def count_in_one_look() -> None:
    """Let a queue look at the clock once when it counts its messages, not three times for each of them.

    It counts for every message it is sent: with 200 waiting, sending one took 2 ms.
    """

    def ready(self: Queue) -> list[Message]:
        now = unix_time_millis()
        return [one for one in self._messages if one.visible_at < now and one.delayed_until <= now]

    def hidden(self: Queue) -> int:
        now = unix_time_millis()
        return sum(one.visible_at >= now for one in self._messages)

    def delayed(self: Queue) -> int:
        now = unix_time_millis()
        return sum(one.delayed_until > now for one in self._messages)

    for name, counted in (
        ("messages", ready),
        ("approximate_number_of_messages_not_visible", hidden),
        ("approximate_number_of_messages_delayed", delayed),
    ):
        setattr(Queue, name, property(counted))


def sign_nothing() -> None:
    """Name the caller without a signature: moto looks at none, and it was a tenth of a call's time."""
    sign = SigV4Auth.add_auth
    if hasattr(sign, "__wrapped__"):
        return

    @functools.wraps(sign)
    def name_the_caller(self: SigV4Auth, request: AWSRequest) -> None:
        if type(self) is not SigV4Auth:  # uploads and presigned addresses are signed in ways of their own
            sign(self, request)
            return
        scope = f"local/20240101/{self._region_name}/{self._service_name}/aws4_request"  # type: ignore[attr-defined]  # stubs leave it out
        request.headers["Authorization"] = (
            f"AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host, Signature=0"
        )

    SigV4Auth.add_auth = name_the_caller  # type: ignore[method-assign]  # the point of it


def weigh_once() -> None:
    """Add up an item's size as attributes come; moto weighs all again with each (a tenth of a put)."""
    exactly = LimitedSizeDict.__setitem__
    if hasattr(exactly, "__wrapped__"):
        return

    @functools.wraps(exactly)
    def put(self: LimitedSizeDict, key: str, value: Any) -> None:  # noqa: ANN401 - moto's own types
        added = _weight(key) + _weight(value) - (_weight(key) + _weight(self[key]) if key in self else 0)
        held = self.__dict__.get("held", 0) + added
        if held > _NEARLY_TOO_LARGE:
            exactly(self, key, value)
        else:
            dict.__setitem__(self, key, value)
        self.__dict__["held"] = held

    LimitedSizeDict.__setitem__ = put  # type: ignore[method-assign]  # the point of it


def _weight(value: Any) -> int:  # noqa: ANN401 - moto's own types
    return value.size() if isinstance(value, DynamoType) else len(str(value).encode())


def name_answers_simply() -> None:
    """Give an answer an id from the system, instead of fifty-two letters drawn one by one."""

    def name(headers: dict[str, Any] | None = None) -> str:
        drawn = secrets.token_hex(26).upper()
        if headers is not None:
            headers["x-amzn-requestid"] = drawn
        return drawn

    for module in (moto.utilities.aws_headers, moto.core.responses):
        module.gen_amzn_requestid_long = name  # type: ignore[attr-defined]  # the point of it


def write_plainly() -> None:
    """Write plain values of an item as they are; moto tries ten names on each (1.6 ms become 0.8)."""
    serializer = BaseJSONSerializer
    if hasattr(serializer._serialize_type_structure, "__wrapped__"):  # noqa: SLF001 - the point of this module
        return
    serialize = serializer._serialize_type_structure  # noqa: SLF001 - the same

    @functools.wraps(serialize)
    def plainly(
        self: BaseJSONSerializer,
        serialized: MutableMapping[str, Any],
        value: Any,  # noqa: ANN401 - whatever an attribute holds
        shape: StructureShape,
        key: str,
    ) -> None:
        if shape.name == "AttributeValue" and key and isinstance(value, dict) and value.keys() <= _PLAIN:
            self._default_serialize(serialized, value, shape, key)
        else:
            serialize(self, serialized, value, shape, key)

    serializer._serialize_type_structure = plainly  # type: ignore[method-assign]  # noqa: SLF001 - the same


def understand_updates_once() -> None:
    """Read each update expression once, copy it by pickling, and ask a class once what it is.

    An update of ten attributes took 7 ms, most of it in walking through its own expression; it takes 4.
    """
    if hasattr(_READER.make, "cache_info"):
        return
    # A validator changes a copy of what was read, never that itself.
    _READER.make = functools.lru_cache(maxsize=1024)(_READER.make)
    moto.dynamodb.parsing.validators.deepcopy = _pickled  # type: ignore[attr-defined, assignment]  # the point of it
    _PARTS.DepthFirstTraverser.traverse_node_recursively = _walk
    _PARTS.Node.find_clauses = _find


def _pickled(value: Any) -> Any:  # noqa: ANN401 - moto's own, untyped
    return pickle.loads(pickle.dumps(value))  # noqa: S301 - what this process wrote a moment ago


_is: Callable[[type, Any], bool] = functools.lru_cache(maxsize=1024)(issubclass)


def _walk(self: Any, node: Any, place: int = -1) -> Any:  # noqa: ANN401 - moto's own, untyped
    if not _is(type(node), _PARTS.Node):
        return node
    parent = node.parent
    for number, child in enumerate(node.children or ()):
        self.pre_processing_of_child(node, number)
        _walk(self, child, number)
    if _is(type(node), self.nodes_to_be_processed()):
        node = self.process(node)
        node.parent = parent
        if parent:
            parent.children[place] = node
    return node


def _find(self: Any, kinds: Sequence[type]) -> list[Any]:  # noqa: ANN401 - the same
    found: list[Any] = []
    for child in self.children or ():
        if type(child) in kinds:
            found.append(child)
        elif _is(type(child), (_PARTS.Expression, _PARTS.UpdateExpressionFunction)):
            found += _find(child, kinds)
    return found


def load_once() -> None:
    """Read each of botocore's description files once; importing moto reads one of them 43 times."""
    loader = botocore.loaders.JSONFileLoader
    if hasattr(loader.load_file, "__wrapped__"):
        return
    load = loader.load_file
    known: dict[str, Any] = {}

    @functools.wraps(load)
    def load_file(self: botocore.loaders.JSONFileLoader, file_path: str) -> Any:  # noqa: ANN401 - any JSON
        if file_path not in known:
            known[file_path] = load(self, file_path)
        return known[file_path]

    loader.load_file = load_file  # type: ignore[method-assign]


def look_up(table: Table, under: Callable[[str], list[Any]]) -> None:
    """Let a query look at its own partition only; `under` gives the items of a hash key of the index.

    For every query moto sorts the whole table: 3 ms at 200 items, a third of a second at 10,000. Requests
    come one at a time (`one_at_a_time`), so the table may be narrowed while one is answered.
    """
    query = table.query

    def narrow(hash_key: Any, *rest: Any, **more: Any) -> Any:  # noqa: ANN401 - moto's own types
        conditions = dict(more.get("hash_key_conditions") or ())
        index = conditions.get(INDEX_KEY)
        mine = under(index.value) if index else table.items.get(hash_key, {}).values()
        found = sorted(mine, key=lambda item: (item.hash_key.value, item.range_key.value))
        table.all_items = lambda: found  # type: ignore[method-assign]  # the point of it
        try:
            return query(hash_key, *rest, **more)
        finally:
            del table.all_items

    table.query = narrow  # type: ignore[method-assign]  # the point of it
