// Tasks as functions of a shared library:
//
//   int NAME(const char *input, char **output);
#include "runtime/binding/transport.h"

#include "runtime/exec/blocking_pool.h"

#include <cstdlib>
#include <dlfcn.h>

namespace asl::binding {

namespace {

constexpr unsigned kThreads = 16;

class NativeTransport : public Transport {
public:
  NativeTransport(const Binding &binding, const BindingFile &file)
      : place_(placeOf(binding, file)),
        pool_(binding.concurrency ? static_cast<unsigned>(binding.concurrency) : kThreads) {
    std::string path = pathFrom(file, binding.native.library);
    // It stays loaded: its threads may outlive this.
    void *library = ::dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
    void *symbol = library ? ::dlsym(library, binding.native.function.c_str()) : nullptr;
    function_ = reinterpret_cast<Function>(symbol);
    if (const char *why = symbol ? nullptr : ::dlerror())
      problem_ = "The function `" + binding.native.function + "` of " + path + " (" + place_ +
                 ") cannot be used: " + why;
  }

  std::optional<std::string> unbound(const Request &) override {
    return problem_.empty() ? std::nullopt : std::optional(problem_);
  }

  uint64_t start(const Request &, std::string input, TaskAnswer answer) override {
    if (!problem_.empty()) {
      answer.reply->unbound(problem_);
      return 0;
    }
    pool_.run([function = function_, input = std::move(input), answer = std::move(answer)] {
      char *output = nullptr;
      int status = function(input.c_str(), &output);
      std::string text = output ? output : "";
      std::free(output);
      if (status == 0)
        answer.finish(text);
      else if (!answer.failIfError(text))
        answer.failPlainly(text.empty() ? "the function returned " + std::to_string(status) : text);
    });
    return 1; // work is in progress, which nothing can end
  }

  void cancel(uint64_t) override {}

private:
  using Function = int (*)(const char *input, char **output);
  Function function_ = nullptr;
  const std::string place_;
  std::string problem_; ///< why it cannot be used
  exec::BlockingPool pool_;
};

} // namespace

std::unique_ptr<Transport> makeNativeTransport(const Binding &binding, const BindingFile &file) {
  return std::make_unique<NativeTransport>(binding, file);
}

} // namespace asl::binding
