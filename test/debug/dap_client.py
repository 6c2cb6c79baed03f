"""`aslc dap` with npm's @vscode/debugadapter-testsupport. Usage: dap_client.py SOURCE_ROOT BUILD

Skipped without node, npm or the package.
"""
import pathlib
import shutil
import subprocess
import sys

ROOT = pathlib.Path(sys.argv[1]).resolve()
BUILD = pathlib.Path(sys.argv[2]).resolve()
sys.path.insert(0, str(ROOT / "test/report"))
from npm_package import package, skip  # noqa: E402

node = shutil.which("node") or skip("node is not installed")
folder = BUILD / "test/debug/npm-debugadapter"
package("@vscode/debugadapter-testsupport", "1.68.0", folder)
inputs = ROOT / "test/debug/Inputs"
sys.exit(subprocess.run([node, inputs / "dap_client.js", folder, BUILD / "bin/aslc", inputs], timeout=120).returncode)
