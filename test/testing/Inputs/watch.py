"""Changes files while `aslc test --watch` runs, and prints what it printed. Usage: watch.py ASLC FOLDER"""
import os
import pathlib
import signal
import subprocess
import sys


def until_waiting(process):
    """Prints lines up to the one that says that it waits."""
    for line in process.stdout:
        print(line, end="")
        if line.startswith("waiting"):
            return
    sys.exit("it ended")


def write(path, text):
    """At once: no run sees half of it."""
    new = path.with_name("new.tmp")
    new.write_text(text)
    os.replace(new, path)


def watch(aslc, folder, *more):
    return subprocess.Popen([aslc, "test", "--watch", *more], cwd=folder, stdout=subprocess.PIPE, text=True)


def main(aslc, folder):
    signal.alarm(120)  # a change that is not seen would be waited for without end
    process = watch(aslc, folder)
    try:
        until_waiting(process)
        definition = folder / "a.asl.json"
        write(definition, definition.read_text().replace('"Result": 1', '"Result": 2'))
        until_waiting(process)
        write(folder / "b.asl.test.yaml", "machine: a.asl.json\ntests: [{name: new}]\n")
        until_waiting(process)
        # The definition of a template, that has an error and is repaired.
        named = folder / "named.asl.yaml"
        sound = named.read_text()
        write(named, sound.replace("End: true", "Next: None"))
        until_waiting(process)
        write(named, sound)
        until_waiting(process)
        # A file of mocks, in the same way.
        mocks = folder / "mocks.yaml"
        write(mocks, "mcks: {}")
        until_waiting(process)
        write(mocks, "mocks: {}")
        until_waiting(process)
    finally:
        process.kill()
        process.wait()
    # A test that does not exist yet.
    process = watch(aslc, folder, "--filter", "later")
    try:
        until_waiting(process)
        write(folder / "b.asl.test.yaml", "machine: a.asl.json\ntests: [{name: later}]\n")
        until_waiting(process)
    finally:
        process.kill()
        process.wait()


if __name__ == "__main__":
    main(sys.argv[1], pathlib.Path(sys.argv[2]))
