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
  let extraClassDeclaration = [{
    // Register the ops of one .td file each.
    void addStateOps();
    void addDataOps();
    void addJsonataOps();
  }];
}

class Asl_Op<string mnemonic, list<Trait> traits = []> : Op<Asl_Dialect, mnemonic, traits>;

def Asl_Value : TypeDef<Asl_Dialect, "Value"> {
  let mnemonic = "value";
  let summary = "a JSON value, or nothing (missing)";
}

def Asl_JsonAttr : AttrDef<Asl_Dialect, "Json"> {
  let mnemonic = "json";
  let summary = "a JSON value, parsed";
  let description = [{
    A tree: equal values are one attribute, also where they lie inside of others. Members keep their order. A number is
    its text as the runtime writes it (`1`, `0.5`, `1.0E10`, or all digits of what neither 64 bits nor a double hold), so
    that equal attributes are the same value at run time. Prints as JSON text: `#asl.json<"[1,2]">`.
  }];
  let parameters = (ins "::aslc::ir::JsonKind":$kind, StringRefParameter<>:$text,
                        ArrayRefParameter<"::mlir::StringAttr">:$keys, ArrayRefParameter<"::aslc::ir::JsonAttr">:$items);
  let hasCustomAssemblyFormat = 1;
  let skipDefaultBuilders = 1;
  let builders = [AttrBuilder<(ins "::aslc::ir::JsonKind":$kind, CArg<"::llvm::StringRef", "{}">:$text,
                                   CArg<"::llvm::ArrayRef<::mlir::StringAttr>", "{}">:$keys,
                                   CArg<"::llvm::ArrayRef<::aslc::ir::JsonAttr>", "{}">:$items), [{
    return $_get($_ctxt, kind, text, keys, items);
  }]>];
  let extraClassDeclaration = [{
    /// The value of JSON text, or null when it is not JSON.
    static JsonAttr parse(::mlir::MLIRContext *context, ::llvm::StringRef text);
    static JsonAttr boolean(::mlir::MLIRContext *context, bool value);
    static JsonAttr string(::mlir::MLIRContext *context, ::llvm::StringRef text);
    static JsonAttr array(::mlir::MLIRContext *context, ::llvm::ArrayRef<JsonAttr> items);
    /// Keys are unique.
    static JsonAttr object(::mlir::MLIRContext *context, ::llvm::ArrayRef<::mlir::StringAttr> keys,
                           ::llvm::ArrayRef<JsonAttr> values);

    /// As compact JSON text.
    std::string write() const;

    bool isBoolean() const { return getKind() == JsonKind::False || getKind() == JsonKind::True; }
    bool isNumber() const { return getKind() == JsonKind::Number; }
    bool isString() const { return getKind() == JsonKind::String; }
    bool isArray() const { return getKind() == JsonKind::Array; }
    bool isObject() const { return getKind() == JsonKind::Object; }
    /// Whether it has items or members, or could have.
    bool isContainer() const { return isArray() || isObject(); }
    /// The member of that name; null when there is none or this is not an object.
    JsonAttr member(::llvm::StringRef key) const;
    /// The item at `index`; null when there is none or this is not an array.
    JsonAttr item(int64_t index) const;
  }];
}

// Functions have their numbers and names from the tables of asl/abi.
def Asl_IntrinsicAttr : AttrDef<Asl_Dialect, "Intrinsic"> {
  let mnemonic = "intrinsic";
  let summary = "an intrinsic function, by its name without `States.`";
  let parameters = (ins "::aslc::ir::Intrinsic":$value);
  let assemblyFormat = "`<` $value `>`";
  let returnType = "::aslc::ir::Intrinsic";
  let convertFromStorage = "$_self.getValue()";
  let constBuilderCall = "::aslc::ir::IntrinsicAttr::get($_builder.getContext(), $0)";
}
def Asl_LibraryFunctionAttr : AttrDef<Asl_Dialect, "LibraryFunction"> {
  let mnemonic = "library_function";
  let summary = "a function of JSONata's library, by its name without `$`";
  let parameters = (ins "::asl_library":$value);
  let assemblyFormat = "`<` $value `>`";
  let returnType = "::asl_library";
  let convertFromStorage = "$_self.getValue()";
  let constBuilderCall = "::aslc::ir::LibraryFunctionAttr::get($_builder.getContext(), $0)";
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

def Asl_ReaderAttr : AttrDef<Asl_Dialect, "Reader"> {
  let mnemonic = "reader";
  let summary = "where a distributed map reads its items, and how they are written there";
  let description = [{
    `headers` name the columns of CSV; without them the first row does. `pointer` are the names that lead from the root
    of a JSON document to the items.
  }];
  let parameters = (ins "::aslc::ir::ItemSource":$source, "::aslc::ir::ItemFormat":$format,
                        OptionalParameter<"::mlir::StringAttr">:$delimiter,
                        OptionalParameter<"::mlir::ArrayAttr">:$headers,
                        OptionalParameter<"::mlir::ArrayAttr">:$pointer);
  let assemblyFormat = "`<` struct(params) `>`";
  let genVerifyDecl = 1;
}

def Asl_WriterAttr : AttrDef<Asl_Dialect, "Writer"> {
  let mnemonic = "writer";
  let summary = "what becomes of the results of a distributed map";
  let description = "`exports`: they are written to S3, with `lines` as JSON Lines.";
  let parameters = (ins "::aslc::ir::ResultForm":$form, DefaultValuedParameter<"bool", "false">:$exports,
                        DefaultValuedParameter<"bool", "false">:$lines);
  let assemblyFormat = "`<` struct(params) `>`";
}

#endif
