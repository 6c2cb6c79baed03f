"""Checks that text of a definition never becomes code, and that its names never hide those of generated code.

usage: hostile.py ASLC LIB INCLUDE COMPILER FOLDER STEP

STEP 1 tests all names that the compiler knows, STEP 8 every eighth.

Makes definitions whose names, keys, variables, comments, errors, expressions and file name try to do so: every word
and macro that the compiler sees in asl/abi/machine.h, keywords, texts that end comments and literals. The C++ source must
compile without a warning, be the same on each run, and its program must do what the LLVM backend's does.
"""
import json
import pathlib
import re
import subprocess
import sys

KEYWORDS = """alignas alignof and and_eq asm atomic_cancel atomic_commit atomic_noexcept auto bitand bitor bool break
case catch char char8_t char16_t char32_t class compl concept const consteval constexpr constinit const_cast continue
co_await co_return co_yield decltype default delete do double dynamic_cast else enum explicit export extern false float
for friend goto if inline int long mutable namespace new noexcept not not_eq nullptr operator or or_eq private
protected public reflexpr register reinterpret_cast requires return short signed sizeof static static_assert
static_cast struct switch synchronized template this thread_local throw true try typedef typeid typename union unsigned
using virtual void volatile wchar_t while xor xor_eq final override import module linux unix i386""".split()
OURS = """main data text states flow_info caught run_hostile f in result error found walk all item x x_ _ __ _x __x X1 asl
ASL_NULL INT_MAX""".split()
# Names of local variables in generated functions.
LOCALS = """given effective map current walk heap self context arguments captured results selected groups group tuple pick holds
part stepped matching order left right index count total""".split()
BREAKERS = ['*/ int evil; /*', '// int evil; \\', 'back\\', '\\', 'new\nint evil;', 'cr\rint evil;', 'both\r\n#error evil',
            '??/', '??/\nint evil;', '???', '?\\?/', '%:', '<::>', '"; int evil; "', "'", '\\"', '\\x41', '\\u0041', '\u2028int evil;',
            '\u2029', '\u202ean evil', '\u0085int evil;', '\x0bint evil;', '\x0cint evil;', '\x00', '\x00int evil;', '\x7f',
            '\u00ad', '\ufeff', '\u65e5\u672c', '\U0001f600', '\U000e0001', '#line 1 "evil"', '#line @', '#error evil',
            'R"(evil)"', ')"', '$', '${', '{}', '{0}', '%s', ' ', '', 'a b', 'a_b', 'a-b', 'a  b', '42', '4_2', 'é', 'a' * 80,
            'a' * 79 + 'b', '\u00e9' * 80]
LONG = 'long "\\\n' * 12000  # longer than a compiler must accept in one literal


def words(compiler, include):
    """The names that the compiler knows after including the header: its words, and all macros."""
    header = include / "asl/abi/machine.h"
    macros = subprocess.run([*compiler, "-std=c++20", "-I", include, "-dM", "-E", "-x", "c++", header], text=True,
                            capture_output=True, check=True).stdout
    names = set(re.findall(r"^#define ([A-Za-z]\w*)", macros, re.MULTILINE)) | set(KEYWORDS + OURS)
    for name in ("machine_values.h", "machine_jsonata.h", "machine_states.h", "abi.h", "values.h", "data.h",
                 "jsonata.h", "jsonata_library.def"):
        names |= set(re.findall(r"[A-Za-z_]\w*", re.sub(r"/\*.*?\*/|//[^\n]*", "", (include / "asl/abi" / name).read_text(), flags=re.S)))
    return sorted(names)


def chain(names, make):
    """A flow of states with these names, without duplicates, in this order."""
    names = [name for name in dict.fromkeys(names) if 0 < len(name) <= 80]
    states = {}
    for index, name in enumerate(names):
        after = {"Next": names[index + 1]} if index + 1 < len(names) else {"End": True}
        states[name] = {**make(name), **after}
    return {"StartAt": names[0], "States": states}


