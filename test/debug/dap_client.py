"""`aslc dap` with npm's @vscode/debugadapter-testsupport. Usage: dap_client.py SOURCE_ROOT BUILD

Skipped without node, npm or the package.
"""
import pathlib
import sys

ROOT = pathlib.Path(sys.argv[1]).resolve()
BUILD = pathlib.Path(sys.argv[2]).resolve()
sys.path.insert(0, str(ROOT / "test/report"))
from npm_package import run_client  # noqa: E402

inputs = ROOT / "test/debug/Inputs"
sys.exit(run_client(inputs / "dap_client.js", "@vscode/debugadapter-testsupport", "1.68.0",
                    BUILD / "test/debug/npm-debugadapter", BUILD / "bin/aslc", inputs))
