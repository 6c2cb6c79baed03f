/* The line between generated code and the runtime: every function that generated code may call,
 * every struct whose layout it may know. Plain C11, also valid C++20; includes nothing but stdint
 * and stddef.
 *
 * Conventions.
 *  - A value (asl_value) is 16 bytes, immutable, passed and returned in two registers. What it
 * points to lives in the heap of its execution, or is constant data of the module.
 *  - ASL_ERROR and ASL_UNDEFINED are values too. A function documented as "raises" may return
 * ASL_ERROR; the caller hands that value to asl_state_failed. No exception crosses this line.
 *  - asl_frame is one flow in progress: the machine itself, a branch of Parallel, an iteration of
 * Map. Frames stay on the thread of their shard; nothing here is thread-safe, nothing here blocks.
 *  - "Suspends" means: when the function says so by its result, return from the flow function at
 * once; the runtime calls it again, and frame->resume says where to go on.
 */
#ifndef ASL_ABI_H
#define ASL_ABI_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#ifdef __GNUC__
/* Flexible array members are C's; compilers take them in C++ too, but say so under -Wpedantic. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wpedantic"
#endif
#endif

/* Raised whenever something in here changes what generated code and runtime mean by each other
 * (test/structure/abi_version.py sees to it): a module of another version is refused. */
#define ASL_ABI_VERSION 6u

/* A payload may be at most this long, as JSON text (spec/asl.md 8.1, States.DataLimitExceeded). */
#define ASL_PAYLOAD_LIMIT_BYTES 262144u
/* Objects and arrays may be nested in each other at most this deep, wherever a value comes from:
 * JSON text, tasks, children, expressions. It is the limit of the JSON library that the service's
 * own programs use by default, and low enough that a recursive walk fits on the stack of a fiber.
 * A value that is deeper has the largest `size` there is, so that it fails every check of a size.
 */
#define ASL_DEPTH_LIMIT 1000u

/* ---- Values
 * -------------------------------------------------------------------------------------- */

typedef enum asl_tag {
  ASL_UNDEFINED =
      0, /* nothing: a path that matched nothing. `bits` says where, see asl_missing_* */
  ASL_NULL = 1,
  ASL_FALSE = 2,
  ASL_TRUE = 3,
  ASL_INTEGER = 4, /* fits int64 */
  ASL_DOUBLE = 5,
  ASL_DECIMAL =
      6, /* a number neither of those holds exactly (beyond 64 bits): `string` has its text */
  ASL_STRING = 7,
  ASL_ARRAY = 8,
  ASL_OBJECT = 9,
  ASL_FUNCTION = 10, /* a JSONata function; never leaves an expression */
  ASL_ERROR = 11
} asl_tag;

typedef struct asl_string asl_string;
typedef struct asl_array asl_array;
typedef struct asl_object asl_object;
typedef struct asl_error asl_error;

/* `size` is the length of the value as compact JSON text, in bytes, so that the payload limit is
 * one comparison. It is exact but for doubles, which count 24 (their longest form): a sum is an
 * upper bound. */
typedef struct asl_value {
  uint32_t size;
  uint8_t tag;   /* asl_tag */
  uint8_t flags; /* JSONata sequence flags; 0 in JSONPath */
  /* Of an object or array: 1 more than that of its deepest part, or 1. Of ASL_UNDEFINED: the number
   * of the step that found nothing. Otherwise 0. */
  uint16_t depth;
  union {
    uint64_t bits;
    int64_t integer;
    double number;
    const asl_string *string;
    const asl_array *array;
    const asl_object *object;
    const asl_error *error;
  };
} asl_value;

/* UTF-8 text, not NUL-terminated. The string of a machine's key is a *symbol*: constant data of the
 * module, the only string with that text that keys of the execution's objects may point to (see
 * asl_symbols). */
struct asl_string {
  uint32_t length; /* bytes */
  uint32_t size;   /* bytes as quoted JSON text */
  uint32_t symbol; /* 1-based number in the module's symbol table, 0: no symbol */
  char bytes[];
};

