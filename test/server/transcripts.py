#!/usr/bin/env python3
"""Runs recorded transcripts of API calls against a server: signed requests over HTTP.

    transcripts.py FOLDER [--aslc PROGRAM | --server HOST:PORT] [--filter TEXT] [--tasks FILE] [--s3 FOLDER] [-v]

Without --server it starts a server for each transcript. With --server all transcripts run on that server, each in an
account of its own, which the server takes from the access key. Prints each step that fails, with what was expected,
and a summary. Ends with 1 when a transcript failed.
"""

import argparse
import contextlib
import json
import pathlib
import re
import sys
import time

from client import Client, Refused, Server

IGNORED = {"timestamp", "executionArn", "stateMachineArn", "mapRunArn", "roleArn", "creationDate", "startDate", "stopDate",
           "updateDate", "billingDetails", "traceHeader", "SdkHttpMetadata", "SdkResponseMetadata"}
WILDCARD = re.compile(r"<[A-Za-z_][A-Za-z0-9_:.\- ]*>")
# Members that the service has shown since a later day than that of some recordings.
LATER = {"redriveCount": 0}
ENDED = {"SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED"}
ACCOUNT = "111111111111"
PATIENCE = 60  # seconds for an `await`


# Comparison


def matches(pattern, text):
    """Whether a text is what a pattern with wildcards describes."""
    parts = WILDCARD.split(pattern)
    return re.fullmatch("(?s:.*)".join(re.escape(part) for part in parts), text) is not None


def parsed(text):
    try:
        return json.loads(text)
    except ValueError:
        return None


def differences(expected, actual, path="$"):
    """Yields (path, expected, actual) for each place where a response is not as recorded."""
    if isinstance(expected, str) and expected in ("timestamp", "datetime"):
        return
    if isinstance(expected, (dict, list)) and isinstance(actual, str):
        actual = parsed(actual)
    if isinstance(expected, dict) and isinstance(actual, dict):
        yield from object_differences(expected, actual, path)
    elif isinstance(expected, list) and isinstance(actual, list):
        if len(expected) != len(actual):
            yield path, expected, actual
            return
        for index, (one, other) in enumerate(zip(expected, actual)):
            yield from differences(one, other, f"{path}[{index}]")
    elif not same(expected, actual):
        yield path, expected, actual


def object_differences(expected, actual, path):
    left = dict(actual)
    for key, value in expected.items():
        if key not in left and WILDCARD.search(key):
            key = next((other for other in left if other not in expected and matches(key, other)), key)
        if key not in left:
            if key not in IGNORED:
                yield f"{path}.{key}", value, "(absent)"
            continue
        other = left.pop(key)
        if key == "activityArn":
            # The recordings show the names of activities in another form than the ARNs.
            value, other = (str(arn).rpartition(":")[0] for arn in (value, other))
        if key not in IGNORED:
            yield from differences(value, other, f"{path}.{key}")
    for key, value in left.items():
        if key not in IGNORED and LATER.get(key, ...) != value:
            yield f"{path}.{key}", "(absent)", value


def same(expected, actual):
    if isinstance(expected, bool) or isinstance(actual, bool):
        return expected is actual
    if not isinstance(expected, str):
        return expected == actual
    if not isinstance(actual, str):
        return isinstance(actual, (int, float)) and WILDCARD.fullmatch(expected) is not None
    if matches(expected, actual):
        return True
    one, other = parsed(expected), parsed(actual)
    if isinstance(one, (dict, list)):
        return type(one) is type(other) and not any(differences(one, other))
    return one is not None and one == other


# Steps


class Failed(Exception):
    pass


class Skipped(Exception):
    """The transcript needs what this version does not have, and says so."""


class Long:
    """Texts that a recording names by their length: `invalid_token_1025_chars`."""

    NAME = re.compile(r"\w+_(\d+)_chars")

    def __init__(self):
        self.names = {}

    def sent(self, text):
        found = self.NAME.fullmatch(text)
        if not found:
            return text
        long = ("x" * int(found[1]))
        self.names[long] = text
        return long

    def shown(self, text):
        for long, name in self.names.items():
            text = text.replace(long, name)
        return text


