"""What a client that knows only the protocol says over gRPC to a running service, and what it must hear.

The first argument is JSON: the service's `target`, the `package` of its protocol, the `sample`, the folder `generated`
of what grpcio-tools made of it, the headers of an `editor` and a `viewer` where it asks who calls, and whether it tells
its protocol by `reflection`.
"""

import importlib
import json
import sys
import uuid

import grpc
from google.protobuf.descriptor_pool import DescriptorPool
from google.rpc import error_details_pb2
from grpc_health.v1 import health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha.proto_reflection_descriptor_database import ProtoReflectionDescriptorDatabase
from grpc_status import rpc_status

GIVEN = json.loads(sys.argv[1])
PACKAGE, SAMPLE = GIVEN["package"], GIVEN["sample"]
SERVICE = f"{PACKAGE}.{'OrderService' if SAMPLE == 'full' else 'ItemService'}"
FILE = f"{PACKAGE.replace('.', '/')}/{'orders' if SAMPLE == 'full' else 'items'}.proto"
MISSING = "01900000-0000-7000-8000-000000000000"
SECONDS = 30

sys.path.insert(0, GIVEN["generated"])
MODULE = FILE.removesuffix(".proto").replace("/", ".")
messages = importlib.import_module(f"{MODULE}_pb2")
services = importlib.import_module(f"{MODULE}_pb2_grpc")

channel = grpc.insecure_channel(GIVEN["target"])
stub = getattr(services, f"{SERVICE.rsplit('.', 1)[1]}Stub")(channel)
health = health_pb2_grpc.HealthStub(channel)


def ask(method, request, caller=GIVEN.get("editor", {})):
    """The answer; of a stream all of them."""
    answer = getattr(stub, method)(request, timeout=SECONDS, metadata=list(caller.items()))
    return list(answer) if hasattr(answer, "__iter__") else answer


def refusal(call):
    """The status of what is not done."""
    try:
        answer = call()
    except grpc.RpcError as error:
        return error
    raise AssertionError(f"done all the same: {answer}")


def expect_refusal(code, reason, call, fields=()):
    """Nothing is done, for this reason and for what is wrong with these fields."""
    error = refusal(call)
    assert error.code() == code, f"{error.code()} and not {code}: {error.details()}"
    status = rpc_status.from_call(error)
    assert status is not None, f"{code} tells no reason"
    info, bad = error_details_pb2.ErrorInfo(), error_details_pb2.BadRequest()
    found = {
        type(detail): detail
        for packed in status.details
        for detail in (info, bad)
        if packed.Unpack(detail)
    }
    assert error_details_pb2.ErrorInfo in found, f"{code} has no ErrorInfo"
    if reason is not None:
        assert info.reason == reason, f"{info.reason} and not {reason}"
    else:
        assert info.reason, f"{code} has no reason"
    assert [each.field for each in bad.field_violations] == list(fields), bad
    assert all(each.description for each in bad.field_violations), bad


def talk_about_orders():
    code = grpc.StatusCode
    reference = f"GRPC {uuid.uuid4()}"
    euro = lambda minor: messages.Money(minor=minor, currency="EUR")
    line = messages.Line(sku="TEA-GREEN-100", quantity=3, unit_price=euro(450))

    def opening(**changes):
        return messages.OpenOrderRequest(**{"reference": reference, "currency": "EUR", **changes})

    order = ask("OpenOrder", opening()).order
    assert (order.version, order.state) == (1, messages.ORDER_STATE_DRAFT), order
    assert order.created_at.seconds > 1_700_000_000, order
    expect_refusal(code.ALREADY_EXISTS, "REFERENCE_TAKEN", lambda: ask("OpenOrder", opening()))

    def placing(version):
        return messages.PlaceOrderRequest(id=order.id, version=version)

    expect_refusal(code.FAILED_PRECONDITION, "ORDER_EMPTY", lambda: ask("PlaceOrder", placing(1)))
    put = messages.PutLineRequest(id=order.id, version=1, line=line)
    changed = ask("PutLine", put).order
    assert (changed.version, changed.total) == (2, euro(1350)), changed
    assert list(changed.lines) == [line], changed
    expect_refusal(code.ABORTED, "STALE_VERSION", lambda: ask("PutLine", put))
    placed = ask("PlaceOrder", placing(2)).order
    assert placed.state == messages.ORDER_STATE_PLACED, placed
    expect_refusal(code.FAILED_PRECONDITION, "NOT_ALLOWED", lambda: ask("PlaceOrder", placing(3)))

    assert ask("GetOrder", messages.GetOrderRequest(id=order.id)).order == placed
    unknown = messages.GetOrderRequest(id=MISSING)
    expect_refusal(code.NOT_FOUND, "NO_SUCH_ORDER", lambda: ask("GetOrder", unknown))
    wrong = opening(reference="", currency="euro")
    expect_refusal(code.INVALID_ARGUMENT, None, lambda: ask("OpenOrder", wrong), ["reference", "currency"])
    wrong = messages.PutLineRequest(id="1", version=0)
    expect_refusal(code.INVALID_ARGUMENT, None, lambda: ask("PutLine", wrong), ["id", "version", "line"])

    key = str(uuid.uuid4())
    attempt = opening(reference=f"{reference} 2", idempotency_key=key)
    first, again = ask("OpenOrder", attempt).order, ask("OpenOrder", attempt).order
    assert first == again, again
    other = opening(reference=f"{reference} 3", idempotency_key=key)
    expect_refusal(code.INVALID_ARGUMENT, "IDEMPOTENCY_KEY_REUSED", lambda: ask("OpenOrder", other))

    before = order.id
    made = [ask("OpenOrder", opening(reference=f"{reference} no {number}")).order.id for number in range(250)]
    listed = [each.order for each in ask("ListOrders", messages.ListOrdersRequest(after_id=before))]
    ids = [each.id for each in listed]
    assert ids == sorted(set(ids)) and set(ids) == {first.id, *made}, len(ids)
    drafts = ask("ListOrders", messages.ListOrdersRequest(state=messages.ORDER_STATE_PLACED))
    assert order.id in [each.order.id for each in drafts] and first.id not in [each.order.id for each in drafts]
    talk_about_everything(opening(reference=f"{reference} 4"), "OpenOrder", messages.ListOrdersRequest(), "ListOrders")


