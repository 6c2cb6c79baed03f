// A module of Terraform: the files of a folder, and the values of their expressions.
#pragma once

#include "compiler/project/hcl.h"
#include "compiler/project/project.h"
#include "compiler/project/template.h"

#include <functional>
#include <map>
#include <set>

namespace aslc::project {

/// An expression and the file that it is in.
struct Placed {
  const hcl::Document *document = nullptr;
  const hcl::Expression *expression = nullptr;
};

/// Whether the names and ARNs of resources of this type are known.
bool isKnownType(std::string_view type);

/// `text` where `${` and `%{` are no templates.
std::string escapedTemplate(std::string text);

/// The values of a module that are known before Terraform applies it.
///
/// Variables have the values of `--parameter`, of `terraform.tfvars` and `*.auto.tfvars`, else
/// their defaults, else stand for their names. Attributes of resources are as AWS will give them,
/// with the names that the module gives; others stand for their own text, or for an ARN when they
/// end in `arn`. `--define` comes before all of it, by the reference as it is written.
class Module {
public:
  /// Reads `file` and the other `.tf` files beside it. `arguments` is the text of a file of values
  /// that come before the others.
  Module(std::shared_ptr<const source::File> file, Given given, const std::string &arguments = {},
         unsigned depth = 0);

  /// One of several resources that a block with `for_each` or `count` makes.
  struct Instance {
    std::string key;   ///< with `count` its index
    std::string value; ///< JSON text
    bool isCounted = false;
  };
  struct Instances {
    std::vector<Instance> all;
    bool isCounted = false; ///< `count` says how many there are
  };
  /// What `for_each` or `count` of `block` says; nullopt where neither is there, and where the
  /// value is not known here.
  std::optional<Instances> instancesOf(const hcl::Document &document,
                                       const hcl::Block &block) const;
  /// From now on `each` and `count` stand for this; null: for nothing.
  void bindEach(const Instance *instance) const;

  /// The file itself; then the others.
  const std::vector<std::unique_ptr<hcl::Document>> &documents() const { return documents_; }
  const Given &given() const { return given_; }

  /// What `local.x` and the like stand for, as far as another expression says it.
  Placed follow(Placed at) const;
  /// The expression that a local, a variable or `each.value` has in the module's files; without an
  /// expression when `steps`, of which there are two or more, name something else.
  Placed declared(const std::vector<std::string> &steps) const;
  /// Whether a variable of the outermost module has a value that is given, not just a default.
  bool isSet(std::string_view variable) const;
  /// Whether the type of a variable names the keys that its value has.
  bool isObject(std::string_view variable) const;
  /// The block `data` or `resource` with these labels, and its file.
  const hcl::Block *block(std::string_view kind, std::string_view type, std::string_view name,
                          const hcl::Document **document) const;
  /// The value of a reference to an attribute of a resource.
  std::string reference(const std::vector<std::string> &steps) const;
  /// The instances of a module in a folder here, with the values that its block gives to its
  /// variables.
  struct Children {
    std::vector<std::pair<std::string, std::shared_ptr<Module>>> modules; ///< by their keys
    bool isKeyed = false;   ///< the block has `for_each` or `count`, which is known
    bool isCounted = false; ///< it is `count`
  };
  /// Those of `block`; null when it names another module, or one without files.
  const Children *children(const hcl::Document &document, const hcl::Block &block) const;
  /// Those of the module called `name`.
  const Children *children(std::string_view name) const;
  /// The value of an output of this module; without an expression when there is none.
  Placed output(std::string_view name) const;
  /// The names of its outputs.
  std::vector<std::string> outputs() const;
  /// Why a reference names nothing that the module declares; empty when it does, and where not all
  /// of the module could be read.
  std::string unknownName(const std::vector<std::string> &steps) const;
  /// The same for the index of a resource with `count`, where the reference is needed.
  std::string unknownInstance(const std::vector<std::string> &steps) const;
  /// The same for the attribute that a reference takes of a resource, or the output of a module.
  /// Only those attributes are unknown that are almost the name of another one.
  std::string unknownAttribute(const std::vector<std::string> &steps) const;
  /// What is wrong with values of variables.
  struct Problem {
    std::shared_ptr<const source::File> file;
    source::Range range;
    std::string message;
  };
  const std::vector<Problem> &problems() const { return problems_; }
  /// `block` calls this module. The arguments for which the module has no variable, and the
  /// variables that need a value and get none.
  std::vector<Problem> wrongArguments(const hcl::Document &document, const hcl::Block &block) const;
  /// How many references had no value so far that is known before Terraform runs.
  size_t unknownCount() const { return unknown_; }
  void countUnknown() const { ++unknown_; }
  /// The type of the variable that a reference begins with, when that has no value here and is
  /// declared as something else than a text; else without an expression.
  Placed typeOfUnknown(const std::vector<std::string> &steps) const;
  /// Whether a reference without a value here is a text wherever Terraform runs.
  bool isAlwaysText(const std::vector<std::string> &steps) const;
  /// What stands for a text that is not known here: an ARN, when the name ends in `arn` or `arns`.
  std::string standInText(const std::string &name) const;
  /// Counts bytes made from the module's expressions; returns false when the limit is exceeded.
  bool spend(size_t bytes) const { return (spent_ += bytes) <= mostBytes; }
  /// The text of an expression; none when it is not known, or no text.
  std::optional<std::string> text(Placed at) const;

private:
  void takeTypes();
  void takeTypedValue(const hcl::Document &document, const hcl::Block &variable);
  std::string unknownOutput(const std::vector<std::string> &steps) const;
  std::string folder() const;
  std::shared_ptr<Module> child(const hcl::Document &document, const hcl::Block &block,
                                const std::string &folder) const;
  std::string arguments(const hcl::Document &document, const hcl::Block &block, Given &given) const;
  void readFolder(const std::string &path);
  std::string resource(std::string_view kind, std::string_view type, std::string_view name,
                       std::string_view attribute) const;
  std::string ofRegistry(std::string_view name, std::string_view output) const;

  std::vector<std::unique_ptr<hcl::Document>> documents_, values_;
  Given given_;
  Template names_; ///< an empty template: what ARNs look like
  mutable std::set<const hcl::Expression *> beingFollowed_;
  /// What `find` gives while `each` and `count` are those of the instance `key` of `block`, which
  /// may be null.
  std::string ofInstance(const std::string &key, const hcl::Document *document,
                         const hcl::Block *block, const std::function<std::string()> &find) const;

  mutable std::string eachKey_; ///< of the resource whose name is being found; empty: none
  mutable std::unique_ptr<hcl::Document> eachValue_; ///< its attribute `value`; null: none
  mutable std::string countIndex_;                   ///< `count.index`; empty: 0
  /// Modules by the blocks that name them; empty: not one of a folder here.
  mutable std::map<const hcl::Block *, Children> children_;
  unsigned depth_ = 0; ///< modules around
  std::string root_;   ///< the folder of the outermost one; empty: this is it
  std::vector<Problem> problems_;
  mutable size_t unknown_ = 0; ///< references whose value is not known before Terraform runs
  static constexpr size_t mostBytes = 64u << 20;
  mutable size_t spent_ = 0;
};

} // namespace aslc::project
