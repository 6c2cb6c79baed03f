"""Follows a page of docs/ from top to bottom. Usage: tutorial.py PAGE FOLDER PREFIX

A block with `file=NAME` is written to that file, or with `append` added to it. A block of language `console` is run:
a line that begins with `$ ` is a command, the lines after it are its expected output. What a command exports holds for
the ones after it; a command that ends with `&` runs until the end of the page. The ports of 127.0.0.1 that a page names
are others here, which are free."""
import os
import pathlib
import re
import shlex
import socket
import subprocess
import sys

BLOCK = re.compile(r"^```(\w+)([^\n]*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


class Shell:
    """Runs commands in a folder, as one session of a shell would."""

    def __init__(self, folder, prefix):
        self.folder, self.prefix = folder, prefix
        self.environment = {**os.environ, "PATH": f"{prefix}/bin:{os.environ['PATH']}"}
        self.ports, self.background = {}, []

    def changed(self, command):
        command = command.replace("/opt/aslc", self.prefix)
        return re.sub(r"(127\.0\.0\.1):(\d+)", lambda at: f"{at[1]}:{self.ports.setdefault(at[2], free_port())}", command)

    def run(self, command):
        command = self.changed(command)
        if command.startswith("export "):
            self.environment.update(word.split("=", 1) for word in shlex.split(command)[1:])
            return ""
        if command.endswith("&"):
            self.background.append(subprocess.Popen("exec " + command[:-1], shell=True, cwd=self.folder, env=self.environment))
            return ""
        done = subprocess.run(command, shell=True, cwd=self.folder, env=self.environment, capture_output=True, text=True)
        if done.returncode != 0:
            sys.exit(f"`{command}` ended with {done.returncode}:\n{done.stdout}{done.stderr}")
        return done.stdout

    def end(self):
        for process in self.background:
            process.terminate()
            process.wait()


def console(text, shell):
    command, expected = None, ""
    for line in text.splitlines(keepends=True) + ["$ "]:
        if not line.startswith("$ "):
            expected += line
            continue
        if command:
            output = shell.run(command)
            if expected and output != expected:
                sys.exit(f"`{command}` printed:\n{output}instead of:\n{expected}")
        command, expected = line[2:].strip(), ""


def main(page, folder, prefix):
    folder.mkdir(parents=True, exist_ok=True)
    shell = Shell(folder, prefix)
    try:
        for language, marks, text in BLOCK.findall(page.read_text()):
            file = re.search(r"file=(\S+)", marks)
            if file:
                (folder / file[1]).parent.mkdir(parents=True, exist_ok=True)
                with open(folder / file[1], "a" if "append" in marks else "w") as out:
                    out.write(text)
            elif language == "console":
                console(text, shell)
    finally:
        shell.end()
    print("the whole page works")


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), sys.argv[3])
