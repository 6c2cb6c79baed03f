"""Follows a page of docs/ from top to bottom. Usage: tutorial.py PAGE FOLDER PREFIX

A block with `file=NAME` is written to that file, or with `append` added to it. A block of language `console` is run:
a line that begins with `$ ` is a command, the lines after it are its expected output."""
import pathlib
import re
import subprocess
import sys

BLOCK = re.compile(r"^```(\w+)([^\n]*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)


def run(command, folder, prefix):
    command = command.replace("/opt/aslc", prefix)
    done = subprocess.run(command, shell=True, cwd=folder, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"`{command}` ended with {done.returncode}:\n{done.stdout}{done.stderr}")
    return done.stdout


def console(text, folder, prefix):
    command, expected = None, ""
    for line in text.splitlines(keepends=True) + ["$ "]:
        if not line.startswith("$ "):
            expected += line
            continue
        if command:
            output = run(command, folder, prefix)
            if expected and output != expected:
                sys.exit(f"`{command}` printed:\n{output}instead of:\n{expected}")
        command, expected = line[2:].strip(), ""


def main(page, folder, prefix):
    folder.mkdir(parents=True, exist_ok=True)
    for language, marks, text in BLOCK.findall(page.read_text()):
        file = re.search(r"file=(\S+)", marks)
        if file:
            (folder / file[1]).parent.mkdir(parents=True, exist_ok=True)
            with open(folder / file[1], "a" if "append" in marks else "w") as out:
                out.write(text)
        elif language == "console":
            console(text, folder, prefix)
    print("the whole page works")


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), sys.argv[3])
