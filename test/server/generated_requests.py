#!/usr/bin/env python3
"""Sends generated requests: for each operation and member the boundaries of the model, wrong types, what is missing and
unknown, hostile text, up to 1 MiB. Every answer must be one of the model, and what the model refuses must be refused.

    generated_requests.py (--program PROGRAM | --aslc PROGRAM | --server HOST:PORT) [--least N] [--seed N]

Ends with 1 when an answer is wrong, there is none within 20 seconds, or fewer than N requests (by default 20,000) were sent.
"""

import argparse
import json
import pathlib
import random
import re
import subprocess
import sys
import time

from client import Client, Server

TABLE = pathlib.Path(__file__).resolve().parents[2] / "runtime/api/model_table.inc"
ARN = "arn:aws:states:us-east-1:123456789012:"
# What any operation may answer with, besides the errors that the model lists for it.
COMMON = {"ValidationException", "SerializationException", "InvalidToken", "InvalidArn", "InvalidName"}
# The service answers so, although its model does not say it.
UNMODELLED = {"ListStateMachineVersions": {"StateMachineDoesNotExist"}}
PATIENCE = 20


# The model, from the table that the server is compiled with


class Shape:
    def __init__(self, name, kind, low, high, pattern):
        self.name, self.kind, self.low, self.high, self.pattern = name, kind, low, high, pattern
        self.members, self.values, self.item = [], [], None


def read_model():
    text = TABLE.read_text()

    def rows(name):
        body = text.split(f"{name}[] = {{", 1)[1].split("\n};", 1)[0]
        return [line.strip().split(" //")[0].rstrip(",") for line in body.splitlines() if line.strip()]

    def fields(row):
        row = re.sub(r"Kind::(\w+)", r'"\1"', row).replace("kNone", "null")
        return json.loads("[" + row[1:-1] + "]")

    members = [fields(row) for row in rows("kMembers")]
    values = [json.loads(row) for row in rows("kValues")]
    errors = [json.loads(row) for row in rows("kErrors")]
    shapes, facts = [], [fields(row) for row in rows("kShapes")]
    for name, kind, low, high, pattern, *_ in facts:
        shapes.append(Shape(name, kind, low, high, pattern))
    for shape, (_, _, _, _, _, first, count, first_value, value_count, item, _) in zip(shapes, facts):
        shape.members = [(name, shapes[index], needed) for name, index, needed in members[first:first + count]]
        shape.values = values[first_value:first_value + value_count]
        shape.item = shapes[item]
    operations = {}
    for row in rows("kOperations"):
        name, given, _, first, count = fields(row)
        operations[name] = (shapes[given], set(errors[first:first + count]))
    return operations


# Values


HOSTILE = ["", " ", "\0", "\n", "a\u0000b", "\u007f", "\u0085", "\u200b", "\u202e", "\ufeff", "\ufffd", "\ufffe", "\uffff",
           "\U0001F600" * 40, "\U0010FFFF", "e\u0301", "../../etc/passwd", "'; DROP TABLE machines; --", "%s%n", "${x}", "{{x}}",
           "<script>", "*", "?", "a/b", "a:b", "\\", "\"", "arn:", "arn:aws", "arn:aws:states", "arn:aws:states:::", ":" * 50,
           ARN, ARN + "stateMachine:", ARN + "stateMachine:m", ARN + "stateMachine:m:1", ARN + "stateMachine:m/label",
           ARN + "stateMachine:m:" + "9" * 40, ARN + "execution:m:e", ARN + "express:m:e:u", ARN + "mapRun:m/l:u", ARN + "activity:a",
           ARN + "execution:" + "x" * 200, "arn:aws-cn:states:cn-north-1:1:stateMachine:m", ARN + "stateMachine:\u00e9\U0001F600",
           "null", "[]", "{}", "0", "1e999", "nan", "A" * 81, "A" * 257, "A" * 1025]
WRONG = [None, True, False, 0, -1, 1.5, 1e300, 2 ** 31, 2 ** 63, 2 ** 64, "", "text", [], [[]], [None], {}, {"a": {}}, [{}],
         [1, "a", None]]
