#!/usr/bin/env python3
"""The server with AWS's command line. Skipped (77) where it is not installed."""

import json
import os
import shutil
import subprocess
import sys
import time
import unittest
import uuid

from client import tests_main

AWS = shutil.which("aws")
if AWS is None:
    print("the AWS command line is not installed")
    sys.exit(77)

ADDRESS = None  # set by main
PASS = json.dumps({"StartAt": "A", "States": {"A": {"Type": "Pass", "Result": [1, 2], "End": True}}})
ROLE = "arn:aws:iam::123456789012:role/r"


def aws(*arguments):
    """Runs a command of `aws stepfunctions`: (exit status, answer or error text)."""
    host, port = ADDRESS
    environment = {**os.environ, "AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_PAGER": "",
                   "AWS_DEFAULT_REGION": "us-east-1", "AWS_CONFIG_FILE": os.devnull, "AWS_EC2_METADATA_DISABLED": "true"}
    done = subprocess.run([AWS, "--endpoint-url", f"http://{host}:{port}", "--output", "json", "stepfunctions", *arguments],
                          capture_output=True, text=True, env=environment, timeout=120)
    if done.returncode:
        return done.returncode, done.stderr
    return 0, json.loads(done.stdout) if done.stdout.strip() else {}


class CommandLine(unittest.TestCase):
    def good(self, *arguments):
        status, answer = aws(*arguments)
        self.assertEqual(status, 0, answer)
        return answer

    def test_way_of_a_machine(self):
        name = "cli-" + uuid.uuid4().hex[:12]
        machine = self.good("create-state-machine", "--name", name, "--definition", PASS, "--role-arn", ROLE)["stateMachineArn"]
        execution = self.good("start-execution", "--state-machine-arn", machine, "--input", '{"a": 1}')["executionArn"]
        for _ in range(50):
            described = self.good("describe-execution", "--execution-arn", execution)
            if described["status"] != "RUNNING":
                break
            time.sleep(0.1)
        self.assertEqual((described["status"], described["output"]), ("SUCCEEDED", "[1,2]"))
        history = self.good("get-execution-history", "--execution-arn", execution, "--page-size", "2")["events"]
        self.assertEqual([event["id"] for event in history], list(range(1, len(history) + 1)))
        self.assertEqual(history[-1]["type"], "ExecutionSucceeded")
        listed = self.good("list-executions", "--state-machine-arn", machine)["executions"]
        self.assertEqual([item["executionArn"] for item in listed], [execution])
        self.good("delete-state-machine", "--state-machine-arn", machine)

    def test_errors_are_shown(self):
        status, text = aws("describe-state-machine", "--state-machine-arn", "nothing")
        self.assertNotEqual(status, 0)
        self.assertIn("(InvalidArn)", text)
        self.assertIn("Invalid Arn: 'Invalid ARN prefix: nothing'", text)


def begin(address):
    global ADDRESS
    ADDRESS = address


if __name__ == "__main__":
    tests_main(begin)
