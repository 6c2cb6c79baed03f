#!/usr/bin/env python3
"""Definitions, payloads and requests that are meant to crash, hang or starve a server. Each ends within limits, and
executions of other machines end meanwhile. Each request gets the error that the model has for it."""

import contextlib
import json
import re
import socket
import threading
import time
import unittest

from client import JSON, Client, Refused, tests_main

ROLE = "arn:aws:iam::123456789012:role/r"
ADDRESS = None  # set by main
# Seconds. An Express execution without an end lasts 300: what waits for it fails.
PATIENCE = 240


def machine(**states):
    return {"StartAt": next(iter(states)), "States": states}


def jsonata(expression):
    """A machine that evaluates `expression` and drops the value."""
    return {"QueryLanguage": "JSONata", **machine(A={"Type": "Pass", "Output": f"{{% {expression} %}}", "End": True})}


def path(**fields):
    return machine(A={"Type": "Pass", "End": True, **fields})


def nested(levels):
    state = {"Type": "Pass", "End": True}
    for _ in range(levels):
        state = {"Type": "Parallel", "End": True, "Branches": [machine(A=state)]}
    return machine(A=state)


def each(name, **state):
    return {"Type": "Map", "ItemsPath": "$", "End": True, "ItemProcessor": machine(**{name: {"End": True, **state}})}


FOREVER = machine(A={"Type": "Pass", "Next": "B"}, B={"Type": "Choice", "Default": "A", "Choices": [
    {"Variable": "$.end", "IsPresent": True, "Next": "C"}]}, C={"Type": "Succeed"})

# Evaluations without an end, or with a result that fits nowhere.
EXPRESSIONS = {
    "tail calls without end": "($f := function($n) { $f($n + 1) }; $f(0))",
    "calls without end": "($f := function($n) { 1 + $f($n + 1) }; $f(0))",
    "calls of each other": "($f := function($n) { $g($n) }; $g := function($n) { 1 + $f($n) }; $f(0))",
    "a range of ranges": "$count([1..9000000].[1..9000000])",
    "loops in loops": "$count([1..100000].($i := $; [1..100000][$ = $i]))",
    "doubled text": '$reduce([1..200], function($a, $b) { $a & $a }, "x")',
    "doubled arrays": "$reduce([1..200], function($a, $b) { $append($a, $a) }, [1])",
    "long padding": '$length($pad("x", 2000000000))',
    "a number of digits": '$formatNumber(1, "#" & $pad("", 1000000, "0"))',
    "a regular expression that backtracks": '$match($pad("", 100000, "a") & "!", /(a+)+$/)',
    "a regular expression with counts": "$match($pad('', 50000, 'a'), /((a{1,30}){1,30})+$/)",
    "an order that is none": "$count($sort([1..200000], function($a, $b) { true }))",
    "a join of all with all": "$count([1..20000]@$a.[1..20000]@$b[$a = $b])",
    "deep results": "$reduce([1..100000], function($a, $b) { [$a, $b] }, [])",
    "partial functions without end": "($f := function($g, $n) { $g($g, $n) }; $f($f, 1))",
}

PATHS = {
    "descendants of descendants": (path(InputPath="$..*..*..*..*..*"), {"a": [[[[list(range(30))] * 6] * 6] * 6] * 6}),
    "filters in filters": (path(InputPath="$..[?(@.a == @.b)]..[?(@.a == @.b)]..[?(@.a == @.b)]"),
                           [[{"a": 1, "b": 1, "c": [{"a": 2, "b": 2}] * 20}] * 20] * 20),
    "a range of intrinsics": (path(Parameters={"a.$": "States.ArrayRange(1, 1000, 1)"}), {}),
    "a text of deep JSON": (path(Parameters={"a.$": "States.StringToJson($.t)"}), {"t": "[" * 100000}),
    "a text of deeper JSON": (path(Parameters={"a.$": "States.StringToJson($.t)"}), {"t": "[" * 900 + "]" * 900}),
    "repeated formats": (path(Parameters={"a.$": "States.Format('{}{}{}{}{}{}{}{}', " + ", ".join(["$.t"] * 8) + ")"}),
                         {"t": "x" * 200000}),
    "a Map of many items": (machine(A=each("B", Type="Pass")), list(range(40000))),
    "Maps of Maps": (machine(A=each("B", **each("C", Type="Pass"))), [list(range(200))] * 200),
    "States without end": (FOREVER, {}),
}


