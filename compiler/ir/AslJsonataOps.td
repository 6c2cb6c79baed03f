// Ops that JSONata expressions lower to: sequences, operators, functions as values.
//
// What these ops raise is JSONata's own error, which leaves the expression. "Undefined" is the missing value. Inside an expression every
// value is either normal (what JSONata's `evaluate` returns) or a sequence on its way to `asl.normalize`.
#ifndef ASL_JSONATA_OPS_TD
#define ASL_JSONATA_OPS_TD

include "AslOpBase.td"

class Asl_PureValueOp<string mnemonic, dag args, string format> : Asl_Op<mnemonic, [Pure]> {
  let arguments = args;
  let results = (outs Asl_Value:$result);
  let assemblyFormat = format;
}
/// An op of an expression that may fail with JSONata's own error.
class Asl_FailingOp<string mnemonic, list<Trait> traits = []> : Asl_RaisingOp<mnemonic, "expression", traits>;
class Asl_RaisingValueOp<string mnemonic, dag args, string format> : Asl_FailingOp<mnemonic> {
  let arguments = args;
  let results = (outs Asl_Value:$result);
  let assemblyFormat = format;
}

// ---- The whole expression

def Asl_JsonataOp : Asl_RaisingOp<"jsonata", "queryEvaluationError",
                                  [DeclareOpInterfaceMethods<Asl_RaisesInterface, ["handlesErrors"]>,
                                   DeclareOpInterfaceMethods<RegionBranchOpInterface>]> {
  let summary = "one expression: what its region yields, checked to be a result that the field takes";
  let description = [{
    `expression` is the text between the marks, `field` its place (`Output/a/b[0]`, `Choices[1]/Condition`): for
    messages only. `expect` is the only type that the field takes; absent where it takes any. Errors from inside and results that are undefined, a function or of another type become
    States.QueryEvaluationError with AWS's words; `maybe` takes an undefined result as it is.
  }];
  let arguments = (ins StrAttr:$expression, StrAttr:$field, OptionalAttr<Asl_ResultTypeAttr>:$expect, UnitAttr:$maybe);
  let results = (outs Asl_Value:$result);
  let regions = (region SizedRegion<1>:$body);
  let assemblyFormat = [{
    $expression `field` `(` $field `)` (`expect` `(` custom<Word>($expect)^ `)`)? (`maybe` $maybe^)? $body attr-dict
  }];
  let extraClassDeclaration = [{
    /// Whether nothing inside of the result can be of the kind that only expressions know: it is data as it was, or
    /// made of it without a container of its own.
    bool isPlainInside();
    /// Whether it needs a clock and limits: all but what looks at values and makes one of those that it found.
    bool needsLimits();
  }];
}

def Asl_UndefinedOp : Asl_Op<"undefined", [Pure]> {
  let summary = "nothing";
  let results = (outs Asl_Value:$result);
  let assemblyFormat = "attr-dict";
}

// ---- Looking into values

def Asl_LookupOp : Asl_PureValueOp<"lookup", (ins Asl_Value:$value, StrAttr:$key, UnitAttr:$last),
                                   "$value $key (`last` $last^)? attr-dict"> {
  let summary = "a member by name; over an array, the sequence of those of its items (flattened)";
  let description = [{
    `last`: as the last step of a path does it, and normalized. Where a single item has it, an array is the result as
    it is.
  }];
}
def Asl_WildcardOp : Asl_PureValueOp<"wildcard", (ins Asl_Value:$value), "$value attr-dict"> {
  let summary = "`*`: the values of all members";
}
def Asl_DescendantsOp : Asl_PureValueOp<"descendants", (ins Asl_Value:$value), "$value attr-dict"> {
  let summary = "`**`";
}
def Asl_NormalizeOp
    : Asl_PureValueOp<"normalize", (ins Asl_Value:$value, UnitAttr:$keep, UnitAttr:$again),
                      "$value (`keep` $keep^)? (`again` $again^)? attr-dict"> {
  let summary = "a sequence of one item is the item, an empty one undefined; `keep`: one item stays an array";
  let description = [{
    `again`: of a value that is normal but may be a sequence that lay in one: what a function gave to another.
  }];
  let hasFolder = 1;
}
def Asl_KeepArrayOp : Asl_PureValueOp<"keep_array", (ins Asl_Value:$value), "$value attr-dict"> {
  let summary = "`[]` behind a path: marks a sequence to stay an array (a path's keepSingletonArray)";
}

