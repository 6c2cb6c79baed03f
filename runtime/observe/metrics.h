// Counters, gauges and histograms, and their text for Prometheus. See
// https://prometheus.io/docs/instrumenting/exposition_formats/.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace asl::observe {

class Counter {
public:
  void add(uint64_t count = 1) { value_.fetch_add(count, std::memory_order_relaxed); }
  void append(std::string &to, const std::string &name, const std::string &labels) const;

private:
  std::atomic<uint64_t> value_{0};
};

/// A sum of durations, shown in seconds.
class SecondsCounter {
public:
  void add(int64_t milliseconds) { ms_.fetch_add(milliseconds, std::memory_order_relaxed); }
  void append(std::string &to, const std::string &name, const std::string &labels) const;

private:
  std::atomic<int64_t> ms_{0};
};

class Gauge {
public:
  void add(int64_t count) { value_.fetch_add(count, std::memory_order_relaxed); }
  void append(std::string &to, const std::string &name, const std::string &labels) const;

private:
  std::atomic<int64_t> value_{0};
};

/// Durations, from a millisecond to a month.
class Histogram {
public:
  /// A negative duration counts as zero.
  void observe(int64_t milliseconds);
  void append(std::string &to, const std::string &name, const std::string &labels) const;

private:
  static constexpr std::array<int64_t, 18> bounds = {
      5,    10,     25,     50,     100,     250,     500,       1000,       2500,
      5000, 10'000, 30'000, 60'000, 300'000, 900'000, 3'600'000, 86'400'000, 604'800'000};
  std::array<std::atomic<uint64_t>, bounds.size() + 1> counts_{};
  std::atomic<int64_t> sumMs_{0};
};

using Labels = std::vector<std::string>;

/// All series of one name. All members may be called from any thread.
class AnyFamily {
public:
  virtual ~AnyFamily() = default;
  virtual void append(std::string &to) const = 0;
};

template <typename Metric> class Family final : public AnyFamily {
public:
  Family(std::string name, std::string type, std::string help, Labels labels);
  /// The series with these label values. Beyond `mostSeries` series, all further ones share one
  /// whose labels are `other`.
  Metric &at(const Labels &values);
  void append(std::string &to) const override;

  static constexpr size_t mostSeries = 10'000;

private:
  const std::string name_, type_, help_;
  const Labels labels_;
  mutable std::mutex mutex_; ///< of the map; series stay where they are
  std::map<Labels, std::unique_ptr<Metric>> series_;
};

/// The metrics of a process. All members may be called from any thread.
class Metrics {
public:
  Family<Counter> &counter(std::string name, std::string help, Labels labels);
  Family<SecondsCounter> &seconds(std::string name, std::string help, Labels labels);
  Family<Gauge> &gauge(std::string name, std::string help, Labels labels);
  Family<Histogram> &histogram(std::string name, std::string help, Labels labels);
  /// A metric that is computed when the text is made: `value` calls `give` for each series. `type`
  /// is `counter` or `gauge`.
  void ask(std::string name, std::string type, std::string help, Labels labels,
           std::function<void(const std::function<void(const Labels &, double)> &give)> value);
  /// The text for Prometheus, as `text/plain; version=0.0.4`.
  std::string text() const;

private:
  template <typename Metric>
  Family<Metric> &add(std::string name, std::string type, std::string help, Labels labels);

  mutable std::mutex mutex_;
  std::vector<std::unique_ptr<AnyFamily>> families_;
};

} // namespace asl::observe
