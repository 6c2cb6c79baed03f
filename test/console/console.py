"""The console in Debian's Chromium. Usage: console.py SOURCE_ROOT BUILD [--pictures FOLDER | --measure].

Starts servers and lets tests.mjs use them as a person would. With --pictures the browser makes the pictures of
docs/console.md instead, with --measure it measures the figures there. Skipped without node, npm, chromium or their packages, and when the console was not built in."""
import argparse
import contextlib
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile
import urllib.request

HERE = pathlib.Path(__file__).resolve().parent
sys.path += [str(HERE.parent / "report"), str(HERE.parent / "server")]
from client import Server  # noqa: E402
from npm_package import package, skip  # noqa: E402

CREDENTIALS = """
- {accessKey: AKIDCONSOLE, secret: a-secret-of-the-test, user: console}
- {accessKey: AKIDNOTHING, secret: another, user: nobody, policy: {Statement: []}}
"""


def address_of(server):
    return "http://{}:{}".format(*server.address)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("root", type=pathlib.Path)
    parser.add_argument("build", type=pathlib.Path)
    parser.add_argument("--pictures", type=pathlib.Path)
    parser.add_argument("--measure", action="store_true")
    parser.add_argument("--only", default="", help="tests whose names contain this")
    given = parser.parse_args()
    root, build = given.root.resolve(), given.build.resolve()

    node = shutil.which("node") or skip("node is not installed")
    chromium = shutil.which("chromium") or skip("chromium is not installed")
    packages = build / "test/console"
    for name, version in (("playwright-core", "1.65.1"), ("axe-core", "4.14.1")):
        package(name, version, packages / name)
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        (folder / "keys.yaml").write_text(CREDENTIALS)
        aslc = build / "bin/aslc"
        tasks = HERE / "Inputs/tasks.yaml"
        with contextlib.ExitStack() as stack:
            server = stack.enter_context(Server(aslc, "--tasks", tasks))
            locked = stack.enter_context(Server(aslc, "--credentials", folder / "keys.yaml"))
            fresh = [stack.enter_context(Server(aslc)) for _ in range(5 if given.measure else 0)]
            info = json.load(urllib.request.urlopen(address_of(server) + "/console/info"))
            if not info["isBuilt"]:
                skip("the console was not built in")
            setting = {"chromium": chromium, "packages": str(packages), "server": address_of(server),
                       "locked": address_of(locked), "folder": str(folder), "only": given.only,
                       "aslc": str(aslc), "tasks": str(tasks), "fresh": [address_of(each) for each in fresh],
                       "pictures": str(given.pictures.resolve()) if given.pictures else None}
            program = "pictures.mjs" if given.pictures else "measure.mjs" if given.measure else "tests.mjs"
            return subprocess.run([node, HERE / program, json.dumps(setting)]).returncode


if __name__ == "__main__":
    sys.exit(main())
