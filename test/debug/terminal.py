"""`aslc run --step` on a terminal, when standard input is the input of the execution. Usage: terminal.py BUILD"""
import os
import pathlib
import pty
import select
import subprocess
import sys
import tempfile

BUILD = pathlib.Path(sys.argv[1]).resolve()
INPUTS = pathlib.Path(__file__).resolve().parent / "Inputs"


class Terminal:
    """A program on a pseudo-terminal of its own."""

    def __init__(self, command, stdin):
        child, self.terminal = pty.fork()
        if child == 0:
            os.dup2(stdin.fileno(), 0)
            os.execv(command[0], command)
        self.child, self.seen = child, ""

    def wait_for(self, text, seconds=60):
        while text not in self.seen:
            ready, _, _ = select.select([self.terminal], [], [], seconds)
            try:
                part = os.read(self.terminal, 65536) if ready else b""
            except OSError:  # the program has ended
                part = b""
            if not part:
                sys.exit(f"`{text}` does not come; there is:\n{self.seen}")
            self.seen += part.decode()
        self.seen = self.seen.split(text, 1)[1]

    def type(self, line):
        os.write(self.terminal, line.encode() + b"\n")

    def status(self):
        return os.waitstatus_to_exitcode(os.waitpid(self.child, 0)[1])


with tempfile.TemporaryFile() as stdin:
    stdin.write(b'{"lines":[{"price":4}]}')
    stdin.seek(0)
    run = Terminal([str(BUILD / "bin/aslc"), "run", str(INPUTS / "order.asl.json"), "--tasks", str(INPUTS / "tasks.yaml"),
                    "--clock", "virtual", "--step", "--input", "-"], stdin)
    run.wait_for("`Count` (Pass")
    run.wait_for('input: {"lines":[{"price":4}]}')
    run.wait_for("(aslc) ")
    run.type("next")
    run.wait_for("`Each line` (Map")
    run.wait_for("(aslc) ")
    run.type("set $total 9")
    run.wait_for("\n9\r\n(aslc) ")  # and not the line that was typed
    run.type("")  # repeats `next`
    run.wait_for("`Pay` (Task")
    run.type("continue")
    run.wait_for('{"refused":9}')
    assert run.status() == 0
print("the prompt works on a terminal")
