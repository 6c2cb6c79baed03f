"""What the tests of observation share: a server with tasks, and a receiver of what it posts."""

import argparse
import http.server
import json
import pathlib
import re
import shutil
import sys
import tempfile
import threading
import time
import unittest
import urllib.request

from client import Client, Server, run_tests

ROLE = "arn:aws:iam::123456789012:role/r"
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

    aslc = "build/bin/aslc"

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        (self.folder / "tasks.yaml").write_text(TASKS)

    def receiver(self):
        receiver = Receiver()
        self.addCleanup(receiver.close)
        return receiver

    def serve(self, *options):
        server = Server(self.aslc, "--tasks", str(self.folder / "tasks.yaml"), *options)
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

    def records(self, path):
        """The log records in a file, without one that is being written."""
        text = path.read_text() if path.exists() else ""
        return [json.loads(line) for line in text[:text.rfind("\n") + 1].splitlines()]

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


def run():
    """Runs the tests of the program."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--aslc", default=Case.aslc)
    options, rest = parser.parse_known_args()
    Case.aslc = options.aslc
    sys.exit(run_tests(rest))