NUMBERS = [0, 1, -1, 99, 100, 101, 1000, 1001, 2 ** 31 - 1, 2 ** 31, -2 ** 31 - 1, 2 ** 63, -2 ** 64, 0.5, 99.5, 1e308]
DEFINITIONS = ['{"StartAt":"A","States":{"A":{"Type":"Pass","End":true}}}', "{", "[]", '""', "null",
               '{"StartAt":"A"}', '{"StartAt":"A","States":{"A":{"Type":"Wait","Seconds":1,"End":true}}}',
               '{"QueryLanguage":"JSONata","StartAt":"A","States":{"A":{"Type":"Pass","Output":"{% $f() %}","End":true}}}',
               '{"a":' * 400 + "1" + "}" * 400]


def plausible(shape, name, chance):
    """A value that the model allows."""
    if shape.kind == "String":
        if shape.values:
            return chance.choice(shape.values)
        if name == "definition":
            return chance.choice(DEFINITIONS)
        if name.endswith("Arn"):
            kind = {"executionArn": "execution:m:e", "activityArn": "activity:a", "mapRunArn": "mapRun:m/l:u",
                    "stateMachineVersionArn": "stateMachine:m:1", "stateMachineAliasArn": "stateMachine:m:PROD"}
            return ARN + kind.get(name, "stateMachine:m")
        if name in ("input", "output", "variables", "context", "result"):
            return chance.choice(["{}", "{\"a\":1}", "1", "null", "[]"])
        return chance.choice(["a", "m", "PROD", "x" * max(1, shape.low or 1)])
    if shape.kind in ("Integer", "Long", "Float"):
        return chance.randint(shape.low or 0, min(shape.high or 10, 1000))
    if shape.kind == "Boolean":
        return chance.random() < 0.5
    if shape.kind == "List":
        return [plausible(shape.item, name, chance) for _ in range(max(1, shape.low or 0))]
    return {member: plausible(of, member, chance) for member, of, needed in shape.members
            if needed or chance.random() < 0.3}


def edges(shape):
    """Values at and around the bounds of a shape, and values of other types."""
    yield from WRONG
    if shape.kind == "String":
        yield from HOSTILE
        yield from shape.values
        for length in {shape.low, shape.high} - {None}:
            for near in (length - 1, length, length + 1):
                if 0 <= near <= 1_048_577:
                    yield "a" * near
                    if near <= 300_000:
                        yield "\u00e9" * near
        yield from DEFINITIONS
    elif shape.kind in ("Integer", "Long", "Float"):
        yield from NUMBERS
        for bound in {shape.low, shape.high} - {None}:
            yield from (bound - 1, bound, bound + 1)
    elif shape.kind == "List":
        for count in (0, 1, 2, 3, 50, 51, 1000):
            yield [{"key": f"k{i}", "value": "v"} for i in range(count)]
            yield [f"k{i}" for i in range(count)]
    elif shape.kind == "Structure":
        yield {"unknown": 1}


def places(shape, path=()):
    """Every member of a request, also within lists and structures: (path, shape)."""
    for name, of, _ in shape.members:
        yield path + (name,), of
        inner = of.item if of.kind == "List" else of
        steps = (0,) if of.kind == "List" else ()
        if inner.kind == "Structure":
            yield from places(inner, path + (name,) + steps)
        elif of.kind == "List":
            yield path + (name,) + steps, inner


def put(request, shape, path, value, chance):
    """Sets the value at a path; what is on the way gets plausible values."""
    at, of = request, shape
    for position, step in enumerate(path):
        if isinstance(step, int):
            if not at:
                at.append(plausible(of.item, "", chance))
            of, container = of.item, at
        else:
            of = next(member_shape for name, member_shape, _ in of.members if name == step)
            container = at
        if position + 1 == len(path):
            container[step] = value
            return
        if not isinstance(step, int) and not isinstance(container.get(step), (dict, list)):
            container[step] = plausible(of, step, chance)
        at = container[step]