struct asl_array {
  uint32_t count;
  uint32_t reserved;
  asl_value items[];
};

/* Members in their order. `keys` may be shared by many objects. Keys are unique by text. Because
 * symbols are unique by address, the member of a symbol is found by comparing addresses only. */
struct asl_object {
  uint32_t count;
  uint32_t reserved;
  const asl_string *const *keys;
  asl_value values[];
};

/* Why a state failed. */
struct asl_error {
  asl_value name;  /* string, or ASL_UNDEFINED when a task gave none */
  asl_value cause; /* string, or ASL_UNDEFINED */
  /* Raised by the interpreter's rules rather than by a task or Fail state: the cause gets the
   * prefix "An error occurred while executing the state ..." when the state fails. */
  uint8_t raised;
  /* No Retry and no Catch sees it (States.Runtime, an over-long state output, ...). */
  uint8_t fatal;
  uint8_t flags; /* for the scheduler only: what the events about it depend on */
  uint8_t reserved[5];
  const asl_string *location; /* JSONata field location of EvaluationFailed, or null */
  /* What a JSONata error is about: an object of `token`, `value`, `value2`, `index`, as far as its
   * code has them; ASL_UNDEFINED for all other errors. */
  asl_value detail;
};

/* A perfect hash over the machine's keys: with h = asl::symbolHash(bytes, salt),
 * slots[asl::symbolSlot(h, ...)] is the only symbol that can have that text, or null
 * (asl/abi/symbol_hash.h). Without keys there is one null slot. */
typedef struct asl_symbols {
  uint32_t count;
  uint32_t seed_mask;
  uint32_t slot_mask;
  uint32_t salt;
  const uint32_t *seeds;
  const asl_string *const *slots;
} asl_symbols;

/* The memory of one execution: its arena, its symbols, its random numbers. Opaque but for the
 * fields that generated code tests. */
typedef struct asl_heap {
  const asl_symbols *symbols;
  size_t used;      /* bytes taken since the last collection */
  size_t threshold; /* asl_state_enter collects when used > threshold */
} asl_heap;

/* ---- A module: what a definition was compiled to
 * -------------------------------------------------- */

typedef struct asl_frame asl_frame;

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

/* Gives item `index` the shape of its iteration's input (ItemSelector): called by the runtime with
 * the frame of the Map state, whose current item is set. Raises. */
typedef asl_value (*asl_item_selector)(asl_frame *map, asl_value input);

typedef struct asl_map_info {
  const asl_flow *processor;
  asl_item_selector selector; /* null: the item itself */
  const asl_string *label;    /* distributed: Label, or null */
  uint8_t distributed;
  uint8_t express_children; /* ProcessorConfig.ExecutionType */
  uint8_t batched;          /* has ItemBatcher */
  uint8_t jsonata;          /* wording of errors; order of MapStateExited (spec/history.md 3.10) */
  /* Texts of `...Path` fields, for error causes only; null where the field is constant or absent.
   */
  const asl_string *items_path, *max_concurrency_path, *tolerated_count_path,
      *tolerated_percentage_path, *max_items_per_batch_path, *max_bytes_per_batch_path;
} asl_map_info;

typedef struct asl_state_info {
  const asl_string *name;
  uint32_t kind; /* asl_state_kind */
  uint32_t line; /* in the definition, from 1 */
  uint32_t column;
  uint32_t jsonata; /* 1: the state's query language is JSONata */
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

/* A regular expression of the module. The runtime compiles it once, when the module is loaded. */
typedef struct asl_regex {
  const asl_string *pattern;
  uint32_t ignore_case;
  uint32_t multiline; /* `^` and `$` match at lines too */
  void *compiled;     /* the runtime's */
} asl_regex;

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
  uint32_t uses_entered_time; /* something reads $$.State.EnteredTime: take the time at every
                                 transition */
  uint32_t express;           /* it was checked as an Express machine, and runs as one */
  uint32_t reserved;
  const asl_expression *expressions; /* those that are evaluated by themselves */
  uint32_t expression_count;
  uint32_t reserved2;
} asl_module;

