#!/usr/bin/env python3
"""Runs recorded executions through a server, and compares their ends and histories with the recordings.

    executions.py FOLDER [--aslc PROGRAM] [--db FILE] [--filter TEXT] [-v]

All executions run side by side on one server. Activities are polled over HTTP, the answers of other tasks are bound by
the name of the machine. Executions that wait for minutes are skipped (`--slow` runs them too), and so are recordings
whose tasks failed in ways that no binding can (before the task ran). Ends with 1 when an execution differs.
"""

import argparse
import collections
import concurrent.futures
import json
import pathlib
import shutil
import sys
import tempfile
import time

from client import Client, Refused, Server
from transcripts import differences

ROLE = "arn:aws:iam::111111111111:role/sfn-role"
ACCOUNT = "111111111111"
PATIENCE = 100  # seconds for an execution


def answers_of(mocks):
    """The answers of one state as entries of a binding's `results`; None when no binding can give them."""
    answers = []
    for mock in mocks:
        answer = {}
        if "Return" in mock:
            answer["result"] = mock["Return"]
        elif "Throw" in mock:
            if mock.get("at"):
                return None
            answer["error"] = {key: mock["Throw"][key] for key in ("Error", "Cause") if key in mock["Throw"]}
        else:
            answer["hang"] = True
        if "Submitted" in mock:
            answer["submitted"] = mock["Submitted"]
        answers.append(answer)
    return answers


def is_activity(mocks):
    return ":activity:" in mocks[0].get("resource", "")


class Case:
    def __init__(self, number, file, folder):
        self.name = str(file.relative_to(folder).with_suffix(""))
        self.recording = json.loads(file.read_text())
        self.machine = f"case-{number}"

    @property
    def mocks(self):
        return self.recording.get("mocks") or {}

    def why_not(self, slow):
        """Why it cannot run here; None when it can."""
        tags = set(self.recording["tags"])
        if not slow and tags & {"wait", "timeout", "heartbeat"}:
            return "waits"
        if self.recording["type"] == "EXPRESS" and "syncResponse" not in self.recording["expect"]:
            return "shows its end in logs only"
        if "local_mocking" in self.name:
            return "is about mock files"
        for mocks in self.mocks.values():
            if answers_of(mocks) is None:
                return "fails before a task"
        return None

    def bindings(self):
        """Entries of the task file."""
        for state, mocks in self.mocks.items():
            if is_activity(mocks):
                continue
            yield {"machine": self.machine, "state": state, "raw": True, "results": answers_of(mocks)}

    @property
    def objects(self):
        """The objects that it was recorded with, by bucket and key."""
        return self.recording.get("setup", {}).get("s3") or {}

    def place_objects(self, folder):
        """Puts its objects in the place of those of the case before."""
        for bucket in folder.iterdir():
            shutil.rmtree(bucket)
        for place, content in self.objects.items():
            path = folder / place
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content)

    @property
    def has_activities(self):
        return any(is_activity(mocks) for mocks in self.mocks.values())

    def work(self, client):
        """Plays the worker of the recorded activity tasks."""
        names = [details["activityStartedEventDetails"].get("workerName")
                 for details in self.recording["expect"].get("history", []) if "activityStartedEventDetails" in details]
        for mocks in self.mocks.values():
            for mock in mocks if is_activity(mocks) else []:
                if "Hang" in mock:
                    continue
                name = names.pop(0) if names else None
                task = client.call("GetActivityTask", {"activityArn": mock["resource"],
                                                       **({"workerName": name} if name else {})})
                answer = {"taskToken": task["taskToken"]}
                client.call("SendTaskHeartbeat", answer)
                if "Return" in mock:
                    client.call("SendTaskSuccess", {**answer, "output": json.dumps(mock["Return"])})
                else:
                    throw = mock["Throw"]
                    texts = {key.lower(): value if isinstance(value, str) else json.dumps(value)
                             for key, value in throw.items()}
                    client.call("SendTaskFailure", {**answer, **texts})

    def run(self, client):
        """Yields what is wrong."""
        for mocks in self.mocks.values():
            if is_activity(mocks):
                client.call("CreateActivity", {"name": mocks[0]["resource"].rpartition(":")[2]})
        recording = self.recording
        definition = recording["definition"]
        definition = definition if isinstance(definition, str) else json.dumps(definition)
        made = client.call("CreateStateMachine", {"name": self.machine, "definition": definition, "roleArn": ROLE,
                                                  "type": recording["type"]})
        params = {"stateMachineArn": made["stateMachineArn"]}
        if not recording.get("inputOmitted"):
            params["input"] = json.dumps(recording["input"])
        if recording["type"] == "EXPRESS":
            yield from self.check(client.call("StartSyncExecution", params))
            return
        arn = client.call("StartExecution", params)["executionArn"]
        self.work(client)
        end = time.monotonic() + PATIENCE
        while (described := client.call("DescribeExecution", {"executionArn": arn}))["status"] == "RUNNING":
            if time.monotonic() > end:
                client.call("StopExecution", {"executionArn": arn})
                yield f"still runs after {PATIENCE} seconds"
                return
            time.sleep(0.02)
        yield from self.check(described)
        yield from self.check_history(client, arn)

    def check(self, described):
        expect = self.recording["expect"]
        for key in ("status", "output", "error", "cause"):
            expected = expect.get(key, "(absent)")
            if key == "output" and key in expect and not isinstance(expected, (dict, str)):
                expected = json.dumps(expected)
            actual = described.get(key, "(absent)")
            if key == "output" and actual != "(absent)" and not isinstance(expected, dict):
                actual, expected = json.loads(actual), as_json(expected)
            yield from (f"{key}{path[1:]}: expected {one!r}, got {other!r}"
                        for path, one, other in differences(expected, actual))

    def check_history(self, client, arn):
        expected = self.recording["expect"].get("history")
        if expected is None:
            return
        actual, token = [], {}
        while True:
            page = client.call("GetExecutionHistory", {"executionArn": arn, **token})
            actual += page["events"]
            if "nextToken" not in page:
                break
            token = {"nextToken": page["nextToken"]}
        if "concurrent" in self.recording["tags"] or self.recording.get("historyUnordered"):
            counts = [collections.Counter(event["type"] for event in events) for events in (expected, actual)]
            # Recordings that were sorted lack events at the ends of Parallel states.
            missing, extra = counts[0] - counts[1], counts[1] - counts[0]
            if missing or not all(kind.startswith("ParallelState") for kind in extra):
                yield f"other events: expected {missing}, got {extra}"
            return
        for path, one, other in differences(self.modern(expected), actual):
            if path.endswith("Execution.RedriveCount") and one == "(absent)" and self.is_before("2023-11-15"):
                continue
            yield f"history{path[1:]}: expected {str(one)[:300]!r}, got {str(other)[:300]!r}"


    def is_before(self, day):
        """Whether the recording is older than `day`, on which the service changed."""
        return self.recording["source"][-10:] < day

    def modern(self, history):
        """Since November 2024 the end of a distributed Map follows the start of its run."""
        before = {event["id"]: event for event in history if isinstance(event.get("id"), int)}
        for event in history if self.is_before("2024-11-01") else []:
            previous = before.get(event.get("previousEventId"))
            if event["type"] == "MapStateExited" and previous and previous["type"] == "MapRunSucceeded":
                event["previousEventId"] = previous["previousEventId"]
        return history


