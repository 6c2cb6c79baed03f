"""Lists, searches, watches, pauses and changes many executions of a program from other processes.

usage: many.py ASLC FOLDER
"""
import json
import pathlib
import signal
import subprocess
import sys
import time

DEFINITION = {
    "StartAt": "Rest",
    "States": {
        "Rest": {"Type": "Wait", "SecondsPath": "$.seconds", "Next": "Done"},
        "Done": {"Type": "Pass", "End": True},
    },
}


class Folder:
    def __init__(self, aslc, path):
        self.aslc, self.path = aslc, path
        path.mkdir(parents=True, exist_ok=True)
        for old in path.glob("a.db*"):
            old.unlink()
        (path / "rest.asl.json").write_text(json.dumps(DEFINITION))

    def run(self, *arguments):
        return subprocess.Popen([self.aslc, "run", "rest.asl.json", "--journal", "a.db", *arguments], cwd=self.path,
                                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def start(self, name, order, seconds):
        """Starts an execution, and leaves it when it waits."""
        program = self.run("--name", name, "--input", json.dumps({"order": {"id": order}, "seconds": seconds}))
        self.until(lambda found: name in found and json.loads(found)["executions"][0]["events"] >= 2, "list", "--json")
        program.send_signal(signal.SIGTERM)
        program.wait()

    def call(self, *arguments, show=True):
        done = subprocess.run([self.aslc, "executions", *arguments, "--journal", "a.db"], cwd=self.path, capture_output=True,
                              text=True)
        if show:
            print(f"$ {' '.join(arguments)} -> {done.returncode}")
            print(done.stdout + done.stderr, end="", flush=True)
        return done.stdout

    def until(self, condition, *arguments):
        """Calls until the output is as wanted: lists are up to a second older than the rows."""
        while not condition(self.call(*arguments, show=False)):
            time.sleep(0.05)


def main():
    folder = Folder(sys.argv[1], pathlib.Path(sys.argv[2]))
    for number in range(1, 6):
        folder.start(f"e{number}", number, 1000000 if number > 1 else 1)
    program = folder.run("--recover")
    # The first one ends by itself.
    folder.until(lambda found: "e1" in found, "list", "--status", "SUCCEEDED")
    folder.call("list", "--limit", "2")
    page = json.loads(folder.call("list", "--limit", "2", "--json", show=False))["nextPage"]
    folder.call("list", "--limit", "3", "--page", page)
    folder.call("search", "input ->> '$.order.id' IN (2, 3)")
    folder.call("search", "output ->> '$.order.id' = 1")
    folder.call("search", "nosuch = 1")
    folder.call("list", "--started-before", "2020-01-01T00:00:00Z")
    folder.call("pause", "e2", "--json")
    folder.until(lambda found: "PAUSED" in found, "list")
    folder.call("watch", "--count", "1")
    folder.call("watch", "--count", "2", "--interval", "10", "--json")
    folder.call("resume", "e2")
    folder.call("pause", "e1")
    folder.call("stop", "--all", "--where", "name IN ('e2', 'e3')")
    folder.call("stop", "--all", "--where", "name IN ('e2', 'e3')", "--yes", "--error", "Enough")
    folder.until(lambda found: "e2" in found and "e3" in found, "list", "--status", "ABORTED")
    folder.call("redrive", "--all", "--yes", "--json")
    folder.until(lambda found: "e2" in found and "e3" in found, "list", "--status", "RUNNING")
    folder.call("redrive", "e2", "--client-token", "t")
    folder.call("stop", "--all", "--yes", "--json")
    print("the program:", program.wait())
    folder.call("stop", "e2")


if __name__ == "__main__":
    main()