def requests(operation, shape, chance):
    """Bodies for an operation, as bytes."""
    whole = dict(plausible(shape, "", chance))
    yield b"", b"{", b"[]", b"null", b"1", b'"x"', b"{}}", b"{\"a\":}", b"\xff\xfe", b"{\"\xff\":1}", b"{" * 5000, b"[" * 100_000
    yield (json.dumps(whole).encode("utf-16"), b"\xef\xbb\xbf" + json.dumps(whole).encode(),
           json.dumps({**whole, "unknown": {"a": [1]}}).encode(), json.dumps({**whole, "Unknown": None}).encode())
    yield tuple(json.dumps({key: value for key, value in whole.items() if key != left}).encode() for left in whole)
    for path, of in places(shape):
        for value in edges(of):
            request = json.loads(json.dumps(plausible(shape, "", chance)))
            put(request, shape, path, value, chance)
            yield (json.dumps(request, ensure_ascii=chance.random() < 0.5).encode("utf-8", "surrogatepass"),)


# What the model says of a request, told apart from the server's own reading of it


WRONG_TYPE, BREAKS_CONSTRAINT = "SerializationException", "ValidationException"
# Where the service is not as its model: (structure, member).
ANY_LENGTH = {("SendTaskSuccessInput", "output")}
NEEDED = {("Tag", "key"), ("Tag", "value")}
PATTERNS = {"\\p{ASCII}*": "[\\x00-\\x7f]*"}


def worst(verdicts):
    verdicts = set(verdicts)
    return next((verdict for verdict in (WRONG_TYPE, BREAKS_CONSTRAINT) if verdict in verdicts), None)


def judged(shape, value, any_length=False):
    """None for a good value, else the code of the error."""
    number = isinstance(value, (int, float)) and not isinstance(value, bool)
    if shape.kind == "Structure":
        if not isinstance(value, dict):
            return WRONG_TYPE
        return worst(judged_member(shape, value, *member) for member in shape.members)
    if shape.kind == "List":
        if not isinstance(value, list):
            return WRONG_TYPE
        items = [BREAKS_CONSTRAINT if item is None else judged(shape.item, item) for item in value]
        return worst([*items, outside(shape, len(value))])
    if shape.kind == "String":
        if not isinstance(value, str):
            return WRONG_TYPE
        length = len(value.encode()) if shape.name == "SensitiveData" else len(value.encode("utf-16-le")) // 2
        good = (not shape.values or value in shape.values) and (
            not shape.pattern or re.fullmatch(PATTERNS.get(shape.pattern, shape.pattern.strip("^$")), value))
        return None if good and (any_length or not outside(shape, length)) else BREAKS_CONSTRAINT
    if shape.kind == "Boolean":
        return None if isinstance(value, bool) else WRONG_TYPE
    if not number:
        return WRONG_TYPE
    return outside(shape, value if shape.kind == "Float" else int(value))


def outside(shape, size):
    low, high = shape.low, shape.high
    return BREAKS_CONSTRAINT if (low is not None and size < low) or (high is not None and size > high) else None


def judged_member(shape, value, name, of, needed):
    place = (shape.name, name)
    if value.get(name) is None:
        return BREAKS_CONSTRAINT if needed or place in NEEDED else None
    return judged(of, value[name], place in ANY_LENGTH)


def verdict_on(shape, body):
    """The code of the error that a body must get; None: none of these."""
    try:
        value = json.loads(body.decode().removeprefix("\ufeff"))
    except (ValueError, RecursionError):
        return WRONG_TYPE
    return judged(shape, value)


# Answers


