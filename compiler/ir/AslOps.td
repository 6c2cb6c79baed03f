// The ops of the asl dialect: machines, states, and the data flow inside states.
#ifndef ASL_OPS_TD
#define ASL_OPS_TD

include "AslDialect.td"
include "AslInterfaces.td"
include "mlir/IR/OpAsmInterface.td"
include "mlir/IR/SymbolInterfaces.td"
include "mlir/Interfaces/SideEffectInterfaces.td"
include "mlir/Interfaces/ControlFlowInterfaces.td"
include "mlir/Interfaces/InferTypeOpInterface.td"

class Asl_Op<string mnemonic, list<Trait> traits = []> : Op<Asl_Dialect, mnemonic, traits>;

// ---- Machines

class Asl_FlowOp<string mnemonic, list<Trait> traits = []>
    : Asl_Op<mnemonic, traits # [SymbolTable, NoTerminator, SingleBlock,
                                 DeclareOpInterfaceMethods<Asl_FlowInterface>]>;

def Asl_MachineOp : Asl_FlowOp<"machine", [Symbol, IsolatedFromAbove]> {
  let summary = "a whole definition";
  let description = [{
    A symbol table of states. `start` is where it begins; `variables` are the names that its states assign, by slot;
    `timeout` (seconds) bounds the whole execution.
  }];
  let arguments = (ins SymbolNameAttr:$sym_name, FlatSymbolRefAttr:$start, OptionalAttr<StrArrayAttr>:$variables,
                       OptionalAttr<I64Attr>:$timeout);
  let regions = (region SizedRegion<1>:$states);
  let assemblyFormat = [{
    $sym_name `start` `(` $start `)` (`variables` $variables^)? (`timeout` $timeout^)? $states attr-dict
  }];
  let hasVerifier = 1;
}

def Asl_BranchOp : Asl_FlowOp<"branch"> {
  let summary = "the states of one branch of Parallel, or of the processor of Map";
  let arguments = (ins FlatSymbolRefAttr:$start, OptionalAttr<StrArrayAttr>:$variables);
  let regions = (region SizedRegion<1>:$states);
  let assemblyFormat = "`start` `(` $start `)` (`variables` $variables^)? $states attr-dict";
  let hasVerifier = 1;
}

// ---- States

class Asl_StateOp<string mnemonic, list<Trait> traits = []>
    : Asl_Op<mnemonic, traits # [Symbol, NoTerminator, DeclareOpInterfaceMethods<SymbolUserOpInterface>,
                                 DeclareOpInterfaceMethods<Asl_StateInterface, ["getSuccessorStates", "endsFlow"]>]> {
  code nextSuccessor = [{
    ::llvm::SmallVector<::mlir::FlatSymbolRefAttr> $cppClass::getSuccessorStates() {
      if (auto next = getNextAttr())
        return {next};
      return {};
    }
    bool $cppClass::endsFlow() { return !getNextAttr(); }
  }];
}

def Asl_PassOp : Asl_StateOp<"pass"> {
  let summary = "shape data";
  let arguments = (ins SymbolNameAttr:$sym_name, OptionalAttr<FlatSymbolRefAttr>:$next, UnitAttr:$jsonata);
  let regions = (region MaxSizedRegion<1>:$exit);
  let assemblyFormat = [{
    $sym_name (`jsonata` $jsonata^)? (`exit` $exit^)? (`next` `(` $next^ `)`)? attr-dict
  }];
  let extraClassDefinition = nextSuccessor;
}

def Asl_TaskOp : Asl_StateOp<"task", [DeclareOpInterfaceMethods<Asl_StateInterface, ["getCatcherOps", "maySuspend"]>]> {
  let summary = "have work done by a resource";
  let arguments = (ins SymbolNameAttr:$sym_name, StrAttr:$resource, OptionalAttr<FlatSymbolRefAttr>:$next,
                       OptionalAttr<Asl_RetrierArrayAttr>:$retry, UnitAttr:$jsonata);
  let regions = (region MaxSizedRegion<1>:$enter, MaxSizedRegion<1>:$timeout, MaxSizedRegion<1>:$heartbeat,
                        MaxSizedRegion<1>:$credentials, MaxSizedRegion<1>:$exit, MaxSizedRegion<1>:$catches);
  let assemblyFormat = [{
    $sym_name `resource` `(` $resource `)` (`jsonata` $jsonata^)? (`enter` $enter^)? (`timeout` $timeout^)?
    (`heartbeat` $heartbeat^)? (`credentials` $credentials^)? (`exit` $exit^)? (`retry` $retry^)?
    (`catches` $catches^)? (`next` `(` $next^ `)`)? attr-dict
  }];
  let extraClassDefinition = nextSuccessor;
}

