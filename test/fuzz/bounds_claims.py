"""Holds the bounds that `aslc report --bounds` claims of machines against what their runs did: events, transitions and seconds lie
within the formulas, computed with the items that the run had."""
import json
import math
import subprocess
from datetime import datetime

MANY = 10**9  # items, where their number is not known


def number_of(formula, symbols):
    """The value of a formula; unbounded and none are infinite."""
    if formula in ("unbounded", "none"):
        return math.inf
    return eval(formula, {"__builtins__": {}, "ceil": math.ceil, "max": max, "min": min}, symbols)


def items_of(events):
    """For each Map by its name: the least and the most items that it had in the run."""
    entered = {event["id"]: event["stateEnteredEventDetails"]["name"] for event in events if event["type"] == "MapStateEntered"}
    lengths = {}
    for event in events:
        if event["type"] == "MapStateStarted" and event["previousEventId"] in entered:
            length = event.get("mapStateStartedEventDetails", {}).get("length", 0)
            lengths.setdefault(entered[event["previousEventId"]], []).append(length)
        if event["type"] == "MapIterationStarted":  # of a later attempt
            details = event["mapIterationStartedEventDetails"]
            known = lengths.setdefault(details["name"], [])
            if details.get("index", 0) >= max(known, default=0):
                known.append(details.get("index", 0) + 1)
    return {name: (min(known), max(known)) for name, known in lengths.items()}


def moment(event):
    """The time of an event in seconds."""
    time = event["timestamp"]
    return time if isinstance(time, (int, float)) else datetime.fromisoformat(time.replace("Z", "+00:00")).timestamp()


def did(events, with_time):
    """What a run did, by the names of the bounds: (what the best case is at most, what the worst case is at least)."""
    entered = sum(event["type"].endswith("StateEntered") for event in events)
    calls = sum(event["type"].endswith("Scheduled") for event in events)
    tasks = sum(event["type"] == "TaskStateEntered" for event in events)
    count = max(event["id"] for event in events)
    seconds = moment(events[-1]) - moment(events[0]) if with_time else None
    return {"events": (count, count), "transitions": (entered + max(0, calls), entered + max(0, calls - tasks)),
            "seconds": (seconds, seconds)}


def outside(bounds, events, with_time=True):
    """The name of a bound that a run does not keep, with its numbers; None when it keeps all."""
    machine, items = bounds["executions"][0], items_of(events)
    most = {"seconds": machine["mostSeconds"]}
    # The histories of child executions are not known.
    children = tuple(child["map"] + "/" for child in bounds["executions"][1:])
    hidden = {state["state"].split("/")[-1] for state in bounds["states"] if children and state["state"].startswith(children)}
    least_items, most_items = {}, {}
    for symbol in bounds["symbols"]:
        otherwise = (0, MANY) if symbol["state"] in hidden else (0, 0)
        least_items[symbol["name"]], most_items[symbol["name"]] = items.get(symbol["state"], otherwise)
    succeeded = any(event["type"] == "ExecutionSucceeded" for event in events)
    for name, (low, high) in did(events, with_time).items():
        if low is None:
            continue
        worst = number_of(machine[name]["worst"]["formula"], most_items)
        if most.get(name) is not None:
            worst = min(worst, most[name])
        best = number_of(machine[name]["best"]["formula"], least_items)
        if high > worst + 0.002 or (succeeded and low < best - 0.002):
            return name, low, (best, worst), most_items
    return None


def bounds_of(aslc, folder, file, *options):
    """What `aslc report --bounds` says of a definition; None when it has errors."""
    done = subprocess.run([aslc, "report", "--bounds", "--json", "--diagnostics=json", *options, file], cwd=folder, capture_output=True, text=True)
    return json.loads(done.stdout) if done.returncode == 0 else None