class Run:
    """One transcript on one server."""

    def __init__(self, client, account, source):
        self.client, self.account = client, account
        self.is_old = source[-10:] < "2023-11-15"  # the day on which redrive came
        self.responses = []
        self.tokens = {}  # the last token of each operation
        self.long = Long()

    def saved(self, place):
        step, _, path = place.partition(".")
        value = self.responses[int(step) - 1]
        for name in path.split("."):
            value = value[int(name)] if isinstance(value, list) else value[name]
        return value

    def filled(self, value):
        """Params with the values of earlier steps put in."""
        if isinstance(value, dict):
            return {key: self.filled(item) for key, item in value.items()}
        if isinstance(value, list):
            return [self.filled(item) for item in value]
        if not isinstance(value, str):
            return value
        whole = re.fullmatch(r"\$\{(\d+\.[^}]*)\}", value)
        if whole:
            return self.saved(whole[1])
        return self.long.sent(re.sub(r"\$\{(\d+\.[^}]*)\}", lambda found: str(self.saved(found[1])), value))

    def of_account(self, value):
        return json.loads(json.dumps(value).replace(ACCOUNT, self.account))

    def params(self, step):
        params = self.filled(self.of_account(step.get("params", {})))
        # A name for the token of the page before.
        if re.fullmatch(r"tok-\d+", str(params.get("nextToken"))):
            params["nextToken"] = self.tokens.get(step["call"])
        for key in ("definition", "input", "output"):
            if isinstance(params.get(key), (dict, list)):
                params[key] = json.dumps(params[key])
        return params

    def step(self, step):
        if "await" in step:
            self.responses.append({})
            self.wait(step["await"], self.params(step))
            return
        key = step.get("account", self.client.access_key)
        try:
            response = self.client.call(step["call"], self.params(step), key)
        except Refused as error:
            self.responses.append({})
            self.check_error(step, error)
            return
        self.responses.append(response)
        self.tokens[step["call"]] = response.get("nextToken")
        if "error" in step:
            raise Failed(f"expected the error {step['error']}\n    got {json.dumps(response)[:600]}")
        if "expect" in step:
            found = differences(self.of_account(step["expect"]), response)
            self.report([each for each in found if not (self.is_old and each[0].endswith(".redriveCount"))])

    def check_error(self, step, error):
        if "aslc cannot read " in (error.message or ""):
            raise Skipped(error.message)
        if "error" not in step:
            raise Failed(f"expected an answer\n    got {error.code}: {error.message}")
        expected = self.of_account(step["error"])
        message = self.long.shown(error.message or "")
        if error.status != 400:
            raise Failed(f"expected HTTP status 400\n    got {error.status} with {error.code}: {message}")
        actual = {"code": error.code, "message": message}
        self.report(list(differences(expected, {key: actual[key] for key in actual if key in expected})))

    @staticmethod
    def report(found):
        if found:
            raise Failed("\n".join(
                f"at {path}\n      expected {json.dumps(expected, ensure_ascii=False)[:1500]}\n"
                f"      got      {json.dumps(actual, ensure_ascii=False)[:1500]}" for path, expected, actual in found))

    # Awaits

    def wait(self, condition, params):
        if condition.startswith("StateMachine"):
            return  # the server is consistent at once
        held = {"ExecutionSuccess": lambda: self.status(params) == "SUCCEEDED",
                "ExecutionTerminated": lambda: self.status(params) in ENDED,
                "ExecutionAborted": lambda: self.status(params) == "ABORTED",
                "ExecutionStarted": lambda: self.status(params) is not None,
                "OnExecutionEvents": lambda: self.has_entered(params),
                "ListExecutionStatus": lambda: params["status"] == self.listed(params),
                "ExecutionListsTerminated": lambda: self.listed(params) in ENDED}[condition]
        end = time.monotonic() + PATIENCE
        while not held():
            if time.monotonic() > end:
                raise Failed(f"{condition} does not hold after {PATIENCE} seconds: {params}")
            time.sleep(0.02)

    def status(self, params):
        try:
            return self.client.call("DescribeExecution", {"executionArn": params["executionArn"]})["status"]
        except Refused as error:
            if ":express:" in params["executionArn"]:
                time.sleep(1)  # the service shows nothing of it
                return "SUCCEEDED"
            raise Failed(f"DescribeExecution: {error}") from error

    def has_entered(self, params):
        events = self.client.call("GetExecutionHistory", {"executionArn": params["executionArn"]})["events"]
        return any(event["type"].endswith("StateEntered") for event in events)

    def listed(self, params):
        listed = self.client.call("ListExecutions", {"stateMachineArn": params["state_machine_arn"]})["executions"]
        return next((item["status"] for item in listed if item["executionArn"] == params["executionArn"]), None)


def run(transcript, client, account, name):
    """Whether a transcript passes; None: it is skipped. Its first failing step ends it, since later steps need it."""
    run_ = Run(client, account, transcript["source"])
    for number, step in enumerate(transcript["steps"], 1):
        try:
            run_.step(step)
        except Skipped as reason:
            print(f"{name}: skipped at step {number}: {reason}", flush=True)
            return None
        except Failed as failure:
            print(f"{name}: step {number}, {step.get('call') or step.get('await')}:\n    {failure}", flush=True)
            return False
        except (OSError, KeyError, IndexError, ValueError) as failure:
            print(f"{name}: step {number}, {step.get('call') or step.get('await')}: {failure!r}", flush=True)
            return False
    return True


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--aslc", default="build/bin/aslc")
    parser.add_argument("--server")
    parser.add_argument("--tasks", help="a file of task bindings for the servers that are started")
    parser.add_argument("--s3", help="the folder of buckets for these servers",
                        default=str(pathlib.Path(__file__).parent / "Inputs" / "s3"))
    parser.add_argument("--filter", default="")
    parser.add_argument("-v", "--verbose", action="store_true")
    options = parser.parse_args()

    files = [file for file in sorted(options.folder.rglob("*.json")) if options.filter in str(file)]
    if not files:
        print(f"{options.folder} has no transcripts")
        sys.exit(77)
    passed = skipped = 0
    for number, file in enumerate(files):
        name = str(file.relative_to(options.folder).with_suffix(""))
        transcript = json.loads(file.read_text())
        with contextlib.ExitStack() as stack:
            if options.server:
                host, _, port = options.server.rpartition(":")
                account = f"{200000000000 + number}"
                client = Client(host.strip("[]"), int(port), access_key=account)
            else:
                extra = ["--tasks", options.tasks] if options.tasks else []
                server = stack.enter_context(Server(options.aslc, "--account", ACCOUNT, "--s3", options.s3, *extra))
                account, client = ACCOUNT, Client(*server.address)
            stack.callback(client.close)
            good = run(transcript, client, account, name)
        passed += good is True
        skipped += good is None
        if options.verbose and good:
            print(f"{name}: passed", flush=True)
    print(f"{passed} of {len(files)} transcripts passed, {skipped} skipped")
    sys.exit(passed + skipped != len(files))


if __name__ == "__main__":
    main()