def Asl_ChoiceOp : Asl_StateOp<"choice"> {
  let summary = "go where the first rule that holds says";
  let arguments = (ins SymbolNameAttr:$sym_name, OptionalAttr<FlatSymbolRefAttr>:$next, UnitAttr:$jsonata);
  let regions = (region MaxSizedRegion<1>:$enter, SizedRegion<1>:$rules, MaxSizedRegion<1>:$exit);
  let assemblyFormat = [{
    $sym_name (`jsonata` $jsonata^)? (`enter` $enter^)? `rules` $rules (`exit` $exit^)?
    (`default` `(` $next^ `)`)? attr-dict
  }];
}

def Asl_RuleOp : Asl_Op<"rule", [NoTerminator, HasParent<"ChoiceOp">]> {
  let summary = "a rule of a choice";
  let arguments = (ins FlatSymbolRefAttr:$next);
  let regions = (region SizedRegion<1>:$when, MaxSizedRegion<1>:$exit);
  let assemblyFormat = "`when` $when (`exit` $exit^)? `next` `(` $next `)` attr-dict";
}

def Asl_WaitOp : Asl_StateOp<"wait", [DeclareOpInterfaceMethods<Asl_StateInterface, ["maySuspend"]>]> {
  let summary = "sleep for a time or until a timestamp";
  let description = [{
    `until` gives seconds, or with `timestamp` a point in time. `path` is the text of a `...Path` field, for error causes.
  }];
  let arguments = (ins SymbolNameAttr:$sym_name, UnitAttr:$timestamp, OptionalAttr<StrAttr>:$path,
                       OptionalAttr<FlatSymbolRefAttr>:$next, UnitAttr:$jsonata);
  let regions = (region MaxSizedRegion<1>:$enter, SizedRegion<1>:$until, MaxSizedRegion<1>:$exit);
  let assemblyFormat = [{
    $sym_name (`jsonata` $jsonata^)? (`enter` $enter^)? (`timestamp` $timestamp^)? (`path` `(` $path^ `)`)?
    `until` $until (`exit` $exit^)? (`next` `(` $next^ `)`)? attr-dict
  }];
  let extraClassDefinition = nextSuccessor;
}

def Asl_SucceedOp : Asl_StateOp<"succeed"> {
  let summary = "end the flow well";
  let arguments = (ins SymbolNameAttr:$sym_name, UnitAttr:$jsonata);
  let regions = (region MaxSizedRegion<1>:$exit);
  let assemblyFormat = "$sym_name (`jsonata` $jsonata^)? (`exit` $exit^)? attr-dict";
}

def Asl_FailOp : Asl_StateOp<"fail"> {
  let summary = "end the flow with an error";
  let arguments = (ins SymbolNameAttr:$sym_name, UnitAttr:$jsonata);
  let regions = (region MaxSizedRegion<1>:$error, MaxSizedRegion<1>:$cause);
  let assemblyFormat = [{
    $sym_name (`jsonata` $jsonata^)? (`error` $error^)? (`cause` $cause^)? attr-dict
  }];
}

def Asl_ParallelOp
    : Asl_StateOp<"parallel", [DeclareOpInterfaceMethods<Asl_StateInterface, ["getCatcherOps", "maySuspend"]>]> {
  let summary = "run branches side by side";
  let arguments = (ins SymbolNameAttr:$sym_name, OptionalAttr<FlatSymbolRefAttr>:$next,
                       OptionalAttr<Asl_RetrierArrayAttr>:$retry, UnitAttr:$jsonata);
  let regions = (region MaxSizedRegion<1>:$enter, SizedRegion<1>:$branches, MaxSizedRegion<1>:$exit,
                        MaxSizedRegion<1>:$catches);
  let assemblyFormat = [{
    $sym_name (`jsonata` $jsonata^)? (`enter` $enter^)? `branches` $branches (`exit` $exit^)? (`retry` $retry^)?
    (`catches` $catches^)? (`next` `(` $next^ `)`)? attr-dict
  }];
  let extraClassDefinition = nextSuccessor;
}

