"""Interrupts `aslc run --report` until it ends. Usage: interrupt_report.py ASLC FOLDER

The folder holds stuck.asl.json and tasks.yaml, whose command writes the file `started` and ignores signals."""
import os
import pathlib
import signal
import subprocess
import sys
import time

aslc, folder = sys.argv[1], pathlib.Path(sys.argv[2])
temporary = folder / "tmp"
temporary.mkdir()
run = subprocess.Popen([aslc, "run", "stuck.asl.json", "--tasks", "tasks.yaml", "--report", "run.html"], cwd=folder,
                       env={**os.environ, "TMPDIR": str(temporary)})
while not (folder / "started").exists():
    time.sleep(0.05)
print("before:", len(list(temporary.iterdir())) > 0)
while run.poll() is None:  # SIGTERM, since a process in the background may ignore SIGINT
    run.send_signal(signal.SIGTERM)
    time.sleep(0.05)
print("status:", run.returncode)
print("left behind:", [each.name for each in temporary.iterdir()])