def Asl_StepOp : Asl_FailingOp<"step"> {
  let summary = "a step of a path: the sequence of what the region yields for each item";
  let description = [{
    The items of `input` are those of an array, or `input` itself when it is none; `single`: always `input` itself;
    `loose`: `input` is what an expression gave, so that undefined has no items, and a `cons` array is one. Undefined results are left out, arrays flattened (but for `cons` arrays). `last`: a single result that is an array and no
    sequence is the result as it is.
  }];
  let arguments = (ins Asl_Value:$input, UnitAttr:$single, UnitAttr:$loose, UnitAttr:$last);
  let results = (outs Asl_Value:$result);
  let regions = (region SizedRegion<1>:$body);
  let assemblyFormat = "$input (`single` $single^)? (`loose` $loose^)? (`last` $last^)? $body attr-dict";
}
def Asl_WhereOp : Asl_FailingOp<"where"> {
  let summary = "a predicate: the sequence of items for which the region yields their own index, or what is true";
  let arguments = (ins Asl_Value:$input);
  let results = (outs Asl_Value:$result);
  let regions = (region SizedRegion<1>:$body);
  let assemblyFormat = "$input $body attr-dict";
}
def Asl_PickOp : Asl_PureValueOp<"pick", (ins Asl_Value:$input, F64Attr:$index), "$input $index attr-dict"> {
  let summary = "a predicate that is a number: the item at that index, rounded down, negative from the end";
}
def Asl_SortOp : Asl_FailingOp<"sort"> {
  let summary = "order-by: a region for each term yields an item's key; `descending` says which terms are";
  let arguments = (ins Asl_Value:$input, DenseBoolArrayAttr:$descending);
  let results = (outs Asl_Value:$result);
  let regions = (region VariadicRegion<SizedRegion<1>>:$terms);
  let assemblyFormat = "$input $descending $terms attr-dict";
}
def Asl_GroupOp : Asl_FailingOp<"group"> {
  let summary = "an object by groups: regions in pairs, key (of an item) and value (of all items of that key)";
  let arguments = (ins Asl_Value:$input);
  let results = (outs Asl_Value:$result);
  let regions = (region VariadicRegion<SizedRegion<1>>:$pairs);
  let assemblyFormat = "$input $pairs attr-dict";
}

// ---- Making values

def Asl_MembersOp : Asl_FailingOp<"members", [SameVariadicOperandSize]> {
  let summary = "an object of keys that are values; undefined keys and values are left out; T1003, D1009";
  let arguments = (ins Variadic<Asl_Value>:$keys, Variadic<Asl_Value>:$values);
  let results = (outs Asl_Value:$result);
  let assemblyFormat = "$keys `to` $values attr-dict";
}
def Asl_ListOp : Asl_Op<"list", [Pure]> {
  let summary = "an array constructor: undefined is left out, arrays are flattened but where `whole` says so";
  let arguments = (ins Variadic<Asl_Value>:$values, DenseBoolArrayAttr:$whole, UnitAttr:$cons);
  let results = (outs Asl_Value:$result);
  let assemblyFormat = "$values $whole (`cons` $cons^)? attr-dict";
}

// ---- Operators

def Asl_ArithmeticOp : Asl_RaisingValueOp<"arithmetic", (ins Asl_ArithmeticAttr:$kind, Asl_Value:$left, Asl_Value:$right),
                                          "custom<Word>($kind) $left `,` $right attr-dict"> {
  let summary = "+ - * / %";
}
def Asl_NegateOp : Asl_RaisingValueOp<"negate", (ins Asl_Value:$value), "$value attr-dict">;
def Asl_EqualityOp : Asl_PureValueOp<"equality", (ins Asl_ComparisonAttr:$comparison, Asl_Value:$left, Asl_Value:$right),
                                     "custom<Word>($comparison) $left `,` $right attr-dict"> {
  let summary = "= !=";
  let hasVerifier = 1;
}
def Asl_OrderOp : Asl_RaisingValueOp<"order", (ins Asl_ComparisonAttr:$comparison, Asl_Value:$left, Asl_Value:$right),
                                     "custom<Word>($comparison) $left `,` $right attr-dict"> {
  let summary = "< <= > >=";
  let hasVerifier = 1;
}
def Asl_ConcatOp : Asl_RaisingValueOp<"concat", (ins Asl_Value:$left, Asl_Value:$right), "$left `,` $right attr-dict">;
def Asl_RangeOp : Asl_RaisingValueOp<"range", (ins Asl_Value:$left, Asl_Value:$right), "$left `,` $right attr-dict">;
def Asl_IncludesOp : Asl_PureValueOp<"includes", (ins Asl_Value:$left, Asl_Value:$right), "$left `,` $right attr-dict"> {
  let summary = "in";
}
def Asl_IsTrueOp : Asl_Op<"is_true", [Pure]> {
  let summary = "the effective boolean value; undefined is false";
  let hasFolder = 1;
  let arguments = (ins Asl_Value:$value);
  let results = (outs I1:$result);
  let assemblyFormat = "$value attr-dict";
}
def Asl_BooleanOp : Asl_PureValueOp<"boolean", (ins I1:$value), "$value attr-dict"> {
  let summary = "a condition as a value";
  let hasFolder = 1;
}
def Asl_IfOp : Asl_FailingOp<"if", [DeclareOpInterfaceMethods<RegionBranchOpInterface>]> {
  let summary = "one of two regions; both yield a value";
  let hasCanonicalizeMethod = 1;
  let arguments = (ins I1:$condition);
  let results = (outs Asl_Value:$result);
  let regions = (region SizedRegion<1>:$then, SizedRegion<1>:$otherwise);
  let assemblyFormat = "$condition `then` $then `else` $otherwise attr-dict";
}

