// Services, their operations and errors.
#include "compiler/catalogue/catalogue.h"
#include "compiler/catalogue/tables.h"

#include <algorithm>

namespace aslc::catalogue {

namespace {

/// The rows of one kind of services, which are sorted.
std::span<const ServiceRow> rowsOf(bool sdk) {
  auto first = std::partition_point(services.begin(), services.end(),
                                    [](const ServiceRow &row) { return !row.isSdk; });
  return sdk ? std::span(first, services.end()) : std::span(services.begin(), first);
}

Operation operationOf(const ServiceRow &service, const OperationRow &row) {
  return {.service = name(service.name),
          .name = name(row.name),
          .request = Type(row.request),
          .response = Type(row.response),
          .job = Type(row.job),
          .job2 = Type(row.job2),
          .repetition = static_cast<Repetition>(row.repetition),
          .key = name(row.key),
          .firstError = row.firstError,
          .errors = row.errorCount,
          .patterns = row.patterns};
}

std::span<const OperationRow> operationsOf(const ServiceRow &service) {
  return operations.subspan(service.firstOperation, service.operationCount);
}

/// The first name of an error that is not before `name`.
size_t lowerBound(std::string_view name) {
  size_t low = 0, high = errorNameCount();
  while (low < high) {
    size_t middle = (low + high) / 2;
    if (errorName(middle) < name)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

} // namespace

std::string_view Operation::error(size_t index) const {
  return errorName(errorLists[firstError + index]);
}

std::string_view Service::name() const { return catalogue::name(services[index_].name); }

std::string_view Service::errorPrefix() const {
  return catalogue::name(services[index_].errorPrefix);
}

std::string_view Service::permissionPrefix() const {
  return catalogue::name(services[index_].permissionPrefix);
}

size_t Service::operationCount() const { return services[index_].operationCount; }

Operation Service::operation(size_t index) const {
  const ServiceRow &row = services[index_];
  return operationOf(row, operationsOf(row)[index]);
}

std::optional<Operation> Service::find(std::string_view action) const {
  const ServiceRow &row = services[index_];
  auto rows = operationsOf(row);
  auto found = std::lower_bound(rows.begin(), rows.end(), action,
                                [](const OperationRow &each, std::string_view text) {
                                  return catalogue::name(each.name) < text;
                                });
  if (found == rows.end() || catalogue::name(found->name) != action)
    return std::nullopt;
  return operationOf(row, *found);
}

std::optional<Service> findService(std::string_view text, bool sdk) {
  auto rows = rowsOf(sdk);
  auto found = std::lower_bound(
      rows.begin(), rows.end(), text,
      [](const ServiceRow &each, std::string_view wanted) { return name(each.name) < wanted; });
  if (found == rows.end() || name(found->name) != text)
    return std::nullopt;
  return Service(static_cast<uint32_t>(&*found - services.data()));
}

size_t serviceCount(bool sdk) { return rowsOf(sdk).size(); }

Service serviceAt(size_t index, bool sdk) {
  return Service(static_cast<uint32_t>(&rowsOf(sdk)[index] - services.data()));
}

bool isServiceError(std::string_view name) {
  size_t at = lowerBound(name);
  return at < errorNameCount() && errorName(at) == name;
}

bool Service::raises(std::string_view error) const {
  // Names begin with the service's prefix, so that the table of all errors decides for most.
  if (isServiceError(error) && error.starts_with(errorPrefix()) &&
      error.substr(errorPrefix().size()).starts_with('.'))
    return true;
  for (const OperationRow &row : operationsOf(services[index_]))
    for (uint16_t each : errorLists.subspan(row.firstError, row.errorCount))
      if (errorName(each) == error)
        return true;
  return false;
}

} // namespace aslc::catalogue