def by_path(name):
    """A state with `name` in every position of a JSONPath state."""
    state = {"Type": "Pass", "Comment": f"{name}\n#error evil {name}\n*/ {name} \\", "Result": {name: [name, {name: name}]},
             "ResultPath": "$.last"}
    if re.fullmatch(r"\w+", name) and name.isascii():
        state.update({"Parameters": {name + ".$": "$.fixed"}, "ResultPath": f"$['{name}']", "OutputPath": "$"})
        state.pop("Result")
    return state


def by_query(name):
    """The same for JSONata: a comment, a string, a key, a variable."""
    text = json.dumps(name).replace("\\u0000", "")
    state = {"Type": "Pass", "Comment": name,
             "Output": {name: "{% /* " + name.replace("*/", "").replace("%}", "") + " */ {" + text + ": " + text + "} %}"}}
    if re.fullmatch(r"[A-Za-z_]\w*", name) and name != "states":
        state["Assign"] = {name: "{% $count([" + text + ", $exists($" + name + ")]) %}"}
        state["Output"][name] = "{% ($" + name + " := 1; $" + name + ") %}"
    return state


def around(names):
    """States with `names` as errors, causes and names of branches."""
    def branch(name, end):
        task = {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:111111111111:function:f", "Comment": name,
                "Retry": [{"Comment": name, "ErrorEquals": [name], "MaxAttempts": 1}],
                "Catch": [{"Comment": name, "ErrorEquals": ["x " + name], "Next": end}, {"ErrorEquals": ["States.ALL"], "Next": end}],
                "Next": end}
        return {"StartAt": name, "States": {name: task, end: {"Type": "Fail", "Error": name, "Cause": name}}}

    def make(name):
        return {"Type": "Parallel", "Branches": [branch(name, name + "2"), branch(name + "3", name + "4")], "Comment": name,
                "Retry": [{"ErrorEquals": [name], "MaxAttempts": 1}]}
    names = [name for name in names if 0 < len(name) < 79 and name[-1] not in "1234"]
    flow = chain([name + "1" for name in names], lambda name: make(name[:-1]))
    for state in flow["States"].values():
        state.setdefault("Next", "the end")
        state["Catch"] = [{"ErrorEquals": ["States.ALL"], "Next": state["Next"]}]
        state.pop("End", None)
    flow["States"]["the end"] = {"Type": "Pass", "End": True}
    return flow