/* The head of a frame; the runtime's own part follows it. */
struct asl_frame {
  asl_heap *heap;
  asl_frame *parent; /* the frame of the Parallel or Map this flow belongs to, or null */
  uint32_t resume;
  uint32_t state;       /* index of the current state */
  asl_value data;       /* raw input of the current state; set by asl_state_enter */
  asl_value result;     /* what the state's work gave */
  asl_value *variables; /* variable_count slots; ASL_UNDEFINED until assigned */
  void *coroutine;      /* generated code's own; null until the frame's flow has run */
};

/* Memory for generated code to keep what a flow needs while it is suspended: one block for a frame,
 * which lives as long as that. The frame's next owner may get the same. Never null. */
void *asl_frame_memory(asl_frame *frame, size_t size);

/* ---- Transitions (runtime/exec)
 * ------------------------------------------------------------------- */

/* The flow enters state `state` with `input`: sets frame->state and frame->data, writes the Entered
 * event, forgets the retry counts of the former state; may collect garbage, so that values held
 * from before are dead: go on with the returned one. Returns ASL_ERROR when a limit is reached:
 * asl_flow_fail it. */
asl_value asl_state_enter(asl_frame *frame, uint32_t state, asl_value input);

/* The state ends with `output`: payload limit, Exited event. Returns output, or ASL_ERROR (fatal).
 */
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

/* The work of suspending states. Each returns ASL_READY when the work is over at once
 * (frame->result is set, as if resumed at ASL_AT_RESULT), or ASL_SUSPENDED: return from the flow
 * function. */

/* Task: the request (after Parameters/Arguments), and what else the state gives; ASL_UNDEFINED for
 * what it has not. */
typedef struct asl_task_arguments {
  asl_value request;
  asl_value timeout_seconds;
  asl_value heartbeat_seconds;
  asl_value credentials;
} asl_task_arguments;
int32_t asl_task_start(asl_frame *frame, const asl_task_arguments *arguments);
/* Wait: `form` says what `value` is; `path` is the text of the ...Path field (for causes), or null.
 * A value that is no valid time gives frame->result an ASL_ERROR. */
enum { ASL_WAIT_SECONDS = 0, ASL_WAIT_TIMESTAMP = 1 };
int32_t asl_wait_start(asl_frame *frame, uint32_t form, asl_value value, const asl_string *path);
/* Parallel: every branch starts with `input`; the result is the array of outputs. */
int32_t asl_parallel_start(asl_frame *frame, asl_value input);

/* What a Map state was given; ASL_UNDEFINED for what it has not. */
typedef struct asl_map_arguments {
  asl_value items; /* what is iterated; checked to be an array by the runtime */
  asl_value input; /* the effective input: `$` of ItemSelector */
  asl_value max_concurrency;
  asl_value tolerated_count;
  asl_value tolerated_percentage;
  asl_value max_items_per_batch;
  asl_value max_bytes_per_batch;
  asl_value batch_input;
} asl_map_arguments;
int32_t asl_map_start(asl_frame *frame, const asl_map_arguments *arguments);

/* ---- Data (runtime/value, runtime/expr)
 * ----------------------------------------------------------- */

/* A definite path that found nothing is ASL_UNDEFINED with `flags` = why, `depth` = the number
 * of the step, from 0 (a path of more than 65,535 steps stays at the last number), and for messages
 * a note in `bits`. A plain ASL_UNDEFINED thus reads: the name of step 0 is missing. */
enum {
  ASL_MISSING_NAME = 0,  /* an object without the name */
  ASL_MISSING_TYPE = 1,  /* a name of what is no object */
  ASL_MISSING_INDEX = 2, /* an index outside the array */
  ASL_MISSING_NULL = 3,  /* an index of null */
  /* Jayway's "invalid path" rather than "nothing found": a filter does not take these for false, it
     fails. */
  ASL_MISSING_INDEX_TYPE = 4, /* an index of what is no array */
  ASL_MISSING_SEVERAL = 5     /* several names before the end of a path */
};