class Hostile(unittest.TestCase):
    """Runs each of a table, with executions of another machine beside it."""

    def setUp(self):
        self.client = Client(*ADDRESS, timeout=PATIENCE)

    def tearDown(self):
        self.client.close()

    def create(self, name, definition, kind="STANDARD"):
        text = definition if isinstance(definition, str) else json.dumps(definition)
        return self.client.call("CreateStateMachine", {
            "name": name, "definition": text, "roleArn": ROLE, "type": kind})["stateMachineArn"]

    def runs_beside(self, action):
        """Executions of a harmless machine end while `action` runs."""
        harmless = self.create("harmless", machine(A={"Type": "Pass", "End": True}), "EXPRESS")
        done, ends = threading.Event(), []

        def work():
            client = Client(*ADDRESS, timeout=PATIENCE)
            while not done.is_set():
                try:
                    ends.append(client.call("StartSyncExecution", {"stateMachineArn": harmless})["status"])
                except (OSError, Refused) as problem:
                    ends.append(problem)
                    return
            client.close()

        threads = [threading.Thread(target=work) for _ in range(4)]
        for thread in threads:
            thread.start()
        try:
            action()
        finally:
            done.set()
            for thread in threads:
                thread.join()
        self.assertEqual(set(ends), {"SUCCEEDED"})

    def end_of(self, name, definition, value):
        arn = self.create(name, definition)
        execution = self.client.call("StartExecution", {
            "stateMachineArn": arn, "input": json.dumps(value, separators=(",", ":"))})["executionArn"]
        end = time.monotonic() + PATIENCE
        while (found := self.client.call("DescribeExecution", {"executionArn": execution}))["status"] == "RUNNING":
            self.assertLess(time.monotonic(), end, f"{name} does not end")
            time.sleep(0.02)
        return found

    def test_expressions(self):
        for number, (name, expression) in enumerate(EXPRESSIONS.items()):
            with self.subTest(name):
                self.runs_beside(lambda: self.end_of(f"e{number}", jsonata(expression), {}))

    def test_paths(self):
        for number, (name, (definition, value)) in enumerate(PATHS.items()):
            with self.subTest(name):
                self.runs_beside(lambda: self.end_of(f"p{number}", definition, value))

    def test_definitions(self):
        """They are refused or accepted; and the server lives."""
        definitions = {
            "many states": machine(**{f"S{i}": {"Type": "Pass", "Next": f"S{i + 1}"} for i in range(8000)},
                                   S8000={"Type": "Succeed"}),
            "deep states": nested(200),
            "deeper states": json.dumps(nested(20)).replace('"Pass"', "[" * 100000),
            "deep parentheses": jsonata("(" * 20000 + "1" + ")" * 20000),
            "deep conditions": jsonata("1 ? " * 20000 + "1"),
            "deep objects": "{\"a\":" * 100000,
            "long names": machine(**{"x" * 1000000: {"Type": "Pass", "End": True}}),
            "a long chain of operators": jsonata("1" + " + 1" * 100000),
            "a deep path": path(InputPath="$" + ".a" * 50000),
            "deep intrinsics": path(Parameters={"a.$": "States.Array(" * 5000 + "1" + ")" * 5000}),
            "deep conditions of a Choice": json.dumps(machine(
                A={"Type": "Choice", "Choices": [{"Next": "B", "Not": "?"}]}, B={"Type": "Succeed"})).replace(
                    '"?"', '{"Not":' * 5000 + '{"Variable":"$","IsNull":true}' + "}" * 5000),
        }
        for number, (name, definition) in enumerate(definitions.items()):
            with self.subTest(name):
                def attempt():
                    try:
                        self.create(f"d{number}", definition)
                    except Refused as refused:
                        self.assertLess(refused.status, 500, f"{name}: {refused}")
                self.runs_beside(attempt)


ARN = "arn:aws:states:us-east-1:123456789012:"
PAYLOAD = 262_144  # the most bytes of an input or output
DEFINITION = 1_048_576
FORBIDDEN = '<>{}[]?*"#%\\^|~`$&,;:/ ' + "".join(map(chr, [*range(0x20), *range(0x7F, 0xA0)])) + "\u2028\ufffe\uffff"