def Asl_MapOp
    : Asl_StateOp<"map", [DeclareOpInterfaceMethods<Asl_StateInterface, ["getCatcherOps", "maySuspend"]>]> {
  let summary = "run a processor for each item";
  let description = [{
    `paths` holds the texts of `...Path` fields by region name, for error causes.
  }];
  let arguments = (ins SymbolNameAttr:$sym_name, UnitAttr:$distributed, UnitAttr:$express, OptionalAttr<StrAttr>:$label,
                       OptionalAttr<DictionaryAttr>:$paths, UnitAttr:$batched, OptionalAttr<FlatSymbolRefAttr>:$next,
                       OptionalAttr<Asl_RetrierArrayAttr>:$retry, UnitAttr:$jsonata);
  let regions = (region MaxSizedRegion<1>:$enter, MaxSizedRegion<1>:$items, MaxSizedRegion<1>:$selector,
                        MaxSizedRegion<1>:$max_concurrency, MaxSizedRegion<1>:$tolerated_count,
                        MaxSizedRegion<1>:$tolerated_percentage, MaxSizedRegion<1>:$batch_items,
                        MaxSizedRegion<1>:$batch_bytes, MaxSizedRegion<1>:$batch_input, SizedRegion<1>:$processor,
                        MaxSizedRegion<1>:$exit, MaxSizedRegion<1>:$catches);
  let assemblyFormat = [{
    $sym_name (`distributed` $distributed^)? (`express` $express^)? (`label` `(` $label^ `)`)? (`jsonata` $jsonata^)?
    (`paths` $paths^)? (`enter` $enter^)? (`items` $items^)? (`selector` $selector^)?
    (`max_concurrency` $max_concurrency^)? (`tolerated_count` $tolerated_count^)?
    (`tolerated_percentage` $tolerated_percentage^)? (`batched` $batched^)? (`batch_items` $batch_items^)?
    (`batch_bytes` $batch_bytes^)? (`batch_input` $batch_input^)? `processor` $processor (`exit` $exit^)?
    (`retry` $retry^)? (`catches` $catches^)? (`next` `(` $next^ `)`)? attr-dict
  }];
  let extraClassDefinition = nextSuccessor;
}

def Asl_CatcherOp : Asl_Op<"catcher", [NoTerminator]> {
  let summary = "where errors of these names lead";
  let arguments = (ins StrArrayAttr:$errors, FlatSymbolRefAttr:$next);
  let regions = (region MaxSizedRegion<1>:$exit);
  let assemblyFormat = "$errors (`exit` $exit^)? `next` `(` $next `)` attr-dict";
}

def Asl_YieldOp : Asl_Op<"yield", [Pure, Terminator, ReturnLike]> {
  let summary = "what a region gives";
  let arguments = (ins AnyType:$value);
  let assemblyFormat = "$value `:` type($value) attr-dict";
}

// ---- Data

def Asl_ConstantOp : Asl_Op<"constant", [Pure, ConstantLike]> {
  let summary = "a constant, as JSON text";
  let arguments = (ins StrAttr:$json);
  let results = (outs Asl_Value:$result);
  let assemblyFormat = "$json attr-dict";
  let hasFolder = 1;
}


def Asl_PathOp : Asl_Op<"path", [Pure]> {
  let summary = "a definite path: names and indexes";
  let description = [{
    Each step is a string (a name), an integer (an index), an array of strings (several names: an object of those
    present) or a dictionary `{from_length = k}`. Missing where the value has no such part. `first` is the number of the
    first step in the whole path, of which `value` is a part already; with `all` each of several names must be there.
  }];
  let arguments = (ins Asl_Value:$value, ArrayAttr:$steps, DefaultValuedAttr<I64Attr, "0">:$first, UnitAttr:$all);
  let results = (outs Asl_Value:$result);
  let assemblyFormat = "$value $steps (`first` $first^)? (`all` $all^)? attr-dict";
  let hasFolder = 1;
  let hasVerifier = 1;
  let builders = [OpBuilder<(ins "::mlir::Value":$value, "::mlir::ArrayAttr":$steps), [{
    build($_builder, $_state, value, steps, 0, false);
  }]>];
}

