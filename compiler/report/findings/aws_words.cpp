#include "compiler/report/findings/aws_words.h"

#include "runtime/support/jackson.h"

namespace aslc::report {

namespace {

using diag::Kind;

/// The service's code for a kind of finding; what it has no code for, it finds with its schema.
std::string_view codeOf(Kind kind) {
  switch (kind) {
  case Kind::Syntax:
  case Kind::DuplicateKey:
  case Kind::TooDeep:
  case Kind::InvalidUtf8:
  case Kind::Encoding:
  case Kind::TrailingText:
  case Kind::CommentNotAllowed:
  case Kind::InvalidNumber:
    return "INVALID_JSON_DESCRIPTION";
  case Kind::UnknownTarget:
  case Kind::UnreachableState:
    return "MISSING_TRANSITION_TARGET";
  case Kind::NoTerminalState:
    return "MISSING_END_STATE";
  case Kind::JsonataSyntax:
  case Kind::JsonataMark:
    return "INVALID_JSONATA_EXPRESSION";
  case Kind::JsonataTopLevel:
  case Kind::JsonataStatesField:
    return "UNSUPPORTED_JSONATA_EXPRESSION";
  default:
    return "SCHEMA_VALIDATION_FAILED";
  }
}

/// The text that the finding marks, without quotes.
std::string marked(const Finding &finding) {
  std::string_view text = finding.file->diagnostics->file().text(finding.diagnostic->range);
  bool quoted = text.size() > 1 && (text[0] == '"' || text[0] == '\'') && text.back() == text[0];
  return std::string(quoted ? text.substr(1, text.size() - 2) : text);
}

std::string lastKey(const Finding &finding) {
  return finding.steps.empty() ? std::string() : std::string(finding.steps.back().key);
}

/// What stands last between backquotes in our message.
std::string named(const Finding &finding) {
  const std::string &text = finding.diagnostic->message;
  size_t end = text.rfind('`'), begin = end == 0 ? end : text.rfind('`', end - 1);
  return end == text.npos || begin == text.npos ? "" : text.substr(begin + 1, end - begin - 1);
}

std::string expressWords(const Finding &finding) {
  std::string pattern = named(finding);
  if (pattern.empty())
    return "Express state machine does not support Activity ARN";
  // The service writes a blank behind one of the two.
  return "Express state machine does not support '" + pattern + "' service integration" +
         (pattern == ".waitForTaskToken" ? " " : "");
}

/// Of a field whose value is none of its words.
std::string valueWords(std::string_view field) {
  std::string should = "The field '" + std::string(field) + "' should have one of these values: ";
  if (field == "Type")
    return should + "[Task, Wait, Pass, Succeed, Fail, Choice, Parallel, Map]";
  if (field == "InputType")
    return should + "[MANIFEST, JSON, CSV, JSONL, PARQUET]";
  return field == "QueryLanguage" ? "Value should be one of the following: [JSONPath, JSONata]"
                                  : "";
}

bool isOfCredentials(const Finding &finding) { return lastKey(finding) == "Credentials"; }

/// Whether it is about the expression of a member of a template.
bool isOfTemplate(const Finding &finding) {
  Kind kind = finding.diagnostic->kind;
  return (kind == Kind::BadPath || kind == Kind::BadIntrinsic || kind == Kind::NotDynamic) &&
         lastKey(finding).ends_with(".$");
}

/// The service's words; empty when they are not known.
std::string wordsOf(const Finding &finding) {
  switch (finding.diagnostic->kind) {
  case Kind::EmptyText:
  case Kind::NotAnObject:
    return "Definition must be a valid JSON object";
  case Kind::MissingField:
    return isOfCredentials(finding)
               ? "The field '" + named(finding) + "' is required but was missing"
               : "These fields are required: [" + named(finding) + "]";
  case Kind::UnknownField:
  case Kind::MisplacedField:
  case Kind::LanguageField:
    return "Field '" + lastKey(finding) + "' is not supported";
  case Kind::LanguageDowngrade:
    return "'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine";
  case Kind::UnknownValue:
    return valueWords(lastKey(finding));
  case Kind::EmptyValue:
    return "Value cannot be empty";
  case Kind::BadTimestamp:
    return "String does not match RFC3339 timestamp";
  case Kind::WrongType:
    return finding.diagnostic->message.ends_with("there should be a string")
               ? "Expected value of type [STRING]"
               : "";
  case Kind::BadPath:
  case Kind::BadIntrinsic:
  case Kind::NotDynamic:
    return isOfTemplate(finding)
               ? "The value for the field '" + lastKey(finding) +
                     "' must be a valid JSONPath or a valid intrinsic function call"
               : "";
  case Kind::UnknownTarget:
    return "Missing 'Next' target: " + marked(finding);
  case Kind::UnreachableState:
    return "State \"" + lastKey(finding) + "\" is not reachable.";
  case Kind::NoTerminalState:
    return "Workflow has no terminal state";
  case Kind::UnknownResource:
    return "The resource provided " + marked(finding) +
           " is not recognized. The value is not a valid resource ARN, or the resource is not "
           "available in this region.";
  case Kind::ExpressResource:
    return expressWords(finding);
  default:
    return "";
  }
}

/// Some findings that we place at a member, the service places at the object.
bool isOfObject(Kind kind) {
  return kind == Kind::UnknownField || kind == Kind::MisplacedField ||
         kind == Kind::LanguageField || kind == Kind::LanguageDowngrade;
}

std::string placeOf(const Finding &finding) {
  if (finding.diagnostic->kind == Kind::EmptyText)
    return "";
  if (!finding.file->tree || !finding.file->tree->root)
    return "line: " + std::to_string(finding.begin.line) +
           ", column: " + std::to_string(finding.begin.column);
  Steps steps = finding.steps;
  if ((isOfObject(finding.diagnostic->kind) || isOfTemplate(finding)) && !steps.empty())
    steps.pop_back();
  return locationOf(steps);
}

/// What the service's parser says of a text that is not JSON: the place stands in the message, and
/// is the location too. Nothing of what it accepts, and of YAML, which the service does not read.
std::optional<AwsDiagnostic> parserWords(const Finding &finding) {
  const source::File &file = finding.file->diagnostics->file();
  if (codeOf(finding.diagnostic->kind) != "INVALID_JSON_DESCRIPTION" ||
      source::notationOf(file.name()) == source::Notation::Yaml)
    return std::nullopt;
  std::optional<asl::jackson::SyntaxError> error = asl::jackson::syntaxErrorOf(file.text());
  if (!error)
    return std::nullopt;
  std::string place = asl::jackson::describe(file.text(), error->place);
  return AwsDiagnostic{true, "INVALID_JSON_DESCRIPTION", error->message + "\n at " + place, place};
}

} // namespace

std::vector<Finding> reportedByAws(const Findings &file, bool warnings) {
  std::vector<Finding> findings = findingsOf(file);
  std::erase_if(findings, [&](const Finding &finding) {
    diag::Severity severity = finding.diagnostic->severity;
    return severity == diag::Severity::Note || (severity == diag::Severity::Warning && !warnings);
  });
  errorsFirst(findings);
  return findings;
}

std::vector<AwsDiagnostic> inWordsOfAws(const std::vector<Finding> &findings) {
  std::vector<AwsDiagnostic> result;
  const Finding *before = nullptr;
  for (const Finding &finding : findings) {
    // The service's parser stops at the first fault.
    if (std::optional<AwsDiagnostic> diagnostic = parserWords(finding))
      return {std::move(*diagnostic)};
    std::string words = wordsOf(finding), place = placeOf(finding);
    bool isListed = finding.diagnostic->kind == Kind::MissingField && !isOfCredentials(finding);
    if (isListed && before && before->diagnostic->kind == Kind::MissingField &&
        result.back().location == place) {
      std::string &list = result.back().message;
      list.insert(list.find('[') + 1, named(finding) + ", ");
    } else {
      result.push_back({finding.diagnostic->severity == diag::Severity::Error,
                        codeOf(finding.diagnostic->kind), words.empty() ? finding.text() : words,
                        std::move(place)});
    }
    before = &finding;
  }
  return result;
}

} // namespace aslc::report
