// Speed of compiled JSONata: the five expressions that the reference implementation is measured
// with, on the same document, single thread.
//
//   jsonata_bench FILE [seconds per expression, default 2]
//
// FILE is what `node bench/peers/jsonata.mjs --dump` of the shared data prints.
#include "compiler/driver/expression.h"
#include "runtime/value/json.h"

#include <nlohmann/json.hpp>

#include <chrono>
#include <cstdio>
#include <fstream>
#include <limits>
#include <string>

namespace {

using Clock = std::chrono::steady_clock;
namespace driver = aslc::driver;

double secondsSince(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

/// Seconds for one compilation at `-O2`, from text to loaded code.
double timeCompilation(const driver::ExpressionSource &source, driver::ExpressionResult &compiled) {
  double best = std::numeric_limits<double>::max();
  for (int round = 0; round < 5; ++round) {
    Clock::time_point start = Clock::now();
    compiled = driver::compileExpression(source, /*optimization=*/2);
    best = std::min(best, secondsSince(start));
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
    return expression.evaluate(heap, input, nullptr);
  };
  double best = std::numeric_limits<double>::max();
  for (int round = 0; round < 5; ++round) {
    Clock::time_point start = Clock::now();
    size_t count = 0;
    double taken = 0;
    for (; taken < seconds / 5; taken = secondsSince(start), count += 10)
      for (int i = 0; i < 10; ++i)
        once();
    best = std::min(best, taken / static_cast<double>(count));
  }
  asl::Value value = once();
  result = asl::isError(value) ? "an error: " + asl::json::write(value.error->name)
                               : asl::json::write(value);
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
      std::printf("%-12s is not compiled: %s\n", name.c_str(), compiled.problem.c_str());
      continue;
    }
    std::string result;
    double each = timeEvaluation(*compiled.expression, dump["document"].dump(), seconds, result);
    std::printf("%-12s %9.0f/s %10.2f us each, compile %.0f us, result %zu bytes\n", name.c_str(),
                1 / each, each * 1e6, compilation * 1e6, result.size());
  }
}
