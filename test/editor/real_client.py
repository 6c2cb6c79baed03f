"""A session with npm's vscode-languageserver-protocol. Usage: real_client.py SOURCE_ROOT BUILD

Skipped without node, npm or the package.
"""
import pathlib
import sys

ROOT = pathlib.Path(sys.argv[1]).resolve()
BUILD = pathlib.Path(sys.argv[2]).resolve()
sys.path.insert(0, str(ROOT / "test/report"))
from npm_package import run_client  # noqa: E402

sys.exit(run_client(ROOT / "test/editor/Inputs/real_client.js", "vscode-languageserver-protocol", "3.17.5",
                    BUILD / "test/editor/npm-protocol", BUILD / "bin/aslc"))
