// JSONata's error codes and their sentences.
#include "runtime/expr/jsonata/eval/core.h"
#include "runtime/expr/jsonata/eval/evaluation.h"

#include <algorithm>
#include <cmath>
#include <iterator>

namespace asl::jsonata {

namespace {

struct Sentence {
  std::string_view code, text;
};

/// Sorted by code. `{{value}}`, `{{token}}`, ... are parts of About, as the reference writes them:
/// in JSON, or with three braces as they are.
constexpr Sentence sentences[] = {
    {"D1001", "Number out of range: {{value}}"},
    {"D1002", "Cannot negate a non-numeric value: {{value}}"},
    {"D1004", "Regular expression matches zero length string"},
    {"D1009", "Multiple key definitions evaluate to same key: {{value}}"},
    {"D1011", "Stack overflow. Check for non-terminating recursive function.  Consider rewriting "
              "as tail-recursive"},
    {"D1012", "Evaluation timeout after {{value}} milliseconds. Check for infinite loop"},
    {"D1013",
     "Object property names starting with _jsonata_ are reserved for internal use: {{value}}"},
    {"D2005", "The left side of := must be a variable name (start with $)"},
    {"D2014", "The size of the sequence allocated by the range operator (..) must not exceed 1e7.  "
              "Attempted to allocate {{value}}."},
    {"D2015", "The maximum sequence length of {{value}} was exceeded."},
    {"D3001", "Attempting to invoke string function on Infinity or NaN"},
    {"D3010", "Second argument of replace function cannot be an empty string"},
    {"D3011", "Fourth argument of replace function must evaluate to a positive number"},
    {"D3012", "Attempted to replace a matched string with a non-string value"},
    {"D3020", "Third argument of split function must evaluate to a positive number"},
    {"D3030", "Unable to cast value to a number: {{value}}"},
    {"D3040", "Third argument of match function must evaluate to a positive number"},
    {"D3050",
     "The second argument of reduce function must be a function with at least two arguments"},
    {"D3060", "The sqrt function cannot be applied to a negative number: {{value}}"},
    {"D3061", "The power function has resulted in a value that cannot be represented as a JSON "
              "number: base={{value}}, exponent={{value2}}"},
    {"D3070",
     "The single argument form of the sort function can only be applied to an array of strings or "
     "an array of numbers.  Use the second argument to specify a comparison function"},
    {"D3080", "The picture string must only contain a maximum of two sub-pictures"},
    {"D3081", "The sub-picture must not contain more than one instance of the 'decimal-separator' "
              "character"},
    {"D3082", "The sub-picture must not contain more than one instance of the 'percent' character"},
    {"D3083",
     "The sub-picture must not contain more than one instance of the 'per-mille' character"},
    {"D3084", "The sub-picture must not contain both a 'percent' and a 'per-mille' character"},
    {"D3085", "The mantissa part of a sub-picture must contain at least one character that is "
              "either an 'optional digit character' or a member of the 'decimal digit family'"},
    {"D3086", "The sub-picture must not contain a passive character that is preceded by an active "
              "character and that is followed by another active character"},
    {"D3087", "The sub-picture must not contain a 'grouping-separator' character that appears "
              "adjacent to a 'decimal-separator' character"},
    {"D3088",
     "The sub-picture must not contain a 'grouping-separator' at the end of the integer part"},
    {"D3089", "The sub-picture must not contain two adjacent instances of the 'grouping-separator' "
              "character"},
    {"D3090", "The integer part of the sub-picture must not contain a member of the 'decimal digit "
              "family' that is followed by an instance of the 'optional digit character'"},
    {"D3091",
     "The fractional part of the sub-picture must not contain an instance of the 'optional digit "
     "character' that is followed by a member of the 'decimal digit family'"},
    {"D3092", "A sub-picture that contains a 'percent' or 'per-mille' character must not contain a "
              "character treated as an 'exponent-separator'"},
    {"D3093", "The exponent part of the sub-picture must comprise only of one or more characters "
              "that are members of the 'decimal digit family'"},
    {"D3100",
     "The radix of the formatBase function must be between 2 and 36.  It was given {{value}}"},
    {"D3110", "The argument of the toMillis function must be an ISO 8601 formatted timestamp. "
              "Given {{value}}"},
    {"D3120", "Syntax error in expression passed to function eval: {{value}}"},
    {"D3121", "Dynamic error evaluating the expression passed to function eval: {{value}}"},
    {"D3130", "Formatting or parsing an integer as a sequence starting with {{value}} is not "
              "supported by this implementation"},
    {"D3131", "In a decimal digit pattern, all digits must be from the same decimal group"},
    {"D3132", "Unknown component specifier {{value}} in date/time picture string"},
    {"D3133", "The 'name' modifier can only be applied to months and days in the date/time picture "
              "string, not {{value}}"},
    {"D3134", "The timezone integer format specifier cannot have more than four digits"},
    {"D3135", "No matching closing bracket ']' in date/time picture string"},
    {"D3136", "The date/time picture string is missing specifiers required to parse the timestamp"},
    {"D3137", "{{{message}}}"},
    {"D3138",
     "The $single() function expected exactly 1 matching result.  Instead it matched more."},
    {"D3139", "The $single() function expected exactly 1 matching result.  Instead it matched 0."},
    {"D3140", "Malformed URL passed to ${{{functionName}}}(): {{value}}"},
    {"D3141", "{{{message}}}"},
    {"T0410", "Argument {{index}} of function {{token}} does not match function signature"},
    {"T0411",
     "Context value is not a compatible type with argument {{index}} of function {{token}}"},
    {"T0412", "Argument {{index}} of function {{token}} must be an array of {{type}}"},
    {"T1003", "Key in object structure must evaluate to a string; got: {{value}}"},
    {"T1005", "Attempted to invoke a non-function. Did you mean ${{{token}}}?"},
    {"T1006", "Attempted to invoke a non-function"},
    {"T1007", "Attempted to partially apply a non-function. Did you mean ${{{token}}}?"},
    {"T1008", "Attempted to partially apply a non-function"},
    {"T1010", "The matcher function argument passed to function {{token}} does not return the "
              "correct object structure"},
    {"T2001", "The left side of the {{token}} operator must evaluate to a number"},
    {"T2002", "The right side of the {{token}} operator must evaluate to a number"},
    {"T2003", "The left side of the range operator (..) must evaluate to an integer"},
    {"T2004", "The right side of the range operator (..) must evaluate to an integer"},
    {"T2006", "The right side of the function application operator ~> must be a function"},
    {"T2007", "Type mismatch when comparing values {{value}} and {{value2}} in order-by clause"},
    {"T2008",
     "The expressions within an order-by clause must evaluate to numeric or string values"},
    {"T2009",
     "The values {{value}} and {{value2}} either side of operator {{token}} must be of the same "
     "data type"},
    {"T2010",
     "The expressions either side of operator {{token}} must evaluate to numeric or string values"},
    {"T2011",
     "The insert/update clause of the transform expression must evaluate to an object: {{value}}"},
    {"T2012", "The delete clause of the transform expression must evaluate to a string or array of "
              "strings: {{value}}"},
    {"T2013", "The transform expression clones the input object using the $clone() function.  This "
              "has been overridden in the current scope by a non-function."},
    {"U1001", "{{{message}}}"},
};

std::string_view sentenceOf(std::string_view code) {
  const auto *found = std::lower_bound(
      std::begin(sentences), std::end(sentences), code,
      [](const Sentence &sentence, std::string_view c) { return sentence.code < c; });
  return found != std::end(sentences) && found->code == code ? found->text : code;
}

std::string quoted(std::string_view text) {
  return text.empty() ? "undefined" : toJson(string(Heap(nullptr, 1).string(text).string));
}

/// What stands for a part of a sentence: in JSON unless it is `plain`.
std::string part(std::string_view name, bool plain, const About &about) {
  auto json = [](Value value) {
    return isUndefined(value) || isFunction(value) ? "undefined" : toJson(value);
  };
  if (name == "value")
    return json(about.value);
  if (name == "value2")
    return json(about.value2);
  if (name == "index")
    return std::to_string(about.index);
  if (name == "message")
    return std::string(about.message);
  std::string_view text = name == "type" ? about.type : about.token;
  return plain ? std::string(text) : quoted(text);
}

std::string sentence(std::string_view code, const About &about) {
  std::string out;
  std::string_view pattern = sentenceOf(code);
  while (!pattern.empty()) {
    size_t open = pattern.find("{{");
    out += pattern.substr(0, open);
    if (open == std::string_view::npos)
      break;
    bool plain = pattern.substr(open, 3) == "{{{";
    size_t braces = plain ? 3 : 2;
    size_t close = pattern.find('}', open);
    std::string_view name = pattern.substr(open + braces, close - open - braces);
    out += part(name, plain, about);
    pattern.remove_prefix(close + braces);
  }
  return out;
}

uint32_t countIn(Value detail, std::string_view name) {
  Value count = memberByText(detail, name);
  return count.tag == ASL_INTEGER ? static_cast<uint32_t>(count.integer) : 0;
}

/// What detailOf made of it.
About aboutOf(const asl_error &error) {
  About about;
  about.value = memberByText(error.detail, "value");
  about.value2 = memberByText(error.detail, "value2");
  if (Value token = memberByText(error.detail, "token"); isString(token))
    about.token = text(token);
  if (Value type = memberByText(error.detail, "type"); isString(type))
    about.type = text(type);
  about.index = countIn(error.detail, "index");
  about.begin = countIn(error.detail, "begin");
  about.end = countIn(error.detail, "end");
  return about;
}

Value detailOf(Heap &heap, const About &about) {
  Members members(heap);
  if (!about.token.empty())
    members.set("token", heap.string(about.token));
  if (!isUndefined(about.value) && !isFunction(about.value))
    members.set("value", about.value);
  if (!isUndefined(about.value2) && !isFunction(about.value2))
    members.set("value2", about.value2);
  if (!about.type.empty())
    members.set("type", heap.string(about.type));
  if (about.index)
    members.set("index", integer(about.index));
  if (about.end) {
    members.set("begin", integer(about.begin));
    members.set("end", integer(about.end));
  }
  return members.finish();
}

} // namespace

Value fail(Heap &heap, const char *code, const About &about) {
  Value error = heap.error(code, sentence(code, about), false, false);
  const_cast<asl_error *>(error.error)->detail = detailOf(heap, about);
  return error;
}

void attachLocation(Heap &heap, asl_error &error, uint32_t begin, uint32_t end) {
  About about = aboutOf(error);
  if (about.end)
    return;
  about.begin = begin;
  about.end = end;
  error.detail = detailOf(heap, about);
}

Value outOfMemory(Heap &heap) {
  if (Evaluation::current().exceeded() == Evaluation::Exceeded::Depth)
    return fail(heap, "U1001",
                {.message = "Expression evaluation memory limit exceeded: A value is " +
                            std::string(tooDeepText)});
  return fail(heap, "U1001",
              {.message = "Expression evaluation memory limit exceeded: Check for excessive memory "
                          "usage"});
}

Value limitError(Heap &heap, Value result) {
  const Evaluation &evaluation = Evaluation::current();
  if (exceedsWalkLimit(result) || evaluation.outOfMemory(heap))
    return outOfMemory(heap);
  return evaluation.outOfSteps() ? outOfSteps(heap) : undefined();
}

Value outOfSteps(Heap &heap) {
  return fail(heap, "U1001", {.message = "Expression evaluation timeout"});
}

Value tooDeep(Heap &heap) {
  return fail(heap, "U1001",
              {.message = "Stack overflow error: Check for non-terminating recursive function.  "
                          "Consider rewriting as tail-recursive. Depth=101 max=100"});
}

Value withToken(Heap &heap, Value error, std::string_view token) {
  if (!isError(error) || !isObject(error.error->detail))
    return error;
  Value detail = error.error->detail;
  if (!isUndefined(memberByText(detail, "token")))
    return error;
  About about = aboutOf(*error.error);
  about.token = token;
  std::string code(text(error.error->name)), message(text(error.error->cause));
  about.message = message; // of those that have no sentence of their own
  return fail(heap, code.c_str(), about);
}

} // namespace asl::jsonata
