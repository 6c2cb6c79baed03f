#!/usr/bin/env python3
"""Whether executions that AWS recorded lie within the bounds that `aslc report --bounds` claims of their definitions.

Exit status 0 when they all do. Prints how many there are, and for how many of them the best and the worst case are the number
of events that was recorded.

usage: bounds.py [--aslc PROGRAM] [--shared FOLDER]
"""
import argparse
import json
import pathlib
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "test/fuzz"))
import bounds_claims as claims  # noqa: E402


def numbered(history):
    """The events with their numbers. Where the order is free, a recording has no number, and not every event."""
    return [{**event, "id": event["id"] if isinstance(event.get("id"), int) else 0} for event in history]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--aslc", default=str(ROOT / "build/bin/aslc"))
    parser.add_argument("--shared", type=pathlib.Path, default=ROOT.parent / "shared")
    arguments = parser.parse_args()
    runs = exact = broken = 0
    with tempfile.TemporaryDirectory() as folder:
        for path in sorted((arguments.shared / "conformance/executions").rglob("*.json")):
            case = json.loads(path.read_text())
            if not case["expect"].get("history") or not isinstance(case["definition"], dict):
                continue
            (pathlib.Path(folder) / "m.asl.json").write_text(json.dumps(case["definition"]))
            bounds = claims.bounds_of(arguments.aslc, folder, "m.asl.json", "--type=" + case["type"].lower())
            if bounds is None:
                continue
            events = numbered(case["expect"]["history"])
            found = claims.outside(bounds, events, with_time=False)
            runs += 1
            broken += found is not None
            if found:
                print(path, found)
            counts = bounds["executions"][0]["events"]
            exact += counts["best"] == counts["worst"] and counts["best"]["value"] == max(event["id"] for event in events)
    print(f"{runs} recorded executions, {broken} outside of their bounds; of {exact} the number of events is known before they run")
    return 1 if broken or runs == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