class Asl_RaisingOp<string mnemonic, list<Trait> traits = []>
    : Asl_Op<mnemonic, traits # [MemoryEffects<[MemWrite]>]>;

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
    $value (`of` $input^)? `site` `(` $site `)` `path` `(` $path `)` (`field` `(` $field^ `)`)? (`steps` $steps^)? attr-dict
  }];
}

// ---- Indefinite paths

def Asl_GatherOp : Asl_RaisingOp<"gather", [NoTerminator]> {
  let summary = "an indefinite path: the array of all that it matches";
  let description = [{
    The region walks the path from `root` by `asl.each` ops and ends in `asl.emit`; its argument is `root`. A step that
    cannot be applied gives an error value that only `asl.require` may see.
  }];
  let arguments = (ins Asl_Value:$root);
  let results = (outs Asl_Value:$result);
  let regions = (region SizedRegion<1>:$body);
  let assemblyFormat = "$root $body attr-dict";
}

def Asl_EachOp : Asl_Op<"each", [NoTerminator]> {
  let summary = "inside gather: the rest of the path for each match of a step";
  let description = [{
    `kind` is "wildcard", "names" (`names`, `missing`), "indexes" (`indexes`), "slice" (`from`, `to`), "from_length"
    (`from`), "scan" (`scan`, `names`, and the region `predicate`) or "filter" (the region `predicate`).
    `missing` and `scan` are the numbers of ASL_NAME_* and asl_scan in asl/abi.h.
  }];
  let arguments = (ins StrAttr:$kind, Asl_Value:$value, OptionalAttr<StrArrayAttr>:$names,
                       OptionalAttr<I64ArrayAttr>:$indexes, OptionalAttr<I64Attr>:$from, OptionalAttr<I64Attr>:$to,
                       OptionalAttr<I64Attr>:$missing, OptionalAttr<I64Attr>:$scan);
  let regions = (region MaxSizedRegion<1>:$predicate, SizedRegion<1>:$body);
  let assemblyFormat = [{
    $kind $value (`names` $names^)? (`indexes` $indexes^)? (`from` $from^)? (`to` $to^)? (`missing` $missing^)?
    (`scan` $scan^)? (`where` $predicate^)? `do` $body attr-dict
  }];
}

def Asl_EmitOp : Asl_Op<"emit"> {
  let summary = "inside gather: a match";
  let arguments = (ins Asl_Value:$value);
  let assemblyFormat = "$value attr-dict";
}

def Asl_FilterCompareOp : Asl_RaisingOp<"filter_compare"> {
  let summary = "a comparison in a filter; `op` is one of == != < <= > >= exists";
  let arguments = (ins StrAttr:$op, Asl_Value:$left, Optional<Asl_Value>:$right);
  let results = (outs I1:$result);
  let assemblyFormat = "$op $left (`,` $right^)? attr-dict";
}

def Asl_FilterMatchesOp : Asl_RaisingOp<"filter_matches"> {
  let summary = "`=~` in a filter";
  let arguments = (ins Asl_Value:$value, StrAttr:$pattern, UnitAttr:$ignoreCase);
  let results = (outs I1:$result);
  let assemblyFormat = "$value $pattern (`ignore_case` $ignoreCase^)? attr-dict";
}

// ---- Context and variables

def Asl_ContextOp : Asl_Op<"context", [MemoryEffects<[MemRead]>]> {
  let summary = "a part of the context object, such as \"Execution.Input\"; \"\" is all of it";
  let arguments = (ins StrAttr:$part);
  let results = (outs Asl_Value:$result);
  let assemblyFormat = "$part attr-dict";
}