def as_json(text):
    try:
        return json.loads(text) if isinstance(text, str) else text
    except ValueError:
        return text


def run(case, address):
    client = Client(*address)
    try:
        return list(case.run(client))
    except Refused as refused:
        return [f"refused with {refused.code}: {refused.message}"]
    finally:
        client.close()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--aslc", default="build/bin/aslc")
    parser.add_argument("--filter", default="")
    parser.add_argument("--slow", action="store_true")
    parser.add_argument("-v", "--verbose", action="store_true")
    options = parser.parse_args()
    if not options.folder.exists():
        print(f"skipped: there is no {options.folder}")
        sys.exit(77)
    files = [file for file in sorted(options.folder.rglob("*.json")) if options.filter in str(file)]
    cases, skipped = [], collections.Counter()
    for number, file in enumerate(files):
        case = Case(number, file, options.folder)
        if why := case.why_not(options.slow):
            skipped[why] += 1
        else:
            cases.append(case)
    if not cases:
        sys.exit(f"{options.folder} has no executions")
    passed = 0
    with tempfile.TemporaryDirectory() as folder:
        tasks = pathlib.Path(folder, "tasks.json")
        tasks.write_text(json.dumps([binding for case in cases for binding in case.bindings()]))
        buckets = pathlib.Path(folder, "buckets")
        buckets.mkdir()
        with Server(options.aslc, "--account", ACCOUNT, "--tasks", str(tasks), "--db", f"{folder}/journal.db",
                    "--s3", str(buckets)) as server:
            # Recordings share the names of their activities and of their objects: those run one after the other.
            alone = [case for case in cases if case.has_activities or case.objects]
            others = [case for case in cases if not (case.has_activities or case.objects)]
            with concurrent.futures.ThreadPoolExecutor(8) as pool:
                results = list(zip(others, pool.map(lambda case: run(case, server.address), others)))
            for case in alone:
                case.place_objects(buckets)
                results.append((case, run(case, server.address)))
            for case, faults in results:
                passed += not faults
                if faults:
                    print(f"{case.name}:\n    " + "\n    ".join(faults[:5]), flush=True)
                elif options.verbose:
                    print(f"{case.name}: passed")
    print(f"{passed} of {len(cases)} executions passed; skipped: {dict(skipped)}")
    sys.exit(passed != len(cases))


if __name__ == "__main__":
    main()