// ---- Functions

def Asl_LibraryOp : Asl_FailingOp<"library"> {
  let summary = "a call of a function of the library; `context` is the context item";
  let description = [{
    `tail`: the last thing that a lambda does, whose caller gets the sequence as it is.
  }];
  let arguments = (ins Asl_LibraryFunctionAttr:$function, Asl_Value:$item, Variadic<Asl_Value>:$arguments, UnitAttr:$tail);
  let results = (outs Asl_Value:$result);
  let assemblyFormat = "custom<Word>($function) `context` `(` $item `)` `(` $arguments `)` (`tail` $tail^)? attr-dict";
}
def Asl_FunctionOp : Asl_PureValueOp<"function", (ins Asl_LibraryFunctionAttr:$function), "custom<Word>($function) attr-dict"> {
  let summary = "a function of the library as a value";
}
def Asl_RegexOp : Asl_PureValueOp<"regex", (ins StrAttr:$pattern, UnitAttr:$ignoreCase, UnitAttr:$multiline),
                                  "$pattern (`ignore_case` $ignoreCase^)? (`multiline` $multiline^)? attr-dict"> {
  let summary = "a regular expression: a function that matches";
}
def Asl_LambdaOp : Asl_Op<"lambda", [Pure]> {
  let summary = "a function value; values from outside are captured as they are now";
  let description = [{
    Block arguments: the function itself, then its parameters. `signature` is its text (`<n-s:s>`), checked at each call.
    An `asl.apply` marked `tail` whose result is yielded is made by the caller, without growing the stack.
  }];
  let arguments = (ins I64Attr:$arity, OptionalAttr<StrAttr>:$signature);
  let results = (outs Asl_Value:$result);
  let regions = (region SizedRegion<1>:$body);
  let assemblyFormat = "$arity (`signature` $signature^)? $body attr-dict";
}
def Asl_ApplyOp : Asl_FailingOp<"apply"> {
  let summary = "a call of a function value; `name` is the callee as written, for errors";
  let arguments = (ins Asl_Value:$callee, Asl_Value:$item, Variadic<Asl_Value>:$arguments, OptionalAttr<StrAttr>:$name,
                       UnitAttr:$tail);
  let results = (outs Asl_Value:$result);
  let assemblyFormat = [{
    $callee `context` `(` $item `)` `(` $arguments `)` (`name` `(` $name^ `)`)? (`tail` $tail^)? attr-dict
  }];
}
def Asl_PartialOp : Asl_FailingOp<"partial"> {
  let summary = "a partial application; `open` says which arguments are still to come (their operands are undefined)";
  let arguments = (ins Asl_Value:$callee, Variadic<Asl_Value>:$arguments, DenseBoolArrayAttr:$open,
                       OptionalAttr<StrAttr>:$name);
  let results = (outs Asl_Value:$result);
  let assemblyFormat = "$callee `(` $arguments `)` $open (`name` `(` $name^ `)`)? attr-dict";
}
def Asl_PipeOp : Asl_RaisingValueOp<"pipe", (ins Asl_Value:$left, Asl_Value:$right), "$left `,` $right attr-dict"> {
  let summary = "`~>` with a function value at the right: calls it, or composes two functions; T2006";
}
def Asl_TransformOp : Asl_FailingOp<"transform"> {
  let summary = "`|pattern|update, remove|` applied to a value: a copy of it with the changes";
  let arguments = (ins Asl_Value:$value);
  let results = (outs Asl_Value:$result);
  let regions = (region SizedRegion<1>:$pattern, SizedRegion<1>:$update, MaxSizedRegion<1>:$remove);
  let assemblyFormat = "$value `pattern` $pattern `update` $update (`remove` $remove^)? attr-dict";
}

