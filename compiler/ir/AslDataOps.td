// The data flow inside states: constants, paths, the context object, variables, construction, conditions.
#ifndef ASL_DATA_OPS_TD
#define ASL_DATA_OPS_TD

include "AslOpBase.td"
include "mlir/IR/OpAsmInterface.td"
include "mlir/IR/SymbolInterfaces.td"

def Asl_YieldOp : Asl_Op<"yield", [Pure, Terminator, ReturnLike]> {
  let summary = "what a region gives";
  let arguments = (ins AnyTypeOf<[Asl_Value, I1]>:$value);
  let assemblyFormat = "$value `` custom<YieldType>(type($value)) attr-dict";
}

def Asl_ConstantOp : Asl_Op<"constant", [Pure, ConstantLike]> {
  let summary = "a constant, printed as JSON text";
  let arguments = (ins Asl_JsonAttr:$value);
  let results = (outs Asl_Value:$result);
  let assemblyFormat = "custom<Json>($value) attr-dict";
  let hasFolder = 1;
}

// ---- Definite paths

def Asl_PathOp : Asl_Op<"path", [Pure]> {
  let summary = "a definite path: names and indexes";
  let description = [{
    Each step is a string (a name), an integer (an index), an array of strings (several names: an object of those
    present) or a dictionary `{from_length = k}`. The result is missing when the value has no such part. When
    `value` was found by the beginning of the same path, `first` is the number of steps before these. With `all` every
    one of several names must be present.
  }];
  let arguments = (ins Asl_Value:$value, ArrayAttr:$steps, DefaultValuedAttr<I64Attr, "0">:$first, UnitAttr:$all);
  let results = (outs Asl_Value:$result);
  let assemblyFormat = "$value `,` custom<Steps>($steps) (`first` $first^)? (`all` $all^)? attr-dict";
  let builders = [OpBuilder<(ins "::mlir::Value":$value, "::mlir::ArrayAttr":$steps), [{
    build($_builder, $_state, value, steps, 0, false);
  }]>];
  let hasFolder = 1;
  let hasVerifier = 1;
  let hasCanonicalizeMethod = 1;
}

def Asl_RequireOp : Asl_RaisingOp<"require", "runtime"> {
  let summary = "a value that must be there";
  let description = [{
    Gives `value`, or raises the error of its `site` when it is missing. `input` is what the path was applied to;
    without it, the context object. `path` is the text of the path, `field` the field as written, `steps` the path
    itself: all for messages only.
  }];
  let arguments = (ins Asl_Value:$value, Optional<Asl_Value>:$input, Asl_SiteAttr:$site, StrAttr:$path,
                       OptionalAttr<StrAttr>:$field, OptionalAttr<ArrayAttr>:$steps);
  let results = (outs Asl_Value:$result);
  let assemblyFormat = [{
    $value (`of` $input^)? `site` `(` custom<Word>($site) `)` `path` `(` $path `)` (`field` `(` $field^ `)`)?
    (`steps` custom<Steps>($steps)^)? attr-dict
  }];
  let hasFolder = 1;
}

// ---- Indefinite paths

def Asl_GatherOp : Asl_Op<"gather", [NoTerminator, SingleBlock, MemoryEffects<[MemWrite]>,
    DeclareOpInterfaceMethods<Asl_RaisesInterface, ["getRaisedErrors", "handlesErrors"]>,
    DeclareOpInterfaceMethods<OpAsmOpInterface, ["getAsmBlockArgumentNames"]>]> {
  let summary = "an indefinite path: the array of all that it matches";
  let description = [{
    The region walks the path from `root` by `asl.each_...` ops and ends in `asl.emit`; its argument is `root`. A step that
    cannot be applied, or a filter that fails, gives an error value that only `asl.require` may see: the op itself
    raises nothing.
  }];
  let arguments = (ins Asl_Value:$root);
  let results = (outs Asl_Value:$result);
  let regions = (region SizedRegion<1>:$body);
  let assemblyFormat = "$root `` custom<Part>($body, \"\\\"walk\\\"\") attr-dict";
  let hasVerifier = 1;
}

/// A step of an indefinite path: `body` is the rest of the path and gets each match.
class Asl_EachOp<string mnemonic, dag attributes = (ins), string format = "">
    : Asl_Op<"each_" # mnemonic, [NoTerminator, Asl_PathStepInterface,
                                  DeclareOpInterfaceMethods<OpAsmOpInterface, ["getAsmBlockArgumentNames"]>]> {
  let arguments = !con((ins Asl_Value:$value), attributes);
  let regions = (region SizedRegion<1>:$body);
  let assemblyFormat = "$value " # format # " `` custom<Part>($body, \"\\\"do\\\"\") attr-dict";
  let extraClassDefinition = [{
    void $cppClass::getAsmBlockArgumentNames(::mlir::Region &region, ::mlir::OpAsmSetValueNameFn setName) {
      if (region.getNumArguments() != 0)
        setName(region.getArgument(0), "item");
    }
  }];
}
/// A step with a condition: `predicate` gets a value and yields whether it is a match.
class Asl_FilterStepOp<string mnemonic, dag attributes = (ins), string format = "">
    : Asl_EachOp<mnemonic, attributes> {
  let regions = (region SizedRegion<1>:$predicate, SizedRegion<1>:$body);
  let assemblyFormat = "$value " # format #
      " `` custom<Part>($predicate, \"\\\"where\\\"\") `` custom<Part>($body, \"\\\"do\\\"\") attr-dict";
  let hasVerifier = 1;
}

