"""Generates random machines that are mostly valid, with inputs and answers of their tasks: all kinds of state, both query
languages, errors wherever possible. A seed determines the machine."""
import json
import random
import re

PATHS = ["$", "$.a", "$.b", "$.list", "$.o.a", "$..a", "$.list[*]", "$.list[?(@ > 1)]", "$.rows[?(@.k == 'x')].v", "$.rows[*].v",
         "$$.Execution.Input", "$$.State.Name", "$.rows[?(@.v > $.a)]", "$.o.*", "$.list[0:2]"]
SHAKY = ["$.missing", "$.list[0]", "$.list[-1]", "$.o['a','b']", "$.rows[0].v", "$.nothing", "$.a.b", "$.list['a']", "$.text[0]"]
DEFINITE = {"any": ["$.a", "$.b", "$.list", "$.o.a", "$.rows", "$.text", "$.flag", "$.o"], "array": ["$.list", "$.rows", "$.list[*]", "$..v"],
            "number": ["$.a", "$.o.b"], "text": ["$.text", "$.when", "$$.State.Name"], "object": ["$.o", "$", "$$.Execution"],
            "boolean": ["$.flag"], "time": ["$.when"]}
KEPT = ("a", "list", "rows", "o", "text", "when", "flag")
ERRORS = ["States.ALL", "Odd", "Other", "States.TaskFailed", "States.Timeout", "States.Runtime", "States.QueryEvaluationError",
          "States.IntrinsicFailure", "States.BranchFailed", "States.HeartbeatTimeout"]
TIMES = ["2024-01-01T00:00:00Z", "2024-01-01T00:00:01.5Z", "2030-06-01T12:00:00+02:00", "not a time"]
NUMBERS = [0, 1, -1, 2, 3.5, -0.5, 1e20, 9007199254740993, 1e-7, 100]
TEXTS = ["", "x", "\u00e9\n", "a.b,c", "*", "\\*", "yes", "\ud83d\ude00", "0", "{\"a\": 1}", "YQ==", *TIMES[:2]]
# Placeholders: E any value, N a number, S a string, L an array of numbers, O an object, B a boolean, I the input.
LIBRARY = ["$sum($L)", "$count($L)", "$max($L)", "$min($L)", "$average($L)", "$string($E)", "$length($S)", "$uppercase($S)",
           "$substring($S, $N)", "$substring($S, $N, $N)", "$contains($S, 'x')", "$contains($S, /x+/i)", "$split($S, ',')",
           "$join($map($L, $string), '-')", "$replace($S, 'x', 'y')", "$match($S, /[a-z]/)", "$number('3.5')", "$abs($N)",
           "$floor($N)", "$round($N, 1)", "$power($N, 2)", "$sqrt($abs($N))", "$formatNumber($N, '#,##0.00')", "$formatBase($N, 2)",
           "$boolean($E)", "$not($E)", "$exists($E)", "$append($L, $E)", "$sort($L)", "$sort($L, function($l, $r){ $l < $r })",
           "$reverse($L)", "$distinct($L)", "$zip($L, $L)", "$keys($O)", "$lookup($O, 'a')", "$spread($O)", "$merge([$O, $O])",
           "$each($O, function($v, $k){ $k })", "$sift($O, function($v){ $v = 1 })", "$type($E)", "$partition($L, 2)",
           "$range(0, 4, 2)", "$hash($S, 'SHA-256')", "$parse('[1,2]')", "$map($L, function($v, $i){ $v * $i })",
           "$filter($L, function($v){ $v > 1 })", "$reduce($L, function($x, $y){ $x + $y })", "$fromMillis($N)",
           "$toMillis('2024-01-01T00:00:00Z')", "$base64encode($S)", "$base64decode('YQ==')", "$trim($S)", "$pad($S, 5, '#')",
           "$encodeUrlComponent($S)", "$formatInteger($N, 'w')"]
