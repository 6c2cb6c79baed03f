/* Durable executions from C: executions that are kept in a journal and go on after a crash or a
 * restart of the process. docs/operations.md says what is guaranteed.
 *
 *   service = asl_service_open(&options, &problem);    opens the journal as its one owner
 *   asl_service_handle_function(service, "price", price, NULL);
 *   asl_service_add(service, &asl_module_order, &problem);
 *   asl_service_begin(service, &problem);              goes on with what is in the journal
 *   execution = asl_service_start(service, &asl_module_order, "order-7", input, NULL, &problem);
 *   asl_service_wait(service, execution, -1, &status, &problem);
 *   asl_service_close(service);                        executions that run stay in the journal
 *
 * Conventions.
 *  - All texts are UTF-8, end with NUL, and are copied. A text that is returned as `char *` belongs
 *    to the caller: release it with asl_text_free.
 *  - A function that fails returns 0 or null, and sets `*problem` to a sentence, which belongs to
 *    the caller like other texts. `problem` may be null. Without a failure it is not changed.
 *  - An execution is known by its number in the journal, which is never 0 and stays the same after
 *    a restart.
 *  - Every function may be called from any thread, at the same time as others, unless its comment
 *    says otherwise. None throws. Functions of executions and tasks block, until what they do is
 *    durable: a task handler must call them in asl_call_block only.
 */
#ifndef ASL_C_SERVICE_H
#define ASL_C_SERVICE_H

#include "asl/host/c_host.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct asl_service asl_service;

/* Releases a text. Null is allowed. */
void asl_text_free(char *text);

/* ---- The service ---- */

/* Options of a service. Initialize with zeros, then set `abi_version` and `journal`. */
typedef struct asl_service_options {
  uint32_t abi_version;  /* ASL_ABI_VERSION of the caller's header */
  uint32_t threads;      /* that run executions; 0: one per core */
  const char *journal;   /* the journal's file; it is made when it is not there */
  const char *key_file;  /* opens an encrypted journal, or encrypts a new one. Null: no key */
  const char *s3_folder; /* see asl_engine_options */
  /* Executions that each thread keeps in memory while they wait; the others leave it until they
   * are due or answered. 0: 10,000. */
  uint64_t most_resident;
  /* Called on any thread when the journal can be written no more, because another process has taken
   * it over or the disk has failed. Nothing goes on: the process should end soon, and another one
   * open the journal. It must not call the service. Null: the process is aborted. */
  void (*lost)(const char *why, void *user);
  void *user; /* passed to `lost` */
} asl_service_options;

/* Opens the journal. Fails when another process owns it. Release it with asl_service_close. */
asl_service *asl_service_open(const asl_service_options *options, char **problem);
/* Stops: executions that run are not ended, and go on when the journal is opened again. Waits until
 * no handler runs; those that wait are cancelled. No other function may run or be called
 * afterwards, and none may be called from a handler. Null is allowed. */
void asl_service_close(asl_service *service);

/* Binds tasks to handlers, as asl_engine_handle and asl_engine_handle_function do. Before
 * asl_service_begin. A task whose request was sent when the process died fails with
 * States.TaskFailed; one that waits for its token goes on waiting. */
void asl_service_handle(asl_service *service, const char *resource, asl_handler handler,
                        void *user);
void asl_service_handle_function(asl_service *service, const char *name, asl_handler handler,
                                 void *user);
/* Adds a machine. Before asl_service_begin. The module must be compiled for Standard executions and
 * outlive the service. Returns 1, or 0 when it fails. */
int32_t asl_service_add(asl_service *service, const asl_module *module, char **problem);
/* Goes on with the executions of the machines in the journal. Those that began under another
 * definition of a machine stay as they are, and so do those whose rows are damaged: they have the
 * member `damage` in what asl_service_describe and asl_service_list give. From now on commands of
 * other processes are carried out
 * (`aslc executions`, `aslc task`, `aslc activity`). To be called once, before what follows.
 * Returns 1, or 0 when it fails. */
