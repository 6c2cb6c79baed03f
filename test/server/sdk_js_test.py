#!/usr/bin/env python3
"""The server with AWS's SDK for JavaScript. Skipped (77) without node, npm or the package."""

import argparse
import pathlib
import shutil
import subprocess
import sys
import tempfile

from client import TASKS, Server

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "report"))
from npm_package import package, skip  # noqa: E402


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--aslc", default="build/bin/aslc")
    parser.add_argument("--fake", help="not used")
    parser.add_argument("--packages", default="build/test/server/npm-sdk", help="folder of the installed package")
    options = parser.parse_args()
    node = shutil.which("node") or skip("node is not installed")
    packages = pathlib.Path(options.packages).resolve()
    package("@aws-sdk/client-sfn", "3.940.0", packages)
    with tempfile.TemporaryDirectory() as folder:
        tasks = pathlib.Path(folder) / "tasks.yaml"
        tasks.write_text(TASKS)
        with Server(options.aslc, "--tasks", str(tasks)) as server:
            endpoint = "http://%s:%d" % server.address
            return subprocess.run([node, HERE / "Inputs/sdk.mjs", packages, endpoint], timeout=300).returncode


if __name__ == "__main__":
    sys.exit(main())
