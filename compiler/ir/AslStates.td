// Machines, branches and the eight states: the graph.
#ifndef ASL_STATES_TD
#define ASL_STATES_TD

include "AslOpBase.td"
include "mlir/IR/OpAsmInterface.td"
include "mlir/IR/SymbolInterfaces.td"

// ---- Machines

class Asl_FlowOp<string mnemonic, list<Trait> traits = []>
    : Asl_Op<mnemonic, traits # [SymbolTable, NoTerminator, SingleBlock,
                                 DeclareOpInterfaceMethods<Asl_FlowInterface>]> {
  let regions = (region SizedRegion<1>:$states);
  let hasVerifier = 1;
}

def Asl_MachineOp : Asl_FlowOp<"machine", [Symbol, IsolatedFromAbove]> {
  let summary = "a whole definition";
  let description = [{
    A symbol table of states. `start` is where it begins; `variables` are the names that its states assign, by slot;
    `timeout` (seconds) bounds the whole execution; `type` is the type that it runs as. `definition_hash` is the hash of
    the definition (see asl_module in asl/abi); it is absent where there is none. Its location names the source file.
  }];
  let arguments = (ins SymbolNameAttr:$sym_name, FlatSymbolRefAttr:$start, OptionalAttr<StrArrayAttr>:$variables,
                       OptionalAttr<I64Attr>:$timeout,
                       DefaultValuedAttr<Asl_MachineTypeAttr, "::aslc::ir::MachineType::Standard">:$type,
                       OptionalAttr<StrAttr>:$definition_hash);
  let assemblyFormat = [{
    $sym_name `start` `(` $start `)` (`variables` $variables^)? (`timeout` $timeout^)?
    (`type` `(` custom<Word>($type)^ `)`)?
    $states (`definition` $definition_hash^)? attr-dict
  }];
  let extraClassDeclaration = [{
    /// SHA-256, as hexadecimal digits, of the machine as it is now, without its name, places and `definition_hash`: for a
    /// machine that was not made from a definition.
    std::string computeHash();
  }];
}

def Asl_BranchOp : Asl_FlowOp<"branch", [ParentOneOf<["ParallelOp", "MapOp"]>]> {
  let summary = "the states of one branch of Parallel, or of the processor of Map";
  let arguments = (ins FlatSymbolRefAttr:$start, OptionalAttr<StrArrayAttr>:$variables);
  let assemblyFormat = "`start` `(` $start `)` (`variables` $variables^)? $states attr-dict";
}

// ---- Expressions

def Asl_ExpressionOp : Asl_Op<"expression", [Symbol, IsolatedFromAbove, SingleBlock]> {
  let summary = "an expression that is evaluated by itself";
  let description = [{
    An entry of the module's table of expressions. `body` gives its value; its arguments are the input, the context
    object, and a value for each name in `variables`. Each of them is missing where it is not given.
  }];
  let arguments = (ins SymbolNameAttr:$sym_name, OptionalAttr<StrArrayAttr>:$variables);
  let regions = (region SizedRegion<1>:$body);
  let assemblyFormat = "$sym_name (`variables` $variables^)? $body attr-dict";
  let hasVerifier = 1;
  let extraClassDeclaration = "unsigned variableCount() { return getVariables() ? getVariables()->size() : 0; }";
}

// ---- States

/// A state. Its parts are regions: where a part would only hand on its input, its region is absent.
class Asl_StateOp<string mnemonic, list<Trait> traits = []>
    : Asl_Op<mnemonic, traits # [Symbol, NoTerminator, ParentOneOf<["MachineOp", "BranchOp"]>,
                                 DeclareOpInterfaceMethods<SymbolUserOpInterface>,
                                 DeclareOpInterfaceMethods<OpAsmOpInterface, ["getAsmBlockArgumentNames"]>,
                                 DeclareOpInterfaceMethods<Asl_StateInterface,
                                                           ["getSuccessorStates", "getTransitions", "endsFlow", "getDataRegions"]>]> {
  let hasVerifier = 1;
}