/* The member `key` (a symbol) of an object; ASL_UNDEFINED when there is none or `value` is no
 * object; an ASL_UNDEFINED `value` is handed on. `step` numbers the step in its path. */
asl_value asl_member(asl_value value, const asl_string *key, uint32_t step);
/* Element `index` (from 0; negative finds nothing) of an array. */
asl_value asl_element(asl_heap *heap, asl_value value, int64_t index, uint32_t step);
/* Element `length - minus` of an array, `[(@.length-minus)]`. */
asl_value asl_element_from_length(asl_heap *heap, asl_value value, int64_t minus, uint32_t step);
/* `['a','b']`: an object of those members that `value` has. ASL_MEMBERS_LAST: it is the last step
 * of its path (anywhere else it finds nothing). ASL_MEMBERS_ALL: each must be there (the path of an
 * ASL_FILTER_EXISTS). */
enum { ASL_MEMBERS_LAST = 1, ASL_MEMBERS_ALL = 2 };
asl_value asl_members(asl_heap *heap, asl_value value, const asl_string *const *names,
                      uint32_t count, uint32_t flags, uint32_t step);

/* What a path was for: decides the error and its words when it matched nothing. */
typedef enum asl_site_kind {
  ASL_SITE_PATH, /* InputPath, OutputPath, TimeoutSecondsPath, ...: "Invalid path '$.x' : ..." */
  ASL_SITE_TEMPLATE, /* a payload template's field, ErrorPath, CausePath: "The JSONPath '$.x'
                        specified for the field ..." */
  ASL_SITE_CHOICE,   /* Variable and operands of Choice rules */
  ASL_SITE_ARGUMENT  /* argument of an intrinsic function */
} asl_site_kind;

/* A place that uses a definite path: read by messages only. */
typedef struct asl_path_site {
  uint32_t kind; /* asl_site_kind */
  uint32_t step_count;
  const asl_string *text;         /* the path as written */
  const asl_string *field;        /* the field as written ("value.$"), or null */
  const asl_string *const *steps; /* each as Jayway prints it ("['a']") */
} asl_path_site;

/* The error for `missing` (ASL_UNDEFINED as a path gave it, or ASL_ERROR as an indefinite path
 * raised it) at `site`; `input` is what the path was applied to. Cold. */
asl_value asl_path_failed(asl_heap *heap, asl_value missing, const asl_path_site *site,
                          asl_value input);

/* Indefinite paths. Every step, also one that can match one value only, is an asl_each_* function:
 * it calls `next` for each match, in Jayway's order; `next` is generated code that does the rest of
 * the path and ends in asl_gather_add (which can be `next` itself). Raises: a step applied to what
 * it cannot be applied to gives ASL_ERROR, and a `next` that does stops the walk: hand on what the
 * next step returned. ASL_NULL: walked. Such an error is for asl_path_failed alone; its flags are
 * ASL_PATH_NOT_FOUND (nothing is there), ASL_PATH_INAPPLICABLE (a step was applied to what it
 * cannot be applied to) or 0 (any other). */
enum { ASL_PATH_NOT_FOUND = 1, ASL_PATH_INAPPLICABLE = 2 };
typedef struct asl_gather {
  asl_heap *heap;
  asl_value root;       /* `$` of the path, for filters that refer to it */
  asl_value error;      /* scratch of the runtime */
  void *found;          /* scratch of the runtime */
  const void *captures; /* what generated code hands down to `next` and predicates */
} asl_gather;
typedef asl_value (*asl_path_next)(asl_gather *gather, asl_value current);
typedef int32_t (*asl_path_predicate)(asl_gather *gather,
                                      asl_value current); /* 1 true, 0 false, -1 gather->error */

void asl_gather_begin(asl_gather *gather, asl_heap *heap, asl_value root);
asl_value asl_gather_add(asl_gather *gather, asl_value match); /* ASL_UNDEFINED adds nothing */
asl_value asl_gather_end(asl_gather *gather);                  /* the array */