def talk_about_items():
    code = grpc.StatusCode
    item = ask("CreateItem", messages.CreateItemRequest(name="kettle")).item
    assert (item.name, item.version) == ("kettle", 1), item

    def renaming(name):
        return messages.RenameItemRequest(id=item.id, version=1, name=name)

    renamed = ask("RenameItem", renaming("teapot")).item
    assert (renamed.name, renamed.version) == ("teapot", 2), renamed
    expect_refusal(code.ABORTED, "STALE_VERSION", lambda: ask("RenameItem", renaming("cup")))
    assert ask("GetItem", messages.GetItemRequest(id=item.id)).item == renamed
    unknown = messages.GetItemRequest(id=MISSING)
    expect_refusal(code.NOT_FOUND, "NO_SUCH_ITEM", lambda: ask("GetItem", unknown))
    wrong = messages.RenameItemRequest(id="1", version=0, name="")
    expect_refusal(code.INVALID_ARGUMENT, None, lambda: ask("RenameItem", wrong), ["id", "version", "name"])

    attempt = messages.CreateItemRequest(name="once", idempotency_key=str(uuid.uuid4()))
    first, again = ask("CreateItem", attempt).item, ask("CreateItem", attempt).item
    assert first == again, again

    made = [ask("CreateItem", messages.CreateItemRequest(name=f"cup {number}")).item.id for number in range(250)]
    ids = [each.item.id for each in ask("ListItems", messages.ListItemsRequest(after_id=item.id))]
    assert ids == sorted(set(ids)) and set(ids) == {first.id, *made}, len(ids)
    create = messages.CreateItemRequest(name="of a viewer")
    talk_about_everything(create, "CreateItem", messages.ListItemsRequest(), "ListItems")


def talk_about_everything(write, writing, read, reading):
    """What every sample has: no methods but its own, and the guard."""
    code = grpc.StatusCode
    nothing = channel.unary_unary(f"/{SERVICE}/Nothing")
    assert refusal(lambda: nothing(b"", timeout=SECONDS)).code() == code.UNIMPLEMENTED
    nowhere = channel.unary_unary("/nowhere.v1.NoService/Nothing")
    assert refusal(lambda: nowhere(b"", timeout=SECONDS)).code() == code.UNIMPLEMENTED

    if "editor" not in GIVEN:
        return
    forged = {name: value[:-4] for name, value in GIVEN["editor"].items()}
    for stranger in ({}, forged):
        expect_refusal(code.UNAUTHENTICATED, None, lambda: ask(reading, read, stranger))
        expect_refusal(code.UNAUTHENTICATED, None, lambda: ask(writing, write, stranger))
    assert ask(reading, read, GIVEN["viewer"])
    expect_refusal(code.PERMISSION_DENIED, None, lambda: ask(writing, write, GIVEN["viewer"]))


def talk_about_health():
    """As what asks whether the service can be sent requests does it."""
    serving = health_pb2.HealthCheckResponse.SERVING
    for service in ("", SERVICE):
        request = health_pb2.HealthCheckRequest(service=service)
        assert health.Check(request, timeout=SECONDS).status == serving, service
        assert next(iter(health.Watch(request, timeout=SECONDS))).status == serving, service
    unknown = health_pb2.HealthCheckRequest(service="nowhere.v1.NoService")
    error = refusal(lambda: health.Check(unknown, timeout=SECONDS))
    assert error.code() == grpc.StatusCode.NOT_FOUND, error


def talk_about_reflection():
    """As tools do it that have no file of the protocol."""
    told = ProtoReflectionDescriptorDatabase(channel)
    if not GIVEN["reflection"]:
        assert refusal(told.get_services).code() == grpc.StatusCode.UNIMPLEMENTED
        return
    assert SERVICE in told.get_services(), told.get_services()
    methods = DescriptorPool(told).FindServiceByName(SERVICE).methods_by_name
    known = messages.DESCRIPTOR.services_by_name[SERVICE.rsplit(".", 1)[1]].methods_by_name
    assert sorted(methods) == sorted(known), sorted(methods)


talk_about_health()
talk_about_reflection()
talk_about_orders() if SAMPLE == "full" else talk_about_items()