/// A state with one successor, or none where the flow ends.
class Asl_StepOp<string mnemonic, list<Trait> traits = []> : Asl_StateOp<mnemonic, traits> {
  let extraClassDefinition = [{
    ::llvm::SmallVector<::mlir::FlatSymbolRefAttr> $cppClass::getSuccessorStates() {
      if (auto next = getNextAttr())
        return {next};
      return {};
    }
    bool $cppClass::endsFlow() { return !getNextAttr(); }
  }];
}

defvar Asl_Fails = DeclareOpInterfaceMethods<Asl_StateInterface, ["getWorkErrors"]>;
defvar Asl_Suspends = DeclareOpInterfaceMethods<Asl_StateInterface, ["maySuspend", "getWorkErrors"]>;
/// Work that can fail: has catchers, and gives up the thread until it is done.
defvar Asl_Works = DeclareOpInterfaceMethods<Asl_StateInterface, ["getCatcherOps", "maySuspend", "getWorkErrors"]>;

def Asl_PassOp : Asl_StepOp<"pass"> {
  let summary = "shape data";
  let description = "`exit(%in)` gives the output.";
  let arguments = (ins SymbolNameAttr:$sym_name, OptionalAttr<FlatSymbolRefAttr>:$next);
  let regions = (region MaxSizedRegion<1>:$exit);
  let assemblyFormat = [{
    $sym_name (`next` `(` $next^ `)`)? `` custom<Part>($exit, "\"exit\"") attr-dict
  }];
}

def Asl_TaskOp : Asl_StepOp<"task", [Asl_Works]> {
  let summary = "have work done by a resource";
  let description = [{
    `enter(%in)` gives the request, `timeout` and `heartbeat` seconds, `credentials` an object with `RoleArn`;
    `exit(%in, %result)` the output. `catches` holds `asl.catcher` ops. `fields` says how the values of `timeout`,
    `heartbeat` and `credentials` are read.
  }];
  let arguments = (ins SymbolNameAttr:$sym_name, StrAttr:$resource, OptionalAttr<FlatSymbolRefAttr>:$next,
                       OptionalAttr<Asl_RetrierArrayAttr>:$retry, DefaultValuedAttr<Asl_FieldRulesAttr, "::aslc::ir::FieldRules::None">:$fields);
  let regions = (region MaxSizedRegion<1>:$enter, MaxSizedRegion<1>:$timeout, MaxSizedRegion<1>:$heartbeat,
                        MaxSizedRegion<1>:$credentials, MaxSizedRegion<1>:$exit, MaxSizedRegion<1>:$catches);
  let assemblyFormat = [{
    $sym_name `resource` `(` $resource `)` (`fields` `(` custom<FieldRules>($fields)^ `)`)? (`next` `(` $next^ `)`)?
    `` custom<Part>($enter, "\"enter\"") `` custom<Part>($timeout, "\"timeout\"")
    `` custom<Part>($heartbeat, "\"heartbeat\"") `` custom<Part>($credentials, "\"credentials\"")
    `` custom<Part>($exit, "\"exit\"") `` custom<Retry>($retry) `` custom<Part>($catches, "\"catches\"") attr-dict
  }];
}

def Asl_ChoiceOp : Asl_StateOp<"choice", [Asl_Fails]> {
  let summary = "go where the first rule that holds says";
  let description = [{
    `enter(%in)` gives the effective input, `%eff` of the rules and of `exit(%in, %eff)`, which shapes the output when
    no rule holds and the state goes to `default`. Without a default the state fails then.
  }];
  let arguments = (ins SymbolNameAttr:$sym_name, OptionalAttr<FlatSymbolRefAttr>:$next);
  let regions = (region MaxSizedRegion<1>:$enter, MaxSizedRegion<1>:$rules, MaxSizedRegion<1>:$exit);
  let assemblyFormat = [{
    $sym_name `` custom<Part>($enter, "\"enter\"") `` custom<Part>($rules, "\"rules\"")
    (`default` `(` $next^ `)`)? `` custom<Part>($exit, "\"exit\"") attr-dict
  }];
}

