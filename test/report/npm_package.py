"""Packages of npm for tests that compare with them."""
import pathlib
import shutil
import subprocess

SKIPPED = 77


def skip(reason):
    """Ends the program so that the test counts as skipped."""
    print(f"skipped: {reason}")
    raise SystemExit(SKIPPED)


def package(name, version, folder):
    """The folder of the installed package, which is kept in `folder` from run to run."""
    folder = pathlib.Path(folder)
    module = folder / "node_modules" / name
    if not module.exists():
        if not shutil.which("npm"):
            skip("npm is not installed")
        # What an interrupted installation leaves behind must not be taken for the package.
        unfinished = folder.with_name(folder.name + ".tmp")
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(parents=True)
        command = ["npm", "install", "--silent", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix", unfinished,
                   f"{name}@{version}"]
        if subprocess.run(command).returncode != 0:
            skip(f"{name}@{version} cannot be installed")
        shutil.rmtree(folder, ignore_errors=True)
        unfinished.rename(folder)
    return module


def run_client(script, name, version, folder, *arguments):
    """Runs a client that uses this package, with the package's folder and `arguments`; returns its exit status."""
    node = shutil.which("node") or skip("node is not installed")
    package(name, version, folder)
    return subprocess.run([node, script, folder, *arguments], timeout=120).returncode
