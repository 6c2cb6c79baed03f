// The steps of the saga and the steps that undo them, for a small warehouse and a small bank.
#include <asl/asl.h>

#include <cstdio>
#include <map>
#include <string>

struct Order {
  std::string item;
  int quantity = 0;
  int price = 0;
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(Order, item, quantity, price)

static std::map<std::string, int> stock{{"lamp", 5}, {"piano", 1}};
static int money = 1000;

static void show(const char *what) { std::fprintf(stderr, "%s: %d in the purse\n", what, money); }

static asl::Json reserve(const Order &order) {
  if (stock[order.item] < order.quantity)
    throw asl::TaskError("Stock.Missing", "there is no " + order.item + " left");
  stock[order.item] -= order.quantity;
  show("reserved");
  return {{"id", "R-1"}};
}

static void release(const Order &order) {
  stock[order.item] += order.quantity;
  show("released");
}

// A coroutine: the bank is slow, and busy at first.
static asl::async<asl::Json> charge(asl::Context &context, Order order) {
  co_await asl::sleep_for(std::chrono::milliseconds(20));
  if (context.attempt() == 0)
    throw asl::TaskError("Bank.Busy");
  if (money < order.price)
    throw asl::TaskError("Card.Declined", "not enough money");
  money -= order.price;
  show("charged");
  co_return asl::Json{{"amount", order.price}};
}

static void refund(const Order &order) {
  money += order.price;
  show("refunded");
}

// No carrier takes a piano: the task waits until it times out; then its stack is unwound.
static std::string ship(const Order &order) {
  if (order.item == "piano")
    asl::this_task::sleep_for(std::chrono::hours(1));
  show("shipped");
  return "P-1";
}

ASL_TASKS(tasks) {
  tasks.function("reserve", reserve)
      .function("release", release)
      .function("charge", charge)
      .function("refund", refund)
      .function("ship", ship);
}
