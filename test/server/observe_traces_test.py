#!/usr/bin/env python3
"""Spans at an OTLP receiver, and what is seen of the children of distributed Maps."""

import json
import os

from observing import Case, DISTRIBUTED, EACH, PUBLISH, SEND, run, wait_for


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
                                             "endTimeUnixNano", "attributes", "links", "status"})
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
        self.assertEqual(spans[4]["links"], [{"traceId": spans[2]["traceId"], "spanId": spans[2]["spanId"]}])
        self.assertNotIn("links", spans[2])
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
        events, _ = wait_for(lambda: (found := self.seen(receiver)) and len(found[0]) >= 2 and len(found[1]) == 8 and found)
        self.assertEqual([event["status"] for event in events], ["RUNNING", "SUCCEEDED"])
        self.check_records(parent, ":express:order/each:")

    def check_records(self, parent, kind):
        (run,) = self.client.call("ListMapRuns", {"executionArn": parent})["mapRuns"]
        children = wait_for(lambda: len(found := [record for record in self.records(self.log)
                                                  if record["execution_arn"] != parent]) == 14 and found)
        self.assertEqual({record["map_run_arn"] for record in children}, {run["mapRunArn"]})
        self.assertTrue(all(kind in record["execution_arn"] for record in children))
        self.assertEqual(len({record["execution_arn"] for record in children}), 2)
        self.assertEqual(self.metric("aslc_executions_started_total", state_machine="order"), 3)
        self.assertEqual(self.metric("aslc_open_executions", state_machine="order"), 0)
        self.assertEqual(self.metric("aslc_map_runs_succeeded_total", state_machine="order"), 1)


if __name__ == "__main__":
    run()
