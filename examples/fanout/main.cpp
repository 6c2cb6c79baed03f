// Runs many native tasks concurrently: each sleeps in its handler, and all sleep at the same time.
#include "fanout.h"

#include <asl/asl.h>

#include <chrono>
#include <iostream>
#include <numeric>

struct Line {
  std::string product;
  int quantity = 0;
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Line, product, quantity)

static int price(const Line &line) {
  asl::this_task::sleep_for(std::chrono::milliseconds(200)); // a slow price list
  return 10 * line.quantity;
}

static int total(const std::vector<int> &prices) {
  return std::accumulate(prices.begin(), prices.end(), 0);
}

int main() {
  asl::HandlerRegistry tasks;
  tasks.function("price", price).function("total", total);
  asl::Host host(tasks);

  asl::Json order{{"lines", asl::Json::array()}};
  for (int i = 1; i <= 100; ++i)
    order["lines"].push_back(Line{"product " + std::to_string(i), i});

  auto begin = std::chrono::steady_clock::now();
  int sum = host.run(machines::fanout, order).as<int>();
  auto seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  std::cout << "total " << sum << "\n";
  std::cout << (seconds < 10 ? "all at once" : "one by one") << "\n";
}
