#!/usr/bin/env python3
"""Where the time of a build goes: build_time.py BUILD_FOLDER

Prints how long each folder's sources took, and the slowest commands, from ninja's log of the folder. The times are of the
clock: they are those of a processor only where the build had one for each of its commands.
"""
import collections
import sys
from pathlib import Path

SLOWEST = 20


def commands(log):
    """(seconds, one output) of each command; the last run of each counts."""
    outputs = {}
    for line in log.read_text().splitlines()[1:]:
        begin, end, _, output, _ = line.split("\t")
        outputs[output] = int(begin), int(end)
    # A command with several outputs has one line for each, with the same times.
    return [((end - begin) / 1000, output) for (begin, end), output in {span: out for out, span in outputs.items()}.items()]


def folder_of(output):
    return output.split("/CMakeFiles/")[0] if "/CMakeFiles/" in output else output.rsplit("/", 1)[0]


def main():
    found = commands(Path(sys.argv[1]) / ".ninja_log")
    seconds, count = collections.Counter(), collections.Counter()
    for time, output in found:
        seconds[folder_of(output)] += time
        count[folder_of(output)] += 1
    print(f"{sum(seconds.values()):9.1f} s  {len(found):4} commands")
    for folder, time in seconds.most_common():
        print(f"{time:9.1f} s  {count[folder]:4}  {folder}")
    print("\nThe slowest:")
    for time, output in sorted(found, reverse=True)[:SLOWEST]:
        print(f"{time:9.1f} s  {output}")


if __name__ == "__main__":
    main()
