#!/usr/bin/env python3
"""The paths of the console, without a browser."""

import argparse
import http.client
import json
import sys
import unittest

from client import Server, run_tests

ASLC = "build/bin/aslc"
DEFINITION = json.dumps({"StartAt": "A", "States": {"A": {"Type": "Succeed"}}})


class Console(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = Server(ASLC)
        cls.server.__enter__()
        cls.addClassCleanup(cls.server.__exit__)

    def ask(self, method, path, body=None, **headers):
        connection = http.client.HTTPConnection(*self.server.address, timeout=30)
        self.addCleanup(connection.close)
        head = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, json.dumps(body) if isinstance(body, dict) else body, head)
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read()

    def check(self, body):
        return self.ask("POST", "/console/check", body, Content_Type="application/x-amz-json-1.0")

    def test_a_file_is_not_sent_again(self):
        status, headers, body = self.ask("GET", "/")
        self.assertEqual(status, 200)
        if "ETag" not in headers:
            self.skipTest("the console is not built in")
        self.assertEqual(headers["Vary"], "Accept-Encoding")
        tag = headers["ETag"]
        for tags in (tag, f'"other", {tag}', f'{tag}, "other"', f"W/{tag}", "*"):
            status, _, body = self.ask("GET", "/", If_None_Match=tags)
            self.assertEqual((status, body), (304, b""), tags)
        self.assertEqual(self.ask("GET", "/", If_None_Match='"other"')[0], 200)
        # Fields of one name are one list.
        connection = http.client.HTTPConnection(*self.server.address, timeout=30)
        self.addCleanup(connection.close)
        connection.putrequest("GET", "/")
        connection.putheader("If-None-Match", '"other"')
        connection.putheader("If-None-Match", tag)
        connection.endheaders()
        self.assertEqual(connection.getresponse().status, 304)

    def test_names_of_this_machine_in_any_case(self):
        for host in ("localhost", "LOCALHOST:8083", "Console.LocalHost"):
            self.assertEqual(self.ask("GET", "/", Host=host)[0], 200, host)
        self.assertNotEqual(self.ask("GET", "/", Host="localhost.example.org")[0], 200)

    def test_a_definition_is_checked(self):
        status, _, body = self.check({"definition": DEFINITION})
        self.assertEqual(status, 200)
        self.assertIn("<svg", json.loads(body)["svg"])

    def test_members_of_a_wrong_type_are_refused(self):
        for wrong in ({"definition": 5}, {"definition": DEFINITION, "type": []}, {"definition": DEFINITION, "plain": "yes"}):
            status, _, body = self.check(wrong)
            self.assertEqual(status, 400, wrong)
            self.assertIn("SerializationException", json.loads(body)["__type"])
        for path, wrong in (("totals", {"stateMachineArn": 5}), ("totals", {"stateMachineArn": ["a"]}),
                            ("events", {"executionArn": 5}), ("events", {"executionArn": {}})):
            status, _, body = self.ask("POST", "/console/" + path, wrong, Content_Type="application/x-amz-json-1.0")
            self.assertEqual(status, 400, wrong)
            self.assertIn("SerializationException", json.loads(body)["__type"])

    def test_a_body_that_is_too_deep_is_refused(self):
        deep = '{"none": ' + "[" * 500_000 + "]" * 500_000 + "}"
        for path in ("check", "report", "totals", "events"):
            status, _, body = self.ask("POST", "/console/" + path, deep, Content_Type="application/x-amz-json-1.0")
            self.assertEqual(status, 400, path)
            self.assertIn("nested more than 1000 levels deep", json.loads(body)["message"])
        self.assertEqual(self.ask("GET", "/health")[0], 200)


def main():
    global ASLC
    parser = argparse.ArgumentParser()
    parser.add_argument("--aslc", default=ASLC)
    options, rest = parser.parse_known_args()
    ASLC = options.aslc
    sys.exit(run_tests(rest))


if __name__ == "__main__":
    main()
