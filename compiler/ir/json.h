// JSON values as attributes, and their conversion to values of the runtime.
#pragma once

#include <cstdint>

namespace mlir {
class MLIRContext;
} // namespace mlir
namespace asl {
class Heap;
} // namespace asl
struct asl_value;

namespace aslc::ir {

class JsonAttr;

enum class JsonKind : uint8_t { Null, False, True, Number, String, Array, Object };

/// The runtime's value of `json`, made in `heap`. Values of 1,000 levels and more are never made:
/// no definition has them.
asl_value toValue(asl::Heap &heap, JsonAttr json);

/// The attribute of a value of the runtime; null when it or something in it is not data (undefined,
/// an error, a function). Flags of JSONata are lost.
JsonAttr toJson(mlir::MLIRContext *context, const asl_value &value);

} // namespace aslc::ir
