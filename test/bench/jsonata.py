"""Measures compiled JSONata against npm `jsonata`, on the five expressions of the shared data, in one run.

usage: jsonata.py --shared SHARED/bench --build BUILD [--module FOLDER] [--rounds N] [--seconds S] [--json FILE]

The peer is bench/peers/jsonata.mjs of the shared data; its --dump prints the document and the expressions. In each
round both programs run once, one after the other; the result is the median of evaluations per CPU second. Both read a
document from memory and produce a value in memory; the values are compared first. `--module` names
the package's folder; without it the package is installed into the build folder.
"""
import argparse
import json
import os
import pathlib
import re
import statistics

from run import digest, run

VERSION = "jsonata@2.2.2"


class Peer:
    def __init__(self, shared, module):
        self.script = shared / "peers/jsonata.mjs"
        self.environment = {**os.environ, "JSONATA_MODULE": str(module.resolve())}

    def node(self, *arguments):
        return run(["node", *arguments], env=self.environment)

    def dump(self):
        return self.node(self.script, "--dump")

    def results(self, dump):
        script = pathlib.Path(__file__).parent / "jsonata/results.mjs"
        return self.node(script, dump).splitlines()

    def rates(self, seconds):
        lines = self.node(self.script, seconds).splitlines()
        found = (re.match(r"(\S+)\s+\d+/s wall\s+(\d+)/s cpu", line) for line in lines)
        return {match[1]: float(match[2]) for match in found if match}


def install(folder):
    module = folder / "node_modules/jsonata"
    if not module.exists():
        folder.mkdir(parents=True, exist_ok=True)
        run(["npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", folder, VERSION])
    return module


def check(expressions, theirs, ours):
    for name, text, line in zip(expressions, theirs, ours):
        expected, found = digest(text), digest(json.dumps(line["result"]))
        if expected != found:
            raise SystemExit(f"{name}: the result has the digest {found}, not {expected}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=pathlib.Path, required=True)
    parser.add_argument("--build", type=pathlib.Path, required=True)
    parser.add_argument("--module", type=pathlib.Path)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=1, help="for each expression")
    parser.add_argument("--json", type=pathlib.Path, help="write the figures")
    arguments = parser.parse_args()

    out = arguments.build.resolve() / "bench"
    out.mkdir(parents=True, exist_ok=True)
    peer = Peer(arguments.shared, arguments.module or install(out / "npm"))
    dump = out / "jsonata.json"
    dump.write_text(peer.dump())
    expressions = json.loads(dump.read_text())["expressions"]
    program = arguments.build / "bin/jsonata_bench"

    def ours(seconds):
        return [json.loads(line) for line in run([program, dump, seconds]).splitlines()]

    check(expressions, peer.results(dump), ours(0.01))
    rates = {name: ([], []) for name in expressions}
    for _ in range(arguments.rounds):
        for line in ours(arguments.seconds):
            rates[line["name"]][0].append(line["per_cpu_s"])
        for name, rate in peer.rates(arguments.seconds).items():
            rates[name][1].append(rate)
    print(f"evaluations per CPU second, medians of {arguments.rounds} runs of {arguments.seconds} s each")
    print(f"{'expression':12} {'aslc':>12} {'jsonata':>12} {'ratio':>9}")
    results, ratios = {}, []
    for name, samples in rates.items():
        aslc, jsonata = map(statistics.median, samples)
        ratios.append(aslc / jsonata)
        results[name] = {"aslc": aslc, "jsonata": jsonata}
        print(f"{name:12} {aslc:12.0f} {jsonata:12.0f} {ratios[-1]:8.1f}x")
    print(f"{'median':12} {'':12} {'':12} {statistics.median(ratios):8.1f}x, least {min(ratios):.1f}x")
    if arguments.json:
        arguments.json.write_text(json.dumps(results, indent=1) + "\n")


if __name__ == "__main__":
    main()