FORMS = ["$E", "$N + $N", "$N - $N", "$N * $N", "$N / $N", "$N % 3", "-$N", "$E & $E", "$E = $E", "$E != $E", "$N < $N",
         "$M != $E", "$M = $E", "$M != $N and $E", "$M = $N or $E", "$M != $N ? $E : $E", "$not($M != $N)",
         "$S >= $S", "$E in $L", "$B and $E", "$E or $B", "$B ? $E : $E", "[$E, $E]", "[$N..5]", "{'k': $E, 'l': $E}",
         "$I.rows.v", "$I.rows[v > $N]", "$I.rows[-1].k", "$I.rows[0]", "$I.rows.(v & k)", "$I.rows^(>v).k", "$I.rows^(k, <v)",
         "$I.rows{k: $sum(v)}", "$I.rows{k: v}", "$I.**.a", "$I.o.*", "$I.list[]", "$I.rows#$i[$i < 2].v", "$I.rows@$r.{'v': $r.v}",
         "($t := $E; $t)", "($f := function($v){ $v & '' }; $f($E))", "$L ~> $sum()", "$S ~> $uppercase", "$I ~> |rows|{'v': 0}, 'k'|",
         "$I.o.%.a", "($f := $sum; $f($L))", "$map($L, $abs(?))", "$E ~> $string ~> $length", "$states.context.State.Name"]
FAULTY = ["$error('so')", "$assert($B, 'so')", "$E + 1", "$number($E)", "$single($L, function($v){ $v = 2 })", "$B ? $E", "$I.missing",
          "$E.$E", "$E[$E]", "$sum($E)", "$E < $E", "$f($E)", "$S ~> $E"]
INTRINSICS = ["States.Array($any, $any)", "States.ArrayPartition($array, 2)", "States.ArrayContains($array, $any)",
              "States.ArrayRange(0, 6, 2)", "States.ArrayGetItem($array, 0)", "States.ArrayLength($array)", "States.ArrayUnique($array)",
              "States.Base64Encode($text)", "States.Base64Decode('YQ==')", "States.Hash($any, 'MD5')",
              "States.JsonMerge($object, $object, false)", "States.MathAdd($number, 2)", "States.MathRandom(0, 9, 7)",
              "States.StringSplit($text, ',.')", "States.Format('{} - {}', $any, $text)", "States.JsonToString($any)",
              "States.StringToJson('{\"a\": 1}')", "States.StringToJson(States.JsonToString($any))", "States.Array()"]


