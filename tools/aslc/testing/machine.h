// The machines that are tested: compiled once, in memory, and shared by their tests.
#pragma once

#include "tools/aslc/testing/coverable.h"
#include "tools/aslc/testing/suite.h"

#include "asl/abi/abi.h"

#include <memory>
#include <mutex>
#include <set>

namespace aslc::testing {

/// A machine that can be run, and what is known of it.
class Machine {
public:
  virtual ~Machine() = default;
  virtual const asl_module &module() const = 0;

  std::string name;
  ast::Machine definition;
  std::shared_ptr<const source::Tree> tree;     ///< of the definition
  std::set<std::string, std::less<>> outermost; ///< the states that are in no other
  std::unique_ptr<Coverable> coverable;         ///< null when ways are not observed
  std::unique_ptr<Counts> counts;

protected:
  explicit Machine(ast::Machine checked) : definition(std::move(checked)) {}
};

/// Compiles machines, each once.
class Machines {
public:
  /// `observed`: their ways are counted.
  explicit Machines(bool observed);
  ~Machines();

  /// The machine of `subject`, compiled by the first call that asks for it. Fails with what is
  /// wrong with it. Any thread; blocks while another thread compiles the same machine.
  asl::Expected<std::shared_ptr<Machine>> get(const Subject &subject);
  /// Those that were compiled, in the order of their files and names.
  std::vector<std::shared_ptr<Machine>> all() const;
  /// The files that the machines are made of, also those that have errors.
  std::vector<std::string> files() const;
  /// The same as `all`, but a machine that was compiled several times, with different values,
  /// stands there once, with the counts of all. To be called once, when the tests are over.
  std::vector<std::shared_ptr<Machine>> merged();

private:
  class Compiler;
  struct Entry;
  std::unique_ptr<Compiler> compiler_;
  mutable std::mutex mutex_;
  std::vector<std::unique_ptr<Entry>> entries_;
};

} // namespace aslc::testing
