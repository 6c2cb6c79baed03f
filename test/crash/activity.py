"""Does the tasks of an activity from other processes, while the program that runs the executions owns the journal.

usage: activity.py ASLC FOLDER
"""
import json
import pathlib
import signal
import subprocess
import sys
import time

ARN = "arn:aws:states:us-east-1:123456789012:activity:pick"
DEFINITION = {
    "StartAt": "Pick",
    "States": {
        "Pick": {"Type": "Task", "Resource": ARN, "HeartbeatSeconds": 600, "Next": "Pack"},
        "Pack": {"Type": "Task", "Resource": ARN, "End": True},
    },
}


class Folder:
    def __init__(self, aslc, path):
        self.aslc, self.path = aslc, path
        path.mkdir(parents=True, exist_ok=True)
        for old in path.glob("a.db*"):
            old.unlink()
        (path / "pick.asl.json").write_text(json.dumps(DEFINITION))

    def start(self):
        command = [self.aslc, "run", "pick.asl.json", "--journal", "a.db", "--name", "one", "--input", '{"n":1}',
                   "--history", "history.json"]
        return subprocess.Popen(command, cwd=self.path, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)

    def poll(self, *options):
        """Polls until the program owns the journal."""
        while True:
            command = [self.aslc, "activity", "poll", *options, "--journal", "a.db"]
            done = subprocess.run(command, cwd=self.path, capture_output=True, text=True)
            if "cannot open" not in done.stderr and "no process" not in done.stderr:
                return done

    def interrupt(self):
        """Polls, and gives up while the poll waits."""
        command = [self.aslc, "activity", "poll", "pick", "--journal", "a.db"]
        poll = subprocess.Popen(command, cwd=self.path, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        time.sleep(1)
        poll.send_signal(signal.SIGINT)
        output = poll.communicate()[0].strip()
        print("interrupted:", signal.Signals(-poll.returncode).name, output, flush=True)

    def answer(self, *options):
        done = subprocess.run([self.aslc, "task", *options, "--journal", "a.db"], cwd=self.path, capture_output=True, text=True)
        print(f"task {options[0]}: {done.returncode} {' '.join((done.stdout + done.stderr).split())}", flush=True)

    def history(self):
        command = [self.aslc, "executions", "history", "one", "--journal", "a.db"]
        return json.loads(subprocess.run(command, cwd=self.path, check=True, capture_output=True, text=True).stdout)["events"]


def main():
    folder = Folder(sys.argv[1], pathlib.Path(sys.argv[2]))
    program = folder.start()
    done = folder.poll("pick", "--worker", "ann")
    token, given = done.stdout.splitlines()
    print("picked:", given)
    print("other:", folder.poll("drop").stderr.strip())
    # The task is with its worker, and stays there when the program is killed.
    program.kill()
    program.communicate()
    program = folder.start()
    done = folder.poll("pick", "--wait", "0", "--json")
    print("none:", done.returncode, done.stdout.strip())
    folder.answer("heartbeat", "--token", token, "--json")
    folder.answer("failure", "--token", token, "--error", "e" * 300)
    folder.answer("failure", "--token", token, "--cause", "c" * 32769)
    # A worker that has given up gets no task.
    folder.interrupt()
    folder.answer("success", "--token", token, "--output", '{"n":2}')
    task = json.loads(folder.poll(ARN, "--json").stdout)
    print("packed:", task["input"])
    folder.answer("failure", "--token", task["taskToken"], "--error", "Broken", "--cause", "in two", "--json")
    print("program:", program.communicate()[0].strip(), flush=True)
    for event in folder.history():
        if event["type"] == "ActivityStarted":
            print("worker:", event["activityStartedEventDetails"].get("workerName"))


if __name__ == "__main__":
    main()
