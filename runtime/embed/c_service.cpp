// The C API of durable executions: asl/host/c_service.h on top of runtime/service.
#include "asl/host/c_service.h"
#include "asl/engine/engine.h"
#include "asl/host/handlers.h"
#include "runtime/dom/text.h"

#include "runtime/embed/c_handler.h"
#include "runtime/engine/stored_history.h"
#include "runtime/handlers/handler_table.h"
#include "runtime/journal/sqlite/sqlite_journal.h"
#include "runtime/journal/status_names.h"
#include "runtime/objects/folder_store.h"
#include "runtime/program/names.h"
#include "runtime/program/sinks.h"
#include "runtime/service/activity_tasks.h"
#include "runtime/service/awaited.h"
#include "runtime/service/execution_json.h"
#include "runtime/service/service.h"
#include "runtime/support/system_time.h"

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <cstring>
#include <future>
#include <mutex>
#include <unordered_map>

using namespace asl;

struct asl_service {
  ~asl_service() {
    if (activities)
      activities->stop();
    if (service)
      service->stop();
    service.reset();
    tasks.registry()->waitForLeftovers();
  }

  std::atomic<bool> hasBegun{false}; ///< asl_service_begin was called

  /// The machine of a module that was added.
  Expected<service::Machine> machineOf(const asl_module *module) {
    std::lock_guard lock(mutex);
    for (const service::Machine &machine : machines)
      if (machine.module == module)
        return machine;
    return Failure{"the machine was not added to the service"};
  }
  /// The machine of an execution.
  Expected<service::Machine> machineOf(const journal::Execution &execution) {
    std::lock_guard lock(mutex);
    for (const service::Machine &machine : machines)
      if (machine.document == execution.start.machine)
        return machine;
    return Failure{"the state machine of the execution was not added to the service"};
  }
  Expected<journal::Execution> described(uint64_t execution) {
    auto found = journal->describe(execution);
    if (!found)
      return found.failure();
    if (!*found)
      return Failure{"the journal has no such execution"};
    return **std::move(found);
  }

  /// The end of an execution: one callback waits for it, however often it is asked for. Nothing:
  /// it does not run here.
  std::optional<std::shared_future<void>> endOf(uint64_t execution) {
    auto ended = std::make_shared<std::promise<void>>();
    std::shared_future<void> end = ended->get_future().share();
    {
      std::lock_guard lock(mutex);
      auto [entry, isNew] = ends.try_emplace(execution, end);
      if (!isNew)
        return entry->second;
    }
    auto forget = [this, execution] {
      std::lock_guard lock(mutex);
      ends.erase(execution);
    };
    bool isRunning = service->whenEnded(execution, [forget, ended](const Outcome &) {
      forget();
      ended->set_value();
    });
    if (isRunning)
      return end;
    forget();
    return std::nullopt;
  }

  HandlerRegistry tasks;
  std::unique_ptr<objects::ObjectStore> objects;
  std::unique_ptr<journal::Journal> journal;
  std::optional<service::ActivityTasks> activities;
  std::optional<service::Service> service;
  std::mutex mutex; ///< of what follows
  std::vector<service::Machine> machines;
  std::unordered_map<uint64_t, std::shared_future<void>> ends; ///< of those that are waited for
};

