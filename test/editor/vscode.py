"""Packs the extension for VS Code, and runs what is in the package with a fake editor. Usage: vscode.py SOURCE_ROOT BUILD

Skipped without node or npm, or where the packages of npm cannot be installed.
"""
import json
import pathlib
import re
import shutil
import subprocess
import sys
import zipfile

ROOT = pathlib.Path(sys.argv[1]).resolve()
BUILD = pathlib.Path(sys.argv[2]).resolve()
SOURCE = ROOT / "tools/vscode"
sys.path.insert(0, str(ROOT / "test/report"))
from npm_package import skip  # noqa: E402


def faults_of_manifest(manifest):
    """What the manifest names must be there, and what the program takes must be in the manifest."""
    contributes = manifest["contributes"]
    code = (SOURCE / "extension.js").read_text(encoding="utf-8")
    registered = set(re.findall(r'add\("(aslc\.\w+)"', code))
    commands = {each["command"] for each in contributes["commands"]}
    yield from (f"no code for {each}" for each in commands - registered)
    marks = (ROOT / "compiler/editor/features/marks.cpp").read_text(encoding="utf-8")
    lenses = set(re.findall(r'"(aslc\.\w+)"', marks))
    yield from (f"no command for the lens {each}" for each in lenses - registered)
    for language in contributes["languages"]:
        if f"onLanguage:{language['id']}" not in manifest["activationEvents"]:
            yield f"{language['id']} does not start the extension"
    paths = [each["configuration"] for each in contributes["languages"] if "configuration" in each]
    paths += [each["path"] for each in contributes["grammars"]] + [manifest["main"]]
    yield from (f"there is no {path}" for path in paths if not (SOURCE / path).exists())
    selected = re.search(r"const templates = \[(.*?)\];", code, re.DOTALL)[1]
    for pattern in re.findall(r'"(.*?)"', selected):
        if f"workspaceContains:{pattern}" not in manifest["activationEvents"]:
            yield f"{pattern} does not start the extension"
    [debugger] = contributes["debuggers"]
    if f"onDebugResolve:{debugger['type']}" not in manifest["activationEvents"]:
        yield "debugging does not start the extension"
    attributes = set(debugger["configurationAttributes"]["launch"]["properties"])
    adapter = (ROOT / "tools/aslc/backend/dap.cpp").read_text(encoding="utf-8")
    adapter += (ROOT / "tools/debug/dap_session.cpp").read_text(encoding="utf-8")
    taken = set(re.findall(r'(?:memberAt|textAt|flagAt)\((?:launch|arguments), "(\w+)"\)', adapter))
    options = re.search(r"for \(const char \*name : \{(.*?)\}\)", adapter)  # those that are passed on as they are
    taken |= set(re.findall(r'"(\w+)"', options[1]))
    yield from (f"`aslc dap` does not take `{each}`" for each in attributes - taken)
    # VS Code takes these for itself.
    yield from (f"`{each}` has another meaning for VS Code" for each in attributes & {"type", "request", "name"})
    for configuration in debugger["initialConfigurations"]:
        unknown = set(configuration) - attributes - {"type", "request", "name"}
        yield from (f"no attribute `{each}`" for each in unknown)


def packed(folder):
    """The .vsix file, with its production dependencies."""
    shutil.copytree(SOURCE, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("node_modules", "*.vsix"))
    install = ["npm", "install", "--silent", "--ignore-scripts", "--no-audit", "--no-fund"]
    if subprocess.run(install, cwd=folder).returncode != 0:
        skip("the packages of the extension cannot be installed")
    subprocess.run(["npm", "run", "--silent", "package"], cwd=folder, check=True, stdout=subprocess.DEVNULL)
    return folder / "aslc.vsix"


def main():
    manifest = json.loads((SOURCE / "package.json").read_text(encoding="utf-8"))
    if faults := list(faults_of_manifest(manifest)):
        print("\n".join(faults))
        return 1
    node = shutil.which("node") or skip("node is not installed")
    shutil.which("npm") or skip("npm is not installed")
    folder = BUILD / "test/editor/vscode"
    unpacked = folder / "unpacked"
    shutil.rmtree(unpacked, ignore_errors=True)
    with zipfile.ZipFile(packed(folder / "source")) as package:
        package.extractall(unpacked)
        print(f"{len(package.namelist())} files in the package")
    host = ROOT / "test/editor/Inputs/extension_host.js"
    return subprocess.run([node, host, unpacked / "extension", BUILD / "bin/aslc"], timeout=590).returncode


if __name__ == "__main__":
    sys.exit(main())