# Bodies of ListStateMachines, and the code of the answer; None: it is answered.
BODIES = {
    "nothing": (b"", "SerializationException"),
    "white space": (b" \r\n\t", "SerializationException"),
    "no object": (b"null", "SerializationException"),
    "a number": (b"1", "SerializationException"),
    "a list": (b"[]", "SerializationException"),
    "two objects": (b"{}{}", "SerializationException"),
    "an end that is missing": (b'{"maxResults": 1', "SerializationException"),
    "a comma too many": (b'{"maxResults": 1,}', "SerializationException"),
    "a NUL byte": (b"{}\0", "SerializationException"),
    "a NUL byte in a text": (b'{"nextToken": "a\0b"}', "SerializationException"),
    "an escaped NUL": (b'{"nextToken": "a\\u0000b"}', "InvalidToken"),
    "invalid UTF-8": (b'{"nextToken": "\xff\xfe"}', "SerializationException"),
    "UTF-8 that is cut": (b'{"nextToken": "\xe2\x82"}', "SerializationException"),
    "overlong UTF-8": (b'{"nextToken": "\xc0\x80"}', "SerializationException"),
    "a surrogate in UTF-8": (b'{"nextToken": "\xed\xa0\x80"}', "SerializationException"),
    "half of a surrogate pair": (b'{"nextToken": "\\ud800"}', "InvalidToken"),
    "UTF-16": ('{"maxResults": 1}'.encode("utf-16"), "SerializationException"),
    "deep lists": (b'{"nextToken": ' + b"[" * 500_000, "SerializationException"),
    "deep lists that end": (b'{"nextToken": ' + b"[" * 250_000 + b"]" * 250_000 + b"}", "SerializationException"),
    "deep objects where nobody looks": (b'{"none": ' + b'{"a":' * 100_000 + b"1" + b"}" * 100_001, None),
    "a list of lists": (b'{"nextToken": [' + b"[]," * 200_000 + b"[]]}", "SerializationException"),
    "many members": (b"{" + b",".join(b'"m%d":0' % i for i in range(50_000)) + b"}", None),
    "a long name": (b'{"' + b"a" * 1_000_000 + b'": 1}', None),
    "a long token": (b'{"nextToken": "' + b"a" * 1_000_000 + b'"}', "ValidationException"),
    "a large number": (b'{"maxResults": 99999999999999999999999}', "ValidationException"),
    "a larger number": (b'{"maxResults": 1e999}', "ValidationException"),
    "a number of many digits": (b'{"maxResults": ' + b"9" * 500_000 + b"}", "ValidationException"),
    "a number of many zeros": (b'{"maxResults": 0.' + b"0" * 500_000 + b"1}", None),
    "a number below all": (b'{"maxResults": -9223372036854775809}', "ValidationException"),
    "a number that is none": (b'{"maxResults": NaN}', "SerializationException"),
    "a text for a number": (b'{"maxResults": "1"}', "SerializationException"),
    "a member twice": (b'{"maxResults": 5000, "maxResults": 1}', None),
    "a member twice, wrong at last": (b'{"maxResults": 1, "maxResults": 5000}', "ValidationException"),
    "the longest body": (b"{}" + b" " * (1_049_600 - 2), None),
    "a longer body": (b"{}" + b" " * (1_049_601 - 2), "RequestEntityTooLargeException"),
}


def http(method, target="/", headers=(), body=b"", version="HTTP/1.1"):
    lines = [f"{method} {target} {version}", "Host: localhost"]
    lines += [f"{name}: {value}" for name, value in headers]
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + body


def listing(*headers, kind=JSON, target="AWSStepFunctions.ListStateMachines", body=b"{}"):
    """A request to list the machines, with a header of each kind that is given."""
    own = [("Content-Type", kind), ("X-Amz-Target", target), ("Content-Length", len(body))]
    names = {name for name, _ in headers}
    every = [each for each in own if each[0] not in names] + list(headers)
    return http("POST", "/", [(name, value) for name, value in every if value is not None], body)