namespace {

char *copyOf(std::string_view text) {
  auto *copy = static_cast<char *>(std::malloc(text.size() + 1));
  if (copy == nullptr)
    std::abort();
  std::memcpy(copy, text.data(), text.size());
  copy[text.size()] = 0;
  return copy;
}

void tell(char **problem, const std::string &why) {
  if (problem != nullptr)
    *problem = copyOf(why);
}

/// What a function returns: 1, or 0 and the problem.
template <typename T> int32_t stateOf(const Expected<T> &done, char **problem) {
  if (!done)
    tell(problem, done.error());
  return done ? 1 : 0;
}

char *textOf(const Expected<std::string> &text, char **problem) {
  return stateOf(text, problem) ? copyOf(*text) : nullptr;
}

uint64_t numberOf(const Expected<uint64_t> &number, char **problem) {
  return stateOf(number, problem) ? *number : 0;
}

std::optional<std::string> optionalText(const char *text) {
  return text ? std::optional<std::string>(text) : std::nullopt;
}

Expected<void> openJournal(asl_service &service, const asl_service_options &options) {
  if (!options.journal)
    return Failure{"the options name no journal"};
  if (options.s3_folder) {
    auto objects = objects::openFolder(options.s3_folder);
    if (!objects)
      return objects.failure();
    service.objects = *std::move(objects);
  }
  journal::SqliteOptions how;
  if (options.key_file)
    how.keyFile = options.key_file;
  auto journal = journal::openSqliteJournal(options.journal, std::move(how));
  if (!journal)
    return Failure{"cannot open the journal " + std::string(options.journal) + ": " +
                   journal.error()};
  service.journal = *std::move(journal);
  return {};
}

void openService(asl_service &service, const asl_service_options &options) {
  constexpr uint64_t kMostResident = 10000;
  service.activities.emplace(&service.tasks.executor());
  EngineOptions engine;
  engine.shards = options.threads;
  engine.mostResident = options.most_resident != 0 ? options.most_resident : kMostResident;
  engine.executor = &*service.activities;
  engine.objects = service.objects.get();
  engine.journal = service.journal.get();
  if (options.lost)
    engine.journalLost = [lost = options.lost, user = options.user](const std::string &why) {
      lost(why.c_str(), user);
    };
  service.service.emplace(std::move(engine));
  service.activities->open(service.service->handOut());
}

Expected<void> add(asl_service &service, const asl_module &module) {
  if (std::string problem = Engine::load(module); !problem.empty())
    return Failure{problem};
  if (module.express != 0)
    return Failure{"an Express execution is not kept: the machine must be a Standard one"};
  if (service.hasBegun)
    return Failure{"machines must be added before the service begins"};
  service.activities->add(module);
  Expected<service::Machine> machine = service.service->add(module);
  if (!machine)
    return machine.failure();
  std::lock_guard lock(service.mutex);
  service.machines.push_back(*machine);
  return {};
}

Expected<void> begin(asl_service &service) {
  if (service.hasBegun.exchange(true))
    return Failure{"the service has begun already"};
  if (auto recovered = service.service->recover(service.machines, {}); !recovered)
    return recovered.failure();
  service.service->takeCommands(
      [&service](const std::string &activity, service::ActivityQueue::Worker worker) {
        return service.activities->poll(activity, std::move(worker));
      },
      [&service] { service.activities->dropGone(); });
  return {};
}

Expected<service::Service::Started> start(asl_service &service, const asl_module *module,
                                          const char *name, const char *input) {
  Expected<service::Machine> machine = service.machineOf(module);
  if (!machine)
    return machine.failure();
  if (!service.hasBegun)
    return Failure{"the service has not begun"};
  ExecutionOptions options;
  if (name) {
    options.name = name;
    if (Expected<void> valid = program::checkExecutionName(options.name); !valid)
      return valid.failure();
  }
  return service.service->start(*machine, input ? input : "{}", std::move(options));
}

Expected<uint64_t> find(asl_service &service, const asl_module *module, const char *name) {
  Expected<service::Machine> machine = service.machineOf(module);
  if (!machine)
    return machine.failure();
  auto found = service.journal->find(machine->document, name);
  if (!found)
    return found.failure();
  if (!*found)
    return Failure{"there is no execution `" + std::string(name) + "` of this state machine"};
  return **found;
}

Expected<std::string> describe(asl_service &service, uint64_t execution) {
  Expected<journal::Execution> found = service.described(execution);
  if (!found)
    return found.failure();
  auto notes = service::notesOf(*service.journal);
  if (!notes)
    return notes.failure();
  auto described = service::descriptionOf(*service.journal, *found, *notes);
  return described ? Expected<std::string>(described->dump()) : described.failure();
}

Expected<std::string> list(asl_service &service, const asl_module *module, const char *status,
                           const char *page, unsigned limit) {
  constexpr unsigned kUsual = 100, kMost = 1000;
  journal::ListFilter filter;
  if (module) {
    Expected<service::Machine> machine = service.machineOf(module);
    if (!machine)
      return machine.failure();
    filter.machine = machine->document;
  }
  if (status) {
    const auto *found = std::ranges::find(journal::statusNames, std::string_view(status));
    if (found == journal::statusNames.end())
      return Failure{"`" + std::string(status) + "` is not a status"};
    filter.status = static_cast<journal::Status>(found - journal::statusNames.begin());
  }
  auto listed =
      service.journal->list(filter, page ? page : "", limit == 0 ? kUsual : std::min(limit, kMost));
  if (!listed)
    return listed.failure();
  auto notes = service::notesOf(*service.journal);
  if (!notes)
    return notes.failure();
  service::OrderedJson all{{"executions", service::OrderedJson::array()}};
  for (const journal::Execution &each : listed->items) {
    service::OrderedJson entry{{"execution", each.id}};
    entry.update(service::entryOf(*service.journal, each, *notes));
    all["executions"].push_back(std::move(entry));
  }
  if (!listed->next.empty())
    all["nextPage"] = listed->next;
  return asl::dom::write(all);
}

Expected<std::string> historyText(asl_service &service, uint64_t execution) {
  if (Expected<journal::Execution> found = service.described(execution); !found)
    return found.failure();
  std::string text = "{\"events\":[";
  Expected<void> read = readHistory(*service.journal, execution, [&](const HistoryEvent &event) {
    if (text.back() == '}')
      text += ',';
    program::appendEvent(text, event);
  });
  return read ? Expected<std::string>(text + "]}") : read.failure();
}

/// Waits for at most this time. Nothing when it has passed.
Expected<std::optional<Outcome>> wait(asl_service &service, uint64_t execution,
                                      int64_t milliseconds) {
  if (milliseconds >= 0 && !service.service->damageOf(execution)) {
    std::optional<std::shared_future<void>> end = service.endOf(execution);
    auto longest = std::min(std::chrono::milliseconds(milliseconds), longestWait);
    if (end && end->wait_for(longest) != std::future_status::ready)
      return std::optional<Outcome>();
  }
  Expected<Outcome> outcome = service.service->wait(execution);
  return outcome ? Expected(std::optional(*std::move(outcome))) : outcome.failure();
}

Expected<void> stop(asl_service &service, uint64_t execution, const char *error,
                    const char *cause) {
  Expected<bool> isFound = service::await<bool>([&](std::function<void(bool)> found) {
    service.service->abort(execution, optionalText(error), optionalText(cause), std::move(found));
  });
  if (!isFound)
    return isFound.failure();
  if (*isFound)
    return {};
  return Failure{"the execution has ended already, or does not run here"};
}

Expected<void> redrive(asl_service &service, uint64_t execution) {
  Expected<journal::Execution> found = service.described(execution);
  if (!found)
    return found.failure();
  Expected<service::Machine> machine = service.machineOf(*found);
  if (!machine)
    return machine.failure();
  auto redriven = service.service->redrive(*machine, execution, {});
  return redriven ? Expected<void>() : redriven.failure();
}

Expected<uint64_t> fork(asl_service &service, uint64_t execution, uint64_t event,
                        const char *name) {
  if (name)
    if (Expected<void> valid = program::checkExecutionName(name); !valid)
      return valid.failure();
  auto forked = service.service->fork({execution, event, name ? name : ""});
  return forked ? Expected<uint64_t>(forked->execution) : forked.failure();
}

Expected<void> answer(asl_service &service, const char *token, TaskAnswer answer) {
  Expected<std::string> problem =
      service::await<std::string>([&](std::function<void(std::string)> answered) {
        service.service->engine().answer(token, std::move(answer), std::move(answered));
      });
  if (!problem)
    return problem.failure();
  return problem->empty() ? Expected<void>() : Failure{*problem};
}

} // namespace

