/* Hosting machines from C: an engine, its tasks, its executions.
 *
 * Conventions.
 *  - All texts are UTF-8, NUL-terminated, and copied. JSON texts need not be compact. What a
 *    function returns as a text belongs to its object and lives as long as that.
 *  - Every function may be called from any thread, unless it says otherwise. None throws.
 */
#ifndef ASL_C_HOST_H
#define ASL_C_HOST_H

#include "asl/abi/abi.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct asl_engine asl_engine;
typedef struct asl_execution asl_execution;
typedef struct asl_call asl_call;

/* ---- The engine ---- */

typedef struct asl_engine_options {
  uint32_t abi_version;   /* ASL_ABI_VERSION of the caller's header */
  uint32_t virtual_clock; /* 1: waits take no time (one thread); 0: the system's clock */
  uint32_t threads;       /* that run executions; 0: one for each core */
  uint32_t reserved;
} asl_engine_options;

/* An engine without tasks. `options` may be null. Null when the options are of another ABI. */
asl_engine *asl_engine_create(const asl_engine_options *options);
/* Aborts what still runs, and waits until no handler runs any more. Executions stay readable until
 * they are released. Not from within a handler. */
void asl_engine_destroy(asl_engine *engine);
/* Takes a machine in: checks its ABI version and compiles its regular expressions. Returns what is
 * wrong, or null. asl_execution_start does it too; the module must outlive the engine. */
const char *asl_engine_load(asl_engine *engine, const asl_module *module);

/* Carries out a task: `input` is the JSON text of what the task is given. Runs on a fiber of the
 * engine's thread: asl_call_sleep and asl_call_block let others run meanwhile, anything else that
 * waits holds them up. Each call must be answered once, with asl_call_succeed or asl_call_fail,
 * here or later from any thread; the answer gives `call` back. */
typedef void (*asl_handler)(asl_call *call, const char *input, void *user);
/* Binds tasks whose Resource matches `resource` (`*` any text, `?` any character; as written, or as
 * `service:action`). The first that matches is taken. Before the first execution starts. */
void asl_engine_handle(asl_engine *engine, const char *resource, asl_handler handler, void *user);
/* The same for Lambda functions, by the function's name. */
void asl_engine_handle_function(asl_engine *engine, const char *name, asl_handler handler,
                                void *user);

/* ---- A task in progress, as its handler sees it ---- */

/* Which return `ASL_CALL_CANCELLED` when the answer is no longer wanted (timeout, failure of a
 * sibling, end of the execution): clean up, answer anything, return. */
enum { ASL_CALL_OK = 0, ASL_CALL_CANCELLED = 1 };

const char *asl_call_resource(const asl_call *call);
const char *asl_call_state(const asl_call *call);
const char *asl_call_execution(const asl_call *call);  /* its ARN */
const char *asl_call_task_token(const asl_call *call); /* empty unless `.waitForTaskToken` */
uint32_t asl_call_attempt(const asl_call *call);       /* 0 first, +1 for each retry */
int32_t asl_call_cancelled(const asl_call *call);
/* Restarts HeartbeatSeconds. */
void asl_call_heartbeat(asl_call *call);
/* Lets others run for so long, on the engine's clock. Inside the handler only. */
int32_t asl_call_sleep(asl_call *call, int64_t milliseconds);
/* Runs `work(user)` on a thread that may block, and waits for its end. Inside the handler only.
 * Work that has begun is waited for, also when the call is cancelled. */
int32_t asl_call_block(asl_call *call, void (*work)(void *user), void *user);
/* The answers. After the end of the execution they are taken and dropped. */
void asl_call_succeed(asl_call *call, const char *output);
void asl_call_fail(asl_call *call, const char *error, const char *cause); /* each may be null */

/* ---- Executions ---- */

typedef enum asl_execution_status {
  ASL_EXECUTION_RUNNING,
  ASL_EXECUTION_SUCCEEDED,
  ASL_EXECUTION_FAILED,
  ASL_EXECUTION_TIMED_OUT,
  ASL_EXECUTION_ABORTED
} asl_execution_status;

/* Starts an execution; `name` may be null. Null when the module cannot be loaded: asl_engine_load
 * says why. */
asl_execution *asl_execution_start(asl_engine *engine, const asl_module *module, const char *input,
                                   const char *name);
/* Gives the handle back; the execution goes on. */
void asl_execution_release(asl_execution *execution);
asl_execution_status asl_execution_poll(const asl_execution *execution);
/* Waits until it is over, or `milliseconds` have passed (negative: for ever). Inside a handler
 * others run meanwhile. */
asl_execution_status asl_execution_wait(asl_execution *execution, int64_t milliseconds);
/* Ends it as StopExecution does; `error` and `cause` may be null. */
void asl_execution_cancel(asl_execution *execution, const char *error, const char *cause);
/* How it ended; null while it runs, and for what it has not. */
const char *asl_execution_output(const asl_execution *execution); /* JSON text */
const char *asl_execution_error(const asl_execution *execution);
const char *asl_execution_cause(const asl_execution *execution);

/* ---- Machines in shared libraries ---- */

/* Loads the machine of a shared library that `aslc build --emit=shared` made; it stays loaded.
 * `name` is the machine's, or null: the first of the library. Null when it cannot be loaded;
 * asl_module_error says why, also that it is of another ABI. */
const asl_module *asl_module_open(const char *path, const char *name);
/* Why the last asl_module_open of this thread failed. */
const char *asl_module_error(void);

#ifdef __cplusplus
}
#endif
#endif