class Maker:
    def __init__(self, seed):
        self.random = random.Random(seed)
        self.count = 0
        self.depth = 0  # of the current scope, which assigns the variable `v<depth>`
        self.functions = []

    def chance(self, p):
        return self.random.random() < p

    def pick(self, items):
        return self.random.choice(items)

    # ---- Values

    def value(self, depth=0):
        kinds = [lambda: self.random.randint(-5, 9), lambda: self.pick([*NUMBERS, True, False, None]), lambda: self.pick(TEXTS)]
        if depth < 2:
            kinds += [lambda: [self.value(depth + 1) for _ in range(self.random.randint(0, 3))],
                      lambda: {k: self.value(depth + 1) for k in self.random.sample(["a", "b", "o", "\u00e9 k"], self.random.randint(0, 3))}]
        return self.pick(kinds)()

    def document(self):
        """A value of the usual shape of inputs and results, so that paths find something."""
        rows = [{"k": self.pick(["x", "y"]), "v": self.random.randint(0, 4)} for _ in range(self.random.randint(0, 3))]
        made = {"a": self.random.randint(0, 4), "b": self.value(), "list": [self.random.randint(0, 4) for _ in range(self.random.randint(0, 4))],
                "o": {"a": self.value(), "b": 1}, "rows": rows, "text": self.pick(TEXTS), "when": self.pick(TIMES),
                "flag": self.chance(0.5), "nothing": None}
        for key in list(made):
            if self.chance(0.06):
                made[key] = self.value()
        return made

    def input(self):
        return self.document() if self.chance(0.9) else self.value()

    # ---- Expressions

    def variable(self):
        """A variable in scope; mostly the machine's, which is assigned first."""
        return f"$v{self.depth if self.chance(0.1) else 0}"

    def path(self):
        return self.pick(SHAKY if self.chance(0.06) else PATHS)

    def definite(self, kind="any"):
        return self.pick(SHAKY[:7] if self.chance(0.05) else DEFINITE[kind])

    def query(self, depth=0):
        """A JSONata expression from a form, with its placeholders filled."""
        def hole(found):
            return {"E": lambda: self.query(depth + 1), "I": lambda: "$I",
                    "S": lambda: self.pick(["$I.text", "$I.when", "$string($I.a)", json.dumps(self.pick(TEXTS))]),
                    "N": lambda: self.pick(["$I.a", "$count($I.rows)", "$sum($I.rows.v)", str(self.random.randint(-3, 9))]),
                    "L": lambda: self.pick(["$I.list", "[1, 3, 2]", "$append($I.rows.v, 1)"]),
                    "O": lambda: self.pick(["$I.o", "$I", "{'a': 1}"]),
                    "M": lambda: self.pick(["$I.rows[k = 'x'][0].v", "$I.o.k", self.variable() + ".a", "$I.missing"]),
                    "B": lambda: self.pick(["$I.flag", "$I.a > 2", "true"])}[found[1]]()

        if depth > 2 or self.chance(0.15):
            return self.pick(["$I", "$I.a", "$I.b", "$I.list", "$I.o.a", "$I.text", str(self.pick(NUMBERS)), json.dumps(self.pick(TEXTS)),
                              "true", "null", self.variable()])
        form = self.pick(FAULTY if self.chance(0.02) else FORMS if self.chance(0.55) else LIBRARY)
        return re.sub(r"\$([A-Z])\b", hole, form)

    def jsonata(self, depth=0, kind=None):
        """A field with a value that is mostly of the right type."""
        form = self.query(depth) if kind is None or self.chance(0.1) else self.pick(
            {"boolean": ["$I.a > 2", "$I.flag", "$I.o.k != 1", self.variable() + ".a != 'x'", "$exists($I.rows)", "$I.text = 'x'",
                         "$count($I.list) < 2 or $I.flag", self.guard(), self.guard()],
             "number": ["$I.a", "$count($I.list)", "5", "$sum($I.rows.v)"],
             "time": ["$I.when", "'2024-01-01T00:00:00Z'", "$fromMillis(0)"],
             "array": ["$I.list", "$I.rows", "[1, 2]", "$map($I.list, function($v){ {'a': $v} })"], "text": ["$I.text", "'Odd'"]}[kind])
        return "{% " + form.replace("$I", "$states.input") + " %}"

    def guard(self):
        """A condition that says what is there, or what it is."""
        return self.pick(["$I.a in [1, 2, 'x']", "$not($I.text in ['x', 'yes', ''])", "$I.o.a in $I.list", "'x' in $I.rows.k", "2 in $I.list",
                          "$count($I.rows) = 0", "$count($I.list) > 1", "$count($I.list) != 2", "$count($I.rows[v > 2]) > 0", "$count($I.b) <= 1",
                          "$count($filter($I.list, function($v){ $v > 1 })) >= 1", "$contains($I.text, 'x')", "$length($I.text) > 1",
                          "$exists($I.list[1])", "$exists($I.rows[0].v + 1)", "($I.b ~> $string()) != ''", "$type($I.b) in ['number', 'null']",
                          self.variable() + " in [0, 1, 'x', true]", "$count(" + self.variable() + ") = 1", "$not($count($I.missing) = 0)"])

    def argument(self, kind, depth):
        if depth < 2 and kind == "any" and self.chance(0.25):
            return self.intrinsic(depth + 1)
        if self.chance(0.04):
            return self.pick(["'x'", "3", "true", "null", self.variable(), self.path()])
        return self.definite(kind)

    def intrinsic(self, depth=0):
        return re.sub(r"\$([a-z]+)", lambda hole: self.argument(hole[1], depth), self.pick(INTRINSICS))

    def template(self, depth=0):
        fields = {"fixed": self.value()}
        for key in self.random.sample("abcd", self.random.randint(0, 3)):
            fields[key + ".$"] = self.intrinsic() if self.chance(0.5) else self.pick([self.path(), self.path(), self.path(), self.variable()])
        if depth < 1 and self.chance(0.3):
            fields["inner"] = self.template(depth + 1)
        return fields

    def query_template(self):
        return self.jsonata() if self.chance(0.5) else {"a": self.jsonata(), "b": [self.jsonata(1), self.value()], "list": "{% $states.input.list %}"}

    # ---- Choice rules

    def comparison(self):
        """(kind of the operand, the operator)"""
        kind = self.pick(["String", "Numeric", "Boolean", "Timestamp", "Is", "Matches"])
        if kind == "Is":
            return "any", {self.pick(["IsPresent", "IsNull", "IsBoolean", "IsNumeric", "IsString", "IsTimestamp"]): self.chance(0.7)}
        if kind == "Matches":
            return "text", {"StringMatches": self.pick(["*", "x*", "*.*", "a\\*", "", "*a*b*"])}
        operand = {"String": "text", "Numeric": "number", "Boolean": "boolean", "Timestamp": "time"}[kind]
        order = "Equals" if kind == "Boolean" else self.pick(["Equals", "LessThan", "GreaterThan", "LessThanEquals", "GreaterThanEquals"])
        if self.chance(0.3):
            return operand, {kind + order + "Path": self.definite(operand)}
        return operand, {kind + order: {"String": self.pick(TEXTS), "Numeric": self.pick(NUMBERS[:8]), "Boolean": self.chance(0.5),
                                        "Timestamp": self.pick(TIMES[:3])}[kind]}

    def rule(self, depth=0):
        if depth < 2 and self.chance(0.35):
            kind = self.pick(["And", "Or", "Not"])
            if kind == "Not":
                return {"Not": self.rule(depth + 1)}
            return {kind: [self.rule(depth + 1) for _ in range(self.random.randint(1, 3))]}
        operand, comparison = self.comparison()
        variable = self.definite(operand) if self.chance(0.85) else self.pick([*DEFINITE["any"], self.variable(), "$.list[?(@ > 1)]"])
        return {"Variable": variable, **comparison}

    # ---- States

    def flow(self, depth=0):
        outside, self.depth = self.depth, depth
        names = []
        for _ in range(self.random.randint(1, 5 if depth == 0 else 3)):
            self.count += 1
            names.append(self.pick(["State ", "s", "value", "f_", "\u00dc "]) + str(self.count))
        states = {name: self.state(names[i + 1:], depth) for i, name in enumerate(names)}
        self.depth = outside
        return {"StartAt": names[0], "States": states}

    def machine(self):
        machine = self.flow()
        # Variables that are used everywhere are mostly assigned first.
        if self.chance(0.9):
            machine["States"]["first"] = {"Type": "Pass", "Assign": {"v0": self.value()}, "Next": machine["StartAt"]}
            machine["StartAt"] = "first"
        if self.chance(0.25):
            self.repeat(machine)
        if self.chance(0.2):
            machine["TimeoutSeconds"] = self.random.randint(1, 400)
        return machine

    def repeat(self, machine):
        """Goes round the machine again, as often as a counter lets it."""
        jsonata, most = self.chance(0.5), self.random.randint(1, 4)
        language = {"QueryLanguage": "JSONata" if jsonata else "JSONPath"}
        for state in machine["States"].values():
            if state.pop("End", False):
                state["Next"] = "again"
        rule = {"Condition": f"{{% $turn < {most} %}}"} if jsonata else {"Variable": "$turn", "NumericLessThan": most}
        machine["States"] |= {
            "begin": {"Type": "Pass", **language, "Assign": {"turn": 0}, "Next": machine["StartAt"]},
            "again": {"Type": "Pass", **language, "Next": "more",
                      "Assign": {"turn": "{% $turn + 1 %}"} if jsonata else {"turn.$": "States.MathAdd($turn, 1)"}},
            "more": {"Type": "Choice", **language, "Choices": [{**rule, "Next": machine["StartAt"]}], "Default": "out"},
            "out": {"Type": "Succeed", **language}}
        machine["StartAt"] = "begin"

    def state(self, later, depth):
        kinds = ["Pass", "Pass", "Task", "Task", "Wait"] + (["Choice", "Choice"] if later else ["Succeed", "Fail"])
        kind = self.pick(kinds + (["Parallel", "Map", "Map"] if depth < 2 else []))
        jsonata = self.chance(0.45)
        state = {"Type": kind, "QueryLanguage": "JSONata" if jsonata else "JSONPath"}
        if kind not in ("Choice", "Fail", "Succeed"):
            state.update({"Next": later[0]} if later else {"End": True})
        {"Pass": self.to_pass, "Task": self.to_task, "Wait": self.to_wait, "Choice": self.to_choice, "Succeed": self.to_pass,
         "Fail": self.to_fail, "Parallel": self.to_parallel, "Map": self.to_map}[kind](state, jsonata, later, depth)
        if kind in ("Task", "Parallel", "Map"):
            self.errors(state, jsonata, later)
        return state

    def assign(self, jsonata):
        name = f"v{self.depth}"
        if jsonata:
            return {name: self.jsonata(1)}
        return self.pick([{name + ".$": self.definite()}, {name + ".$": self.intrinsic()}, {name: self.value()}])

    def data(self, state, jsonata, worked):
        """Input and output of a state; `worked`: it has a result."""
        if self.chance(0.3) and state["Type"] not in ("Succeed", "Fail"):
            state["Assign"] = self.assign(jsonata)
        if jsonata:
            if worked and self.chance(0.3):
                state["Output"] = {"result": "{% $states.result %}", "list": "{% $states.input.list %}", "a": self.jsonata(1)}
            elif self.chance(0.5) or worked:
                state["Output"] = "{% $merge([$states.input, {'r': " + self.query(1).replace("$I", "$states.input") + "}]) %}"
            elif self.chance(0.2):
                state["Output"] = self.query_template()
            return
        if self.chance(0.15):
            state["InputPath"] = self.pick(["$", "$", "$.o", "$.rows", None])
        if worked:
            state["ResultPath"] = self.pick(["$.r", "$.r", "$.o.r", None, "$.list", "$.a[0]", "$"])
        if worked and state["Type"] != "Pass" and self.chance(0.3):
            state["ResultSelector"] = self.template()
        if self.chance(0.08):
            state["OutputPath"] = self.pick(["$", "$.o", "$.rows", "$.list", None])

    def to_pass(self, state, jsonata, later, depth):
        self.data(state, jsonata, state["Type"] == "Pass" and not jsonata)
        if state["Type"] == "Pass" and not jsonata and self.chance(0.6):
            state.update({"Parameters": self.template()} if self.chance(0.7) else {"Result": self.value()})

    def to_task(self, state, jsonata, later, depth):
        self.data(state, jsonata, True)
        self.count += 1
        function = f"f{self.count}"
        self.functions.append(function)
        state["Resource"] = "arn:aws:lambda:us-east-1:111111111111:function:" + function
        if self.chance(0.5):
            state["Arguments" if jsonata else "Parameters"] = self.query_template() if jsonata else self.template()
        if self.chance(0.4):
            state["TimeoutSeconds"] = self.pick([1, 5, 30, 60]) if self.chance(0.7) or not jsonata else self.jsonata(0, "number")
        if self.chance(0.1) and state.get("TimeoutSeconds", 5) in (5, 30, 60):
            state["HeartbeatSeconds"] = 1

    def to_wait(self, state, jsonata, later, depth):
        self.data(state, jsonata, False)
        if jsonata:
            state.update(self.pick([{"Seconds": self.random.randint(0, 90)}, {"Seconds": self.jsonata(0, "number")}, {"Timestamp": self.jsonata(0, "time")},
                                    {"Timestamp": "2024-01-01T00:00:00Z"}]))
        else:
            state.update(self.pick([{"Seconds": self.random.randint(0, 90)}, {"SecondsPath": "$.a"},
                                    {"TimestampPath": "$.when"}, {"Timestamp": "2024-01-01T00:00:00Z"}]))

    def to_choice(self, state, jsonata, later, depth):
        def one():
            condition = {"Condition": self.jsonata(0, "boolean")} if jsonata else self.rule()
            if self.chance(0.2):
                condition["Assign"] = self.assign(jsonata)
            if jsonata and self.chance(0.3):
                condition["Output"] = self.query_template()
            return {**condition, "Next": self.pick(later)}
        state["Choices"] = [one() for _ in range(self.random.randint(1, 4))]
        # Some transition must lead to the next state.
        if self.chance(0.8):
            state["Default"] = later[0]
        else:
            state["Choices"][0]["Next"] = later[0]
        self.data(state, jsonata, False)

    def to_fail(self, state, jsonata, later, depth):
        if jsonata:
            state.update({"Error": self.pick(["Odd", self.jsonata(0, "text")]), "Cause": self.pick(["so", self.jsonata(0, "text")])})
        else:
            state.update(self.pick([{"Error": "Odd", "Cause": "so"}, {"ErrorPath": "$.text", "CausePath": "$.o.a"}, {},
                                    {"ErrorPath": "States.Format('{}', $.a)", "Cause": "so"}]))

    def to_parallel(self, state, jsonata, later, depth):
        self.data(state, jsonata, True)
        state["Branches"] = [self.flow(depth + 1) for _ in range(self.random.randint(1, 3))]
        if self.chance(0.3):
            state["Arguments" if jsonata else "Parameters"] = self.query_template() if jsonata else self.template()

    def to_map(self, state, jsonata, later, depth):
        self.data(state, jsonata, True)
        state["ItemProcessor"] = self.flow(depth + 1)
        distributed = self.chance(0.2) and depth == 0
        if distributed:
            state["ItemProcessor"]["ProcessorConfig"] = {"Mode": "DISTRIBUTED", "ExecutionType": self.pick(["STANDARD", "EXPRESS"])}
            if self.chance(0.3):
                state["ToleratedFailurePercentage"] = self.pick([0, 50, 100])
            if self.chance(0.3):
                state["ItemBatcher"] = {"MaxItemsPerBatch": 2}
            if self.chance(0.3):
                state["Label"] = "run"
        if jsonata:
            state["Items"] = self.pick(["{% $states.input.list %}", "{% $states.input.rows %}", self.jsonata(0, "array"), [1, "{% $states.input.a %}"]])
            if self.chance(0.7):
                state["ItemSelector"] = ("{% $merge([$states.input, {'i': $states.context.Map.Item.Index, "
                                         "'b': $states.context.Map.Item.Value}]) %}")
        else:
            if self.chance(0.9):
                state["ItemsPath"] = self.pick(["$.list", "$.rows", "$.list", "$.rows", "$.b"])
            if self.chance(0.8):
                state["ItemSelector"] = {**{key + ".$": "$." + key for key in KEPT}, "i.$": "$$.Map.Item.Index", "b.$": "$$.Map.Item.Value"}
        if self.chance(0.4):
            state["MaxConcurrency"] = self.pick([0, 1, 2])

    def errors(self, state, jsonata, later):
        if self.chance(0.5):
            state["Retry"] = [{"ErrorEquals": [error], "MaxAttempts": self.random.randint(0, 3),
                               **({"IntervalSeconds": 2, "BackoffRate": 1.5} if self.chance(0.5) else {}),
                               **({"MaxDelaySeconds": 3} if self.chance(0.3) else {})}
                              for error in sorted(self.random.sample(ERRORS, self.random.randint(1, 2)), key="States.ALL".__eq__)]
        if later and self.chance(0.6):
            def catcher(error):
                made = {"ErrorEquals": [error], "Next": self.pick(later)}
                if self.chance(0.3):
                    made["Assign"] = ({f"v{self.depth}": "{% $states.errorOutput.Error %}"} if jsonata else
                                      {f"v{self.depth}.$": "$.Error"})
                if self.chance(0.5):
                    made.update({"Output": {"e": "{% $states.errorOutput %}", **{key: "{% $states.input." + key + " %}" for key in KEPT}}} if jsonata else {"ResultPath": "$.error"})
                return made
            state["Catch"] = [catcher(error) for error in sorted(self.random.sample(ERRORS, self.random.randint(1, 2)),
                                                                 key="States.ALL".__eq__)]

    # ---- Answers

    def answer(self):
        made = {"error": {"Error": self.pick(["Odd", "Other", "Odd"]), "Cause": "so it is"}} if self.chance(0.3) else \
               {"result": self.document() if self.chance(0.7) else self.value()}
        if self.chance(0.25):
            made["delaySeconds"] = self.pick([0.5, 2, 7, 45])
        return made

    def bindings(self):
        return [{"function": function, "results": [self.answer() for _ in range(24)]} for function in self.functions]