void asl_text_free(char *text) { std::free(text); }

// ---- The service ----

asl_service *asl_service_open(const asl_service_options *options, char **problem) {
  if (options->abi_version != ASL_ABI_VERSION) {
    tell(problem, "the program was compiled for another version of the runtime");
    return nullptr;
  }
  auto service = std::make_unique<asl_service>();
  if (!stateOf(openJournal(*service, *options), problem))
    return nullptr;
  openService(*service, *options);
  return service.release();
}

void asl_service_close(asl_service *service) { delete service; }

void asl_service_handle(asl_service *service, const char *resource, asl_handler handler,
                        void *user) {
  embed::bindHandler(service->tasks, resource, false, handler, user);
}

void asl_service_handle_function(asl_service *service, const char *name, asl_handler handler,
                                 void *user) {
  embed::bindHandler(service->tasks, name, true, handler, user);
}

int32_t asl_service_add(asl_service *service, const asl_module *module, char **problem) {
  return stateOf(add(*service, *module), problem);
}

int32_t asl_service_begin(asl_service *service, char **problem) {
  return stateOf(begin(*service), problem);
}

// ---- Executions ----

uint64_t asl_service_start(asl_service *service, const asl_module *module, const char *name,
                           const char *input, int32_t *is_new, char **problem) {
  auto started = start(*service, module, name, input);
  if (!stateOf(started, problem))
    return 0;
  if (is_new != nullptr)
    *is_new = started->isNew;
  return started->execution;
}

