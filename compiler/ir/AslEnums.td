// The enumerations of the asl dialect. In the printed form of an op each is a keyword. Those that
// generated code hands to the runtime have the numbers of asl/abi (codegen/op_info.cpp compares them).
#ifndef ASL_ENUMS_TD
#define ASL_ENUMS_TD

include "AslDialect.td"

class Asl_Enum<string name, string summary, list<I32EnumAttrCase> cases> : I32EnumAttr<name, summary, cases> {
  let cppNamespace = "::aslc::ir";
  let genSpecializedAttr = 0;
}
/// The attribute that holds a value of the enumeration: `#asl.comparison<lt>` where it stands alone.
class Asl_EnumAttr<I32EnumAttr enum, string mnemonic> : EnumAttr<Asl_Dialect, enum, mnemonic> {
  let assemblyFormat = "`<` $value `>`";
}

/// How executions of a machine are kept.
def Asl_MachineType : Asl_Enum<"MachineType", "machine type", [
  I32EnumAttrCase<"Standard", 0, "standard">,
  I32EnumAttrCase<"Express", 1, "express">,
]>;
def Asl_MachineTypeAttr : Asl_EnumAttr<Asl_MachineType, "machine_type">;

/// What an item reader gets the items of a distributed map from. The numbers are those of asl/abi.
def Asl_ItemSource : Asl_Enum<"ItemSource", "source of items", [
  I32EnumAttrCase<"Object", 0, "object">,
  I32EnumAttrCase<"Listing", 1, "listing">,
  I32EnumAttrCase<"Listed", 2, "listed">,
  I32EnumAttrCase<"Inventory", 3, "inventory">,
  I32EnumAttrCase<"Unloaded", 4, "unloaded">,
]>;
def Asl_ItemSourceAttr : Asl_EnumAttr<Asl_ItemSource, "item_source">;

/// How items are written in an object.
def Asl_ItemFormat : Asl_Enum<"ItemFormat", "format of items", [
  I32EnumAttrCase<"Json", 0, "json">,
  I32EnumAttrCase<"JsonLines", 1, "jsonl">,
  I32EnumAttrCase<"Csv", 2, "csv">,
]>;
def Asl_ItemFormatAttr : Asl_EnumAttr<Asl_ItemFormat, "item_format">;

/// What a result writer makes of the results of child executions.
def Asl_ResultForm : Asl_Enum<"ResultForm", "form of results", [
  I32EnumAttrCase<"Outputs", 0, "outputs">,
  I32EnumAttrCase<"Flattened", 1, "flattened">,
  I32EnumAttrCase<"Records", 2, "records">,
]>;
def Asl_ResultFormAttr : Asl_EnumAttr<Asl_ResultForm, "result_form">;

/// How two values are compared.
def Asl_Comparison : Asl_Enum<"Comparison", "comparison", [
  I32EnumAttrCase<"Equal", 0, "eq">,
  I32EnumAttrCase<"NotEqual", 1, "ne">,
  I32EnumAttrCase<"Less", 2, "lt">,
  I32EnumAttrCase<"LessOrEqual", 3, "le">,
  I32EnumAttrCase<"Greater", 4, "gt">,
  I32EnumAttrCase<"GreaterOrEqual", 5, "ge">,
]>;
def Asl_ComparisonAttr : Asl_EnumAttr<Asl_Comparison, "comparison">;

/// The types that an operator of a choice rule compares.
def Asl_TestFamily : Asl_Enum<"TestFamily", "type family", [
  I32EnumAttrCase<"String", 0, "string">,
  I32EnumAttrCase<"Numeric", 1, "numeric">,
  I32EnumAttrCase<"Boolean", 2, "boolean">,
  I32EnumAttrCase<"Timestamp", 3, "timestamp">,
]>;
def Asl_TestFamilyAttr : Asl_EnumAttr<Asl_TestFamily, "test_family">;

/// What an `Is...` operator of a choice rule asks.
def Asl_TypeTest : Asl_Enum<"TypeTest", "type test", [
  I32EnumAttrCase<"Present", 0, "present">,
  I32EnumAttrCase<"Null", 1, "null">,
  I32EnumAttrCase<"Numeric", 2, "numeric">,
  I32EnumAttrCase<"String", 3, "string">,
  I32EnumAttrCase<"Boolean", 4, "boolean">,
  I32EnumAttrCase<"Timestamp", 5, "timestamp">,
]>;
def Asl_TypeTestAttr : Asl_EnumAttr<Asl_TypeTest, "type_test">;

/// What a path is for: decides which error a path without a match gives.
def Asl_Site : Asl_Enum<"Site", "site", [
  I32EnumAttrCase<"Path", 0, "path">,
  I32EnumAttrCase<"Template", 1, "template">,
  I32EnumAttrCase<"Choice", 2, "choice">,
  I32EnumAttrCase<"Argument", 3, "argument">,
  I32EnumAttrCase<"Variable", 4, "variable">,
]>;
def Asl_SiteAttr : Asl_EnumAttr<Asl_Site, "site">;

