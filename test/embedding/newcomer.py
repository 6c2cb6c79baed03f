"""Builds the examples as a new user would: from an installed tree, in a copy, with each build system.

Usage: newcomer.py EXAMPLES FOLDER PREFIX CMAKE [NAME...]; the names choose examples, by default all. For each: there is
no warning, a second build does nothing, and a changed definition is compiled again without the sources that only include
its header."""
import os
import pathlib
import re
import shutil
import subprocess
import sys


class Fault(Exception):
    pass


def run(command, folder, environment):
    done = subprocess.run(command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          text=True)
    shown = f"`{' '.join(command)}` in {folder}:\n{done.stdout}"
    if done.returncode != 0:
        raise Fault(f"{shown}ended with {done.returncode}")
    if re.search("warning", done.stdout, re.IGNORECASE):
        raise Fault(f"{shown}shows a warning")
    return done.stdout


def ways(folder, prefix, cmake):
    """The commands that configure and build a project, by its build file."""
    if (folder / "CMakeLists.txt").exists():
        for generator in ("Ninja", "Unix Makefiles"):
            if shutil.which("ninja" if generator == "Ninja" else "make"):
                build = "build-" + generator.split()[-1].lower()
                yield (f"CMake, {generator}",
                       [cmake, "-G", generator, "-B", build, f"-DCMAKE_PREFIX_PATH={prefix}"],
                       [cmake, "--build", build])
    if (folder / "Makefile").exists() and shutil.which("make"):
        yield "Make", None, ["make"]
    if (folder / "meson.build").exists() and shutil.which("meson"):
        yield "Meson", ["meson", "setup", "build-meson"], ["meson", "compile", "-C", "build-meson"]


def age(folder):
    """Makes all files a little older, so that files written next are newer, however coarse the clock."""
    for path in folder.rglob("*"):
        if path.is_file() and not path.is_symlink():
            status = path.stat()
            os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns - 2_000_000_000))


def objects(folder):
    """The times at which the project's own sources were compiled."""
    return {path: path.stat().st_mtime_ns for path in folder.rglob("*.o") if re.search(r"main|tasks", path.name)}


def try_out(folder, configure, build, environment):
    if configure:
        run(configure, folder, environment)
    run(build, folder, environment)
    again = run(build, folder, environment)
    if re.search(r"aslc build|Compiling machine|Building|-c -o", again):
        raise Fault(f"a second build does something:\n{again}")
    if build[0] != "make":
        return  # Ninja uses more than file times; the tests of rebuilding cover it
    age(folder)
    before = objects(folder)
    for definition in folder.glob("*.asl.json"):
        definition.touch()
    changed = run(build, folder, environment)
    if "aslc build" not in changed or objects(folder) != before:
        raise Fault(f"a changed definition is not compiled alone:\n{changed}")


def main(examples, folder, prefix, cmake, names):
    environment = os.environ | {"PKG_CONFIG_PATH": f"{prefix}/lib/pkgconfig"}
    faults = 0
    for example in sorted(path for path in examples.iterdir() if path.is_dir() and (not names or path.name in names)):
        for way, configure, build in ways(example, prefix, cmake):
            place = folder / re.sub(r"\W+", "-", way) / example.name
            shutil.copytree(example, place)
            try:
                try_out(place, configure, build, environment)
                print(f"{example.name} by {way}: works")
            except Fault as fault:
                faults += 1
                print(f"{example.name} by {way}: {fault}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), sys.argv[3], sys.argv[4], sys.argv[5:]))
