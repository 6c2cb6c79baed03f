// Speed of compiled JSONata: expressions that the reference implementation is measured with, on the
// same document, on one thread, for every CPU second.
//
//   jsonata_bench FILE [SECONDS]   for each expression {"name", "per_cpu_s", "compile_us",
//   "result"}
//
// FILE is what `node bench/peers/jsonata.mjs --dump` of the shared data prints. jsonata.py runs
// both.
#include "compiler/driver/expression.h"
#include "runtime/value/json.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <fstream>
#include <limits>
#include <string>

namespace {

namespace driver = aslc::driver;

double cpuSeconds() {
  timespec now;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

/// Seconds for one compilation, from text to loaded code.
double timeCompilation(const driver::ExpressionSource &source, driver::ExpressionResult &compiled) {
  double best = std::numeric_limits<double>::max();
  for (int round = 0; round < 3; ++round) {
    double start = cpuSeconds();
    driver::Jit jit;
    compiled = driver::compileExpression(source, jit, /*optimization=*/2);
    best = std::min(best, cpuSeconds() - start);
  }
  return best;
}

/// Seconds for one evaluation, best of five rounds. Memory is given back after each, as after an
/// execution.
double timeEvaluation(const driver::LoadedExpression &expression, const std::string &document,
                      double seconds, std::string &result) {
  asl::Heap inputs(expression.symbols(), 1), heap(expression.symbols(), 1);
  asl::Value input = asl::json::read(inputs, document);
  auto once = [&] {
    heap.reset(expression.symbols(), 1);
    return expression.evaluate(heap, input, asl::undefined(), {});
  };
  volatile uint64_t used = 0; // so that no evaluation is in vain
  double best = std::numeric_limits<double>::max();
  for (int round = 0; round < 5; ++round) {
    double start = cpuSeconds(), taken = 0;
    size_t count = 0;
    for (; taken < seconds / 5; taken = cpuSeconds() - start, count += 100)
      for (int i = 0; i < 100; ++i)
        used = used + once().bits;
    best = std::min(best, taken / static_cast<double>(count));
  }
  asl::Value value = once();
  result = asl::isError(value) ? asl::json::write(value.error->name) : asl::json::write(value);
  return best;
}

} // namespace

int main(int argc, char **argv) {
  if (argc < 2) {
    std::fputs("usage: jsonata_bench FILE [SECONDS]\n", stderr);
    return 2;
  }
  std::ifstream in(argv[1]);
  nlohmann::ordered_json dump = nlohmann::ordered_json::parse(in, nullptr, false);
  if (!in || dump.is_discarded()) {
    std::fprintf(stderr, "jsonata_bench: %s cannot be read\n", argv[1]);
    return 2;
  }
  double seconds = argc > 2 ? std::stod(argv[2]) : 2;
  for (const auto &[name, text] : dump["expressions"].items()) {
    driver::ExpressionSource source;
    source.text = text.get<std::string>();
    driver::ExpressionResult compiled;
    double compilation = timeCompilation(source, compiled);
    if (!compiled.expression) {
      std::fprintf(stderr, "jsonata_bench: %s is not compiled: %s\n", name.c_str(),
                   compiled.problem.c_str());
      return 1;
    }
    std::string result;
    double each = timeEvaluation(*compiled.expression, dump["document"].dump(), seconds, result);
    std::printf("{\"name\": \"%s\", \"per_cpu_s\": %.6g, \"compile_us\": %.4g, \"result\": %s}\n",
                name.c_str(), 1 / each, compilation * 1e6, result.c_str());
  }
}
