"""Starts `aslc serve` with files, shows what is there, and runs one machine. Usage: serve.py ASLC ARGUMENTS MACHINE"""
import json
import os
import pathlib
import shlex
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "server"))
import client as api  # noqa: E402


def main(aslc, arguments, machine):
    os.environ["XDG_CACHE_HOME"] = os.path.abspath("cache")
    with api.Server(aslc, *shlex.split(arguments)) as server:
        client = api.Client(*server.address)
        machines = client.call("ListStateMachines", {})["stateMachines"]
        for each in sorted(machines, key=lambda each: each["name"]):
            print(each["name"], each["type"])
        for each in client.call("ListActivities", {})["activities"]:
            print("activity", each["name"])
        arn = next(each["stateMachineArn"] for each in machines if each["name"] == machine)
        started = client.call("StartExecution", {"stateMachineArn": arn, "input": '{"name": "Ada"}'})
        described = {"status": "RUNNING"}
        while described["status"] == "RUNNING":
            time.sleep(0.05)
            described = client.call("DescribeExecution", {"executionArn": started["executionArn"]})
        print(described["status"], json.dumps(json.loads(described.get("output", "null"))))


if __name__ == "__main__":
    main(*sys.argv[1:])