def Asl_RuleOp : Asl_Op<"rule", [NoTerminator, HasParent<"ChoiceOp">,
                                 DeclareOpInterfaceMethods<OpAsmOpInterface, ["getAsmBlockArgumentNames"]>]> {
  let summary = "a rule of a choice";
  let description = "`when(%in, %eff)` gives an i1, `exit(%in, %eff)` the output when it holds.";
  let arguments = (ins FlatSymbolRefAttr:$next);
  let regions = (region MaxSizedRegion<1>:$when, MaxSizedRegion<1>:$exit);
  let assemblyFormat = [{
    `next` `(` $next `)` `` custom<Part>($when, "\"when\"") `` custom<Part>($exit, "\"exit\"") attr-dict
  }];
  let hasVerifier = 1;
}

def Asl_WaitOp : Asl_StepOp<"wait", [Asl_Suspends]> {
  let summary = "sleep for a time or until a timestamp";
  let description = [{
    `enter(%in)` gives the effective input, `until(%in, %eff)` seconds, or with `timestamp` a point in time;
    `exit(%in, %eff)` the output. `path` is the text of a `...Path` field, for error causes.
  }];
  let arguments = (ins SymbolNameAttr:$sym_name, UnitAttr:$timestamp, OptionalAttr<StrAttr>:$path,
                       OptionalAttr<FlatSymbolRefAttr>:$next, DefaultValuedAttr<Asl_FieldRulesAttr, "::aslc::ir::FieldRules::None">:$fields);
  let regions = (region MaxSizedRegion<1>:$enter, MaxSizedRegion<1>:$until, MaxSizedRegion<1>:$exit);
  let assemblyFormat = [{
    $sym_name (`timestamp` $timestamp^)? (`path` `(` $path^ `)`)? (`fields` `(` custom<FieldRules>($fields)^ `)`)? (`next` `(` $next^ `)`)?
    `` custom<Part>($enter, "\"enter\"") `` custom<Part>($until, "\"until\"") `` custom<Part>($exit, "\"exit\"") attr-dict
  }];
}

def Asl_SucceedOp : Asl_StateOp<"succeed"> {
  let summary = "end the flow well";
  let description = "`exit(%in)` gives the output.";
  let arguments = (ins SymbolNameAttr:$sym_name);
  let regions = (region MaxSizedRegion<1>:$exit);
  let assemblyFormat = [{ $sym_name `` custom<Part>($exit, "\"exit\"") attr-dict }];
}

def Asl_FailOp : Asl_StateOp<"fail", [Asl_Fails]> {
  let summary = "end the flow with an error";
  let description = "`error(%in)` and `cause(%in)` give texts.";
  let arguments = (ins SymbolNameAttr:$sym_name);
  let regions = (region MaxSizedRegion<1>:$error, MaxSizedRegion<1>:$cause);
  let assemblyFormat = [{
    $sym_name `` custom<Part>($error, "\"error\"") `` custom<Part>($cause, "\"cause\"") attr-dict
  }];
}

def Asl_ParallelOp : Asl_StepOp<"parallel", [Asl_Works]> {
  let summary = "run branches side by side";
  let description = [{
    `enter(%in)` gives the input of every branch, `exit(%in, %result)` the output from the array of theirs.
  }];
  let arguments = (ins SymbolNameAttr:$sym_name, OptionalAttr<FlatSymbolRefAttr>:$next,
                       OptionalAttr<Asl_RetrierArrayAttr>:$retry);
  let regions = (region MaxSizedRegion<1>:$enter, MaxSizedRegion<1>:$branches, MaxSizedRegion<1>:$exit,
                        MaxSizedRegion<1>:$catches);
  let assemblyFormat = [{
    $sym_name (`next` `(` $next^ `)`)?
    `` custom<Part>($enter, "\"enter\"") `` custom<Part>($branches, "\"branches\"") `` custom<Part>($exit, "\"exit\"")
    `` custom<Retry>($retry) `` custom<Part>($catches, "\"catches\"") attr-dict
  }];
}

