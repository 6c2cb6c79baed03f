// The C API: asl/host/c_host.h on top of asl/host/host.h.
#include "asl/host/c_host.h"
#include "asl/host/host.h"

#include "runtime/embed/c_handler.h"
#include "runtime/handlers/call.h"
#include "runtime/handlers/handler_table.h"

#include <mutex>
#include <set>
#include <stdexcept>
#include <string>
#include <thread>

using namespace asl;
using handlers::Call;

struct asl_engine {
  explicit asl_engine(HostOptions options) : host(tasks, std::move(options)) {}
  HandlerRegistry tasks;
  Host host;
  std::mutex mutex;
  std::set<std::string> problems; ///< of failed loads: callers may still read them
};

struct asl_call {
  std::shared_ptr<Call> call;
};

struct asl_execution {
  explicit asl_execution(const Execution &started) : execution(started) {}

  /// The result, once the execution has ended; it does not change afterwards.
  const Result *result() const {
    std::lock_guard lock(mutex);
    if (!ended)
      ended = execution.poll();
    return ended ? &*ended : nullptr;
  }

  Execution execution;
  mutable std::mutex mutex;
  mutable std::optional<Result> ended;
};

namespace {

thread_local std::string moduleProblem;

std::optional<std::string> optionalText(const char *text) {
  return text ? std::optional<std::string>(text) : std::nullopt;
}

/// Loads the module. Returns false and sets `problem` when it cannot be used.
bool load(asl_engine &engine, const asl_module &module, std::string &problem) {
  try {
    engine.host.load(module);
    return true;
  } catch (const ModuleError &error) {
    problem = error.what();
    return false;
  }
}

int32_t stateOf(bool goesOn) { return goesOn ? ASL_CALL_OK : ASL_CALL_CANCELLED; }

} // namespace

void embed::bindHandler(const HandlerRegistry &tasks, const char *pattern, bool function,
                        asl_handler handler, void *user) {
  tasks.registry()->add(pattern, function, [handler, user](Call &call) -> std::optional<Json> {
    auto *handle = new asl_call{call.shared_from_this()};
    handler(handle, handle->call->input.c_str(), user);
    return std::nullopt;
  });
}

// ---- The engine ----

asl_engine *asl_engine_create(const asl_engine_options *options) {
  HostOptions host;
  if (options) {
    if (options->abi_version != ASL_ABI_VERSION)
      return nullptr;
    host.clock = options->virtual_clock ? ClockKind::Virtual : ClockKind::Wall;
    host.threads = options->threads;
    if (options->s3_folder)
      host.s3Folder = options->s3_folder;
  }
  try {
    return new asl_engine(std::move(host));
  } catch (const std::invalid_argument &) {
    return nullptr;
  }
}

void asl_engine_destroy(asl_engine *engine) { delete engine; }

const char *asl_engine_load(asl_engine *engine, const asl_module *module) {
  std::string problem;
  if (load(*engine, *module, problem))
    return nullptr;
  std::lock_guard lock(engine->mutex);
  return engine->problems.insert(std::move(problem)).first->c_str();
}

void asl_engine_handle(asl_engine *engine, const char *resource, asl_handler handler, void *user) {
  embed::bindHandler(engine->tasks, resource, false, handler, user);
}

void asl_engine_handle_function(asl_engine *engine, const char *name, asl_handler handler,
                                void *user) {
  embed::bindHandler(engine->tasks, name, true, handler, user);
}

// ---- Calls ----

const char *asl_call_resource(const asl_call *call) { return call->call->resource.c_str(); }
const char *asl_call_state(const asl_call *call) { return call->call->stateName.c_str(); }
const char *asl_call_execution(const asl_call *call) { return call->call->executionArn.c_str(); }
const char *asl_call_task_token(const asl_call *call) { return call->call->taskToken.c_str(); }
uint32_t asl_call_attempt(const asl_call *call) { return call->call->attempt; }
int32_t asl_call_cancelled(const asl_call *call) { return call->call->cancelled(); }
void asl_call_heartbeat(asl_call *call) { call->call->heartbeat(); }

int32_t asl_call_sleep(asl_call *call, int64_t milliseconds) {
  if (Call::onFiber() == call->call.get())
    return stateOf(call->call->sleep(milliseconds < 0 ? 0 : milliseconds));
  std::this_thread::sleep_for(std::chrono::milliseconds(milliseconds));
  return stateOf(!call->call->cancelled());
}

int32_t asl_call_block(asl_call *call, void (*work)(void *user), void *user) {
  if (Call::onFiber() == call->call.get())
    return stateOf(call->call->block([work, user] { work(user); }));
  work(user);
  return stateOf(!call->call->cancelled());
}

void asl_call_succeed(asl_call *call, const char *output) {
  call->call->succeed(output ? output : "null");
  delete call;
}

void asl_call_fail(asl_call *call, const char *error, const char *cause) {
  call->call->fail(optionalText(error), optionalText(cause));
  delete call;
}

void asl_call_release(asl_call *call) {
  call->call->leave();
  delete call;
}

// ---- Executions ----

asl_execution *asl_execution_start(asl_engine *engine, const asl_module *module, const char *input,
                                   const char *name) {
  std::string problem;
  if (!load(*engine, *module, problem))
    return nullptr;
  ExecutionOptions options;
  if (name)
    options.name = name;
  return new asl_execution(
      engine->host.startText(*module, input ? input : "{}", std::move(options)));
}

void asl_execution_release(asl_execution *execution) { delete execution; }

asl_execution_status asl_execution_poll(const asl_execution *execution) {
  const Result *result = execution->result();
  return result ? static_cast<asl_execution_status>(result->status) : ASL_EXECUTION_RUNNING;
}

asl_execution_status asl_execution_wait(asl_execution *execution, int64_t milliseconds) {
  try {
    if (milliseconds < 0)
      execution->execution.wait();
    else
      execution->execution.wait_for(std::chrono::milliseconds(milliseconds));
  } catch (const Cancelled &) {
    // The waiting handler was cancelled. It gets the status RUNNING.
  }
  return asl_execution_poll(execution);
}

void asl_execution_cancel(asl_execution *execution, const char *error, const char *cause) {
  execution->execution.cancel(optionalText(error), optionalText(cause));
}

const char *asl_execution_output(const asl_execution *execution) {
  const Result *result = execution->result();
  return result && result->status == Status::Succeeded ? result->text.c_str() : nullptr;
}

const char *asl_execution_error(const asl_execution *execution) {
  const Result *result = execution->result();
  return result && result->error ? result->error->c_str() : nullptr;
}

const char *asl_execution_cause(const asl_execution *execution) {
  const Result *result = execution->result();
  return result && result->cause ? result->cause->c_str() : nullptr;
}

// ---- Modules ----

const asl_module *asl_module_open(const char *path, const char *name) {
  try {
    const asl_module &module = Module::open(path, name ? name : "");
    return &module;
  } catch (const ModuleError &error) {
    moduleProblem = error.what();
    return nullptr;
  }
}

const char *asl_module_error(void) { return moduleProblem.c_str(); }