class Sender:
    def __init__(self, client):
        self.client, self.sent, self.codes = client, 0, {}
        self.faults = 0
        self.shown = {}  # faults of each operation

    def fault(self, operation, body, text):
        self.faults += 1
        self.shown[operation] = self.shown.get(operation, 0) + 1
        if self.shown[operation] <= 3:
            print(f"{operation[:50]}: {text}\n    {body[:300]!r}{'...' if len(body) > 300 else ''}", flush=True)

    def send(self, operation, body, errors, verdict=None):
        """Sends a body. `verdict` is the code that its answer must have, if any, and else must not have."""
        self.sent += 1
        begin = time.monotonic()
        try:
            answer = self.client.send(operation, body)
        except OSError as problem:
            self.fault(operation, body, f"no answer: {problem!r}")
            return
        took = time.monotonic() - begin
        if took > PATIENCE:
            self.fault(operation, body, f"the answer took {took:.1f} s")
        try:
            content = answer.json()
        except ValueError:
            content = None
        if not isinstance(content, dict) or "x-amzn-requestid" not in answer.headers:
            self.fault(operation, body, f"{answer.status} {answer.body[:200]!r}")
            return
        code = content.get("__type", "").rpartition("#")[2] or "200"
        self.codes[code] = self.codes.get(code, 0) + 1
        if answer.status == 413 and len(body) > 1024 * 1024:
            return
        if verdict and code != verdict:
            self.fault(operation, body, f"expected {verdict}, got {code}")
            return
        if not verdict and code == WRONG_TYPE:
            self.fault(operation, body, f"nothing is wrong with the types: {content.get('message', '')}")
            return
        if answer.status == 200:
            return
        if answer.status != 400 or code not in errors | COMMON:
            self.fault(operation, body, f"{answer.status} {code}: {content.get('message', '')[:300]}")


def long_poll(operation, body):
    """Whether a request would wait for a minute for a task."""
    return operation == "GetActivityTask" and b"activity:a" in body


def prepare(client):
    """Makes what most requests are about, if it is not there."""
    definition = DEFINITIONS[0]
    for operation, params in (
            ("CreateStateMachine", {"name": "m", "definition": definition, "roleArn": "arn:aws:iam::123456789012:role/r"}),
            ("PublishStateMachineVersion", {"stateMachineArn": ARN + "stateMachine:m"}),
            ("CreateStateMachineAlias", {"name": "PROD", "routingConfiguration": [
                {"stateMachineVersionArn": ARN + "stateMachine:m:1", "weight": 100}]}),
            ("CreateActivity", {"name": "a"}),
            ("StartExecution", {"stateMachineArn": ARN + "stateMachine:m", "name": "e"})):
        client.send(operation, json.dumps(params).encode())


def rounds(sender, operations, least, chance):
    while True:
        for name, (shape, errors) in operations.items():
            prepare(sender.client)
            for bodies in requests(name, shape, chance):
                for body in bodies:
                    if not long_poll(name, body):
                        sender.send(name, body, errors | UNMODELLED.get(name, set()), verdict_on(shape, body))
        for name in ("", "Nothing", "StartExecution2", "startExecution", "A" * 5000, "x y"):
            sender.send(name, b"{}", {"UnknownOperationException"}, "UnknownOperationException")
        sender.send("CreateStateMachine", b'{"definition":"' + b"a" * 1_060_000 + b'"}', set())
        if sender.sent >= least:
            return


def run(client, process, options):
    sender = Sender(client)
    chance = random.Random(options.seed)
    begin = time.monotonic()
    rounds(sender, read_model(), options.least, chance)
    seconds = time.monotonic() - begin
    if process is not None and process.poll() is not None:
        sender.fault("server", b"", f"it ended with {process.returncode}")
    print(f"{sender.sent} requests in {seconds:.1f} s, {sender.faults} faults; "
          + ", ".join(f"{code} {count}" for code, count in sorted(sender.codes.items())))
    return sender.faults == 0 and sender.sent >= options.least


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--program", help="a server that takes no arguments and says where it listens")
    parser.add_argument("--aslc")
    parser.add_argument("--server")
    parser.add_argument("--least", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    if options.server:
        host, _, port = options.server.rpartition(":")
        good = run(Client(host, int(port), timeout=PATIENCE), None, options)
    elif options.program:
        process = subprocess.Popen([options.program], stdout=subprocess.PIPE, text=True)
        port = int(process.stdout.readline().rpartition(":")[2])
        good = run(Client("127.0.0.1", port, timeout=PATIENCE), process, options)
        process.terminate()
        good = process.wait(60) == 0 and good
    else:
        with Server(options.aslc or "build/bin/aslc") as server:
            good = run(Client(*server.address, timeout=PATIENCE), server.process, options)
    sys.exit(not good)


if __name__ == "__main__":
    main()
