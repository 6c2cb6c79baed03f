/* Everything that generated code and the runtime know of each other: every function that generated
 * code may call, every struct whose layout it may know. Plain C11, also valid C++20.
 *
 * This file: modules, frames, transitions, the work of states. values.h: values. data.h: paths,
 * construction, Choice, intrinsic functions. jsonata.h: JSONata.
 *
 * Conventions.
 *  - A value (asl_value) is 16 bytes, immutable, passed and returned in two registers. What it
 *    points to lives in the heap of its execution, or is constant data of the module.
 *  - ASL_ERROR and ASL_UNDEFINED are values too. A function documented as "raises" may return
 *    ASL_ERROR; the caller hands that value to asl_state_failed. No exception crosses this line.
 *  - asl_frame is one flow in progress: the machine itself, a branch of Parallel, an iteration of
 *    Map. A frame stays on the thread of its shard. Nothing here is thread-safe, nothing blocks.
 *  - "Suspends" means: when the result says so, return from the flow function at once. The runtime
 *    calls it again later, and frame->resume holds the point to continue at.
 *  - "Cold" means: on a path that is seldom taken, such as an error.
 */
#ifndef ASL_ABI_H
#define ASL_ABI_H

#include "asl/abi/data.h"
#include "asl/abi/jsonata.h"
#include "asl/abi/values.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Raised whenever something in this folder changes what generated code and the runtime mean by each
 * other (test/structure/abi_version.py asks for it). A module of another version is refused. */
#define ASL_ABI_VERSION 7u

/* ---- A module: what a definition was compiled to */

typedef enum asl_state_kind {
  ASL_PASS,
  ASL_TASK,
  ASL_CHOICE,
  ASL_WAIT,
  ASL_SUCCEED,
  ASL_FAIL,
  ASL_PARALLEL,
  ASL_MAP
} asl_state_kind;

typedef struct asl_retrier {
  const asl_string *const *errors; /* ErrorEquals */
  uint32_t error_count;
  uint32_t max_attempts;
  double interval_seconds;
  double backoff_rate;
  double max_delay_seconds; /* 0: none */
  uint32_t full_jitter;
  uint32_t reserved;
} asl_retrier;

typedef struct asl_catcher {
  const asl_string *const *errors;
  uint32_t error_count;
  uint32_t reserved;
} asl_catcher;

typedef struct asl_flow asl_flow;

/* Makes the input of one iteration (ItemSelector). The runtime calls it with the frame of the Map
 * state, whose current item is set, and the state's effective input. Raises. */
typedef asl_value (*asl_item_selector)(asl_frame *map, asl_value input);

/* What an ItemReader gets the items of a distributed Map from. */
typedef enum asl_item_source {
  ASL_ITEMS_OBJECT = 0,    /* s3:getObject: the object with that key */
  ASL_ITEMS_LISTING = 1,   /* s3:listObjectsV2: an item says what one of the objects is */
  ASL_ITEMS_LISTED = 2,    /* s3:listObjectsV2, LOAD_AND_FLATTEN: what is in the listed objects */
  ASL_ITEMS_INVENTORY = 3, /* s3:getObject: rows of the files of an S3 inventory's manifest */
  ASL_ITEMS_UNLOADED = 4   /* s3:getObject: what is in the objects that Athena's manifest names */
} asl_item_source;

/* How items are written in an object. */
typedef enum asl_item_format {
  ASL_ITEMS_JSON = 0,
  ASL_ITEMS_JSONL = 1,
  ASL_ITEMS_CSV = 2
} asl_item_format;

/* ItemReader but for its parameters, which are in asl_map_arguments. */
typedef struct asl_reader_info {
  uint8_t source;        /* asl_item_source */
  uint8_t format;        /* asl_item_format */
  uint8_t delimiter;     /* CSV: the character between two fields */
  uint8_t headers_given; /* CSV: `headers` name the columns. 0: the first row does */
  uint32_t header_count;
  const asl_string *const *headers;
  const asl_string *const *pointer; /* JSON: names that lead from the root to the items */
  uint32_t pointer_count;
  uint32_t reserved;
  const asl_string *max_items_path; /* as in asl_map_info */
} asl_reader_info;

/* What becomes of the results of a map run's children. */
typedef enum asl_result_form {
  ASL_RESULTS_OUTPUTS = 0,   /* COMPACT: their outputs */
  ASL_RESULTS_FLATTENED = 1, /* FLATTEN: the same, with the items of those that are arrays */
  ASL_RESULTS_RECORDS = 2    /* NONE: what is known of each execution */
} asl_result_form;

/* ResultWriter, likewise. */
typedef struct asl_writer_info {
  uint8_t exports; /* they are written to S3 */
  uint8_t form;    /* asl_result_form */
  uint8_t lines;   /* 1: files hold a value in each line, 0: one array */
  uint8_t reserved;
} asl_writer_info;

