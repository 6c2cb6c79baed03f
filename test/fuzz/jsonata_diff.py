"""Compares compiled JSONata with npm `jsonata` on generated expressions and data.

usage: jsonata_diff.py --build BUILD [--module FOLDER] [--seed N] [--count N] [--seconds S]

jsonata/cases.mjs generates the expressions and computes their results with the reference; asl-conformance runs them
like any other suite and prints differences. The suite stays in BUILD/test/fuzz/jsonata/SEED. `--module` names the package's
folder; without it the package is installed into the build folder. Without node, npm or the package, the run
prints a message and exits with 77, which marks a skipped test.
"""
import argparse
import os
import pathlib
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.append(str(HERE.parent / "report"))
from npm_package import package, skip  # noqa: E402


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", type=pathlib.Path, required=True)
    parser.add_argument("--module", type=pathlib.Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--seconds", type=int, default=20, help="of the reference")
    options = parser.parse_args()
    if not shutil.which("node"):
        skip("node is not installed")
    module = options.module or package("jsonata", "2.2.2", options.build / "test/fuzz/npm")
    suite = options.build / f"test/fuzz/jsonata/{options.seed}"
    (suite / "jsonata").mkdir(parents=True, exist_ok=True)
    script = HERE / "jsonata/cases.mjs"
    with open(suite / "jsonata/generated.json", "wb") as out:
        command = ["node", script, str(options.seed), str(options.count), str(options.seconds)]
        environment = {**os.environ, "JSONATA_MODULE": str(module.resolve())}
        subprocess.run(command, stdout=out, check=True, env=environment)
    sys.exit(subprocess.run([options.build / "bin/asl-conformance", "-j", str(os.cpu_count()), suite]).returncode)


if __name__ == "__main__":
    main()