asl_value asl_each_wildcard(asl_gather *gather, asl_value current, asl_path_next next);
/* One name: the member. Several: one object of those present. `missing` says what a name that is
 * not there does: nothing, an error, or an error at the last step of the path. */
enum { ASL_NAME_SKIP = 0, ASL_NAME_RAISE = 1, ASL_NAME_LAST = 2 };
asl_value asl_each_name(asl_gather *gather, asl_value current, const asl_string *const *names,
                        uint32_t count, uint32_t missing, asl_path_next next);
asl_value asl_each_index(asl_gather *gather, asl_value current, const int64_t *indexes,
                         uint32_t count, asl_path_next next);
asl_value asl_each_slice(asl_gather *gather, asl_value current, int64_t from, int64_t to,
                         uint32_t bounds, asl_path_next next); /* bounds: 1 has from, 2 has to */
asl_value asl_each_from_length(asl_gather *gather, asl_value current, int64_t minus,
                               asl_path_next next);
/* `..`: visits `current` and all values in it, parents first, and calls `next` for ... */
typedef enum asl_scan {
  ASL_SCAN_OBJECTS,  /* each object that has all `names` (of which `next` then takes the members) */
  ASL_SCAN_ARRAYS,   /* each array */
  ASL_SCAN_ELEMENTS, /* each element of each array */
  ASL_SCAN_CHILDREN, /* each member and element of each value */
  ASL_SCAN_FILTERED, /* each object that satisfies `predicate`, each element of each array that does
                      */
  ASL_SCAN_FILTERED_LAST, /* the same, but of those arrays only the elements that satisfy it
                             themselves */
  ASL_SCAN_NOTHING
} asl_scan;
asl_value asl_each_descendant(asl_gather *gather, asl_value current, uint32_t scan,
                              const asl_string *const *names, uint32_t count,
                              asl_path_predicate predicate, asl_path_next next);
/* The elements of an array that satisfy `predicate`; an object itself when it does. */
asl_value asl_each_filtered(asl_gather *gather, asl_value current, asl_path_predicate predicate,
                            asl_path_next next);

/* Comparison in a filter, as Jayway 2.0.0 compares; `op` is asl_filter_op. An operand that a
 * definite path did not find is ASL_UNDEFINED. A literal is a string whatever it looks like (`1`,
 * `true`, `null`); only a document gives other types. ASL_FILTER_EXISTS looks at `left` only. 1, 0,
 * or -1 with gather->error: then the predicate returns -1 at once, also from within Not. */
typedef enum asl_filter_op {
  ASL_FILTER_EQ,
  ASL_FILTER_NE,
  ASL_FILTER_LT,
  ASL_FILTER_LE,
  ASL_FILTER_GT,
  ASL_FILTER_GE,
  ASL_FILTER_EXISTS
} asl_filter_op;
int32_t asl_filter_compare(asl_gather *gather, uint32_t op, asl_value left, asl_value right);
/* `=~`: the whole of a value's text matches. 1, 0 or -1, as above. */
int32_t asl_filter_matches(asl_gather *gather, asl_value value, const asl_regex *regex);

/* Builds values. `keys` is constant data (symbols); `values` are copied. */
asl_value asl_object_make(asl_heap *heap, const asl_string *const *keys, const asl_value *values,
                          uint32_t count);
asl_value asl_array_make(asl_heap *heap, const asl_value *values, uint32_t count);

/* A step of a reference path: a symbol, or with name null an index. */
typedef struct asl_set_step {
  const asl_string *name;
  int64_t index;
} asl_set_step;
/* `document` with `value` at the reference path (ResultPath, spec/asl.md 3.4); copies the spine.
 * Raises States.ResultPathMatchFailure. */
asl_value asl_set(asl_heap *heap, asl_value document, const asl_set_step *steps, uint32_t count,
                  asl_value value, const asl_string *path);

