// The text format: a HELP and a TYPE line, then a line for each series.
#include "runtime/observe/metrics.h"

#include "runtime/support/number_text.h"

#include <algorithm>

namespace asl::observe {

namespace {

std::string secondsText(int64_t ms) { return shortestText(static_cast<double>(ms) / 1000); }

void appendLine(std::string &to, const std::string &name, const std::string &labels,
                const std::string &value) {
  to += name;
  if (!labels.empty())
    to.append("{").append(labels).append("}");
  to.append(" ").append(value).append("\n");
}

void appendHead(std::string &to, const std::string &name, const std::string &type,
                const std::string &help) {
  to.append("# HELP ").append(name).append(" ").append(help).append("\n");
  to.append("# TYPE ").append(name).append(" ").append(type).append("\n");
}

std::string escaped(const std::string &value) {
  std::string text;
  for (char c : value)
    if (c == '\n')
      text += "\\n";
    else if (c == '"' || c == '\\')
      text.append("\\").append(1, c);
    else
      text += c;
  return text;
}

std::string labelText(const Labels &names, const Labels &values) {
  std::string text;
  for (size_t i = 0; i < names.size(); ++i) {
    text += text.empty() ? "" : ",";
    text.append(names[i]).append("=\"").append(escaped(values[i])).append("\"");
  }
  return text;
}

/// A family whose values are asked for.
class Asked final : public AnyFamily {
public:
  using Ask = std::function<void(const std::function<void(const Labels &, double)> &)>;
  Asked(std::string name, std::string type, std::string help, Labels labels, Ask ask)
      : name_(std::move(name)), type_(std::move(type)), help_(std::move(help)),
        labels_(std::move(labels)), ask_(std::move(ask)) {}
  void append(std::string &to) const override {
    appendHead(to, name_, type_, help_);
    ask_([&](const Labels &values, double value) {
      appendLine(to, name_, labelText(labels_, values), shortestText(value));
    });
  }

private:
  const std::string name_, type_, help_;
  const Labels labels_;
  const Ask ask_;
};

} // namespace

void Counter::append(std::string &to, const std::string &name, const std::string &labels) const {
  appendLine(to, name, labels, std::to_string(value_.load(std::memory_order_relaxed)));
}

void SecondsCounter::append(std::string &to, const std::string &name,
                            const std::string &labels) const {
  appendLine(to, name, labels, secondsText(ms_.load(std::memory_order_relaxed)));
}

void Gauge::append(std::string &to, const std::string &name, const std::string &labels) const {
  appendLine(to, name, labels, std::to_string(value_.load(std::memory_order_relaxed)));
}

void Histogram::observe(int64_t milliseconds) {
  milliseconds = std::max<int64_t>(milliseconds, 0);
  size_t bucket = 0;
  while (bucket < bounds.size() && milliseconds > bounds[bucket])
    ++bucket;
  counts_[bucket].fetch_add(1, std::memory_order_relaxed);
  sumMs_.fetch_add(milliseconds, std::memory_order_relaxed);
}

void Histogram::append(std::string &to, const std::string &name, const std::string &labels) const {
  uint64_t count = 0;
  std::string before = labels.empty() ? "" : labels + ",";
  for (size_t i = 0; i <= bounds.size(); ++i) {
    count += counts_[i].load(std::memory_order_relaxed);
    std::string bound = i == bounds.size() ? "+Inf" : secondsText(bounds[i]);
    appendLine(to, name + "_bucket", before + "le=\"" + bound + "\"", std::to_string(count));
  }
  appendLine(to, name + "_sum", labels, secondsText(sumMs_.load(std::memory_order_relaxed)));
  appendLine(to, name + "_count", labels, std::to_string(count));
}

template <typename Metric>
Family<Metric>::Family(std::string name, std::string type, std::string help, Labels labels)
    : name_(std::move(name)), type_(std::move(type)), help_(std::move(help)),
      labels_(std::move(labels)) {}

template <typename Metric> Metric &Family<Metric>::at(const Labels &values) {
  std::lock_guard lock(mutex_);
  auto found = series_.find(values);
  if (found != series_.end())
    return *found->second;
  Labels key = series_.size() < mostSeries ? values : Labels(labels_.size(), "other");
  std::unique_ptr<Metric> &series = series_[key];
  if (!series)
    series = std::make_unique<Metric>();
  return *series;
}

template <typename Metric> void Family<Metric>::append(std::string &to) const {
  std::lock_guard lock(mutex_);
  appendHead(to, name_, type_, help_);
  for (const auto &[values, series] : series_)
    series->append(to, name_, labelText(labels_, values));
}

template class Family<Counter>;
template class Family<SecondsCounter>;
template class Family<Gauge>;
template class Family<Histogram>;

template <typename Metric>
Family<Metric> &Metrics::add(std::string name, std::string type, std::string help, Labels labels) {
  auto family = std::make_unique<Family<Metric>>(std::move(name), std::move(type), std::move(help),
                                                 std::move(labels));
  Family<Metric> &made = *family;
  std::lock_guard lock(mutex_);
  families_.push_back(std::move(family));
  return made;
}

Family<Counter> &Metrics::counter(std::string name, std::string help, Labels labels) {
  return add<Counter>(std::move(name), "counter", std::move(help), std::move(labels));
}

Family<SecondsCounter> &Metrics::seconds(std::string name, std::string help, Labels labels) {
  return add<SecondsCounter>(std::move(name), "counter", std::move(help), std::move(labels));
}

Family<Gauge> &Metrics::gauge(std::string name, std::string help, Labels labels) {
  return add<Gauge>(std::move(name), "gauge", std::move(help), std::move(labels));
}

Family<Histogram> &Metrics::histogram(std::string name, std::string help, Labels labels) {
  return add<Histogram>(std::move(name), "histogram", std::move(help), std::move(labels));
}

void Metrics::ask(std::string name, std::string type, std::string help, Labels labels,
                  std::function<void(const std::function<void(const Labels &, double)> &)> value) {
  auto family = std::make_unique<Asked>(std::move(name), std::move(type), std::move(help),
                                        std::move(labels), std::move(value));
  std::lock_guard lock(mutex_);
  families_.push_back(std::move(family));
}

std::string Metrics::text() const {
  std::string text;
  std::lock_guard lock(mutex_);
  for (const auto &family : families_)
    family->append(text);
  return text;
}

} // namespace asl::observe
