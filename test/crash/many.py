"""Lists, searches, watches, pauses and changes many executions of a program from other processes.

usage: many.py ASLC FOLDER
"""
import contextlib
import json
import pathlib
import signal
import sqlite3
import sys

from executions import Folder

DEFINITION = {
    "StartAt": "Rest",
    "States": {
        "Rest": {"Type": "Wait", "SecondsPath": "$.seconds", "Next": "Done"},
        "Done": {"Type": "Pass", "End": True},
    },
}


def start(folder, name, order, seconds):
    """Starts an execution, and leaves it when it waits."""
    program = folder.run("--name", name, "--input", json.dumps({"order": {"id": order}, "seconds": seconds}))
    until(folder, lambda found: name in found and json.loads(found)["executions"][0]["events"] >= 2, "list", "--json")
    program.send_signal(signal.SIGTERM)
    program.wait()


def until(folder, condition, *arguments):
    """Calls until the output is as wanted."""
    folder.until(lambda: condition(folder.call(*arguments, show=False)))


def owner(folder):
    """The process that has the journal."""
    with contextlib.closing(sqlite3.connect(folder.path / "a.db", timeout=60)) as database:
        found = database.execute("SELECT pid FROM owner").fetchone()
        return found and found[0]


def main():
    folder = Folder(sys.argv[1], pathlib.Path(sys.argv[2]), "rest.asl.json", DEFINITION)
    for number in range(1, 6):
        start(folder, f"e{number}", number, 1000000 if number > 1 else 1)
    program = folder.run("--recover")
    folder.until(lambda: owner(folder) == program.pid)
    # The first one ends by itself, perhaps before.
    until(folder, lambda found: "e1" in found, "list", "--status", "SUCCEEDED")
    folder.call("list", "--limit", "2")
    page = json.loads(folder.call("list", "--limit", "2", "--json", show=False))["nextPage"]
    folder.call("list", "--limit", "3", "--page", page)
    folder.call("search", "input ->> '$.order.id' IN (2, 3)")
    folder.call("search", "output ->> '$.order.id' = 1")
    folder.call("search", "nosuch = 1")
    folder.call("list", "--started-before", "2020-01-01T00:00:00Z")
    folder.call("pause", "e2", "--json")
    until(folder, lambda found: "PAUSED" in found, "list")
    folder.call("watch", "--count", "1")
    folder.call("watch", "--count", "2", "--interval", "10", "--json")
    folder.call("resume", "--all")
    folder.call("resume", "e2")
    folder.call("resume", "--all", "--yes")
    folder.call("pause", "e1")
    folder.call("stop", "--all", "--where", "name IN ('e2', 'e3')")
    folder.call("stop", "--all", "--where", "name IN ('e2', 'e3')", "--yes", "--error", "Enough")
    until(folder, lambda found: "e2" in found and "e3" in found, "list", "--status", "ABORTED")
    folder.call("redrive", "--all", "--yes", "--json")
    until(folder, lambda found: "e2" in found and "e3" in found, "list", "--status", "RUNNING")
    folder.call("redrive", "e2", "--client-token", "t")
    folder.call("stop", "--all", "--yes", "--json")
    print("the program:", program.wait())
    without_program(folder)


def without_program(folder):
    """What cannot succeed is refused at once; the rest is kept for the next program."""
    folder.call("stop", "e2")
    folder.call("pause", "e2")
    folder.call("resume", "e2")
    folder.call("redrive", "e1")
    folder.call("redrive", "none")
    folder.call("redrive", "e2")
    # It goes on then.
    folder.call("stop", "e2")
    folder.call("redrive", "--all", "--yes", "--where", "name = 'e3'")
    folder.call("success", "--token", "nonsense", verb="task")


if __name__ == "__main__":
    main()