typedef struct asl_map_info {
  const asl_flow *processor;
  asl_item_selector selector; /* null: the item itself */
  const asl_string *label;    /* distributed: Label, or null */
  uint8_t distributed;
  uint8_t express_children; /* ProcessorConfig.ExecutionType */
  uint8_t batched;          /* has ItemBatcher */
  uint8_t reserved;
  /* The texts of `...Path` fields, for error causes. Null where a field is constant or absent. */
  const asl_string *items_path, *max_concurrency_path, *tolerated_count_path,
      *tolerated_percentage_path, *max_items_per_batch_path, *max_bytes_per_batch_path;
  const asl_reader_info *reader; /* null: asl_map_arguments has the items */
  const asl_writer_info *writer; /* null: the result is the array of outputs */
} asl_map_info;

/* How a state reads the values that its fields got from data (seconds, limits of Map, RoleArn). */
typedef enum asl_field_rule {
  /* A number is what is a whole number however it is written (`3.0`). Otherwise it is an integer,
   * or a string that Java's Long.parseLong takes. */
  ASL_FIELDS_WHOLE_NUMBERS = 1,
  /* A value that cannot be used raises States.QueryEvaluationError with the field as its location.
   * Otherwise States.Runtime, which nothing retries or catches. */
  ASL_FIELDS_EVALUATION_ERRORS = 2,
  /* The ranges of ItemBatcher's limits and the type of RoleArn are checked. Otherwise the compiler
   * has checked them, or they are left as they are. */
  ASL_FIELDS_CHECKS = 4
} asl_field_rule;

typedef struct asl_state_info {
  const asl_string *name;
  /* What the state is called in the whole machine: the names of the states around it and its own,
   * with `/` between them and, after a Parallel state, the number of the branch from 0:
   * `Orders/Check[1]/Pay`. A backslash stands before each `/`, `[` and backslash of a name. It
   * stays the same while the state keeps its name and its place in others, whatever else is
   * changed: saved executions know their states by it. */
  const asl_string *path;
  uint32_t kind; /* asl_state_kind */
  uint32_t line; /* in the definition, from 1 */
  uint32_t column;
  uint32_t field_rules; /* asl_field_rule bits: how the values of its fields are read */
  const asl_retrier *retriers;
  const asl_catcher *catchers;
  uint32_t retrier_count;
  uint32_t catcher_count;
  const asl_string *resource;      /* ASL_TASK: Resource as written */
  const asl_flow *const *branches; /* ASL_PARALLEL */
  uint32_t branch_count;
  uint32_t reserved;
  const asl_map_info *map; /* ASL_MAP */
} asl_state_info;

/* frame->resume: state * 4 + one of these. */
enum {
  ASL_AT_ENTER = 0,   /* by a transition: frame->data is the raw input */
  ASL_AT_ATTEMPT = 1, /* a retry: like ENTER, but no Entered event */
  ASL_AT_RESULT = 2   /* the state's work ended: frame->result (ASL_ERROR when it failed) */
};

/* One `States` object: the machine itself, a branch, a processor. */
struct asl_flow {
  void (*run)(asl_frame *frame);
  const asl_state_info *states;
  uint32_t state_count;
  uint32_t start;                     /* index of StartAt */
  const asl_string *const *variables; /* names of the variables this scope assigns, by slot */
  uint32_t variable_count;
  uint32_t max_retriers; /* the most retriers that one state has */
};

/* An expression that is evaluated by itself, outside of a machine. */
typedef struct asl_expression {
  const asl_string *name;
  const asl_string *const *variables; /* names of the variables that it may read, without `$` */
  uint32_t variable_count;
  uint32_t reserved;
  /* Its value. `values` are the input, the context object, and one for each of `variables`;
   * ASL_UNDEFINED where there is none. Of `frame` only the heap is used. Raises: the result may be
   * an ASL_ERROR. The caller begins and ends the evaluation of JSONata. */
  asl_value (*evaluate)(asl_frame *frame, const asl_value *values);
} asl_expression;

/* What a module is made of. A module without a machine has no flow, and holds expressions only. */
typedef struct asl_module {
  uint32_t abi_version;     /* ASL_ABI_VERSION; the runtime refuses another */
  uint32_t timeout_seconds; /* TimeoutSeconds, 0: none */
  const char *name;         /* of the machine, NUL-terminated */
  const char *source_file;  /* NUL-terminated */
  const asl_symbols *symbols;
  const asl_flow *flow;
  asl_regex *const *regexes;
  uint32_t regex_count;
  uint32_t uses_entered_time; /* 1: something reads $$.State.EnteredTime, so that the time is taken
                                 at every transition */
  uint32_t express;           /* 1: the type of the machine is Express, 0: Standard */
  /* All functions of JSONata's library that it calls have numbers below this one (asl_library). A
   * runtime with fewer functions refuses the module. */
  uint32_t library_functions;
  /* SHA-256 of what the definition means, as 64 hexadecimal digits, NUL-terminated. Equal: the same
   * states run in the same way, and a saved execution goes on where it was. It changes with every
   * change of a state, its fields, expressions, paths, names or limits, the order of states, rules,
   * retriers and catchers, and the type of the machine. It does not change with white space,
   * comments, the order of a state's fields, JSON or YAML, the name of the file or the machine,
   * options of code generation, or the version of the compiler. */
  const char *definition_hash;       /* null without a machine */
  const asl_expression *expressions; /* those that are evaluated by themselves */
  uint32_t expression_count;
  uint32_t reserved;
} asl_module;

