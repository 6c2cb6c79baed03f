"""A folder with a machine and its journal, in which other processes use `aslc executions`."""
import json
import subprocess
import time


class Folder:
    def __init__(self, aslc, path, machine, definition, *options):
        """`options` are those of each run, besides the journal."""
        self.aslc, self.path, self.machine, self.options = aslc, path, machine, options
        path.mkdir(parents=True, exist_ok=True)
        for old in path.glob("a.db*"):
            old.unlink()
        (path / machine).write_text(json.dumps(definition))

    def run(self, *arguments):
        """Starts the program."""
        return subprocess.Popen([self.aslc, "run", self.machine, "--journal", "a.db", *self.options, *arguments],
                                cwd=self.path, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def call(self, *arguments, verb="executions", show=True):
        """Prints the command and what it says. Returns its output."""
        done = subprocess.run([self.aslc, verb, *arguments, "--journal", "a.db"], cwd=self.path, capture_output=True,
                              text=True)
        if show:
            print(f"$ {' '.join(arguments)} -> {done.returncode}")
            print(done.stdout + done.stderr, end="", flush=True)
        return done.stdout

    def until(self, condition):
        """Waits: lists are up to a second older than the rows."""
        while not condition():
            time.sleep(0.05)

    def types(self, name):
        """The types of the events of an execution."""
        history = self.call("history", name, show=False)
        return [event["type"] for event in json.loads(history)["events"]] if history else []
