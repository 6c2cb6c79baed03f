"""Counts the events of a history file by type."""
import collections
import json
import sys

events = json.load(open(sys.argv[1], encoding="utf-8"))["events"]
counts = collections.Counter(event["type"] for event in events)
print(f"{len(events)} events")
for kind, count in counts.most_common():
    print(f"{count:5} {kind}")