/* The context object (spec/asl.md 5): a part of it, or all. */
typedef enum asl_context_part {
  ASL_CONTEXT_ALL,
  ASL_CONTEXT_EXECUTION,
  ASL_CONTEXT_EXECUTION_ID,
  ASL_CONTEXT_EXECUTION_INPUT,
  ASL_CONTEXT_EXECUTION_NAME,
  ASL_CONTEXT_EXECUTION_ROLE_ARN,
  ASL_CONTEXT_EXECUTION_START_TIME,
  ASL_CONTEXT_STATE_MACHINE,
  ASL_CONTEXT_STATE,
  ASL_CONTEXT_STATE_NAME,
  ASL_CONTEXT_STATE_ENTERED_TIME,
  ASL_CONTEXT_STATE_RETRY_COUNT,
  ASL_CONTEXT_TASK,
  ASL_CONTEXT_TASK_TOKEN,
  ASL_CONTEXT_MAP,
  ASL_CONTEXT_MAP_ITEM,
  ASL_CONTEXT_MAP_ITEM_INDEX,
  ASL_CONTEXT_MAP_ITEM_VALUE
} asl_context_part;
asl_value asl_context(asl_frame *frame, uint32_t part); /* ASL_UNDEFINED where there is none now */

/* Reading a variable that was never assigned: the error (JSONPath: States.Runtime). Cold. */
asl_value asl_variable_failed(asl_heap *heap, const asl_path_site *site, asl_value input);

/* Choice operators (spec/asl.md 7.5). `value` is never ASL_UNDEFINED but for IsPresent. 1 or 0. */
typedef enum asl_order { ASL_EQ, ASL_LT, ASL_GT, ASL_LE, ASL_GE } asl_order;
int32_t asl_test_string(asl_value value, asl_value operand, uint32_t order);
int32_t asl_test_numeric(asl_value value, asl_value operand, uint32_t order);
int32_t asl_test_boolean(asl_value value, asl_value operand);
int32_t asl_test_timestamp(asl_value value, asl_value operand, uint32_t order);
int32_t asl_test_is_timestamp(asl_value value);
/* StringMatches: the pattern was split at compile time into its literal pieces between `*`. */
int32_t asl_test_matches(asl_value value, const asl_string *const *pieces, uint32_t count);
/* No rule matched and there is no Default. Cold. */
asl_value asl_choice_failed(asl_heap *heap);

/* Intrinsic functions, all of one shape. Raise States.IntrinsicFailure. */
/* clang-format off */
#define ASL_INTRINSICS(X) \
  X(format, Format) X(string_to_json, StringToJson) X(json_to_string, JsonToString) \
  X(array, Array) X(array_partition, ArrayPartition) X(array_contains, ArrayContains) \
  X(array_range, ArrayRange) X(array_get_item, ArrayGetItem) X(array_length, ArrayLength) \
  X(array_unique, ArrayUnique) X(base64_encode, Base64Encode) X(base64_decode, Base64Decode) \
  X(hash, Hash) X(json_merge, JsonMerge) X(math_random, MathRandom) X(math_add, MathAdd) \
  X(string_split, StringSplit) X(uuid, UUID)
/* clang-format on */
#define ASL_DECLARE_INTRINSIC(name, Name)                                                          \
  asl_value asl_intrinsic_##name(asl_heap *heap, const asl_value *arguments, uint32_t count);
ASL_INTRINSICS(ASL_DECLARE_INTRINSIC)
#undef ASL_DECLARE_INTRINSIC

#include "asl/abi/jsonata.h"

/* An error value with constant texts (`cause` may be null); `raised` and `fatal` as in asl_error.
 */
asl_value asl_raise(asl_heap *heap, const asl_string *name, const asl_string *cause,
                    uint32_t raised, uint32_t fatal);
/* The error of a Fail state from what its Error and Cause gave (ASL_UNDEFINED: absent). */
asl_value asl_fail_error(asl_heap *heap, asl_value error, asl_value cause);

#ifdef __cplusplus
#ifdef __GNUC__
#pragma GCC diagnostic pop
#endif
}
#endif
#endif
