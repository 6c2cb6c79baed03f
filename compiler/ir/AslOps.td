// The data flow inside states. With AslStates.td, all ops of the dialect.
#ifndef ASL_OPS_TD
#define ASL_OPS_TD

include "AslStates.td"
include "mlir/Interfaces/ControlFlowInterfaces.td"
include "mlir/Interfaces/InferTypeOpInterface.td"
include "mlir/Interfaces/SideEffectInterfaces.td"

def Asl_YieldOp : Asl_Op<"yield", [Pure, Terminator, ReturnLike]> {
  let summary = "what a region gives";
  let arguments = (ins AnyTypeOf<[Asl_Value, I1]>:$value);
  let assemblyFormat = "$value `` custom<YieldType>(type($value)) attr-dict";
}

/// An op that may leave its state with an error: it must neither be dropped nor change places with another.
class Asl_RaisingOp<string mnemonic, list<Trait> traits = []>
    : Asl_Op<mnemonic, traits # [MemoryEffects<[MemWrite]>]>;

def Asl_ConstantOp : Asl_Op<"constant", [Pure, ConstantLike]> {
  let summary = "a constant, as JSON text";
  let arguments = (ins StrAttr:$json);
  let results = (outs Asl_Value:$result);
  let assemblyFormat = "$json attr-dict";
  let hasFolder = 1;
}

// ---- Definite paths

