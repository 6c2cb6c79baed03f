"""Forks an execution from another process, while its program runs, and kills that program.

usage: fork.py ASLC FOLDER
"""
import json
import pathlib
import re
import subprocess
import sys
import time

DEFINITION = {
    "StartAt": "Note",
    "States": {
        "Note": {
            "Type": "Task",
            "Resource": "arn:aws:lambda:us-east-1:123456789012:function:note",
            "ResultPath": "$.note",
            "Next": "Rest",
        },
        "Rest": {"Type": "Wait", "SecondsPath": "$.seconds", "Next": "Done"},
        "Done": {"Type": "Pass", "End": True},
    },
}
TASKS = """
- function: note
  command: [/bin/sh, -c, 'echo called >> calls; wc -l < calls']
"""


class Folder:
    def __init__(self, aslc, path):
        self.aslc, self.path = aslc, path
        path.mkdir(parents=True)
        (path / "rest.asl.json").write_text(json.dumps(DEFINITION))
        (path / "tasks.yaml").write_text(TASKS)

    def run(self, *arguments):
        return subprocess.Popen([self.aslc, "run", "rest.asl.json", "--journal", "a.db", "--tasks", "tasks.yaml", *arguments],
                                cwd=self.path, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def call(self, *arguments, show=True):
        done = subprocess.run([self.aslc, "executions", *arguments, "--journal", "a.db"], cwd=self.path, capture_output=True,
                              text=True)
        if show:
            print(f"$ {' '.join(arguments)} -> {done.returncode}")
            print(done.stdout + done.stderr, end="", flush=True)
        return done.stdout

    def types(self, name):
        history = self.call("history", name, show=False)
        return [event["type"] for event in json.loads(history)["events"]] if history else []

    def until(self, condition):
        while not condition():
            time.sleep(0.05)

    def calls(self):
        print("calls:", len((self.path / "calls").read_text().splitlines()), flush=True)


def main():
    folder = Folder(sys.argv[1], pathlib.Path(sys.argv[2]))
    program = folder.run("--name", "one", "--input", '{"seconds": 100000}')
    folder.until(lambda: "WaitStateEntered" in folder.types("one"))
    folder.call("fork", "one")
    folder.call("fork", "one", "--at", "1", "--at", "2")
    folder.call("fork", "one", "--at", "1", "--all")
    folder.call("fork", "one", "--at", "1")
    folder.call("fork", "one", "--at", "70")
    folder.call("fork", "two", "--at", "7")
    folder.call("fork", "one", "--at", "7", "--name", "two")
    folder.call("fork", "one", "--at", "7", "--name", "two")
    folder.call("fork", "one", "--at", "7", "--name", "no/name")
    folder.calls()
    # What was forked survives the program.
    program.kill()
    program.wait()
    folder.call("fork", "none", "--at", "4")
    folder.call("fork", "one", "--at", "71")
    folder.call("fork", "one", "--at", "4", "--name", "two")
    folder.call("fork", "one", "--at", "4", "--name", "three", "--json")
    program = folder.run("--recover")
    folder.until(lambda: "WaitStateEntered" in folder.types("three"))
    folder.calls()
    folder.call("fork", "three", "--at", "7", "--name", "four", "--json")
    for name in ("one", "two", "three", "four"):
        print(name, " ".join(folder.types(name)), flush=True)
        folder.call("stop", name)
    program.wait()
    verified = subprocess.run([folder.aslc, "journal", "verify", "--journal", "a.db"], cwd=folder.path, capture_output=True,
                              text=True)
    print(re.sub(r"[0-9]+", "N", verified.stdout), end="")


if __name__ == "__main__":
    main()