/// A part of the context object that can be read by itself.
def Asl_ContextPart : Asl_Enum<"ContextPart", "context part", [
  I32EnumAttrCase<"All", 0, "all">,
  I32EnumAttrCase<"Execution", 1, "Execution">,
  I32EnumAttrCase<"ExecutionId", 2, "Execution.Id">,
  I32EnumAttrCase<"ExecutionInput", 3, "Execution.Input">,
  I32EnumAttrCase<"ExecutionName", 4, "Execution.Name">,
  I32EnumAttrCase<"ExecutionRoleArn", 5, "Execution.RoleArn">,
  I32EnumAttrCase<"ExecutionStartTime", 6, "Execution.StartTime">,
  I32EnumAttrCase<"StateMachine", 7, "StateMachine">,
  I32EnumAttrCase<"State", 8, "State">,
  I32EnumAttrCase<"StateName", 9, "State.Name">,
  I32EnumAttrCase<"StateEnteredTime", 10, "State.EnteredTime">,
  I32EnumAttrCase<"StateRetryCount", 11, "State.RetryCount">,
  I32EnumAttrCase<"Task", 12, "Task">,
  I32EnumAttrCase<"TaskToken", 13, "Task.Token">,
  I32EnumAttrCase<"Map", 14, "Map">,
  I32EnumAttrCase<"MapItem", 15, "Map.Item">,
  I32EnumAttrCase<"MapItemIndex", 16, "Map.Item.Index">,
  I32EnumAttrCase<"MapItemValue", 17, "Map.Item.Value">,
]>;
def Asl_ContextPartAttr : Asl_EnumAttr<Asl_ContextPart, "context_part">;

/// What a step of an indefinite path does with a name that is not there.
def Asl_MissingName : Asl_Enum<"MissingName", "treatment of missing names", [
  I32EnumAttrCase<"Skip", 0, "skip">,
  I32EnumAttrCase<"Raise", 1, "raise">,
  I32EnumAttrCase<"RaiseWhenLast", 2, "last">,
]>;
def Asl_MissingNameAttr : Asl_EnumAttr<Asl_MissingName, "missing_name">;

/// What `..` without names or a filter visits.
def Asl_ScanTarget : Asl_Enum<"ScanTarget", "scan target", [
  I32EnumAttrCase<"Arrays", 1, "arrays">,
  I32EnumAttrCase<"Elements", 2, "elements">,
  I32EnumAttrCase<"Children", 3, "children">,
  I32EnumAttrCase<"Nothing", 6, "nothing">,
]>;
def Asl_ScanTargetAttr : Asl_EnumAttr<Asl_ScanTarget, "scan_target">;

/// An operator of JSONata on two numbers.
def Asl_Arithmetic : Asl_Enum<"Arithmetic", "arithmetic operator", [
  I32EnumAttrCase<"Add", 0, "add">,
  I32EnumAttrCase<"Subtract", 1, "sub">,
  I32EnumAttrCase<"Multiply", 2, "mul">,
  I32EnumAttrCase<"Divide", 3, "div">,
  I32EnumAttrCase<"Modulo", 4, "mod">,
]>;
def Asl_ArithmeticAttr : Asl_EnumAttr<Asl_Arithmetic, "arithmetic">;

/// The only type of result that a field takes from an expression.
def Asl_ResultType : Asl_Enum<"ResultType", "result type", [
  I32EnumAttrCase<"Boolean", 1, "boolean">,
  I32EnumAttrCase<"Number", 2, "number">,
  I32EnumAttrCase<"String", 3, "string">,
  I32EnumAttrCase<"Array", 4, "array">,
  I32EnumAttrCase<"Object", 5, "object">,
]>;
def Asl_ResultTypeAttr : Asl_EnumAttr<Asl_ResultType, "result_type">;

/// How a state reads the values that its fields got from data. The numbers are those of ASL_FIELDS_...
/// in asl/abi.
def Asl_FieldRules : I32BitEnumAttr<"FieldRules", "field rules", [
  I32BitEnumAttrCaseNone<"None", "none">,
  // A number field takes what is a whole number, `3.0` too; else an integer, also as text.
  I32BitEnumAttrCaseBit<"WholeNumbers", 0, "whole_numbers">,
  // A bad value raises States.QueryEvaluationError at the field; else States.Runtime.
  I32BitEnumAttrCaseBit<"EvaluationErrors", 1, "evaluation_errors">,
  // Ranges and types that constants are held to when they are compiled are checked.
  I32BitEnumAttrCaseBit<"Checks", 2, "checks">,
]> {
  let cppNamespace = "::aslc::ir";
  let genSpecializedAttr = 0;
  let separator = ", ";
  let printBitEnumPrimaryGroups = 0;
}
def Asl_FieldRulesAttr : EnumAttr<Asl_Dialect, Asl_FieldRules, "field_rules"> {
  let assemblyFormat = "`<` $value `>`";
}

#endif