def Asl_PathOp : Asl_Op<"path", [Pure]> {
  let summary = "a definite path: names and indexes";
  let description = [{
    Each step is a string (a name), an integer (an index), an array of strings (several names: an object of those
    present) or a dictionary `{from_length = k}`. Missing where the value has no such part. `first` is the number of the
    first step in the whole path, of which `value` is a part already; with `all` each of several names must be there.
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

def Asl_RequireOp : Asl_RaisingOp<"require"> {
  let summary = "a value that must be there";
  let description = [{
    Gives `value`, or raises the error of its `site` ("path", "template", "choice", "argument", "variable") when it is
    missing. `input` is what the path was applied to; without it, the context object. `path` is the text of the path,
    `field` the field as written, `steps` the path itself: all for messages only.
  }];
  let arguments = (ins Asl_Value:$value, Optional<Asl_Value>:$input, StrAttr:$site, StrAttr:$path,
                       OptionalAttr<StrAttr>:$field, OptionalAttr<ArrayAttr>:$steps);
  let results = (outs Asl_Value:$result);
  let assemblyFormat = [{
    $value (`of` $input^)? `site` `(` custom<Word>($site) `)` `path` `(` $path `)` (`field` `(` $field^ `)`)?
    (`steps` custom<Steps>($steps)^)? attr-dict
  }];
  let hasVerifier = 1;
  let hasFolder = 1;
}

// ---- Indefinite paths

def Asl_GatherOp : Asl_RaisingOp<"gather", [NoTerminator, SingleBlock,
    DeclareOpInterfaceMethods<OpAsmOpInterface, ["getAsmBlockArgumentNames"]>]> {
  let summary = "an indefinite path: the array of all that it matches";
  let description = [{
    The region walks the path from `root` by `asl.each` ops and ends in `asl.emit`; its argument is `root`. A step that
    cannot be applied gives an error value that only `asl.require` may see.
  }];
  let arguments = (ins Asl_Value:$root);
  let results = (outs Asl_Value:$result);
  let regions = (region SizedRegion<1>:$body);
  let assemblyFormat = "$root `` custom<Part>($body, \"\\\"walk\\\"\") attr-dict";
  let hasVerifier = 1;
}

def Asl_EachOp : Asl_Op<"each", [NoTerminator, ParentOneOf<["GatherOp", "EachOp"]>,
    DeclareOpInterfaceMethods<OpAsmOpInterface, ["getAsmBlockArgumentNames"]>]> {
  let summary = "inside gather: the rest of the path for each match of a step";
  let description = [{
    `kind` is "wildcard", "names" (`names`, `missing`), "indexes" (`indexes`), "slice" (`from`, `to`), "from_length"
    (`from`), "scan" (`scan`, `names`, and the region `predicate`) or "filter" (the region `predicate`).
    `missing` and `scan` are the numbers of ASL_NAME_* and asl_scan in asl/abi/abi.h.
  }];
  let arguments = (ins StrAttr:$kind, Asl_Value:$value, OptionalAttr<StrArrayAttr>:$names,
                       OptionalAttr<I64ArrayAttr>:$indexes, OptionalAttr<I64Attr>:$from, OptionalAttr<I64Attr>:$to,
                       OptionalAttr<I64Attr>:$missing, OptionalAttr<I64Attr>:$scan);
  let regions = (region MaxSizedRegion<1>:$predicate, MaxSizedRegion<1>:$body);
  let assemblyFormat = [{
    custom<Word>($kind) `of` $value (`names` $names^)? (`indexes` $indexes^)? (`from` $from^)? (`to` $to^)?
    (`missing` custom<Missing>($missing)^)? (`scan` custom<Scan>($scan)^)?
    `` custom<Part>($predicate, "\"where\"") `` custom<Part>($body, "\"do\"") attr-dict
  }];
  let hasVerifier = 1;
}

def Asl_EmitOp : Asl_Op<"emit", [ParentOneOf<["GatherOp", "EachOp"]>]> {
  let summary = "inside gather: a match";
  let arguments = (ins Asl_Value:$value);
  let assemblyFormat = "$value attr-dict";
}

def Asl_FilterCompareOp : Asl_RaisingOp<"filter_compare"> {
  let summary = "a comparison in a filter; `op` is one of == != < <= > >= exists";
  let arguments = (ins StrAttr:$op, Asl_Value:$left, Optional<Asl_Value>:$right);
  let results = (outs I1:$result);
  let assemblyFormat = "$op $left (`,` $right^)? attr-dict";
  let hasVerifier = 1;
}

def Asl_FilterMatchesOp : Asl_RaisingOp<"filter_matches"> {
  let summary = "`=~` in a filter";
  let arguments = (ins Asl_Value:$value, StrAttr:$pattern, UnitAttr:$ignoreCase);
  let results = (outs I1:$result);
  let assemblyFormat = "$value `,` $pattern (`ignore_case` $ignoreCase^)? attr-dict";
  let hasVerifier = 1;
}

// ---- Context and variables

def Asl_ContextOp : Asl_Op<"context", [MemoryEffects<[MemRead]>]> {
  let summary = "a part of the context object, such as \"Execution.Input\"; \"\" is all of it";
  let arguments = (ins StrAttr:$part);
  let results = (outs Asl_Value:$result);
  let assemblyFormat = "$part attr-dict";
  let hasVerifier = 1;
  let extraClassDeclaration = [{
    /// Whether there is such a part that can be asked for alone.
    static bool isPart(::llvm::StringRef name);
  }];
}

def Asl_GetVarOp : Asl_Op<"get_var", [MemoryEffects<[MemRead]>, DeclareOpInterfaceMethods<SymbolUserOpInterface>]> {
  let summary = "a variable: slot `slot` of the scope `depth` flows further out";
  let arguments = (ins StrAttr:$name, I64Attr:$depth, I64Attr:$slot);
  let results = (outs Asl_Value:$result);
  let assemblyFormat = "$name `depth` $depth `slot` $slot attr-dict";
}

def Asl_AssignOp : Asl_RaisingOp<"assign", [DeclareOpInterfaceMethods<SymbolUserOpInterface>]> {
  let summary = "variables of the flow's own scope take values, all at once";
  let description = "Comes last before the yield: when nothing else of the state can fail.";
  let arguments = (ins StrArrayAttr:$names, I64ArrayAttr:$slots, Variadic<Asl_Value>:$values);
  let assemblyFormat = "$names `slots` $slots $values attr-dict";
  let hasVerifier = 1;
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

def Asl_SetOp : Asl_RaisingOp<"set"> {
  let summary = "a document with a value at a reference path; `path` is its text, for messages";
  let arguments = (ins Asl_Value:$document, Asl_Value:$value, ArrayAttr:$steps, StrAttr:$path);
  let results = (outs Asl_Value:$result);
  let assemblyFormat = "$document `,` custom<Steps>($steps) `,` $value `path` `(` $path `)` attr-dict";
  let hasVerifier = 1;
}

def Asl_IntrinsicOp : Asl_RaisingOp<"intrinsic"> {
  let summary = "a call of an intrinsic function, by its name without `States.`";
  let arguments = (ins StrAttr:$function, Variadic<Asl_Value>:$arguments);
  let results = (outs Asl_Value:$result);
  let assemblyFormat = "custom<Word>($function) `(` $arguments `)` attr-dict";
}

// ---- Conditions

def Asl_TestOp : Asl_Op<"test", [Pure]> {
  let summary = "a comparison of a choice rule: `family` string, numeric, boolean or timestamp; `order` == < > <= >=";
  let arguments = (ins StrAttr:$family, StrAttr:$order, Asl_Value:$value, Asl_Value:$operand);
  let results = (outs I1:$result);
  let assemblyFormat = "custom<Word>($family) $value $order $operand attr-dict";
  let hasVerifier = 1;
}

def Asl_IsOp : Asl_Op<"is", [Pure]> {
  let summary = "a type test: present, null, numeric, string, boolean or timestamp";
  let arguments = (ins StrAttr:$type, Asl_Value:$value);
  let results = (outs I1:$result);
  let assemblyFormat = "custom<Word>($type) $value attr-dict";
  let hasFolder = 1;
  let hasVerifier = 1;
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

include "AslJsonataOps.td"

#endif
