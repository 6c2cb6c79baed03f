"""The schema of task files agrees with the reader: on all task files of the repository and of its documents, and on
cases that both accept or both refuse.

Usage: schema.py ASLC ROOT FOLDER"""
import json
import pathlib
import re
import subprocess
import sys

import jsonschema
import yaml

ASLC, ROOT, FOLDER = sys.argv[1], pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3])
SCHEMA = json.loads((ROOT / "docs/bindings.schema.json").read_text())
BLOCK = re.compile(r"^```yaml\n(.*?)^```", re.MULTILINE | re.DOTALL)
IS_TASKS = re.compile(r"^(- \{?(resource|function|state|machine):|(tasks|connections):$)", re.MULTILINE)

GOOD = [
    "[]",
    '[{"resource": "x", "result": null}]',
    '[{"function": "f", "command": ["a", 1], "environment": {"A": 1}, "directory": "d", "timeoutSeconds": 1.5, "concurrency": 2, "heartbeat": true}]',
    '[{"function": "f", "worker": "a", "concurrency": 2}]',
    '[{"function": "f", "lambda": {"code": ".", "handler": "a.b", "runtime": "python3.12", "memory": 256}}]',
    '[{"function": "f", "lambda": {"code": ".", "runtime": "provided.al2023"}}]',
    '[{"function": "f", "lambda": {"url": "http://127.0.0.1:3001"}}]',
    '[{"resource": "http:invoke", "http": true}, {"resource": "http:invoke", "http": {"base": "http://h", "allowHttp": true}}]',
    '[{"state": "s", "url": "http://h/p", "headers": {"A": "b"}}, {"state": "s", "url": {"to": "https://h", "ca": "x.pem"}}]',
    '[{"resource": "states:startExecution", "execution": ["./child"], "environment": {}, "directory": "d", "timeoutSeconds": 5}]',
    '[{"state": "s", "native": {"library": "l.so", "function": "f"}}]',
    '[{"state": "s", "results": [{"error": {}}, {"result": 1, "delaySeconds": 2}]}]',
    '{"tasks": [], "connections": [{"connection": "*", "basic": {"user": "a", "password": "b"}}], "allow": [], "properties": []}',
    '{"connections": [{"connection": "*", "oauth": {"endpoint": "https://h", "clientId": "a", "clientSecret": "b", "method": "GET"}, "headers": {"A": "b"}}]}',
]
BAD = [
    '{"resource": "x", "result": 1}',
    '[{"result": 1}]',
    '[{"resource": "x"}]',
    '[{"resource": "x", "result": 1, "command": "a"}]',
    '[{"resource": "", "result": 1}]',
    '[{"resource": "x", "result": 1, "headers": {}}]',
    '[{"resource": "x", "result": 1, "environment": {}}]',
    '[{"resource": "x", "url": "http://h", "environment": {}}]',
    '[{"resource": "x", "command": "a", "delaySeconds": 1}]',
    '[{"resource": "x", "command": "a", "timeoutSeconds": 0}]',
    '[{"resource": "x", "command": "a", "concurrency": 0}]',
    '[{"resource": "x", "hang": false}]',
    '[{"resource": "x", "execution": "a", "concurrency": 1}]',
    '[{"resource": "x", "results": []}]',
    '[{"resource": "x", "results": [{"worker": "a"}]}]',
    '[{"resource": "x", "url": "ftp://h"}]',
    '[{"resource": "x", "http": {"bases": "http://h"}}]',
    '[{"resource": "x", "lambda": {"code": "."}}]',
    '[{"resource": "x", "lambda": {"code": ".", "runtime": "ruby3.2", "handler": "a.b"}}]',
    '[{"resource": "x", "lambda": {"url": "http://h", "code": "."}}]',
    '[{"resource": "x", "native": {"library": "l"}}]',
    '{"connections": [{"basic": {"user": "a", "password": "b"}}]}',
    '{"connections": [{"connection": "*", "basic": {"user": "a"}}]}',
    '{"connections": [{"connection": "*", "basic": {"user": "a", "password": "b"}, "apiKey": {"name": "a", "value": "b"}}]}',
    '{"task": []}',
    '[{"resource": "x", "command": "a", "concurrency": 1.5}]',
    '[{"resource": "x", "command": "a", "concurrency": "2"}]',
    '[{"resource": "x", "command": "a", "environment": {"A=B": 1}}]',
    '[{"resource": "x", "command": "a", "environment": []}]',
    '[{"resource": "x", "command": "a", "environment": {"A": {}}}]',
    '[{"resource": "x", "command": "a", "directory": ""}]',
    '[{"resource": "x", "command": "a", "heartbeat": "yes"}]',
    '[{"resource": "x", "command": "a", "callback": 1}]',
    '[{"resource": "x", "command": []}]',
    '[{"resource": "x", "command": [{}]}]',
    '[{"resource": "x", "worker": 5}]',
    '[{"resource": "x", "result": 1, "raw": 1}]',
    '[{"resource": "x", "result": 1, "idempotent": null}]',
    '[{"resource": "x", "result": 1, "delaySeconds": -1}]',
    '[{"resource": "x", "result": 1, "callback": true}]',
    '[{"resource": "x", "error": "E"}]',
    '[{"resource": "x", "error": {"Error": 5}}]',
    '[{"resource": "x", "error": {"Message": "m"}}]',
    '[{"resource": "x", "results": [{"result": 1}], "submitted": 1}]',
    '[{"resource": "x", "results": [{"result": 1, "callback": true}]}]',
    '[{"resource": "x", "results": [{"command": "a", "delaySeconds": 1}]}]',
    '[{"resource": "x", "results": {"result": 1}}]',
    '[{"resource": 5, "result": 1}]',
    '[{"function": null, "result": 1}]',
    '[{"machine": [], "result": 1}]',
    '[{"resource": "x", "url": "http://h", "headers": {"A B": "c"}}]',
    '[{"resource": "x", "url": "http://h", "headers": "A: b"}]',
    '[{"resource": "x", "url": {"ca": "x.pem"}}]',
    '[{"resource": "x", "url": {"to": "h"}}]',
    '[{"resource": "x", "http": {"allowHttp": "true"}}]',
    '[{"resource": "x", "http": {"base": "h"}}]',
    '[{"resource": "x", "lambda": "app.handler"}]',
    '[{"resource": "x", "lambda": {"url": "h"}}]',
    '[{"resource": "x", "lambda": {"code": ".", "handler": "a.b", "runtime": "python3.12", "memory": 0.5}}]',
    '[{"resource": "x", "lambda": {"code": "", "handler": "a.b", "runtime": "python3.12"}}]',
    '[{"resource": "x", "native": {"library": "l", "function": 5}}]',
    '{"connections": {}}',
    '{"connections": [{"connection": "*", "apiKey": {"name": "a", "value": 5}}]}',
    '{"connections": [{"connection": "*", "oauth": {"endpoint": "h", "clientId": "a", "clientSecret": "b"}}]}',
    '{"connections": [{"connection": "*", "oauth": {"endpoint": "http://h", "clientId": "a"}}]}',
    '{"connections": [{"connection": "*", "oauth": {"endpoint": "http://h", "clientId": "a", "clientSecret": "b", "method": "PATCH"}}]}',
    '{"connections": [{"connection": "*", "oauth": {"endpoint": "http://h", "clientId": "a", "clientSecret": "b", "credentials": "query"}}]}',
    '{"connections": [{"connection": "*", "headers": {"A:": "b"}}]}',
    '{"connections": [{"connection": "*", "query": {"a": [1]}}]}',
]


