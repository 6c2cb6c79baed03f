// The asl dialect: its name, its one type, its attributes.
#ifndef ASL_DIALECT_TD
#define ASL_DIALECT_TD

include "mlir/IR/AttrTypeBase.td"
include "mlir/IR/EnumAttr.td"
include "mlir/IR/OpBase.td"

def Asl_Dialect : Dialect {
  let name = "asl";
  let summary = "state machines of Amazon States Language";
  let cppNamespace = "::aslc::ir";
  let hasConstantMaterializer = 1;
  let useDefaultTypePrinterParser = 1;
  let useDefaultAttributePrinterParser = 1;
}

class Asl_Op<string mnemonic, list<Trait> traits = []> : Op<Asl_Dialect, mnemonic, traits>;

def Asl_Value : TypeDef<Asl_Dialect, "Value"> {
  let mnemonic = "value";
  let summary = "a JSON value, or nothing (missing)";
}

def Asl_RetrierAttr : AttrDef<Asl_Dialect, "Retrier"> {
  let mnemonic = "retrier";
  let summary = "one entry of Retry: times in seconds, `max` attempts";
  let parameters = (ins "::mlir::ArrayAttr":$errors, "::aslc::ir::Number":$interval, "int64_t":$max,
                        "::aslc::ir::Number":$backoff,
                        DefaultValuedParameter<"::aslc::ir::Number", "::aslc::ir::Number{0}">:$maxDelay,
                        DefaultValuedParameter<"bool", "false">:$jitter);
  let assemblyFormat = [{
    `<` $errors `,` `interval` `=` $interval `,` `max` `=` $max `,` `backoff` `=` $backoff
    (`,` `max_delay` `=` $maxDelay^)? (`,` `jitter` `=` $jitter^)? `>`
  }];
  let genVerifyDecl = 1;
}
def Asl_RetrierArrayAttr : TypedArrayAttrBase<Asl_RetrierAttr, "retriers">;

#endif
