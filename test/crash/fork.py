"""Forks an execution from another process, while its program runs, and kills that program.

usage: fork.py ASLC FOLDER
"""
import pathlib
import re
import sys

from executions import Folder

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


def calls(folder):
    print("calls:", len((folder.path / "calls").read_text().splitlines()), flush=True)


def main():
    folder = Folder(sys.argv[1], pathlib.Path(sys.argv[2]), "rest.asl.json", DEFINITION, "--tasks", "tasks.yaml")
    (folder.path / "tasks.yaml").write_text(TASKS)
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
    calls(folder)
    # What was forked survives the program.
    program.kill()
    program.wait()
    folder.call("fork", "none", "--at", "4")
    folder.call("fork", "one", "--at", "71")
    folder.call("fork", "one", "--at", "4", "--name", "two")
    folder.call("fork", "one", "--at", "4", "--name", "three", "--json")
    folder.call("fork", "one", "--at", "4", "--name", "three")
    folder.call("fork", "one", "--at", "4", "--name", "two")
    folder.call("fork", "one", "--at", "1")
    folder.call("fork", "one", "--at", "7")
    program = folder.run("--recover")
    folder.until(lambda: "WaitStateEntered" in folder.types("three"))
    calls(folder)
    folder.call("fork", "three", "--at", "7", "--name", "four", "--json")
    folder.until(lambda: folder.call("list", show=False).count("RUNNING") == 5)
    for name in ("one", "two", "three", "four"):
        print(name, " ".join(folder.types(name)), flush=True)
        folder.call("stop", name)
    folder.call("stop", "--all", "--yes")
    program.wait()
    print(re.sub(r"[0-9]+", "N", folder.call("verify", verb="journal", show=False)), end="")


if __name__ == "__main__":
    main()