def problem_by_schema(value):
    errors = jsonschema.Draft202012Validator(SCHEMA).iter_errors(value)
    return next((error.message for error in errors), None)


def problem_by_reader(text):
    path = FOLDER / "tasks.json"
    path.write_text(text)
    machine = FOLDER / "flow.asl.json"
    machine.write_text('{"StartAt": "A", "States": {"A": {"Type": "Succeed"}}}')
    done = subprocess.run([ASLC, "run", machine, "--tasks", path], capture_output=True, text=True)
    return done.stderr.strip() if done.returncode else None


def task_files():
    """(name, value) of everything in the repository that is a task file."""
    for folder in ("examples", "test"):
        for path in sorted((ROOT / folder).rglob("tasks*.yaml")):
            yield str(path), yaml.safe_load(path.read_text())
    for path in sorted((ROOT / "docs").rglob("*.md")) + sorted((ROOT / "examples").rglob("*.md")):
        for number, block in enumerate(BLOCK.findall(path.read_text())):
            if IS_TASKS.search(block):
                yield f"{path}, block {number + 1}", yaml.safe_load(block)


def main():
    FOLDER.mkdir(parents=True, exist_ok=True)
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    faults, files = [], 0
    for name, value in task_files():
        files += 1
        if problem := problem_by_schema(value):
            faults.append(f"{name}: the schema refuses it: {problem}")
    for text in GOOD + BAD:
        by_schema, by_reader = problem_by_schema(json.loads(text)), problem_by_reader(text)
        expected = text in BAD
        if bool(by_schema) != expected:
            faults.append(f"the schema says of {text}: {by_schema}")
        if bool(by_reader) != expected or (by_reader and "tasks.json:1:" not in by_reader):
            faults.append(f"the reader says of {text}: {by_reader}")
    print("\n".join(faults) or f"schema and reader agree ({len(GOOD) + len(BAD)} cases)")
    print("files found" if files >= 5 else f"only {files} files were found")
    return 1 if faults else 0


sys.exit(main())