def Asl_EachNamesOp : Asl_EachOp<"names", (ins StrArrayAttr:$names, Asl_MissingNameAttr:$missing),
                                 "$names `missing` custom<Word>($missing)"> {
  let summary = "`.a`: the member of one name; `['a','b']`: one object of the members of several names";
}
def Asl_EachIndexOp : Asl_EachOp<"index", (ins I64ArrayAttr:$indexes), "$indexes"> {
  let summary = "`[0]`, `[0,2]`: the elements at these indexes, in this order";
}
def Asl_EachSliceOp : Asl_EachOp<"slice", (ins OptionalAttr<I64Attr>:$from, OptionalAttr<I64Attr>:$to),
                                 "(`from` $from^)? (`to` $to^)?"> {
  let summary = "`[a:b]`: the elements from index `from` to before `to`";
}
def Asl_EachFromLengthOp : Asl_EachOp<"from_length", (ins I64Attr:$minus), "$minus"> {
  let summary = "`[(@.length-n)]`: the element `minus` places before the end";
}
def Asl_EachWildcardOp : Asl_EachOp<"wildcard"> {
  let summary = "`[*]`: each member or element";
}
def Asl_EachFilterOp : Asl_FilterStepOp<"filter"> {
  let summary = "`[?(f)]`: the elements for which `predicate` holds; an object itself when it holds for it";
}
def Asl_EachScanOp : Asl_EachOp<"scan", (ins Asl_ScanTargetAttr:$target), "custom<Word>($target)"> {
  let summary = "`..`: visits the value and all values in it, parents first";
}
def Asl_EachScanNamesOp : Asl_EachOp<"scan_names", (ins StrArrayAttr:$names), "$names"> {
  let summary = "`..a`: each object inside that has all of `names`";
}
def Asl_EachScanFilterOp : Asl_FilterStepOp<"scan_filter", (ins UnitAttr:$last), "(`last` $last^)?"> {
  let summary = "`..[?(f)]`: each object inside for which `predicate` holds, and each element of each array that does";
  let description = "`last`: at the end of its path; of arrays only the elements for which it holds themselves.";
}

def Asl_EmitOp : Asl_Op<"emit"> {
  let summary = "inside gather: a match";
  let arguments = (ins Asl_Value:$value);
  let assemblyFormat = "$value attr-dict";
  let hasVerifier = 1;
}

def Asl_FilterCompareOp : Asl_RaisingOp<"filter_compare", "filter"> {
  let summary = "a comparison in a filter";
  let arguments = (ins Asl_ComparisonAttr:$comparison, Asl_Value:$left, Asl_Value:$right);
  let results = (outs I1:$result);
  let assemblyFormat = "custom<Word>($comparison) $left `,` $right attr-dict";
  let hasVerifier = 1;
}

def Asl_FilterExistsOp : Asl_RaisingOp<"filter_exists", "filter"> {
  let summary = "whether a path in a filter finds something";
  let arguments = (ins Asl_Value:$value);
  let results = (outs I1:$result);
  let assemblyFormat = "$value attr-dict";
  let hasVerifier = 1;
}

def Asl_FilterMatchesOp : Asl_RaisingOp<"filter_matches", "filter"> {
  let summary = "`=~` in a filter";
  let arguments = (ins Asl_Value:$value, StrAttr:$pattern, UnitAttr:$ignoreCase);
  let results = (outs I1:$result);
  let assemblyFormat = "$value `,` $pattern (`ignore_case` $ignoreCase^)? attr-dict";
  let hasVerifier = 1;
}

// ---- Context and variables

def Asl_ContextOp : Asl_Op<"context", [MemoryEffects<[MemRead]>]> {
  let summary = "a part of the context object, such as `Execution.Input`, or `all` of it; missing where there is none";
  let arguments = (ins Asl_ContextPartAttr:$part);
  let results = (outs Asl_Value:$result);
  let assemblyFormat = "custom<Word>($part) attr-dict";
}

def Asl_GetVarOp : Asl_Op<"get_var", [MemoryEffects<[MemRead]>, DeclareOpInterfaceMethods<SymbolUserOpInterface>]> {
  let summary = "a variable: slot `slot` of the scope `depth` flows further out";
  let arguments = (ins StrAttr:$name, I64Attr:$depth, I64Attr:$slot);
  let results = (outs Asl_Value:$result);
  let assemblyFormat = "$name `depth` $depth `slot` $slot attr-dict";
}

