"""Looks at executions in a journal, answers a task by its token, and stops an execution, all from other processes.

usage: commands.py ASLC FOLDER
"""
import json
import pathlib
import subprocess
import sys
import time

DEFINITION = {
    "StartAt": "Ask",
    "States": {
        "Ask": {
            "Type": "Task",
            "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
            "Parameters": {"QueueUrl": "q", "MessageBody": {"token.$": "$$.Task.Token"}},
            "HeartbeatSeconds": 600,
            "End": True,
        }
    },
}
TASKS = """
- resource: "arn:aws:states:::sqs:sendMessage*"
  command: [/bin/sh, -c, 'echo "$ASL_TASK_TOKEN" > "token.$$"; mv "token.$$" token; echo "{}"']
  callback: true
"""


class Folder:
    def __init__(self, aslc, path):
        self.aslc, self.path = aslc, path
        path.mkdir(parents=True, exist_ok=True)
        for old in list(path.glob("a.db*")) + [path / "token"]:
            old.unlink(missing_ok=True)
        (path / "ask.asl.json").write_text(json.dumps(DEFINITION))
        (path / "tasks.yaml").write_text(TASKS)

    def start(self, name):
        return subprocess.Popen([self.aslc, "run", "ask.asl.json", "--journal", "a.db", "--name", name, "--tasks", "tasks.yaml"],
                                cwd=self.path, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)

    def token(self):
        """The token that the task has sent."""
        file = self.path / "token"
        while not file.exists():
            time.sleep(0.02)
        token = file.read_text().strip()
        file.unlink()
        return token

    def listed(self, name):
        """Waits until lists show the execution: they are up to a second older than the rows."""
        command = [self.aslc, "executions", "list", "--journal", "a.db"]
        while name not in subprocess.run(command, cwd=self.path, capture_output=True, text=True).stdout:
            time.sleep(0.05)

    def call(self, *arguments):
        done = subprocess.run([self.aslc, *arguments, "--journal", "a.db"], cwd=self.path, capture_output=True, text=True)
        print(f"$ aslc {' '.join(arguments).replace(str(self.path), '')} -> {done.returncode}")
        print(done.stdout + done.stderr, end="", flush=True)


def keep(folder):
    """Commands that are kept for the next program are carried out one after the other."""
    program = folder.start("answered")
    token = folder.token()
    program.kill()
    program.communicate()
    folder.call("task", "success", "--token", token, "--output", '"kept"')
    folder.call("executions", "stop", "answered")
    print("answered:", folder.start("answered").communicate()[0], end="", flush=True)
    program = folder.start("redriven")
    folder.token()
    program.kill()
    program.communicate()
    folder.call("executions", "stop", "redriven")
    folder.call("executions", "redrive", "redriven")
    program = folder.start("redriven")
    folder.call("task", "success", "--token", folder.token(), "--output", '"once more"')
    print("redriven:", program.communicate()[0], end="", flush=True)


def main():
    folder = Folder(sys.argv[1], pathlib.Path(sys.argv[2]))
    folder.call("executions", "list")
    first = folder.start("one")
    token = folder.token()
    folder.listed("one")
    folder.call("executions", "list", "--status", "RUNNING")
    folder.call("task", "heartbeat", "--token", token)
    folder.call("task", "heartbeat", "--token", token, "--output", "1")
    folder.call("task", "success", "--token", "nonsense")
    folder.call("task", "success", "--token", "nonsense", "--output", '[1e999, "\\ud800"]')
    folder.call("task", "success", "--token", "nonsense", "--output", "[1e999,]")
    folder.call("task", "success", "--token", "nonsense", "--output", "[" * 1001 + "]" * 1001)
    # Another process goes on, and takes the answer.
    first.kill()
    first.communicate()
    folder.call("task", "success", "--token", token, "--output", '{"ok":true}')
    again = folder.start("one")
    print("again:", again.communicate()[0], end="", flush=True)
    folder.call("task", "success", "--token", token)
    second = folder.start("two")
    folder.token()
    folder.call("executions", "stop", "two", "--error", "Enough", "--cause", "of it")
    print("second:", second.communicate()[0], end="", flush=True)
    keep(folder)
    folder.call("executions", "show", "two")
    folder.call("executions", "list", "--json")
    folder.call("executions", "show", "three")
    folder.call("journal", "backup", "-o", str(folder.path / "copy.db"))


if __name__ == "__main__":
    main()