def by_field(names):
    """States of the other kinds, whose fields all look up members of this name; results become variables."""
    names = [name for name in dict.fromkeys(names) if re.fullmatch(r"[A-Za-z_]\w*", name)]
    states = {}

    def then(name, state):
        states[name] = {**state, "Next": "to be set"}
    then("start", {"Type": "Pass", "Result": {kind: dict.fromkeys(names, value)
                                              for kind, value in (("list", [1, 2]), ("few", 1), ("text", "x"), ("none", 0))}})
    for name in names:
        few, every = f"$.few['{name}']", {"a.$": f"$.text['{name}']", "b.$": f"States.Format('{{}}', $.few['{name}'])",
                                          "c.$": f"$.list['{name}'][?(@ > 1)]"}
        item = {"StartAt": name, "States": {name: {"Type": "Pass", "End": True}}}
        then(f"{name} map", {"Type": "Map", "ItemsPath": f"$.list['{name}']", "MaxConcurrencyPath": few, "ResultPath": None,
                             "ItemSelector": every, "ItemProcessor": item})
        then(f"{name} many", {"Type": "Map", "ItemsPath": f"$.list['{name}']", "MaxConcurrencyPath": few, "ResultPath": None,
                              "ToleratedFailureCountPath": f"$.none['{name}']", "ItemBatcher": {
                                  "MaxItemsPerBatchPath": few, "BatchInput": every},
                              "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "EXPRESS"}, **item}})
        then(f"{name} wait", {"Type": "Wait", "SecondsPath": few})
        then(f"{name} task", {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "TimeoutSecondsPath": few,
                              "Parameters": {"FunctionName": "f", "Payload": every}, "ResultSelector": every, "ResultPath": None,
                              "Catch": [{"ErrorEquals": ["States.ALL"], "ResultPath": None, "Next": "to be set"}]})
        then(f"{name} choice", {"Type": "Pass", "Parameters": every, "ResultPath": "$.made"})
    after = dict(zip(states, [*list(states)[1:], "end"]))
    for name, state in states.items():
        for part in (state, *state.get("Catch", [])):
            part["Next"] = after[name]
    return {"StartAt": "start", "States": {**states, "end": {"Type": "Succeed"}}}


def check(title, machine, aslc, lib, include, compiler, folder):
    source = folder / 'a"b\\$.asl.json'
    source.write_text(json.dumps(machine, indent=1))
    (folder / "tasks.json").write_text(json.dumps([{"function": "f", "results": [{"error": {"Error": "f", "Cause": "*/"}}] * 999}]))
    name = ["--name", 'hostile"; int evil; //']
    build = [aslc, "build", "--verify=off", "--emit=cpp", *name, source.name, "-o"]
    for output in ("hostile.cpp", "again/hostile.cpp"):
        (folder / "again").mkdir(exist_ok=True)
        subprocess.run([*build, output], cwd=folder, check=True)
    if (folder / "hostile.cpp").read_bytes() != (folder / "again/hostile.cpp").read_bytes():
        sys.exit(f"{title}: two runs give two sources")
    libraries = (lib / "aslrt.libs").read_text().split()
    flags = ["-std=c++20", "-Wall", "-Wextra", "-Wpedantic", "-Werror", "-Wtrigraphs", "-O0", "-I", include,
             "-Devil=@"]  # an error if it becomes code
    subprocess.run([*compiler, *flags, "hostile.cpp", "-o", "hostile", "-L", lib, lib / "libaslrt.a", *libraries],
                   cwd=folder, check=True)
    outcomes = []
    for command in ([aslc, "run", *name, source.name], ["./hostile"]):
        (folder / "history.json").write_text("none")
        done = subprocess.run([*command, "--input", '{"fixed": 1}', "--tasks", "tasks.json", "--clock", "virtual", "--name", "run", "--seed", "1",
                               "--history", "history.json"], cwd=folder, capture_output=True)
        outcomes.append((done.returncode, done.stdout, done.stderr, (folder / "history.json").read_bytes()))
    # Warnings about the definition come before the output of the run.
    one, other = outcomes
    if one[:2] != other[:2] or not one[2].endswith(other[2]) or one[3] != other[3]:
        sys.exit(f"{title}: the backends differ\n{one[:3]}\n{other[:3]}")
    print(f"{title}: {outcomes[0][1].decode()[:60].strip()}")


def main():
    aslc, lib, include, folder = sys.argv[1], pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3]), pathlib.Path(sys.argv[5])
    compiler = sys.argv[4].split()
    folder.mkdir(parents=True, exist_ok=True)
    step = int(sys.argv[6])
    known = words(compiler, include)[::step] + KEYWORDS + OURS
    few = known[:: max(1, len(known) * step // 150)] + KEYWORDS + OURS
    machines = {
        "paths": chain(known + BREAKERS, by_path),
        "queries": {"QueryLanguage": "JSONata", **chain(few + BREAKERS, by_query)},
        "places": around(BREAKERS + OURS + few[::4]),
        "fields": by_field(OURS + LOCALS + few[::8]),
        "long": {"StartAt": "A", "States": {"A": {"Type": "Pass", "Comment": LONG, "Result": {"a": LONG, LONG[:999]: 1}, "End": True}}},
    }
    for title, machine in machines.items():
        check(title, {"Comment": "*/ \\\nint evil; ??/\n" + title, **machine}, aslc, lib, include, compiler, folder)


if __name__ == "__main__":
    main()