// ---- Variables that a lambda sees change: boxes

def Asl_BoxOp : Asl_Op<"box", [MemoryEffects<[MemWrite]>]> {
  let summary = "a fresh variable, undefined";
  let results = (outs Asl_Value:$result);
  let assemblyFormat = "attr-dict";
}
def Asl_BoxGetOp : Asl_Op<"box_get", [MemoryEffects<[MemRead]>]> {
  let arguments = (ins Asl_Value:$box);
  let results = (outs Asl_Value:$result);
  let assemblyFormat = "$box attr-dict";
}
def Asl_BoxSetOp : Asl_Op<"box_set", [MemoryEffects<[MemWrite]>]> {
  let arguments = (ins Asl_Value:$box, Asl_Value:$value);
  let assemblyFormat = "$box `,` $value attr-dict";
}

// ---- Tuple streams: paths that bind names (`@`, `#`, `%`)

def Asl_TuplesOp : Asl_PureValueOp<"tuples", (ins Asl_Value:$input), "$input attr-dict"> {
  let summary = "a stream of tuples of one component, the items of `input`";
}
def Asl_TupleStepOp : Asl_FailingOp<"tuple_step"> {
  let summary = "a step over tuples of `width` components (the first is the context item)";
  let description = [{
    The region gets the components and yields a value (or, with `nested` > 0, tuples of that many components). For each
    item of it a tuple: the components; the first replaced by the item, or with `focus` the item added behind; with `index`
    the item's index added; with `ancestor` the former first component added; with `nested` the nested ones' components
    behind their first added.
  }];
  let arguments = (ins Asl_Value:$input, I64Attr:$width, UnitAttr:$focus, UnitAttr:$index, UnitAttr:$ancestor,
                       DefaultValuedAttr<I64Attr, "0">:$nested);
  let results = (outs Asl_Value:$result);
  let regions = (region SizedRegion<1>:$body);
  let assemblyFormat = "$input `width` $width (`focus` $focus^)? (`index` $index^)? (`ancestor` $ancestor^)? $body attr-dict";
}
def Asl_TupleWhereOp : Asl_FailingOp<"tuple_where"> {
  let summary = "a predicate over tuples";
  let arguments = (ins Asl_Value:$input, I64Attr:$width);
  let results = (outs Asl_Value:$result);
  let regions = (region SizedRegion<1>:$body);
  let assemblyFormat = "$input `width` $width $body attr-dict";
}
def Asl_TupleIndexOp : Asl_PureValueOp<"tuple_index", (ins Asl_Value:$input, I64Attr:$width), "$input `width` $width attr-dict"> {
  let summary = "adds each tuple's position in the stream as a component";
}
def Asl_TupleSortOp : Asl_FailingOp<"tuple_sort"> {
  let summary = "order-by over tuples";
  let arguments = (ins Asl_Value:$input, I64Attr:$width, DenseBoolArrayAttr:$descending);
  let results = (outs Asl_Value:$result);
  let regions = (region VariadicRegion<SizedRegion<1>>:$terms);
  let assemblyFormat = "$input `width` $width $descending $terms attr-dict";
}
def Asl_TupleGroupOp : Asl_FailingOp<"tuple_group"> {
  let summary = "grouping over tuples: the components of a group are appended one by one";
  let description = [{
    `before`: what the stream was made from; where that is nothing, one tuple of undefined components is grouped.
  }];
  let arguments = (ins Asl_Value:$input, Optional<Asl_Value>:$before, I64Attr:$width);
  let results = (outs Asl_Value:$result);
  let regions = (region VariadicRegion<SizedRegion<1>>:$pairs);
  let assemblyFormat = "$input (`before` $before^)? `width` $width $pairs attr-dict";
}
def Asl_TupleItemsOp : Asl_PureValueOp<"tuple_items", (ins Asl_Value:$input), "$input attr-dict"> {
  let summary = "the sequence of the first components";
}

#endif
