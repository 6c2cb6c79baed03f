"""The console's TypeScript has no type errors. Usage: types.py SOURCE_ROOT BUILD.

Skipped without npm, its packages, or those of the console, which the build installs."""
import json
import pathlib
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.append(str(HERE.parent / "report"))
from npm_package import package, skip  # noqa: E402


def main(root, build):
    node = shutil.which("node") or skip("node is not installed")
    packages = build / "tools/console/node_modules"
    if not packages.exists():
        skip("the console was not built")
    compiler = package("typescript", "5.9.3", build / "test/console/typescript")
    # The packages are in the build folder: the sources are copied beside them.
    copy = packages.parent / "types"
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(root / "tools/console/src", copy / "src")
    shutil.copy(root / "tools/console/tsconfig.json", copy)
    done = subprocess.run([node, compiler / "bin/tsc", "-p", copy], capture_output=True, text=True)
    files = len(list((copy / "src").rglob("*.ts*")))
    print(done.stdout + done.stderr or json.dumps({"files": files}))
    return 1 if done.returncode or not files else 0


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2]).resolve()))
