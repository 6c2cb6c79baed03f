// Map: fields that only a distributed one may have, labels, and the resources of readers and
// writers.
#include "compiler/sema/checker.h"
#include "compiler/sema/request.h"
#include "compiler/source/placeholder.h"
#include "runtime/support/utf8.h"

#include <array>

namespace aslc::sema {

namespace {

/// The field of the state in the tree, for its place.
const source::Member *memberOf(const ast::State &state, std::string_view name) {
  for (const source::Member &member : state.node->members)
    if (member.key == name)
      return &member;
  return nullptr;
}

/// Readers, batchers, writers and labels need child executions. The service accepts a tolerance of
/// failures in an inline Map and ignores it.
void checkInline(Checker &checker, const ast::State &state) {
  static constexpr std::array<std::string_view, 4> refused = {"ItemReader", "ItemBatcher",
                                                              "ResultWriter", "Label"};
  static constexpr std::array<std::string_view, 4> idle = {
      "ToleratedFailureCount", "ToleratedFailureCountPath", "ToleratedFailurePercentage",
      "ToleratedFailurePercentagePath"};
  for (std::string_view name : refused)
    if (const source::Member *member = memberOf(state, name))
      checker.diags.emit(member->keyRange, diag::Kind::DistributedOnly, {name})
          .hint("`ProcessorConfig` has `\"Mode\": \"DISTRIBUTED\"` then");
  for (std::string_view name : idle)
    if (const source::Member *member = memberOf(state, name))
      checker.diags.emit(member->keyRange, diag::Kind::FieldWithoutEffect, {name})
          .hint("only a distributed Map tolerates failures");
}

void checkLabel(Checker &checker, const ast::Field<std::string> &label) {
  constexpr size_t longest = 40;
  constexpr std::string_view refused = "?*<>{}[]:;,\\|^~$#%&`\"/";
  if (source::holdsPlaceholder(label.value))
    return;
  if (label.value.empty() || asl::utf8::countCodePoints(label.value) > longest) {
    checker.diags.emit(label.range, diag::Kind::BadLabel,
                       {label.value, "it has 1 to 40 characters"});
    return;
  }
  for (size_t i = 0; i < label.value.size(); ++i) {
    auto byte = static_cast<unsigned char>(label.value[i]);
    if (byte > ' ' && byte != 0x7F && refused.find(label.value[i]) == std::string_view::npos)
      continue;
    checker.diags.emit(checker.tree().partOrAll(*label.node, i, i + 1), diag::Kind::BadLabel,
                       {label.value, "this character is not allowed in it"});
    return;
  }
}

/// `arn:<partition>:states:::s3:<action>` with one of the actions.
void checkAction(Checker &checker, const ast::Text &resource,
                 std::initializer_list<std::string_view> actions, std::string_view where) {
  if (!resource || source::holdsPlaceholder(resource->value))
    return;
  std::string_view text = resource->value;
  std::string allowed;
  for (std::string_view action : actions) {
    if (text.starts_with("arn:") &&
        text.ends_with(std::string(":states:::s3:") + std::string(action)))
      return;
    allowed += (allowed.empty() ? "`arn:aws:states:::s3:" : " or `arn:aws:states:::s3:") +
               std::string(action) + "`";
  }
  checker.diags.emit(resource->range, diag::Kind::UnknownResource, {text})
      .hint(std::string(where) + " takes " + allowed);
}

/// The request of a reader or a writer, when its resource and its members are known.
template <typename Access>
void checkArguments(Checker &checker, const ast::State &state, const Access &access) {
  if (!access.resource || !access.arguments ||
      !access.arguments->node->is(source::Node::Kind::Object))
    return;
  std::string_view resource = access.resource->value;
  checkS3Request(checker, state.language, *access.arguments->node,
                 resource.substr(resource.rfind(':') + 1));
}

} // namespace

void checkMap(Checker &checker, const ast::State &state, Express express) {
  const auto *map = state.as<ast::MapState>();
  if (!map || !map->processor)
    return;
  if (!map->distributed)
    return checkInline(checker, state);
  if (express == Express::Whole)
    checker.diags.emit(state.nameRange, diag::Kind::ExpressDistributed);
  if (map->label)
    checkLabel(checker, *map->label);
  if (map->itemReader)
    checkAction(checker, map->itemReader->resource, {"getObject", "listObjectsV2"}, "`ItemReader`");
  if (map->itemReader)
    checkArguments(checker, state, *map->itemReader);
  if (map->resultWriter)
    checkAction(checker, map->resultWriter->resource, {"putObject"}, "`ResultWriter`");
  if (map->resultWriter)
    checkArguments(checker, state, *map->resultWriter);
}

} // namespace aslc::sema