/* The head of a frame; the runtime's own part follows it. */
struct asl_frame {
  asl_heap *heap;
  asl_frame *parent; /* the frame of the Parallel or Map state around the flow, or null */
  uint32_t resume;
  uint32_t state;       /* index of the current state */
  asl_value data;       /* raw input of the current state; set by asl_state_enter */
  asl_value result;     /* what the state's work gave */
  asl_value *variables; /* variable_count slots; ASL_UNDEFINED until assigned */
  void *coroutine;      /* for generated code alone; null until the flow has run */
};

/* Memory in which generated code keeps what a flow needs while it is suspended. A frame has one
 * block, which lives as long as the frame; the frame's next owner may get the same. Never null. */
void *asl_frame_memory(asl_frame *frame, size_t size);

/* ---- Transitions */

/* The flow enters state `state` with `input`: sets frame->state and frame->data, writes the Entered
 * event, and clears the retry counts. It may collect garbage: values from before the call must not
 * be used afterwards, but for the returned one, which is the input. Returns ASL_ERROR when a limit
 * is reached: call asl_flow_fail with it. */
asl_value asl_state_enter(asl_frame *frame, uint32_t state, asl_value input);

/* The state ends with `output`: checks its size and writes the Exited event. Returns `output`, or
 * ASL_ERROR, which nothing retries or catches. */
asl_value asl_state_exit(asl_frame *frame, asl_value output);

/* The variables of `slots` (of this flow's scope) take `values`, all at once; call before
 * asl_state_exit, when nothing else of the state can fail. Raises (States.DataLimitExceeded).
 * Returns ASL_NULL when done. */
asl_value asl_assign(asl_frame *frame, const uint32_t *slots, const asl_value *values,
                     uint32_t count);

/* The current state failed with `error` (an ASL_ERROR value). Adds the cause's prefix where due,
 * then tries Retry and Catch. Returns >= 0: the index of the catcher to take; frame->result is its
 * error output {"Error","Cause"}. ASL_SUSPENDED: a retry is scheduled (resumes at ASL_AT_ATTEMPT),
 * or the flow has failed: return. */
int32_t asl_state_failed(asl_frame *frame, asl_value error);

/* The flow fails with `error`, whatever Retry and Catch say (a catcher's own data flow failed).
 * Return after it. */
void asl_flow_fail(asl_frame *frame, asl_value error);
/* The flow ends with `output` (after asl_state_exit). Return after it. */
void asl_flow_succeed(asl_frame *frame, asl_value output);

enum { ASL_SUSPENDED = -1, ASL_READY = 0 };

/* The work of states that suspend. Each function returns ASL_READY when the work is already over:
 * frame->result is set, as if the flow had been resumed at ASL_AT_RESULT. Otherwise it returns
 * ASL_SUSPENDED: return from the flow function. */

/* What a Task state gives to its work; ASL_UNDEFINED stands for a field that it does not have.
 * `request` is what Parameters or Arguments made. */
typedef struct asl_task_arguments {
  asl_value request;
  asl_value timeout_seconds;
  asl_value heartbeat_seconds;
  asl_value credentials;
} asl_task_arguments;
int32_t asl_task_start(asl_frame *frame, const asl_task_arguments *arguments);
/* Wait: `form` is the meaning of `value`; `path` is the text of the ...Path field, for causes, or
 * null. A value that is not a valid time makes frame->result an ASL_ERROR. */
enum { ASL_WAIT_SECONDS = 0, ASL_WAIT_TIMESTAMP = 1 };
int32_t asl_wait_start(asl_frame *frame, uint32_t form, asl_value value, const asl_string *path);
/* Parallel: every branch starts with `input`; the result is the array of their outputs. */
int32_t asl_parallel_start(asl_frame *frame, asl_value input);

/* What a Map state gives to its work; ASL_UNDEFINED stands for a field that it does not have. */
typedef struct asl_map_arguments {
  asl_value items; /* what is iterated; checked to be an array by the runtime. Undefined when they
                      are read: see asl_reader_info */
  asl_value input; /* the effective input: `$` of ItemSelector */
  asl_value max_concurrency;
  asl_value tolerated_count;
  asl_value tolerated_percentage;
  asl_value max_items_per_batch;
  asl_value max_bytes_per_batch;
  asl_value batch_input;
  asl_value read_from; /* Parameters or Arguments of ItemReader */
  asl_value max_items;
  asl_value write_to; /* Parameters or Arguments of ResultWriter */
} asl_map_arguments;
int32_t asl_map_start(asl_frame *frame, const asl_map_arguments *arguments);

#ifdef __cplusplus
}
#endif
#endif