def Asl_AssignOp : Asl_RaisingOp<"assign", "dataLimitExceeded", [DeclareOpInterfaceMethods<SymbolUserOpInterface>]> {
  let summary = "variables of the flow's own scope take values, all at once";
  let description = "Comes last before the yield: when nothing else of the state can fail.";
  let arguments = (ins StrArrayAttr:$names, I64ArrayAttr:$slots, Variadic<Asl_Value>:$values);
  let assemblyFormat = "$names `slots` $slots $values attr-dict";
  let hasVerifier = 1;
}

// ---- Inspection

def Asl_ObserveOp : Asl_Op<"observe"> {
  let summary = "shows a value to whoever watches the state";
  let description = "Only in machines that are lowered to be inspected, which run in memory.";
  let arguments = (ins StrAttr:$name, Asl_Value:$value);
  let assemblyFormat = "$name $value attr-dict";
}

// ---- Construction

def Asl_ObjectOp : Asl_Op<"object", [Pure]> {
  let summary = "an object of these members";
  let arguments = (ins StrArrayAttr:$keys, Variadic<Asl_Value>:$values);
  let results = (outs Asl_Value:$result);
  let assemblyFormat = "$keys $values attr-dict";
  let hasVerifier = 1;
}

def Asl_ArrayOp : Asl_Op<"array", [Pure]> {
  let summary = "an array of these items";
  let arguments = (ins Variadic<Asl_Value>:$values);
  let results = (outs Asl_Value:$result);
  let assemblyFormat = "` ` `[` $values `]` attr-dict";
}

def Asl_SetOp : Asl_RaisingOp<"set", "resultPathMatchFailure"> {
  let summary = "a document with a value at a reference path; `path` is its text, for messages";
  let arguments = (ins Asl_Value:$document, Asl_Value:$value, ArrayAttr:$steps, StrAttr:$path);
  let results = (outs Asl_Value:$result);
  let assemblyFormat = "$document `,` custom<Steps>($steps) `,` $value `path` `(` $path `)` attr-dict";
  let hasVerifier = 1;
}

def Asl_IntrinsicOp : Asl_RaisingOp<"intrinsic", "intrinsicFailure"> {
  let summary = "a call of an intrinsic function, by its name without `States.`";
  let arguments = (ins Asl_IntrinsicAttr:$function, Variadic<Asl_Value>:$arguments);
  let results = (outs Asl_Value:$result);
  let assemblyFormat = "custom<Word>($function) `(` $arguments `)` attr-dict";
}

// ---- Conditions

def Asl_TestOp : Asl_Op<"test", [Pure]> {
  let summary = "a comparison of a choice rule; false when the two are not of the family's type";
  let arguments = (ins Asl_TestFamilyAttr:$family, Asl_ComparisonAttr:$comparison, Asl_Value:$value, Asl_Value:$operand);
  let results = (outs I1:$result);
  let assemblyFormat = "custom<Word>($family) $value custom<Word>($comparison) $operand attr-dict";
  let hasVerifier = 1;
}

def Asl_IsOp : Asl_Op<"is", [Pure]> {
  let summary = "a type test of a choice rule";
  let arguments = (ins Asl_TypeTestAttr:$test, Asl_Value:$value);
  let results = (outs I1:$result);
  let assemblyFormat = "custom<Word>($test) $value attr-dict";
  let hasFolder = 1;
}

def Asl_MatchesOp : Asl_Op<"matches", [Pure]> {
  let summary = "StringMatches: the literal pieces between the wildcards";
  let arguments = (ins Asl_Value:$value, StrArrayAttr:$pieces);
  let results = (outs I1:$result);
  let assemblyFormat = "$value `,` $pieces attr-dict";
  let hasVerifier = 1;
}

def Asl_TruthOp : Asl_Op<"truth", [Pure, ConstantLike]> {
  let summary = "a constant condition";
  let arguments = (ins BoolAttr:$value);
  let results = (outs I1:$result);
  let assemblyFormat = "$value attr-dict";
  let hasFolder = 1;
}

def Asl_NotOp : Asl_Op<"not", [Pure]> {
  let summary = "the opposite";
  let arguments = (ins I1:$value);
  let results = (outs I1:$result);
  let assemblyFormat = "$value attr-dict";
  let hasFolder = 1;
}

class Asl_LazyOp<string mnemonic> : Asl_Op<mnemonic, [RecursiveMemoryEffects]> {
  let results = (outs I1:$result);
  let regions = (region VariadicRegion<SizedRegion<1>>:$terms);
  let assemblyFormat = "$terms attr-dict";
  let hasVerifier = 1;
  let hasCanonicalizeMethod = 1;
}
def Asl_AllOp : Asl_LazyOp<"all"> {
  let summary = "true when every region yields true; stops at the first that does not";
}
def Asl_AnyOp : Asl_LazyOp<"any"> {
  let summary = "true when a region yields true; stops there";
}

#endif