uint64_t asl_service_find(asl_service *service, const asl_module *module, const char *name,
                          char **problem) {
  return numberOf(find(*service, module, name), problem);
}

char *asl_service_describe(asl_service *service, uint64_t execution, char **problem) {
  return textOf(describe(*service, execution), problem);
}

char *asl_service_list(asl_service *service, const asl_module *module, const char *status,
                       const char *page, uint32_t limit, char **problem) {
  return textOf(list(*service, module, status, page, limit), problem);
}

char *asl_service_history(asl_service *service, uint64_t execution, char **problem) {
  return textOf(historyText(*service, execution), problem);
}

int32_t asl_service_wait(asl_service *service, uint64_t execution, int64_t milliseconds,
                         asl_execution_status *status, char **problem) {
  auto outcome = wait(*service, execution, milliseconds);
  if (!stateOf(outcome, problem))
    return 0;
  *status =
      *outcome ? static_cast<asl_execution_status>((*outcome)->status) : ASL_EXECUTION_RUNNING;
  return 1;
}

int32_t asl_service_stop(asl_service *service, uint64_t execution, const char *error,
                         const char *cause, char **problem) {
  return stateOf(stop(*service, execution, error, cause), problem);
}

int32_t asl_service_redrive(asl_service *service, uint64_t execution, char **problem) {
  return stateOf(redrive(*service, execution), problem);
}

uint64_t asl_service_fork(asl_service *service, uint64_t execution, uint64_t event,
                          const char *name, char **problem) {
  return numberOf(fork(*service, execution, event, name), problem);
}

// ---- Tasks that wait for their token ----

int32_t asl_service_task_succeed(asl_service *service, const char *token, const char *output,
                                 char **problem) {
  TaskAnswer given;
  given.output = output ? output : "null";
  return stateOf(answer(*service, token, std::move(given)), problem);
}

int32_t asl_service_task_fail(asl_service *service, const char *token, const char *error,
                              const char *cause, char **problem) {
  TaskAnswer given;
  given.kind = TaskAnswer::Kind::Failure;
  given.error = optionalText(error);
  given.cause = optionalText(cause);
  return stateOf(answer(*service, token, std::move(given)), problem);
}

int32_t asl_service_task_heartbeat(asl_service *service, const char *token, char **problem) {
  TaskAnswer given;
  given.kind = TaskAnswer::Kind::Heartbeat;
  return stateOf(answer(*service, token, std::move(given)), problem);
}
