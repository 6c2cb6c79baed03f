// The contents of a project file: state machines, and the resources they use.
#pragma once

#include "compiler/ast/machine.h"
#include "compiler/diag/engine.h"
#include "compiler/project/given.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace aslc::project {

/// A definition that was taken out of a project.
struct MachineText {
  /// Its places are those of its file: the template, or the file that the template names.
  std::shared_ptr<source::Tree> tree;
  /// Problems in finding and reading it; for the tree's file. With errors the tree may have no
  /// root.
  std::shared_ptr<diag::Engine> diagnostics;
};

struct Machine {
  std::string name;                    ///< differs from those of the project's other machines
  std::vector<std::string> otherNames; ///< by which it may be called too
  std::string nameInAws;               ///< the last part of its ARN
  ast::MachineType type = ast::MachineType::Standard;
  std::shared_ptr<const source::File> file; ///< where it is declared
  source::Range place;
  std::string definitionFile; ///< where its definition is, as far as the project says
  /// Reads its definition. May be called more than once, in one thread at a time for all machines
  /// of a project.
  std::function<MachineText()> read;
};

/// Something else that `aslc list` shows.
struct Thing {
  enum class Kind : uint8_t { Activity, Function, EventSource };
  Kind kind;
  std::string name, detail;
  std::string machine; ///< EventSource: the machine that it starts; may be empty
  std::shared_ptr<const source::File> file;
  source::Range place;
};

/// A Lambda function, with what is needed to start it here.
struct Function {
  std::string name;                ///< as it is in its ARN
  std::string code;                ///< the folder with its code, from the current folder
  std::string inlineCode;          ///< its code where that is in the template; then `code` is empty
  std::string archive;             ///< the archive with its code (zip); then `code` is empty
  std::vector<std::string> layers; ///< their folders, in the order in which they are searched
  std::string handler;             ///< `app.handler`
  std::string runtime;             ///< `python3.12`
  Texts environment;
  double timeoutSeconds = 3;
  unsigned memoryMb = 128;
  std::string problem; ///< why it cannot be started, such as "it is a container image"; else empty
  std::shared_ptr<const source::File> file;
  source::Range place;
};

struct Project {
  std::string what; ///< "an AWS SAM template"
  std::vector<Machine> machines;
  std::vector<Thing> things;
  std::vector<Function> functions;
  /// One for each faulty file of the project.
  std::vector<std::shared_ptr<diag::Engine>> diagnostics;
  std::vector<std::string> problems; ///< other problems: lines that begin with a place
  std::vector<std::string> files;    ///< that were read, except for definitions
  std::vector<std::string> around;   ///< templates around the one that is being read
  /// The names that `Given::parameters` may have; nullopt where any name may be one.
  std::optional<std::vector<std::string>> parameters;
  source::Range parametersAt; ///< where the file itself declares them; empty without

  bool hasErrors() const;
  /// Takes what `diagnostics` of this project say away from those of one of its machines.
  void removeKnown(diag::Engine &ofMachine) const;
};

/// Opens `file`: a template of SAM or CloudFormation, a `manifest.json` of the CDK, a configuration
/// of the Serverless Framework, or the output of `terraform show -json`. nullopt when it is none of
/// these, and so perhaps a definition.
std::optional<Project> open(std::shared_ptr<const source::File> file,
                            std::optional<source::Notation> notation, const Given &given);

/// The machine called `name`. On failure lists the existing machines, for a message that begins
/// with the project's file.
asl::Expected<const Machine *> find(const Project &project, std::string_view name);

/// The names of all machines, for messages: `A`, `B` and `C`.
std::string namesOf(const Project &project);

} // namespace aslc::project
