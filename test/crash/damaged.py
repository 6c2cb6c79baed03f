"""Damages rows of executions whose program was killed, and starts it again.

usage: damaged.py ASLC FOLDER
"""
import contextlib
import pathlib
import sqlite3
import subprocess
import sys
import time

from executions import Folder

WAITING = {"StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": 3, "End": True}}}


class Program(Folder):
    def kill_waiting(self, *names):
        """Starts executions one after the other, and kills their programs when they wait."""
        for name in names:
            before = self.begun()
            program = self.run("--name", name)
            self.until(lambda: self.begun() > before)
            program.kill()
            program.wait()

    def begun(self):
        """The number of executions, whose first rows have all that they do until they wait."""
        if not (self.path / "a.db").exists():
            return 0
        try:
            return self.ask("SELECT count(DISTINCT execution) FROM journal")
        except sqlite3.OperationalError:  # it is being made
            return 0

    def ask(self, sql):
        with contextlib.closing(sqlite3.connect(self.path / "a.db", timeout=60)) as database:
            row = database.execute(sql).fetchone()
            database.commit()
            return row and row[0]

    def forget(self, last):
        """As if the tables had not shown the executions after this one. Returns the number of their first row."""
        for table, column in (("live", "execution"), ("name", "execution"), ("execution", "id")):
            self.ask(f"DELETE FROM {table} WHERE {column} > {last}")
        first = self.ask(f"SELECT min(seq) FROM journal WHERE execution > {last}")
        self.ask(f"UPDATE owner SET applied = min(applied, {first - 1})")
        return first

    def end(self, what, *arguments):
        done = subprocess.run([self.aslc, "run", self.machine, "--journal", "a.db", *arguments], cwd=self.path,
                              capture_output=True, text=True)
        print(f"{what} -> {done.returncode}")
        print(done.stderr, end="", flush=True)


def main():
    folder = Program(sys.argv[1], pathlib.Path(sys.argv[2]), "order.asl.json", WAITING)
    folder.kill_waiting("one", "two")
    folder.call("list")
    folder.ask("UPDATE journal SET record = x'00' WHERE seq = 1")
    folder.end("recover", "--recover")
    folder.call("list")
    folder.call("show", "one")
    folder.call("history", "one")
    folder.call("search", "input IS NULL")
    folder.call("verify", verb="journal")
    folder.end("start one", "--name", "one")
    folder.call("stop", "one")
    folder.end("recover", "--recover")
    folder.call("show", "one")
    folder.call("history", "one")
    folder.kill_waiting("four", "five")
    first = folder.forget(2)
    folder.ask(f"UPDATE journal SET record = x'00' WHERE seq = {first}")
    folder.end("recover", "--recover")
    folder.call("list", "--machine", "order", "--limit", "2")
    folder.call("stop", "four")
    folder.kill_waiting("six")
    first = folder.forget(4)
    folder.ask(f"UPDATE journal SET meta = x'00' WHERE seq = {first}")
    folder.end("start seven", "--name", "seven")
    folder.call("stop", f"damaged-row-{first}")
    folder.end("start seven", "--name", "seven")


main()