# What is sent, and the statuses and codes of the answers: a status alone, or with a code.
MESSAGES = {
    "no operation": (listing(target=None), [(400, "UnknownOperationException")]),
    "an empty operation": (listing(target=""), [(400, "UnknownOperationException")]),
    "an operation that is none": (listing(target="AWSStepFunctions.Nothing"), [(400, "UnknownOperationException")]),
    "an operation of another service": (listing(target="DynamoDB_20120810.ListTables"), [(400, "UnknownOperationException")]),
    "an operation in small letters": (listing(target="awsstepfunctions.liststatemachines"),
                                      [(400, "UnknownOperationException")]),
    "a long operation": (listing(target="AWSStepFunctions." + "L" * 20_000), [(400, "UnknownOperationException")]),
    "no content type": (listing(kind=None), [404]),
    "text": (listing(kind="text/plain"), [404]),
    "a form": (listing(kind="application/x-www-form-urlencoded"), [404]),
    "JSON of version 1.1": (listing(kind="application/x-amz-json-1.1"), [200]),
    "a content type with more": (listing(kind="Application/JSON ; charset=utf-8"), [200]),
    "a long content type": (listing(kind="a/" + "b" * 20_000), [404]),
    "PUT": (http("PUT", headers=[("Content-Length", 2)], body=b"{}"), [404]),
    "DELETE": (http("DELETE"), [404]),
    "OPTIONS": (http("OPTIONS"), [404]),
    "TRACE": (http("TRACE"), [404]),
    "GET": (http("GET", "/nothing"), [404]),
    "HEAD": (http("HEAD", "/nothing"), [404]),
    "HEAD of the health": (http("HEAD", "/health"), [200]),
    "POST of the health": (http("POST", "/health", [("Content-Length", 0)]), [404]),
    "a method of its own": (http("BREW"), [404]),
    "pipelined": (listing() * 50, [200] * 50),
    "pipelined, one of them wrong": (listing() + listing(target="x") + listing(),
                                     [200, (400, "UnknownOperationException"), 200]),
    "pipelined, the last one no HTTP": (listing() + b"\0\1\2\r\n\r\n", [200, (400, "BadRequest")]),
    "chunks": (listing(("Transfer-Encoding", "chunked"), ("Content-Length", None), body=b"1\r\n{\r\n1;a=b\r\n}\r\n0\r\n\r\n"),
               [200]),
    "chunks without a size": (listing(("Transfer-Encoding", "chunked"), ("Content-Length", None), body=b"x\r\n{}\r\n0\r\n\r\n"),
                              [(400, "BadRequest")]),
    "a chunk that is too large": (listing(("Transfer-Encoding", "chunked"), ("Content-Length", None),
                                          body=b"ffffffffffffffffff\r\n{}"), [(400, "BadRequest")]),
    "chunks and a length": (listing(("Transfer-Encoding", "chunked"), ("Content-Length", 2), body=b"2\r\n{}\r\n0\r\n\r\n"),
                            [(400, "BadRequest")]),
    "two lengths": (http("POST", headers=[("Content-Length", 2), ("Content-Length", 3)], body=b"{}"), [(400, "BadRequest")]),
    "two hosts": (listing(("Host", "other")), [(400, "BadRequest")]),
    "no host": (b"GET /health HTTP/1.1\r\n\r\n", [(400, "BadRequest")]),
    "no host in HTTP/1.0": (b"GET /health HTTP/1.0\r\n\r\n", [200]),
    "a length below zero": (listing(("Content-Length", -1)), [(400, "BadRequest")]),
    "a length that is too large": (listing(("Content-Length", 2_000_000)), [(413, "RequestEntityTooLargeException")]),
    "a large header": (listing(("X-Large", "x" * 100_000)), [431]),
    "many headers": (listing(*((f"X-{i}", "x") for i in range(10_000))), [431]),
    "a NUL byte in a header": (listing(("X-A", "a\0b")), [(400, "BadRequest")]),
    "a header without a name": (listing(("", "x")), [(400, "BadRequest")]),
    "a line without a header": (b"POST / HTTP/1.1\r\nnothing\r\n\r\n", [(400, "BadRequest")]),
    "a target with NUL": (http("GET", "/\0"), [(400, "BadRequest")]),
    "HTTP/2": (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", [(400, "BadRequest")]),
    "HTTP/1.0": (http("GET", "/health", version="HTTP/1.0"), [200]),
    "TLS": (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\0" * 100, [(400, "BadRequest")]),
}


class Requests(unittest.TestCase):
    """What is wrong is refused with the error that says so, and never with a 500."""

    def setUp(self):
        self.client = Client(*ADDRESS, timeout=PATIENCE)

    def tearDown(self):
        self.client.close()

    def refusal(self, operation, **params):
        """The code of the error; None when there is none."""
        try:
            self.client.call(operation, params)
            return None
        except Refused as refused:
            self.assertLess(refused.status, 500, refused)
            return refused.code

    @staticmethod
    def code(error):
        return error.get("__type", "").rpartition("#")[2]

    def create(self, name, definition, kind="EXPRESS"):
        return self.client.call("CreateStateMachine", {"name": name, "definition": definition, "roleArn": ROLE,
                                                       "type": kind})["stateMachineArn"]

    def answers_to(self, message, slowly=0):
        """What comes until the server closes, or has nothing more to say: pairs of status and code."""
        with contextlib.closing(socket.create_connection(ADDRESS, timeout=PATIENCE)) as connection:
            with contextlib.suppress(OSError):  # it may close meanwhile
                for part in [message[i:i + 1] for i in range(len(message))] if slowly else [message]:
                    connection.sendall(part)
                    time.sleep(slowly)
                connection.shutdown(socket.SHUT_WR)
            received = b""
            with contextlib.suppress(ConnectionResetError):
                while part := connection.recv(1 << 16):
                    received += part
        found = []
        while received:
            head, _, rest = received.partition(b"\r\n\r\n")
            status = int(head.split()[1])
            length = re.search(rb"(?i)content-length: (\d+)", head)
            size = int(length[1]) if length and not message.startswith(b"HEAD") else 0
            try:
                code = self.code(json.loads(rest[:size]))
            except ValueError:
                code = ""
            found.append((status, code))
            received = rest[size:]
        return found

    def test_bodies(self):
        for name, (body, code) in BODIES.items():
            with self.subTest(name):
                answer = self.client.send("ListStateMachines", body)
                found = None if answer.status == 200 else self.code(answer.json())
                self.assertEqual(found, code)

    def test_messages(self):
        for name, (message, expected) in MESSAGES.items():
            with self.subTest(name):
                found = self.answers_to(message)
                self.assertEqual([status if isinstance(wanted, int) else (status, code)
                                  for (status, code), wanted in zip(found, expected)], expected)
                self.assertEqual(len(found), len(expected))

    def test_slow_clients(self):
        self.assertEqual(self.answers_to(listing(), slowly=0.002), [(200, "")])

    def test_a_body_that_never_comes(self):
        with contextlib.closing(socket.create_connection(ADDRESS, timeout=PATIENCE)) as connection:
            connection.sendall(listing(("Content-Length", 1000)))
            self.assertIn(b" 408 ", connection.recv(1000).partition(b"\r\n")[0])

    def test_continue(self):
        """A client that waits until it may send its body."""
        message = listing(("Expect", "100-continue"))
        with contextlib.closing(socket.create_connection(ADDRESS, timeout=PATIENCE)) as connection:
            connection.sendall(message[:-2])
            self.assertTrue(connection.recv(1000).startswith(b"HTTP/1.1 100 "))
            connection.sendall(message[-2:])
            self.assertTrue(connection.recv(1000).startswith(b"HTTP/1.1 200 "))
        self.assertEqual(self.answers_to(listing(("Expect", "something"))), [(200, "")])

    def test_names(self):
        machine_arn = self.create("names", json.dumps(machine(A={"Type": "Succeed"})), "STANDARD")
        definition = json.dumps(machine(A={"Type": "Succeed"}))
        calls = {
            "CreateActivity": {},
            "CreateStateMachine": {"definition": definition, "roleArn": ROLE},
            "StartExecution": {"stateMachineArn": machine_arn},
        }
        for operation, params in calls.items():
            for character in FORBIDDEN:
                with self.subTest(f"{operation} {character!a}"):
                    self.assertEqual(self.refusal(operation, name=f"a{character}b", **params), "InvalidName")
            with self.subTest(operation):
                self.assertEqual(self.refusal(operation, name="", **params), "ValidationException")
                self.assertEqual(self.refusal(operation, name="a" * 81, **params), "ValidationException")
                self.assertIsNone(self.refusal(operation, name="é" * 80, **params))

    def test_arns(self):
        for arn in ["", "arn", ":" * 20, "\0", ARN, ARN + "stateMachine:", ARN + "execution:a", "arn:aws:states:::x:y",
                    ARN + "stateMachine:" + "a" * 200, ARN + "express:a:b:c", ARN + "stateMachine:a\0b", "é" * 256]:
            for operation, member in [("DescribeStateMachine", "stateMachineArn"), ("DescribeExecution", "executionArn"),
                                      ("StartExecution", "stateMachineArn"), ("ListExecutions", "stateMachineArn"),
                                      ("DescribeActivity", "activityArn"), ("DescribeMapRun", "mapRunArn"),
                                      ("StopExecution", "executionArn"), ("ListTagsForResource", "resourceArn")]:
                with self.subTest(f"{operation} {arn[:60]!a}"):
                    self.assertIn(self.refusal(operation, **{member: arn}), {
                        "InvalidArn", "ValidationException", "StateMachineDoesNotExist", "ExecutionDoesNotExist",
                        "ActivityDoesNotExist", "ResourceNotFound"})

    def test_payloads(self):
        """262,144 bytes are the most, also of characters of several bytes."""
        express = self.create("payload", json.dumps(machine(A={"Type": "Pass", "End": True})))
        standard = self.create("payload-standard", json.dumps(machine(A={"Type": "Pass", "End": True})), "STANDARD")
        for character in ["x", "é", "€", "😀"]:
            size = len(character.encode())
            most = character * ((PAYLOAD - 2) // size)
            most += "x" * (PAYLOAD - 2 - len(most.encode()))
            for text, code in [(f'"{most}"', None), (f'"{most}x"', "ValidationException")]:
                with self.subTest(f"{character} {code}"):
                    self.assertEqual(self.refusal("StartExecution", stateMachineArn=standard, input=text), code)
                    self.assertEqual(self.refusal("StartSyncExecution", stateMachineArn=express, input=text), code)
        answer = self.client.call("StartSyncExecution", {"stateMachineArn": express, "input": f'"{most}"'})
        self.assertEqual((answer["status"], len(answer["output"].encode())), ("SUCCEEDED", PAYLOAD))

    def test_inputs(self):
        express = self.create("inputs", json.dumps(machine(A={"Type": "Pass", "End": True})))
        for text in ["", " ", "{", "[" * 100_000, "nul", "1 2", "\0", '{"a": \0}', '"\0"', "'a'", "NaN", "1e", "01", '{"a" 1}', "é"]:
            with self.subTest(text[:20]):
                self.assertEqual(self.refusal("StartSyncExecution", stateMachineArn=express, input=text),
                                 "InvalidExecutionInput")
        for text in ["1e999", "-0", "9" * 10_000, '{"a": 1, "a": 2}', '"\\u0000"', '"\\ud800"', "[" * 500 + "]" * 500]:
            with self.subTest(text[:20]):
                status = self.client.call("StartSyncExecution", {"stateMachineArn": express, "input": text})["status"]
                self.assertEqual(status, "SUCCEEDED")

    def test_variables(self):
        """Of a state that is tested."""
        definition = json.dumps({"Type": "Pass", "End": True})
        for levels, code in [(999, None), (1_000, "ValidationException"), (131_000, "ValidationException")]:
            with self.subTest(levels):
                variables = '{"a":' + "[" * levels + "]" * levels + "}"
                self.assertEqual(self.refusal("TestState", definition=definition, variables=variables), code)

    def test_definitions(self):
        """Of 10,000 states, and of the most bytes and one more."""
        states = {f"S{i}": {"Type": "Pass", "Next": f"S{i + 1}"} for i in range(9_999)}
        many = json.dumps(machine(**states, S9999={"Type": "Succeed"}))
        execution = self.client.call("StartSyncExecution", {"stateMachineArn": self.create("many", many)})
        self.assertEqual(execution["status"], "SUCCEEDED")
        small = json.dumps({"Comment": "", **machine(A={"Type": "Succeed"})})
        for more, code in [(0, None), (1, "ValidationException")]:
            text = small.replace('""', json.dumps("c" * (DEFINITION - len(small) + more)))
            self.assertEqual(self.refusal("CreateStateMachine", name=f"long{more}", definition=text, roleArn=ROLE), code)
        # Half of a surrogate pair is a replacement character.
        half = self.create("half", small.replace('"A"', '"A\ud800"'))
        self.assertIn('"A\ufffd"', self.client.call("DescribeStateMachine", {"stateMachineArn": half})["definition"])
        for text in ["", "\0", "{}", "[]", "null", "[" * 1_000_000, small + "\0", small.replace("Succeed", "Succeed\0"),
                     "{" * 1000]:
            with self.subTest(text[:20]):
                self.assertIn(self.refusal("CreateStateMachine", name="wrong", definition=text, roleArn=ROLE),
                              {"InvalidDefinition", "ValidationException", "SerializationException"})


def begin(address):
    global ADDRESS
    ADDRESS = address


if __name__ == "__main__":
    tests_main(begin)