int32_t asl_service_begin(asl_service *service, char **problem);

/* ---- Executions. Those that return an int32_t return 1, or 0 when they fail. ---- */

/* Starts an execution of a machine that was added, and returns its number when that is durable.
 * `input` is JSON text; null: `{}`. When there is an execution of this name with the same input,
 * running or ended, its number is returned and nothing is started: so an interrupted caller may
 * call again. Fails when its input is another one, and when the input is refused. `name` may be
 * null: then one is generated. `is_new` may be null; it is set to 1 when an execution was started,
 * else to 0. */
uint64_t asl_service_start(asl_service *service, const asl_module *module, const char *name,
                           const char *input, int32_t *is_new, char **problem);
/* The number of the execution of this name, running or ended. Fails when there is none. */
uint64_t asl_service_find(asl_service *service, const asl_module *module, const char *name,
                          char **problem);
/* An object with `name`, `status`, `stateMachine`, `startDate`, `events`, `redriveCount`, `input`
 * (a text) and others where they apply: `stopDate`, `output` (a text), `error`, `cause`, `due`,
 * `paused`, `damage` (why it does not go on), `redriveStatus`. The same as `aslc executions show
 * --json`. */
char *asl_service_describe(asl_service *service, uint64_t execution, char **problem);
/* A page of executions, the newest first: an object with the array `executions`, whose members have
 * `execution` (the number) and those of asl_service_describe but input, output, error, cause and
 * redriveStatus. It has `nextPage` when there are more: pass that as `page`, null for the first.
 * `module` null: of all machines. `status` is a word such as `RUNNING`; null: any. `limit` is at
 * most 1,000; 0: 100. */
char *asl_service_list(asl_service *service, const asl_module *module, const char *status,
                       const char *page, uint32_t limit, char **problem);
/* The events that are durable, as GetExecutionHistory gives them: an object with the array
 * `events`. */
char *asl_service_history(asl_service *service, uint64_t execution, char **problem);
/* Waits until the execution has ended, or `milliseconds` of real time have passed; negative: no
 * limit. Sets `*status`. Fails when the execution does not run here, because it began under another
 * definition or is damaged. */
int32_t asl_service_wait(asl_service *service, uint64_t execution, int64_t milliseconds,
                         asl_execution_status *status, char **problem);
/* Ends an execution as StopExecution does; `error` and `cause` may be null. Fails when it has ended
 * or does not run here. */
int32_t asl_service_stop(asl_service *service, uint64_t execution, const char *error,
                         const char *cause, char **problem);
/* Continues an execution that has failed, timed out or was stopped, with what did not succeed:
 * under the definition of the machine that was added, also when that is a corrected one. Fails with
 * AWS's error, such as `ExecutionNotRedrivable: ...`. */
int32_t asl_service_redrive(asl_service *service, uint64_t execution, char **problem);
/* Starts another execution that goes on from the state in which the event with this id is, and
 * returns its number. `name` may be null: then one is generated. docs/operations.md says more. */
uint64_t asl_service_fork(asl_service *service, uint64_t execution, uint64_t event,
                          const char *name, char **problem);

/* ---- Tasks that wait for their token. Each returns 1 when its effect is durable, or 0 when it
 * fails: `TaskTimedOut: ...` when the task has ended, `InvalidToken: ...`. ---- */

int32_t asl_service_task_succeed(asl_service *service, const char *token, const char *output,
                                 char **problem);
/* `error` and `cause` may be null. */
int32_t asl_service_task_fail(asl_service *service, const char *token, const char *error,
                              const char *cause, char **problem);
/* Restarts HeartbeatSeconds. */
int32_t asl_service_task_heartbeat(asl_service *service, const char *token, char **problem);

#ifdef __cplusplus
}
#endif
#endif