def Asl_GetVarOp : Asl_Op<"get_var", [MemoryEffects<[MemRead]>]> {
  let summary = "a variable: slot `slot` of the scope `depth` flows further out";
  let arguments = (ins StrAttr:$name, I64Attr:$depth, I64Attr:$slot);
  let results = (outs Asl_Value:$result);
  let assemblyFormat = "$name `depth` $depth `slot` $slot attr-dict";
}

def Asl_AssignOp : Asl_RaisingOp<"assign"> {
  let summary = "variables of the flow's own scope take values, all at once";
  let arguments = (ins StrArrayAttr:$names, I64ArrayAttr:$slots, Variadic<Asl_Value>:$values);
  let assemblyFormat = "$names $slots $values attr-dict";
}

// ---- Construction

def Asl_ObjectOp : Asl_Op<"object", [Pure]> {
  let summary = "an object of these members";
  let arguments = (ins StrArrayAttr:$keys, Variadic<Asl_Value>:$values);
  let results = (outs Asl_Value:$result);
  let assemblyFormat = "$keys $values attr-dict";
}

def Asl_ArrayOp : Asl_Op<"array", [Pure]> {
  let summary = "an array of these items";
  let arguments = (ins Variadic<Asl_Value>:$values);
  let results = (outs Asl_Value:$result);
  let assemblyFormat = "$values attr-dict";
}

def Asl_SetOp : Asl_RaisingOp<"set"> {
  let summary = "a document with a value at a reference path; `path` is its text, for messages";
  let arguments = (ins Asl_Value:$document, Asl_Value:$value, ArrayAttr:$steps, StrAttr:$path);
  let results = (outs Asl_Value:$result);
  let assemblyFormat = "$document `,` $value `at` $steps `path` `(` $path `)` attr-dict";
}

def Asl_IntrinsicOp : Asl_RaisingOp<"intrinsic"> {
  let summary = "a call of an intrinsic function, by its name without `States.`";
  let arguments = (ins StrAttr:$function, Variadic<Asl_Value>:$arguments);
  let results = (outs Asl_Value:$result);
  let assemblyFormat = "$function `(` $arguments `)` attr-dict";
}

// ---- Conditions

def Asl_TestOp : Asl_Op<"test", [Pure]> {
  let summary = "a comparison of a choice rule: `family` string, numeric, boolean or timestamp; `order` == < > <= >=";
  let arguments = (ins StrAttr:$family, StrAttr:$order, Asl_Value:$value, Asl_Value:$operand);
  let results = (outs I1:$result);
  let assemblyFormat = "$family $order $value `,` $operand attr-dict";
}

def Asl_IsOp : Asl_Op<"is", [Pure]> {
  let summary = "a type test: present, null, numeric, string, boolean or timestamp";
  let arguments = (ins StrAttr:$type, Asl_Value:$value);
  let results = (outs I1:$result);
  let assemblyFormat = "$type $value attr-dict";
}

def Asl_MatchesOp : Asl_Op<"matches", [Pure]> {
  let summary = "StringMatches: the literal pieces between the wildcards";
  let arguments = (ins Asl_Value:$value, StrArrayAttr:$pieces);
  let results = (outs I1:$result);
  let assemblyFormat = "$value $pieces attr-dict";
}

def Asl_TruthOp : Asl_Op<"truth", [Pure, ConstantLike]> {
  let summary = "a constant condition";
  let arguments = (ins BoolAttr:$value);
  let results = (outs I1:$result);
  let assemblyFormat = "$value attr-dict";
  let hasFolder = 1;
}

def Asl_NotOp : Asl_Op<"not", [Pure]> {
  let arguments = (ins I1:$value);
  let results = (outs I1:$result);
  let assemblyFormat = "$value attr-dict";
  let hasFolder = 1;
}

class Asl_LazyOp<string mnemonic> : Asl_RaisingOp<mnemonic> {
  let results = (outs I1:$result);
  let regions = (region VariadicRegion<SizedRegion<1>>:$terms);
  let assemblyFormat = "$terms attr-dict";
}
def Asl_AllOp : Asl_LazyOp<"all"> {
  let summary = "true when every region yields true; stops at the first that does not";
}
def Asl_AnyOp : Asl_LazyOp<"any"> {
  let summary = "true when a region yields true; stops there";
}

include "AslQueryOps.td"

#endif