def Asl_MapOp : Asl_StepOp<"map", [Asl_Works]> {
  let summary = "run a processor for each item";
  let description = [{
    `enter(%in)` gives the effective input, `items(%in, %eff)` what is iterated, `selector(%eff)` an iteration's input
    (the item is in the context object); `exit(%in, %result)` the output from the array of outputs. The other parts,
    each `(%in, %eff)`, give numbers, `batch_input` a value. `distributed` is the type of the executions that a
    distributed map starts; an inline map has none. `paths` holds the texts of `...Path` fields by the name of
    the part, for error causes. With a `reader` there are no `items`: `read_from` gives the parameters of the call of S3,
    `max_items` a number. `write_to` gives those of a `writer` that exports.
  }];
  let arguments = (ins SymbolNameAttr:$sym_name, OptionalAttr<Asl_MachineTypeAttr>:$distributed, OptionalAttr<StrAttr>:$label,
                       OptionalAttr<DictionaryAttr>:$paths, UnitAttr:$batched, OptionalAttr<Asl_ReaderAttr>:$reader,
                       OptionalAttr<Asl_WriterAttr>:$writer, OptionalAttr<FlatSymbolRefAttr>:$next,
                       OptionalAttr<Asl_RetrierArrayAttr>:$retry, DefaultValuedAttr<Asl_FieldRulesAttr, "::aslc::ir::FieldRules::None">:$fields);
  let regions = (region MaxSizedRegion<1>:$enter, MaxSizedRegion<1>:$items, MaxSizedRegion<1>:$selector,
                        MaxSizedRegion<1>:$max_concurrency, MaxSizedRegion<1>:$tolerated_count,
                        MaxSizedRegion<1>:$tolerated_percentage, MaxSizedRegion<1>:$batch_items,
                        MaxSizedRegion<1>:$batch_bytes, MaxSizedRegion<1>:$batch_input,
                        MaxSizedRegion<1>:$read_from, MaxSizedRegion<1>:$max_items, MaxSizedRegion<1>:$write_to,
                        MaxSizedRegion<1>:$processor, MaxSizedRegion<1>:$exit, MaxSizedRegion<1>:$catches);
  let assemblyFormat = [{
    $sym_name (`distributed` `(` custom<Word>($distributed)^ `)`)? (`label` `(` $label^ `)`)? (`batched` $batched^)?
    (`reader` $reader^)? (`writer` $writer^)?
    (`fields` `(` custom<FieldRules>($fields)^ `)`)? (`paths` $paths^)? (`next` `(` $next^ `)`)?
    `` custom<Part>($enter, "\"enter\"") `` custom<Part>($items, "\"items\"") `` custom<Part>($selector, "\"selector\"")
    `` custom<Part>($max_concurrency, "\"max_concurrency\"") `` custom<Part>($tolerated_count, "\"tolerated_count\"")
    `` custom<Part>($tolerated_percentage, "\"tolerated_percentage\"") `` custom<Part>($batch_items, "\"batch_items\"")
    `` custom<Part>($batch_bytes, "\"batch_bytes\"") `` custom<Part>($batch_input, "\"batch_input\"")
    `` custom<Part>($read_from, "\"read_from\"") `` custom<Part>($max_items, "\"max_items\"") `` custom<Part>($write_to, "\"write_to\"")
    `` custom<Part>($processor, "\"processor\"") `` custom<Part>($exit, "\"exit\"") `` custom<Retry>($retry)
    `` custom<Part>($catches, "\"catches\"") attr-dict
  }];
}

def Asl_CatcherOp : Asl_Op<"catcher", [NoTerminator, ParentOneOf<["TaskOp", "ParallelOp", "MapOp"]>,
                                       DeclareOpInterfaceMethods<OpAsmOpInterface, ["getAsmBlockArgumentNames"]>]> {
  let summary = "where errors of these names lead";
  let description = "`exit(%in, %error)` gives the output from the raw input and the error output.";
  let arguments = (ins StrArrayAttr:$errors, FlatSymbolRefAttr:$next);
  let regions = (region MaxSizedRegion<1>:$exit);
  let assemblyFormat = "$errors `next` `(` $next `)` `` custom<Part>($exit, \"\\\"exit\\\"\") attr-dict";
  let hasVerifier = 1;
}

#endif
