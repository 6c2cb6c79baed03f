#include "compiler/analysis/bounds/formula.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace aslc::analysis::bounds {

namespace {

/// More sums than these are replaced by one that bounds them all.
constexpr size_t mostSums = 6;
/// A sum with more products than this is too long to read. As a lower bound it loses its products;
/// as an upper bound it becomes unbounded.
constexpr size_t mostProducts = 200;

} // namespace

std::string numberText(double number) {
  char buffer[32];
  bool isSmall = number != 0 && std::fabs(number) < 1e-3;
  std::snprintf(buffer, sizeof buffer, isSmall ? "%.12f" : "%.12g", number);
  std::string text = buffer;
  if (isSmall)
    text.erase(text.find_last_not_of('0') + 1);
  return text;
}

Formula Formula::of(Side side, double constant) {
  Formula formula(side);
  if (std::isinf(constant))
    formula.isUnbounded_ = side == Side::Worst;
  else
    formula.sums_.push_back({{Product{}, constant}});
  return formula;
}

Formula Formula::unbounded() {
  Formula formula(Side::Worst);
  formula.isUnbounded_ = true;
  return formula;
}

bool Formula::isConstant() const {
  return !isUnbounded_ && sums_.size() == 1 && sums_[0].size() == 1 && sums_[0].contains({});
}

bool Formula::isBelow(const Sum &a, const Sum &b) {
  return std::all_of(a.begin(), a.end(), [&](const auto &term) {
    auto other = b.find(term.first);
    return term.second <= (other == b.end() ? 0 : other->second);
  });
}

/// Whether the sum changes nothing.
bool Formula::isCovered(const Sum &sum) const {
  return std::any_of(sums_.begin(), sums_.end(), [&](const Sum &each) {
    return side_ == Side::Worst ? isBelow(sum, each) : isBelow(each, sum);
  });
}

void Formula::add(Sum sum) {
  if (isUnbounded_)
    return;
  if (sum.size() > mostProducts) {
    if (side_ == Side::Worst) {
      *this = unbounded();
      return;
    }
    std::erase_if(sum, [](const auto &term) { return !term.first.empty(); });
    sum.try_emplace({}, 0);
  }
  if (isCovered(sum))
    return;
  std::erase_if(sums_, [&](const Sum &each) {
    return side_ == Side::Worst ? isBelow(each, sum) : isBelow(sum, each);
  });
  sums_.push_back(std::move(sum));
  if (sums_.size() <= mostSums)
    return;
  Sum all = sums_[0];
  for (const Sum &each : sums_) {
    if (side_ == Side::Worst)
      for (const auto &[product, count] : each)
        all[product] = std::max(all[product], count);
    else
      for (auto &[product, count] : all)
        count = each.contains(product) ? std::min(count, each.at(product)) : 0;
  }
  std::erase_if(all, [](const auto &term) { return !term.first.empty() && term.second == 0; });
  sums_.clear();
  sums_.push_back(std::move(all));
}

Formula Formula::operator+(const Formula &other) const {
  if (isNone() || other.isNone())
    return none(side_);
  if (isUnbounded_ || other.isUnbounded_)
    return unbounded();
  Formula result(side_);
  for (const Sum &a : sums_)
    for (const Sum &b : other.sums_) {
      Sum sum = a;
      for (const auto &[product, count] : b)
        sum[product] += count;
      result.add(std::move(sum));
    }
  return result;
}

Formula Formula::operator|(const Formula &other) const {
  if (isUnbounded_ || other.isUnbounded_)
    return unbounded();
  Formula result = *this;
  for (const Sum &sum : other.sums_)
    result.add(sum);
  return result;
}

Formula Formula::along(const Formula &other) const {
  if (side_ == Side::Worst)
    return *this | other;
  if (isNone() || other.isNone())
    return none(side_);
  // The longer one is a bound. Where neither is longer for all inputs, take the one that is longer
  // without any items.
  return withoutItems() < other.withoutItems() ? other : *this;
}

Formula Formula::times(double count) const {
  if (count == 0)
    return of(side_, 0);
  Formula result(side_);
  result.isUnbounded_ = isUnbounded_;
  for (Sum sum : sums_) {
    for (auto &[product, each] : sum)
      each *= count;
    result.add(std::move(sum));
  }
  return result;
}

Formula Formula::times(Factor factor) const {
  // What cannot be done is still done for no items.
  if (isNone())
    return of(side_, 0);
  Formula result(side_);
  result.isUnbounded_ = isUnbounded_;
  for (const Sum &sum : sums_) {
    Sum multiplied;
    for (const auto &[product, count] : sum) {
      Product longer = product;
      longer.insert(std::upper_bound(longer.begin(), longer.end(), factor), factor);
      if (count != 0)
        multiplied[std::move(longer)] = count;
    }
    if (multiplied.empty())
      multiplied[{}] = 0;
    result.add(std::move(multiplied));
  }
  return result;
}

double Formula::withoutItems() const {
  double least = infinite;
  for (const Sum &sum : sums_)
    least = std::min(least, sum.contains({}) ? sum.at({}) : 0);
  return least;
}

double Formula::at(const std::vector<double> &symbols) const {
  if (sums_.empty())
    return infinite;
  double result = side_ == Side::Worst ? 0 : infinite;
  for (const Sum &sum : sums_) {
    double total = 0;
    for (const auto &[product, count] : sum) {
      double term = count;
      for (const Factor &factor : product)
        if (term != 0)
          term *= std::ceil(symbols[factor.symbol] / factor.divisor);
      total += term;
    }
    result = side_ == Side::Worst ? std::max(result, total) : std::min(result, total);
  }
  return result;
}

double Formula::value(const std::vector<Symbol> &symbols) const {
  std::vector<double> values;
  values.reserve(symbols.size());
  for (const Symbol &symbol : symbols)
    values.push_back(side_ == Side::Worst ? symbol.most : symbol.least);
  return at(values);
}

std::string Formula::written(const std::vector<Symbol> &symbols, std::string_view times) const {
  if (isUnbounded_)
    return "unbounded";
  if (isNone())
    return "none";
  std::string result;
  for (const Sum &sum : sums_) {
    // Fewer factors first.
    std::vector<std::pair<Product, double>> terms(sum.begin(), sum.end());
    std::sort(terms.begin(), terms.end(), [](const auto &a, const auto &b) {
      return std::pair(a.first.size(), a.first) < std::pair(b.first.size(), b.first);
    });
    std::string text;
    for (const auto &[product, count] : terms) {
      if (count == 0 && terms.size() > 1)
        continue;
      std::string term = count == 1 && !product.empty() ? "" : numberText(count);
      for (const Factor &factor : product) {
        const std::string &name = symbols[factor.symbol].name;
        term += term.empty() ? "" : std::string(times);
        term += factor.divisor == 1 ? name
                                    : "ceil(" + name + "/" + std::to_string(factor.divisor) + ")";
      }
      text += (text.empty() ? "" : " + ") + term;
    }
    result += (result.empty() ? "" : ", ") + (text.empty() ? "0" : text);
  }
  if (sums_.size() == 1)
    return result;
  return (side_ == Side::Worst ? "max(" : "min(") + result + ")";
}

} // namespace aslc::analysis::bounds
