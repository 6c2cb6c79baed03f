"""A session with npm's vscode-languageserver-protocol. Usage: real_client.py SOURCE_ROOT BUILD

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
folder = BUILD / "test/editor/npm-protocol"
package("vscode-languageserver-protocol", "3.17.5", folder)
script = ROOT / "test/editor/Inputs/real_client.js"
sys.exit(subprocess.run([node, script, folder, BUILD / "bin/aslc"], timeout=120).returncode)
