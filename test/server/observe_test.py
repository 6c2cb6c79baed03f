#!/usr/bin/env python3
"""What a server shows of its executions, read by those who would read it: log records in a file, status change events at a
URL that fails at times, spans at an OTLP receiver, metrics by Debian's Prometheus and promtool where they are installed, the
stream of events by `aslc events`."""

import argparse
import base64
import http.server
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import unittest
import urllib.parse
import urllib.request

from client import Client, Refused, Server

ROLE = "arn:aws:iam::123456789012:role/r"
ASLC = "build/bin/aslc"
GROUP = "arn:aws:logs:us-east-1:123456789012:log-group:g:*"
TASKS = """
- resource: arn:aws:states:::sqs:sendMessage
  result: {"MessageId": "m"}
- resource: arn:aws:states:::sns:publish
  error: {Error: SNS.Broken, Cause: no topic}
- resource: arn:aws:lambda:us-east-1:123456789012:function:double
  result: {"n": 2}
"""
SEND = {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage", "Parameters": {"QueueUrl": "q", "MessageBody": "b"},
        "End": True}
PUBLISH = {"Type": "Task", "Resource": "arn:aws:states:::sns:publish", "Parameters": {"TopicArn": "t", "Message": "m"},
           "End": True}
EACH = {"Type": "Map", "ItemsPath": "$.items", "End": True,
        "ItemProcessor": {"StartAt": "Double", "States": {"Double": {
            "Type": "Task", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:double", "End": True}}}}


DISTRIBUTED = {"Type": "Map", "ItemsPath": "$.items", "Label": "each", "End": True,
               "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, "StartAt": "Double",
                                 "States": EACH["ItemProcessor"]["States"]}}


def wait_for(what, seconds=60):
    """Waits until `what()` is true and returns it."""
    end = time.monotonic() + seconds
    while True:
        found = what()
        if found:
            return found
        if time.monotonic() > end:
            raise AssertionError("it does not happen")
        time.sleep(0.05)


class Receiver:
    """An HTTP server that keeps what is posted to it, and answers with the next of `statuses`, or 200."""

    def __init__(self):
        self.requests, self.statuses, self.changed = [], [], threading.Condition()
        receiver = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                with receiver.changed:
                    status = receiver.statuses.pop(0) if receiver.statuses else 200
                    receiver.requests.append((status, self.path, dict(self.headers), body))
                    receiver.changed.notify_all()
                self.send_response(status)
                self.send_header("Content-Length", "2")
                self.end_headers()
                self.wfile.write(b"{}")

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def bodies(self, status=200):
        with self.changed:
            return [body for answered, _, _, body in self.requests if answered == status]

    def close(self):
        self.server.shutdown()
        self.server.server_close()


class Case(unittest.TestCase):
    """A test with a folder, and servers."""

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        (self.folder / "tasks.yaml").write_text(TASKS)

    def receiver(self):
        receiver = Receiver()
        self.addCleanup(receiver.close)
        return receiver

    def serve(self, *options):
        server = Server(ASLC, "--tasks", str(self.folder / "tasks.yaml"), *options)
        server.__enter__()
        self.addCleanup(lambda: server.process.poll() is None and server.__exit__())
        self.server = server
        self.client = self.client_of(*server.address)
        self.url = "http://%s:%d" % server.address
        return server

    def client_of(self, *address, **keys):
        client = Client(*address, **keys)
        self.addCleanup(client.close)
        return client

    def create(self, state, name="order", express=False, level=None, data=True):
        params = {"name": name, "roleArn": ROLE, "type": "EXPRESS" if express else "STANDARD",
                  "definition": json.dumps({"StartAt": "Step", "States": {"Step": state}})}
        if level:
            params["loggingConfiguration"] = {
                "level": level, "includeExecutionData": data,
                "destinations": [{"cloudWatchLogsLogGroup": {"logGroupArn": GROUP}}]}
        return self.client.call("CreateStateMachine", params)["stateMachineArn"]

    def start(self, machine, name, input="{}", **more):
        return self.client.call("StartExecution", {"stateMachineArn": machine, "name": name, "input": input,
                                                   **more})["executionArn"]

    def run_to_end(self, machine, name, **more):
        execution = self.start(machine, name, **more)
        wait_for(lambda: self.describe(execution)["status"] != "RUNNING")
        return execution

    def describe(self, execution):
        return self.client.call("DescribeExecution", {"executionArn": execution})

    def get(self, path, headers=None):
        request = urllib.request.Request(self.url + path, headers=headers or {})
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    def metric(self, name, **labels):
        """The value of a series; None when there is none."""
        for line in self.get("/metrics")[1].splitlines():
            found = re.fullmatch(r"([a-z_]+)(?:\{(.*)\})? (\S+)", line)
            if not found or found[1] != name:
                continue
            has = dict(re.findall(r'(\w+)="([^"]*)"', found[2] or ""))
            if all(has.get(key) == value for key, value in labels.items()):
                return float(found[3])
        return None


class Logs(Case):
    def records(self, path):
        return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []

    def test_levels_and_data(self):
        path = self.folder / "log"
        self.serve("--logs", str(path))
        everything = self.create(SEND, "everything", level="ALL")
        bare = self.create(SEND, "bare", level="ALL", data=False)
        errors = self.create(PUBLISH, "errors", level="ERROR")
        fatal = self.create(PUBLISH, "fatal", level="FATAL")
        silent = self.create(PUBLISH, "silent", level="OFF")
        for machine in (everything, bare, errors, fatal, silent):
            self.run_to_end(machine, "e", input='{"n": 1}')
        wait_for(lambda: len(self.records(path)) >= 17)
        self.server.__exit__()
        by_machine = {}
        for record in self.records(path):
            by_machine.setdefault(record["execution_arn"].split(":")[-2], []).append(record)
        types = [record["type"] for record in by_machine["everything"]]
        self.assertEqual(types, ["ExecutionStarted", "TaskStateEntered", "TaskScheduled", "TaskStarted", "TaskSucceeded",
                                 "TaskStateExited", "ExecutionSucceeded"])
        self.assertEqual([record["type"] for record in by_machine["bare"]], types)
        self.assertEqual([record["type"] for record in by_machine["errors"]], ["TaskFailed", "ExecutionFailed"])
        self.assertEqual([record["type"] for record in by_machine["fatal"]], ["ExecutionFailed"])
        self.assertNotIn("silent", by_machine)
        entered = by_machine["everything"][1]
        self.assertEqual(set(entered), {"id", "type", "details", "previous_event_id", "event_timestamp", "execution_arn",
                                        "redrive_count"})
        self.assertEqual(entered["id"], "2")
        self.assertEqual(entered["details"], {"name": "Step", "input": '{"n": 1}'.replace(" ", ""),
                                              "inputDetails": {"truncated": False}})
        self.assertEqual(by_machine["bare"][1]["details"], {"name": "Step"})
        self.assertEqual(by_machine["errors"][0]["details"]["error"], "SNS.Broken")

    def test_express_executions(self):
        receiver = self.receiver()
        (self.folder / "key").write_text("secret\n")
        self.serve("--logs", receiver.url + "/in", "--logs-header", f"X-Key: @{self.folder / 'key'}")
        machine = self.create(SEND, express=True, level="ALL")
        self.client.call("StartSyncExecution", {"stateMachineArn": machine, "name": "quick"})
        lines = wait_for(lambda: (found := b"".join(receiver.bodies()).splitlines()) and len(found) == 7 and found)
        self.assertEqual(json.loads(lines[-1])["type"], "ExecutionSucceeded")
        self.assertIn(":express:order:quick:", json.loads(lines[0])["execution_arn"])
        _, path, headers, _ = receiver.requests[0]
        self.assertEqual((path, headers["X-Key"], headers["Content-Type"]), ("/in", "secret", "application/x-ndjson"))

    def types(self, path, name):
        return [record["type"] for record in self.records(path) if record["execution_arn"].split(":")[6] == name]

    def test_nested_and_redriven_executions(self):
        path = self.folder / "log"
        self.serve("--logs", str(path))
        inner = self.create(SEND, "inner", level="ALL")
        self.run_to_end(self.create({"Type": "Task", "Resource": "arn:aws:states:::states:startExecution.sync:2",
                                     "Parameters": {"StateMachineArn": inner}, "End": True}, "outer", level="ALL"), "first")
        failing = self.run_to_end(self.create(PUBLISH, "failing", level="FATAL"), "again")
        self.client.call("RedriveExecution", {"executionArn": failing})
        wait_for(lambda: len(self.types(path, "failing")) == 2)
        wait_for(lambda: self.types(path, "outer")[-1:] == ["ExecutionSucceeded"])
        self.assertEqual(self.types(path, "inner")[-1], "ExecutionSucceeded")
        redriven = [record for record in self.records(path) if ":failing:" in record["execution_arn"]]
        self.assertEqual([(record["type"], record["redrive_count"]) for record in redriven],
                         [("ExecutionFailed", "0"), ("ExecutionFailed", "1")])

    def test_an_express_execution_that_nobody_waits_for(self):
        path = self.folder / "log"
        self.serve("--logs", str(path))
        self.start(self.create(SEND, "quick", express=True, level="ALL"), "e")
        wait_for(lambda: len(self.types(path, "quick")) == 7)

    def test_a_full_disk_is_told_and_waited_for(self):
        path = self.folder / "log"
        path.symlink_to("/dev/full")
        server = self.serve("--logs", str(path), "--metrics")
        machine = self.create(SEND, level="ALL")
        self.run_to_end(machine, "first")
        wait_for(lambda: (self.metric("aslc_delivery_failures_total", records="log records") or 0) >= 2)
        # The server goes on.
        self.run_to_end(machine, "second")
        (self.folder / "empty").touch()
        os.replace(self.folder / "empty", path)
        wait_for(lambda: len(self.records(path)) == 14)
        self.assertEqual(self.metric("aslc_records_dropped_total", records="log records"), 0)
        server.process.send_signal(signal.SIGTERM)
        said = server.process.communicate(timeout=60)[0]
        self.assertEqual(said.count("log records cannot be delivered"), 1)
        self.assertIn("No space left on device", said)
        self.assertEqual(said.count("log records are delivered again"), 1)

    def test_a_target_that_cannot_be_opened_is_reported(self):
        ended = subprocess.run([ASLC, "serve", "--memory", "--listen", "127.0.0.1:0", "--logs", "/no/such/folder/log"],
                               capture_output=True, text=True, timeout=60)
        self.assertEqual(ended.returncode, 2)
        self.assertIn("`--logs`: cannot open /no/such/folder/log", ended.stderr)


class Events(Case):
    def details(self, receiver):
        return [json.loads(body)["detail"] for body in receiver.bodies()]

    def test_form(self):
        receiver = self.receiver()
        self.serve("--events", receiver.url)
        execution = self.run_to_end(self.create(SEND), "first", input='{"n": 1}')
        events = wait_for(lambda: len(found := receiver.bodies()) == 2 and [json.loads(body) for body in found])
        running, succeeded = events
        self.assertEqual(set(running), {"version", "id", "detail-type", "source", "account", "time", "region", "resources",
                                        "detail"})
        self.assertEqual((running["source"], running["detail-type"], running["resources"], running["account"]),
                         ("aws.states", "Step Functions Execution Status Change", [execution], "123456789012"))
        described = self.describe(execution)
        self.assertEqual(running["detail"]["status"], "RUNNING")
        self.assertIsNone(running["detail"]["stopDate"])
        detail = succeeded["detail"]
        self.assertEqual(set(detail), {
            "executionArn", "stateMachineArn", "name", "status", "startDate", "stopDate", "input", "output", "inputDetails",
            "outputDetails", "error", "cause", "stateMachineVersionArn", "stateMachineAliasArn", "redriveCount",
            "redriveDate", "redriveStatus", "redriveStatusReason"})
        for key in ("executionArn", "stateMachineArn", "name", "status", "input", "output", "redriveStatus",
                    "redriveStatusReason", "redriveCount"):
            self.assertEqual(detail[key], described[key], key)
        for key in ("startDate", "stopDate"):
            self.assertEqual(detail[key], round(described[key] * 1000), key)

    def test_failure_stop_and_redrive(self):
        receiver = self.receiver()
        self.serve("--events", receiver.url)
        execution = self.run_to_end(self.create(PUBLISH), "failing")
        self.client.call("RedriveExecution", {"executionArn": execution})
        waiting = self.start(self.create({"Type": "Wait", "Seconds": 1000, "End": True}, "waiting"), "w")
        self.client.call("StopExecution", {"executionArn": waiting, "error": "Enough", "cause": "of it"})
        details = wait_for(lambda: len(found := self.details(receiver)) == 6 and found)
        changes = [(d["name"], d["status"], d["redriveCount"], d["error"]) for d in details]
        self.assertEqual([c[1] for c in changes if c[0] == "failing"], ["RUNNING", "FAILED", "RUNNING", "FAILED"])
        self.assertIn(("w", "ABORTED", 0, "Enough"), changes)

    def test_each_is_delivered_though_receiver_and_server_are_away(self):
        receiver = self.receiver()
        options = ("--db", str(self.folder / "j.db"), "--events", receiver.url)
        receiver.statuses = [503, 503]
        self.serve(*options)
        machine = self.create(SEND)
        for i in range(5):
            self.start(machine, f"e{i}")
        wait_for(lambda: receiver.bodies())
        self.server.process.send_signal(signal.SIGKILL)
        self.server.process.wait()
        self.server.process.stdout.close()
        self.serve(*options)
        self.start(machine, "last")
        wanted = {(f"e{i}", status) for i in range(5) for status in ("RUNNING", "SUCCEEDED")} | \
            {("last", "RUNNING"), ("last", "SUCCEEDED")}
        wait_for(lambda: {(d["name"], d["status"]) for d in self.details(receiver)} >= wanted)
        # Who gets an event twice sees that by its id.
        ids = {}
        for body in receiver.bodies():
            event = json.loads(body)
            key = (event["detail"]["name"], event["detail"]["status"])
            self.assertEqual(ids.setdefault(key, event["id"]), event["id"])

    def test_a_command(self):
        out = self.folder / "out"
        self.serve("--events", f"exec:cat >> {out}")
        self.run_to_end(self.create(SEND), "first")
        lines = wait_for(lambda: out.exists() and len(found := out.read_text().splitlines()) == 2 and found)
        self.assertEqual([json.loads(line)["detail"]["status"] for line in lines], ["RUNNING", "SUCCEEDED"])


class Traces(Case):
    def check(self, body):
        """The spans of an export request, each checked against the protocol's JSON form."""
        request = json.loads(body)
        self.assertEqual(list(request), ["resourceSpans"])
        spans = []
        for resource in request["resourceSpans"]:
            names = {a["key"]: a["value"]["stringValue"] for a in resource["resource"]["attributes"]
                     if "stringValue" in a["value"]}
            self.assertEqual(names["service.name"], "aslc")
            for scope in resource["scopeSpans"]:
                self.assertEqual(scope["scope"]["name"], "aslc")
                spans += scope["spans"]
        for span in spans:
            self.assertLessEqual(set(span), {"traceId", "spanId", "parentSpanId", "name", "kind", "startTimeUnixNano",
                                             "endTimeUnixNano", "attributes", "status"})
            self.assertRegex(span["traceId"], "^[0-9a-f]{32}$")
            self.assertRegex(span["spanId"], "^[0-9a-f]{16}$")
            self.assertIn(span["kind"], (1, 2, 3))
            for key in ("startTimeUnixNano", "endTimeUnixNano"):
                self.assertRegex(span[key], "^[0-9]{19}$")
            self.assertLessEqual(int(span["startTimeUnixNano"]), int(span["endTimeUnixNano"]))
            self.assertIn(span["status"].get("code", 0), (0, 1, 2))
            for attribute in span["attributes"]:
                self.assertEqual(set(attribute), {"key", "value"})
                (kind, value), = attribute["value"].items()
                self.assertIn((kind, type(value)), (("stringValue", str), ("intValue", str), ("boolValue", bool)))
        return spans

    def spans(self, receiver, count):
        def found():
            spans = [span for body in receiver.bodies() for span in self.check(body)]
            return len(spans) >= count and spans
        return wait_for(found)

    def test_spans_of_a_map(self):
        receiver = self.receiver()
        self.serve("--traces", receiver.url)
        self.run_to_end(self.create(EACH), "first", input='{"items": [1, 2]}',
                        traceHeader="Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1")
        spans = self.spans(receiver, 6)
        self.assertEqual({request[1] for request in receiver.requests}, {"/v1/traces"})
        self.assertEqual({span["traceId"] for span in spans}, {"5759e988bd862e3fe1be46a994272793"})
        by_id = {span["spanId"]: span for span in spans}
        self.assertEqual(len(by_id), 6)
        (execution,) = [span for span in spans if span["name"] == "order"]
        self.assertEqual(execution["parentSpanId"], "53995c3f42cd8ad8")
        (step,) = [span for span in spans if span["name"] == "Step"]
        self.assertEqual(step["parentSpanId"], execution["spanId"])
        inner = [span for span in spans if span["name"] == "Double"]
        self.assertEqual({span["parentSpanId"] for span in inner}, {step["spanId"]})
        tasks = [span for span in spans if span["kind"] == 3]
        self.assertEqual({span["parentSpanId"] for span in tasks}, {span["spanId"] for span in inner})
        for span in spans:
            self.assertEqual(span["status"], {"code": 1}, span["name"])

    def test_a_nested_execution_is_in_the_trace_of_its_parent(self):
        receiver = self.receiver()
        self.serve("--traces", receiver.url)
        inner = self.create(SEND, "inner")
        self.run_to_end(self.create({"Type": "Task", "Resource": "arn:aws:states:::states:startExecution.sync:2",
                                     "Parameters": {"StateMachineArn": inner}, "End": True}, "outer"), "first")
        spans = self.spans(receiver, 6)
        self.assertEqual(len({span["traceId"] for span in spans}), 1)
        (outer,) = [span for span in spans if span["name"] == "outer"]
        (nested,) = [span for span in spans if span["name"] == "inner"]
        self.assertEqual(nested["parentSpanId"], outer["spanId"])

    def test_express_executions(self):
        receiver = self.receiver()
        self.serve("--traces", receiver.url)
        machine = self.create(SEND, "quick", express=True)
        self.client.call("StartSyncExecution", {"stateMachineArn": machine})
        self.start(machine, "e")
        spans = self.spans(receiver, 6)
        self.assertEqual(sorted(span["name"] for span in spans), ["Step"] * 2 + ["quick"] * 2 + ["sqs:sendMessage"] * 2)
        self.assertEqual(len({span["traceId"] for span in spans}), 2)

    def test_a_redriven_execution_has_a_span_for_each_time(self):
        receiver = self.receiver()
        self.serve("--traces", receiver.url)
        execution = self.run_to_end(self.create(PUBLISH), "first")
        self.client.call("RedriveExecution", {"executionArn": execution})
        # The state goes on and is not entered again.
        spans = self.spans(receiver, 5)
        self.assertEqual([span["name"] for span in spans], ["sns:publish", "Step", "order", "sns:publish", "order"])
        self.assertEqual(len({span["traceId"] for span in spans}), 1)
        self.assertEqual(len({span["spanId"] for span in spans}), 5)
        self.assertEqual(spans[3]["parentSpanId"], spans[4]["spanId"])
        self.assertIn({"key": "aws.step_functions.execution.redrive_count", "value": {"intValue": "1"}},
                      spans[4]["attributes"])

    def test_what_tasks_call_gets_the_trace(self):
        service = self.receiver()
        (self.folder / "code").mkdir()
        (self.folder / "code" / "app.py").write_text(
            "import os\ndef handler(event, context):\n    return os.environ['_X_AMZN_TRACE_ID']\n")
        (self.folder / "tasks.yaml").write_text(f"""
- function: local
  lambda: {{code: code, handler: app.handler, runtime: python3.12}}
  timeoutSeconds: 60
- function: elsewhere
  lambda: {{url: "{service.url}"}}
- function: service
  url: {service.url}/service
- function: command
  command: echo "\\"$TRACEPARENT\\""
""")
        functions = ["local", "elsewhere", "service", "command"]
        calls = {"Type": "Parallel", "End": True, "Branches": [
            {"StartAt": name, "States": {name: {
                "Type": "Task", "End": True, "Resource": f"arn:aws:lambda:us-east-1:123456789012:function:{name}"}}}
            for name in functions]}
        root, parent = "1-5759e988-bd862e3fe1be46a994272793", "53995c3f42cd8ad8"
        header = f"Root={root};Parent={parent};Sampled=1"
        w3c = f"00-{root[2:10]}{root[11:]}-{{}}-01"

        def run(name, **more):
            service.requests.clear()
            execution = self.run_to_end(self.create(calls), name, **more)
            output = json.loads(self.describe(execution)["output"])
            headers = {path: head for _, path, head, _ in service.requests}
            return (output[0], headers["/2015-03-31/functions/elsewhere/invocations"].get("X-Amzn-Trace-Id"),
                    headers["/service"].get("Traceparent"), output[3])
        # Without spans of ours, the caller's span is the parent.
        self.serve()
        self.assertEqual(run("first", traceHeader=header), (header, header, w3c.format(parent), w3c.format(parent)))
        own, *others = run("second")
        self.assertRegex(own, r"^Root=1-[0-9a-f]{8}-[0-9a-f]{24};Sampled=0$")
        self.assertEqual(others, [None, None, ""])
        self.server.__exit__()
        # With them, the execution's span is.
        receiver = self.receiver()
        self.serve("--traces", receiver.url)
        seen = run("third", traceHeader=header)
        spans = self.spans(receiver, 10)
        (execution,) = [span for span in spans if span["name"] == "order"]
        self.assertEqual(seen, (f"Root={root};Parent={execution['spanId']};Sampled=1",) * 2 +
                         (w3c.format(execution["spanId"]),) * 2)

    def test_errors_and_what_is_not_sampled(self):
        receiver = self.receiver()
        self.serve("--traces", receiver.url + "/v1/traces")
        failing = self.create(PUBLISH)
        self.run_to_end(failing, "unseen", traceHeader="Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=0")
        self.run_to_end(failing, "seen")
        spans = self.spans(receiver, 3)
        self.assertEqual(len(spans), 3)
        for span in spans:
            self.assertEqual(span["status"]["code"], 2)
            self.assertIn("SNS.Broken", span["status"]["message"])

    def test_spans_of_an_execution_that_goes_on_after_a_restart(self):
        receiver = self.receiver()
        options = ("--db", str(self.folder / "j.db"), "--traces", receiver.url)
        self.serve(*options)
        execution = self.start(self.create({"Type": "Wait", "Seconds": 4, "End": True}), "waiting")
        self.server.__exit__()
        self.serve(*options)
        wait_for(lambda: self.describe(execution)["status"] == "SUCCEEDED")
        spans = self.spans(receiver, 2)
        self.assertEqual([span["name"] for span in spans], ["Step", "order"])
        self.assertEqual(spans[0]["parentSpanId"], spans[1]["spanId"])
        for span in spans:
            self.assertGreater(int(span["endTimeUnixNano"]) - int(span["startTimeUnixNano"]), 3_900_000_000)

    def test_trace_header_is_kept(self):
        header = "Root=1-5759e988-bd862e3fe1be46a994272793"
        options = ("--db", str(self.folder / "j.db"))
        self.serve(*options)
        execution = self.run_to_end(self.create(SEND), "first", traceHeader=header)
        none = self.run_to_end(self.create(SEND), "second")
        self.assertEqual(self.describe(execution)["traceHeader"], header)
        self.assertNotIn("traceHeader", self.describe(none))
        self.server.__exit__()
        self.serve(*options)
        self.assertEqual(self.describe(execution)["traceHeader"], header)
        # The header of HTTP wins.
        body = json.dumps({"stateMachineArn": self.create(SEND), "name": "third", "traceHeader": "other"}).encode()
        answer = self.client.send("StartExecution", body, headers={"X-Amzn-Trace-Id": header})
        self.assertEqual(self.describe(answer.json()["executionArn"])["traceHeader"], header)


class MapRuns(Case):
    """Children of distributed Maps are seen as executions of their own."""

    def run_map(self, receiver, kind):
        self.log = self.folder / "log"
        self.serve("--logs", str(self.log), "--events", receiver.url, "--metrics", "--traces", receiver.url)
        processor = {**DISTRIBUTED["ItemProcessor"], "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": kind}}
        return self.run_to_end(self.create({**DISTRIBUTED, "ItemProcessor": processor}, level="ALL"), "parent",
                               input='{"items": [1, 2]}')

    def seen(self, receiver):
        """Status changes, and spans."""
        events = [json.loads(body)["detail"] for _, path, _, body in list(receiver.requests) if path == "/"]
        spans = [span for _, path, _, body in list(receiver.requests) if path != "/"
                 for span in Traces.check(self, body)]
        return events, spans

    def test_of_standard_type(self):
        receiver = self.receiver()
        parent = self.run_map(receiver, "STANDARD")
        events, spans = wait_for(lambda: (found := self.seen(receiver)) and len(found[0]) == 6 and len(found[1]) == 8 and
                                 found)
        children = [event for event in events if event["executionArn"] != parent]
        self.assertEqual(sorted(event["status"] for event in children), ["RUNNING"] * 2 + ["SUCCEEDED"] * 2)
        self.assertTrue(children[0]["stateMachineArn"].endswith(":stateMachine:order/each"))
        self.assertIn(":execution:order/each:", children[0]["executionArn"])
        # All are in one trace; the executions of the children are below that of the parent.
        self.assertEqual(len({span["traceId"] for span in spans}), 1)
        executions = [span for span in spans if span["kind"] == 2]
        (root,) = [span for span in executions if "parentSpanId" not in span]
        self.assertEqual({span["parentSpanId"] for span in executions if span is not root}, {root["spanId"]})
        self.check_records(parent, ":execution:order/each:")

    def test_of_express_type(self):
        receiver = self.receiver()
        parent = self.run_map(receiver, "EXPRESS")
        events, _ = wait_for(lambda: (found := self.seen(receiver)) and len(found[1]) == 8 and found)
        self.assertEqual([event["status"] for event in events], ["RUNNING", "SUCCEEDED"])
        self.check_records(parent, ":express:order/each:")

    def check_records(self, parent, kind):
        (run,) = self.client.call("ListMapRuns", {"executionArn": parent})["mapRuns"]
        children = wait_for(lambda: len(found := [record for record in Logs.records(self, self.log)
                                                  if record["execution_arn"] != parent]) == 14 and found)
        self.assertEqual({record["map_run_arn"] for record in children}, {run["mapRunArn"]})
        self.assertTrue(all(kind in record["execution_arn"] for record in children))
        self.assertEqual(len({record["execution_arn"] for record in children}), 2)
        self.assertEqual(self.metric("aslc_executions_started_total", state_machine="order"), 3)
        self.assertEqual(self.metric("aslc_open_executions", state_machine="order"), 0)
        self.assertEqual(self.metric("aslc_map_runs_succeeded_total", state_machine="order"), 1)


class Metrics(Case):
    def test_counts(self):
        self.serve("--metrics", "--throttle", "StartSyncExecution 100%")
        self.run_to_end(self.create(SEND), "good")
        self.run_to_end(self.create(PUBLISH, "failing"), "bad")
        waiting = self.start(self.create({"Type": "Wait", "Seconds": 1000, "End": True}, "waiting"), "w")
        express = self.create(SEND, "quick", express=True)
        with self.assertRaises(Refused):
            self.client.call("StartSyncExecution", {"stateMachineArn": express})
        self.client.call("StartExecution", {"stateMachineArn": express})
        wait_for(lambda: self.metric("aslc_executions_succeeded_total", state_machine="quick") == 1)
        for name, machine, value in [
                ("aslc_executions_started_total", "order", 1), ("aslc_executions_succeeded_total", "order", 1),
                ("aslc_executions_failed_total", "failing", 1), ("aslc_open_executions", "waiting", 1),
                ("aslc_open_executions", "order", 0), ("aslc_execution_time_seconds_count", "order", 1),
                ("aslc_execution_throttled_total", "quick", 1),
                ("aslc_express_execution_billed_memory_bytes_total", "quick", 64 << 20)]:
            self.assertEqual(self.metric(name, state_machine=machine), value, name)
        sqs = {"service_integration_resource_arn": "arn:aws:states:::sqs:sendMessage"}
        self.assertEqual(self.metric("aslc_service_integrations_succeeded_total", **sqs), 2)
        self.assertEqual(self.metric("aslc_service_integration_time_seconds_count", **sqs), 2)
        self.assertEqual(self.metric("aslc_service_integrations_failed_total"), 1)
        self.assertEqual(self.metric("aslc_api_calls_total", operation="StartSyncExecution", code="ThrottlingException"), 1)
        self.client.call("StopExecution", {"executionArn": waiting})
        wait_for(lambda: self.metric("aslc_executions_aborted_total", state_machine="waiting") == 1)
        self.assertEqual(self.metric("aslc_open_executions", state_machine="waiting"), 0)

    def test_executions_that_go_on_are_open(self):
        options = ("--db", str(self.folder / "j.db"), "--metrics")
        self.serve(*options)
        execution = self.start(self.create({"Type": "Wait", "Seconds": 1000, "End": True}), "w")
        self.server.__exit__()
        self.serve(*options)
        self.assertEqual(self.metric("aslc_open_executions", state_machine="order"), 1)
        self.client.call("StopExecution", {"executionArn": execution})
        wait_for(lambda: self.metric("aslc_open_executions", state_machine="order") == 0)

    def test_versions_and_aliases_are_told_apart(self):
        self.serve("--metrics")
        machine = self.create(SEND)
        version = self.client.call("PublishStateMachineVersion", {"stateMachineArn": machine})["stateMachineVersionArn"]
        alias = self.client.call("CreateStateMachineAlias", {"name": "live", "routingConfiguration": [
            {"stateMachineVersionArn": version, "weight": 100}]})["stateMachineAliasArn"]
        for name, target in (("bare", machine), ("version", version), ("alias", alias)):
            execution = self.start(target, name)
            self.assertIn(":execution:order:" + name, execution)
        for labels in ({"version": "", "alias": ""}, {"version": "1", "alias": ""}, {"version": "1", "alias": "live"}):
            wait_for(lambda: self.metric("aslc_executions_succeeded_total", state_machine="order", **labels) == 1)

    def test_a_target_that_is_away_shows(self):
        receiver = self.receiver()
        receiver.statuses = [400] * 5
        self.serve("--metrics", "--events", receiver.url)
        self.run_to_end(self.create(SEND), "first")
        wait_for(lambda: self.metric("aslc_records_delivered_total", records="status change events") == 1)
        self.assertEqual(self.metric("aslc_records_dropped_total", records="status change events"), 1)
        self.assertEqual(self.metric("aslc_delivery_failures_total", records="status change events"), 5)

    def test_promtool_finds_nothing_wrong(self):
        if not shutil.which("promtool"):
            self.skipTest("promtool is not installed")
        self.serve("--metrics")
        self.run_to_end(self.create(SEND), "first")
        self.run_to_end(self.create(EACH, "each"), "first", input='{"items": [1]}')
        checked = subprocess.run(["promtool", "check", "metrics"], input=self.get("/metrics")[1], capture_output=True,
                                 text=True, timeout=60)
        self.assertEqual((checked.returncode, checked.stdout + checked.stderr), (0, ""))

    def test_prometheus_scrapes(self):
        if not shutil.which("prometheus"):
            self.skipTest("prometheus is not installed")
        self.serve("--metrics")
        self.run_to_end(self.create(SEND), "first")
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        config = self.folder / "prometheus.yml"
        config.write_text("global: {scrape_interval: 1s}\nrule_files: [rules.yml]\nscrape_configs:\n- job_name: aslc\n"
                          "  static_configs: [{targets: ['%s:%d']}]\n" % self.server.address)
        (self.folder / "rules.yml").write_text(rules_of_the_documentation())
        prometheus = subprocess.Popen(
            ["prometheus", f"--config.file={config}", f"--web.listen-address=127.0.0.1:{port}",
             f"--storage.tsdb.path={self.folder / 'tsdb'}"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.addCleanup(prometheus.wait)
        self.addCleanup(prometheus.terminate)

        def value():
            query = urllib.parse.urlencode({"query": 'aslc_executions_succeeded_total{state_machine="order"}'})
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/api/v1/query?{query}", timeout=10) as answer:
                    found = json.load(answer)["data"]["result"]
                return found and found[0]["value"][1]
            except OSError:
                return None
        self.assertEqual(wait_for(value), "1")

    def test_rules_of_the_documentation(self):
        if not shutil.which("promtool"):
            self.skipTest("promtool is not installed")
        path = self.folder / "rules.yml"
        path.write_text(rules_of_the_documentation())
        checked = subprocess.run(["promtool", "check", "rules", str(path)], capture_output=True, text=True, timeout=60)
        self.assertEqual(checked.returncode, 0, checked.stdout + checked.stderr)

    def test_every_metric_is_documented(self):
        self.serve("--metrics")
        page = documentation()
        names = re.findall(r"^# TYPE (\S+)", self.get("/metrics")[1], re.MULTILINE)
        self.assertGreater(len(names), 30)
        self.assertEqual([name for name in names if f"`{name}`" not in page], [])


def documentation():
    return (pathlib.Path(__file__).parents[2] / "docs" / "observability.md").read_text()


def rules_of_the_documentation():
    """The example of alerting rules in the documentation."""
    (rules,) = [block for block in re.findall(r"```yaml\n(.*?)```", documentation(), re.DOTALL) if "alert:" in block]
    return rules


class Stream(Case):
    def follow(self, *options, env=None):
        """`aslc events` as a process that is connected."""
        process = subprocess.Popen([ASLC, "events", "--server", self.url, *options], stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE, text=True, env={**os.environ, **(env or {})})
        self.addCleanup(process.communicate)
        self.addCleanup(process.kill)
        self.assertIn("connected to", process.stderr.readline())
        return process

    def test_events_of_all_executions(self):
        self.serve()
        machine, express = self.create(SEND), self.create(SEND, "quick", express=True)
        process = self.follow("--count", "14")
        execution = self.start(machine, "first")
        self.client.call("StartSyncExecution", {"stateMachineArn": express, "name": "second"})
        lines = process.communicate(timeout=60)[0].splitlines()
        self.assertEqual(process.returncode, 0)
        self.assertEqual(len(lines), 14)
        own = [line.split("  ")[1:] for line in lines if "order:first" in line]
        self.assertEqual(own[0], ["order:first", "ExecutionStarted"])
        self.assertEqual(own[2], ["order:first", "TaskScheduled", "sqs", "sendMessage"])
        self.assertEqual(own[-1], ["order:first", "ExecutionSucceeded"])
        self.assertEqual(len([line for line in lines if "quick:second" in line]), 7)
        self.assertEqual(self.describe(execution)["status"], "SUCCEEDED")

    def test_an_execution_that_runs_already_is_seen(self):
        self.serve()
        execution = self.start(self.create({"Type": "Wait", "Seconds": 1000, "End": True}), "w")
        process = self.follow("--status", "--json", "--data", "--execution", execution, "--count", "1")
        self.client.call("StopExecution", {"executionArn": execution, "error": "Enough"})
        record = json.loads(process.communicate(timeout=60)[0])
        self.assertEqual((record["type"], record["details"]), ("ExecutionAborted", {"error": "Enough"}))

    def test_filters(self):
        self.serve()
        one, other = self.create(SEND, "one"), self.create(SEND, "other")
        process = self.follow("--status", "--json", "--data", "--state-machine", one, "--count", "2")
        self.run_to_end(other, "x")
        self.start(one, "y", input='{"n":1}')
        records = [json.loads(line) for line in process.communicate(timeout=60)[0].splitlines()]
        self.assertEqual([record["type"] for record in records], ["ExecutionStarted", "ExecutionSucceeded"])
        self.assertEqual(records[0]["details"]["input"], '{"n":1}')

    def test_follow_waits_for_the_server(self):
        options = ("--db", str(self.folder / "j.db"))
        self.serve(*options)
        machine = self.create(SEND)
        process = self.follow("--follow", "--status", "--count", "2")
        host, port = self.server.address
        self.server.__exit__()
        again = Server(ASLC, "--tasks", str(self.folder / "tasks.yaml"), *options)
        again.command[again.command.index("127.0.0.1:0")] = f"{host}:{port}"
        again.__enter__()
        self.addCleanup(again.__exit__)
        self.assertIn("connected to", process.stderr.readline())
        self.client = self.client_of(host, port)
        self.start(machine, "after")
        self.assertIn("order:after  ExecutionStarted", process.communicate(timeout=60)[0])

    def test_a_client_that_is_too_slow_is_told_what_it_missed(self):
        self.serve("--metrics")
        states = {f"S{i}": {"Type": "Pass", "Next": f"S{i + 1}"} for i in range(9)}
        definition = {"StartAt": "S0", "States": {**states, "S9": {"Type": "Pass", "End": True}}}
        machine = self.client.call("CreateStateMachine", {"name": "large", "roleArn": ROLE, "type": "EXPRESS",
                                                          "definition": json.dumps(definition)})["stateMachineArn"]
        with socket.create_connection(self.server.address) as client:
            client.sendall(b"GET /events?data=true HTTP/1.1\r\nHost: localhost\r\n\r\n")
            client.settimeout(60)
            seen = b""
            while b"events from now on" not in seen:
                seen += client.recv(65536)
            # More than the server keeps and the system has room for.
            payload = json.dumps({"text": "x" * 200_000})
            sent = 0
            while not self.metric("aslc_observed_events_dropped_total", by="event stream"):
                self.client.call("StartSyncExecution", {"stateMachineArn": machine, "input": payload})
                sent += 1
                self.assertLess(sent, 100)
            seen = b""
            while b"event: dropped" not in seen:
                # What is missed is told with the next event that has room.
                self.client.call("StartSyncExecution", {"stateMachineArn": machine, "input": "{}"})
                client.settimeout(0.2)
                try:
                    while part := client.recv(1 << 20):
                        seen = seen[-100:] + part
                        if b"event: dropped" in seen:
                            break
                except TimeoutError:
                    pass
                self.assertTrue(seen)
        self.assertRegex(seen.decode(errors="replace"), 'event: dropped\ndata: {"count":[1-9]')

    def test_without_a_server(self):
        ended = subprocess.run([ASLC, "events", "--server", "http://127.0.0.1:1"], capture_output=True, text=True,
                               timeout=60)
        self.assertEqual(ended.returncode, 2)
        self.assertIn("cannot connect to 127.0.0.1:1", ended.stderr)

    def test_pages_from_elsewhere_are_refused(self):
        self.serve("--metrics")
        for path in ("/events", "/metrics"):
            self.assertEqual(self.get(path, {"Origin": "https://example.org"})[0], 403, path)
            self.assertEqual(self.get(path, {"Host": "example.org"})[0], 404, path)


class Security(Case):
    def setUp(self):
        super().setUp()
        policy = {"Statement": [{"Effect": "Allow", "Action": "states:*", "Resource": "arn:aws:states:*:*:*:seen*"}]}
        (self.folder / "keys.yaml").write_text(json.dumps([
            {"accessKey": "AKALL", "secret": "all"}, {"accessKey": "AKSEEN", "secret": "seen", "policy": policy},
            {"accessKey": "AKOTHER", "secret": "other", "account": "111122223333"}]))
        self.keys = ("--credentials", str(self.folder / "keys.yaml"))

    def basic(self, key, secret):
        return {"Authorization": "Basic " + base64.b64encode(f"{key}:{secret}".encode()).decode()}

    def serve_with_keys(self, *options):
        self.serve(*self.keys, *options)
        self.client = self.client_of(*self.server.address, access_key="AKALL", secret="all")

    def test_metrics(self):
        self.serve_with_keys("--metrics")
        self.assertEqual(self.get("/metrics")[0], 400)
        self.assertEqual(self.get("/metrics", self.basic("AKALL", "wrong"))[0], 403)
        self.assertEqual(self.get("/metrics", self.basic("AKALL", "all"))[0], 200)
        self.assertEqual(self.get("/metrics", {"Authorization": "Basic !"})[0], 403)
        # The policy does not allow to see everything.
        self.assertEqual(self.get("/metrics", self.basic("AKSEEN", "seen"))[0], 400)
        for path in ("/health", "/ready"):
            self.assertEqual(self.get(path), (200, '{"status":"ok"}\n'), path)

    def test_keys_are_needed_where_other_machines_can_reach_the_server(self):
        ended = subprocess.run([ASLC, "serve", "--memory", "--listen", "0.0.0.0:0"], capture_output=True, text=True,
                               timeout=60)
        self.assertEqual(ended.returncode, 2)
        self.assertIn("name the keys that may call by --credentials", ended.stderr)

    def test_metrics_for_everybody(self):
        self.serve_with_keys("--metrics-open")
        self.assertEqual(self.get("/metrics")[0], 200)
        self.assertEqual(self.get("/events")[0], 400)

    def test_metrics_are_off(self):
        self.serve()
        status, text = self.get("/metrics")
        self.assertEqual(status, 404)
        self.assertIn("Start the server with --metrics", text)

    def test_keys_see_what_their_policy_allows(self):
        self.serve_with_keys()
        follow = Stream.follow
        env = {"AWS_ACCESS_KEY_ID": "AKSEEN", "AWS_SECRET_ACCESS_KEY": "seen"}
        mine = follow(self, "--status", "--count", "2", env=env)
        self.run_to_end(self.create(SEND, "hidden"), "x")
        self.run_to_end(self.create(SEND, "seen"), "y")
        out = mine.communicate(timeout=60)[0]
        self.assertNotIn("hidden", out)
        self.assertEqual(out.count("seen:y"), 2)
        refused = subprocess.run([ASLC, "events", "--server", self.url], capture_output=True, text=True, timeout=60,
                                 env={**os.environ, **env, "AWS_SECRET_ACCESS_KEY": "wrong"})
        self.assertEqual(refused.returncode, 2)
        self.assertIn("InvalidSignatureException", refused.stderr)

    def test_accounts_do_not_see_each_other(self):
        self.serve_with_keys()
        other = Stream.follow(self, "--status", "--count", "1",
                              env={"AWS_ACCESS_KEY_ID": "AKOTHER", "AWS_SECRET_ACCESS_KEY": "other"})
        self.run_to_end(self.create(SEND, "ours"), "x")
        self.client = self.client_of(*self.server.address, access_key="AKOTHER", secret="other")
        self.run_to_end(self.create(SEND, "theirs"), "y")
        self.assertIn("theirs:y  ExecutionStarted", other.communicate(timeout=60)[0])


def main():
    global ASLC
    parser = argparse.ArgumentParser()
    parser.add_argument("--aslc", default=ASLC)
    parser.add_argument("--prometheus", action="store_true", help="only what needs Prometheus; exit status 77 without it")
    options, rest = parser.parse_known_args()
    ASLC = options.aslc
    if options.prometheus:
        if not shutil.which("prometheus") or not shutil.which("promtool"):
            print("prometheus is not installed")
            sys.exit(77)
        rest = ["Metrics.test_prometheus_scrapes", "Metrics.test_promtool_finds_nothing_wrong",
                "Metrics.test_rules_of_the_documentation"]
    unittest.main(argv=[sys.argv[0], *rest])


if __name__ == "__main__":
    main()
