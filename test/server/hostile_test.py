#!/usr/bin/env python3
"""Definitions and payloads that are meant to crash, hang or starve a server. Each ends within limits, and executions of
other machines end meanwhile."""

import json
import threading
import time
import unittest

from client import Client, Refused, tests_main

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

    def test_express_without_end_lets_others_run(self):
        arn = self.create("forever", FOREVER, "EXPRESS")
        for _ in range(8):  # more than there are threads
            self.client.call("StartExecution", {"stateMachineArn": arn})
        self.runs_beside(lambda: self.end_of("ends", machine(A={"Type": "Wait", "Seconds": 1, "End": True}), {}))

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


def begin(address):
    global ADDRESS
    ADDRESS = address


if __name__ == "__main__":
    tests_main(begin)
