// A template: its parameters, mappings and resources, and the values of their names.
#pragma once

#include "compiler/project/given.h"
#include "compiler/project/text.h"

#include <map>
#include <set>
#include <variant>
#include <vector>

namespace aslc::project {

class Evaluator;

/// Called for each text that is not a result of a function; may return a replacement, or null to
/// keep it.
using TextHook =
    std::function<const source::Node *(const Decoded &text, source::Range, Evaluator &)>;

/// A text, or the list of texts that a parameter of a list type is.
using Reference = std::variant<std::string, std::vector<std::string>>;

/// A template of CloudFormation or SAM, or what looks like one to the functions in it.
///
/// Before it is deployed, resources have no ARN. Here they have one that is always the same: with
/// the name that the template gives, else with the logical id; account 123456789012, region
/// us-east-1. A parameter without a value stands for its name, or for an ARN with its name if that
/// ends in `Arn`. What the user gives comes before all of this. Not thread-safe.
class Template {
public:
  Template(std::shared_ptr<const source::Tree> tree, Given given)
      : Template(tree, tree->root, std::move(given)) {}
  /// With the sections in `root`, a node of the tree; null: it has none.
  Template(std::shared_ptr<const source::Tree> tree, const source::Node *root, Given given);

  const source::Tree &tree() const { return *tree_; }
  std::shared_ptr<const source::File> file() const { return tree_->file; }
  const Given &given() const { return given_; }
  Given &given() { return given_; }
  const source::Node *resources() const { return resources_; }
  /// The properties of a resource; null without.
  const source::Node *properties(std::string_view id) const;
  /// The type of a resource, such as `AWS::SQS::Queue`; empty when there is none of that name.
  std::string_view typeOf(std::string_view id) const;
  /// The name of a resource: what it is called in AWS, as far as that is known.
  std::string nameOf(std::string_view id) const;

  /// The result of `Ref` of a name; nullopt when the template has no such name.
  std::optional<Reference> reference(std::string_view name) const;
  /// The result of `Fn::GetAtt`; nullopt when there is no such resource.
  std::optional<std::string> attribute(std::string_view id, std::string_view attribute) const;
  /// Why `Ref` of a name, or `Name.Attribute` in a text, stands for nothing; empty when it stands
  /// for something.
  std::string unknownName(std::string_view name) const;
  /// The same for `Fn::GetAtt`. Of the attributes only those are unknown that are almost the name
  /// of another one.
  std::string unknownAttribute(std::string_view id, std::string_view attribute) const;
  /// Whether a parameter has no value here, so that something stands for it.
  bool isUnknownParameter(std::string_view name) const;
  /// The value of a mapping, or null.
  const source::Node *mapped(std::string_view map, std::string_view key,
                             std::string_view second) const;
  /// Whether functions may compute the names that `Ref` and `Fn::GetAtt` take.
  bool hasLanguageExtensions() const;
  bool hasMapping(std::string_view map) const { return valueIn(mappings_, map) != nullptr; }
  /// The function of a condition, or null.
  const source::Node *condition(std::string_view name) const;
  /// `arn:aws:SERVICE:REGION:ACCOUNT:REST`; `{r}` and `{a}` in `pattern` are region and account,
  /// `{n}` is `name`.
  std::string arn(std::string_view pattern, std::string_view name) const;
  /// An ARN for something that has only a known name, by words in the name.
  std::string guessedArn(std::string_view name) const;
  /// The value of a pseudo parameter, such as `AWS::Region`; empty when there is none.
  std::string pseudo(std::string_view name) const;

  /// Further names that have a value, such as functions of the Serverless Framework: name -> the
  /// function's name.
  Texts functions;
  /// What texts stand for besides their functions, such as variables of the Serverless Framework.
  TextHook onText;
  /// Names that are not in the template may still be something, unless they are almost one of
  /// `certain`; else that is an error.
  bool isOpen = false;
  std::vector<std::string> certain;
  /// The outputs of nested stacks that are files here, by the names of their resources.
  std::map<std::string, std::vector<std::string>, std::less<>> outputs;

private:
  std::optional<Reference> parameter(std::string_view name) const;
  std::string unknownParameter(std::string_view name, const source::Node &declaration) const;
  bool isMadeBySam(std::string_view name) const;
  bool isMadeElsewhere(std::string_view name) const;
  bool isOfModule(std::string_view name) const;
  std::optional<std::string> aliasMadeBySam(std::string_view name) const;
  /// The text of a property of the resource `id` that is a name; `id` where it is not known.
  std::string nameIn(const source::Node &written, std::string_view id) const;
  /// The ARN of an alias or version; nullopt for other resources.
  std::optional<std::string> qualifiedArn(std::string_view id) const;

  std::shared_ptr<const source::Tree> tree_;
  Given given_;
  const source::Node *resources_, *parameters_, *mappings_, *conditions_;
  mutable std::set<std::string, std::less<>> naming_; ///< resources whose name is being found
};

/// The items of the value of a parameter of a list type: the texts between commas.
std::vector<std::string> itemsOfList(std::string_view text);

} // namespace aslc::project
