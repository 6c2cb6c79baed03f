/* Hosting machines from C: engines, task handlers, executions.
 *
 * Conventions.
 *  - All texts are UTF-8, end with NUL, and are copied. JSON texts need not be compact. A returned
 *    text belongs to the object it comes from and lives as long as that object.
 *  - Every function may be called from any thread unless its comment says otherwise. None throws.
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

/* Options of an engine. Initialize with zeros, then set `abi_version`. */
typedef struct asl_engine_options {
  uint32_t abi_version;   /* ASL_ABI_VERSION of the caller's header */
  uint32_t virtual_clock; /* 1: waits take no real time (one thread); 0: the system's clock */
  uint32_t threads;       /* that run executions; 0: one per core */
  uint32_t reserved;
  /* A folder whose folders are the buckets of Amazon S3, for distributed Maps. Null: none. */
  const char *s3_folder;
} asl_engine_options;

/* Creates an engine without tasks. `options` may be null. Returns null when the options are of
 * another ABI version, or when `s3_folder` is not a folder. Release it with asl_engine_destroy. */
asl_engine *asl_engine_create(const asl_engine_options *options);
/* Aborts the executions that still run, and waits until no handler runs. Execution handles stay
 * readable until they are released. Must not be called from a handler. */
void asl_engine_destroy(asl_engine *engine);
/* Checks the ABI version of a machine and compiles its regular expressions. Returns an error
 * text, which stays as long as the engine, or null. Optional, since asl_execution_start does the
 * same. The module must outlive the engine. */
const char *asl_engine_load(asl_engine *engine, const asl_module *module);

/* Carries out a task. `input` is the JSON text of the task's input, valid until the handler
 * returns. Runs on a fiber of the engine's thread: asl_call_sleep and asl_call_block let other
 * handlers and executions run meanwhile; any other blocking call holds them up. Every call must
 * be answered exactly once, by asl_call_succeed or asl_call_fail, in the handler or later from
 * any thread. `call` is invalid once it has been answered. */
typedef void (*asl_handler)(asl_call *call, const char *input, void *user);
/* Binds the tasks whose Resource matches `resource`: as written, or as `service:action`; `*`
 * matches any text, `?` any character. The first binding that matches is used. Bind before the
 * first execution starts. `user` is passed to the handler and must outlive the engine. */
void asl_engine_handle(asl_engine *engine, const char *resource, asl_handler handler, void *user);
/* The same for Lambda functions, by function name. */
void asl_engine_handle_function(asl_engine *engine, const char *name, asl_handler handler,
                                void *user);

/* ---- A task in progress, for its handler ---- */

/* Results of asl_call_sleep and asl_call_block. ASL_CALL_CANCELLED: the answer is no longer
 * needed (timeout, failure of a sibling, end of the execution). Clean up, give any answer, and
 * return. */
enum { ASL_CALL_OK = 0, ASL_CALL_CANCELLED = 1 };

const char *asl_call_resource(const asl_call *call);
const char *asl_call_state(const asl_call *call);
const char *asl_call_execution(const asl_call *call);  /* its ARN */
const char *asl_call_task_token(const asl_call *call); /* empty if it has none */
uint32_t asl_call_attempt(const asl_call *call);       /* 0 first, +1 for each retry */
/* 1 when the answer is no longer needed, else 0. */
int32_t asl_call_cancelled(const asl_call *call);
/* Restarts HeartbeatSeconds. */
void asl_call_heartbeat(asl_call *call);
/* Suspends the handler for `milliseconds` of the engine's clock. Only inside the handler. */
int32_t asl_call_sleep(asl_call *call, int64_t milliseconds);
/* Runs `work(user)` on a thread where it may block, and suspends the handler until it returns.
 * Work that has begun is always completed, also when the call is cancelled meanwhile. Only
 * inside the handler. */
int32_t asl_call_block(asl_call *call, void (*work)(void *user), void *user);
/* The answers. An answer after the end of the execution has no effect, but still releases the
 * call. */
void asl_call_succeed(asl_call *call, const char *output);
void asl_call_fail(asl_call *call, const char *error, const char *cause); /* each may be null */
/* Releases the call without an answer: the task goes on waiting until it is answered by its token,
 * with asl_service_task_succeed and the like. Only for calls of a service that have a token. */
void asl_call_release(asl_call *call);

/* ---- Executions ---- */

typedef enum asl_execution_status {
  ASL_EXECUTION_RUNNING,
  ASL_EXECUTION_SUCCEEDED,
  ASL_EXECUTION_FAILED,
  ASL_EXECUTION_TIMED_OUT,
  ASL_EXECUTION_ABORTED
} asl_execution_status;

/* Starts an execution. `input` is JSON text; `name` may be null. Returns null when the module
 * cannot be loaded: asl_engine_load then returns the reason. Release the handle with
 * asl_execution_release. */
asl_execution *asl_execution_start(asl_engine *engine, const asl_module *module, const char *input,
                                   const char *name);
/* Releases the handle. The execution continues. */
void asl_execution_release(asl_execution *execution);
/* The present status. Does not block. */
asl_execution_status asl_execution_poll(const asl_execution *execution);
/* Blocks until the execution has ended or `milliseconds` of real time have passed; negative: no
 * limit. Inside a handler only the handler's fiber is suspended. */
asl_execution_status asl_execution_wait(asl_execution *execution, int64_t milliseconds);
/* Ends the execution as StopExecution does; `error` and `cause` may be null. */
void asl_execution_cancel(asl_execution *execution, const char *error, const char *cause);
/* How the execution ended. Each is null while it runs, and where AWS reports none. */
const char *asl_execution_output(const asl_execution *execution); /* JSON text */
const char *asl_execution_error(const asl_execution *execution);
const char *asl_execution_cause(const asl_execution *execution);

/* ---- Machines in shared libraries ---- */

/* Loads a machine from a shared library made by `aslc build --emit=shared`. The library stays
 * loaded. `name` selects a machine of the library; null selects the first. Returns null on
 * failure, also when the library is of another ABI; asl_module_error then returns the reason. */
const asl_module *asl_module_open(const char *path, const char *name);
/* Why the last asl_module_open of this thread failed. */
const char *asl_module_error(void);

#ifdef __cplusplus
}
#endif
#endif
