/* The data flow of states: paths, construction, the context object, operators of Choice rules and
 * intrinsic functions. A part of asl/abi/abi.h, whose conventions hold here. No function suspends.
 */
#ifndef ASL_ABI_DATA_H
#define ASL_ABI_DATA_H

#include "asl/abi/values.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct asl_frame asl_frame; /* asl/abi/abi.h */

/* ---- Definite paths */

/* A definite path that found nothing is ASL_UNDEFINED with `flags` = why, `depth` = the number
 * of the step, from 0 (a path of more than 65,535 steps stays at the last number), and for messages
 * a note in `bits`. A plain ASL_UNDEFINED thus reads: the name of step 0 is missing. */
enum {
  ASL_MISSING_NAME = 0,  /* an object without the name */
  ASL_MISSING_TYPE = 1,  /* a name of a value that is not an object */
  ASL_MISSING_INDEX = 2, /* an index outside the array */
  ASL_MISSING_NULL = 3,  /* an index of null */
  /* Jayway's "invalid path" rather than "nothing found": a filter does not take these for false, it
     fails. */
  ASL_MISSING_INDEX_TYPE = 4, /* an index of a value that is not an array */
  ASL_MISSING_SEVERAL = 5     /* several names before the end of a path */
};

/* The member `key` (a symbol) of an object; ASL_UNDEFINED when there is none or `value` is not an
 * object. An ASL_UNDEFINED `value` is returned as it is. `step` numbers the step in its path. */
asl_value asl_member(asl_value value, const asl_string *key, uint32_t step);
/* Element `index` (from 0; negative finds nothing) of an array. */
asl_value asl_element(asl_heap *heap, asl_value value, int64_t index, uint32_t step);
/* Element `length - minus` of an array, `[(@.length-minus)]`. */
asl_value asl_element_from_length(asl_heap *heap, asl_value value, int64_t minus, uint32_t step);
/* `['a','b']`: an object of those members that `value` has. ASL_MEMBERS_LAST: it is the last step
 * of its path (anywhere else it finds nothing). ASL_MEMBERS_ALL: each must be there (the path of
 * asl_filter_exists). */
enum { ASL_MEMBERS_LAST = 1, ASL_MEMBERS_ALL = 2 };
asl_value asl_members(asl_heap *heap, asl_value value, const asl_string *const *names,
                      uint32_t count, uint32_t flags, uint32_t step);

/* What a path is for: decides the error and its text when the path matches nothing. */
typedef enum asl_site_kind {
  ASL_SITE_PATH, /* InputPath, OutputPath, TimeoutSecondsPath, ...: "Invalid path '$.x' : ..." */
  ASL_SITE_TEMPLATE, /* a payload template's field, ErrorPath, CausePath: "The JSONPath '$.x'
                        specified for the field ..." */
  ASL_SITE_CHOICE,   /* Variable and operands of Choice rules */
  ASL_SITE_ARGUMENT  /* argument of an intrinsic function */
} asl_site_kind;

/* A place that uses a path. Only error messages read it. */
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

/* How two values are compared, wherever values are. */
typedef enum asl_comparison { ASL_EQ, ASL_NE, ASL_LT, ASL_LE, ASL_GT, ASL_GE } asl_comparison;

/* Comparison in a filter, as Jayway 2.0.0 compares. An operand that a definite path did not find is
 * ASL_UNDEFINED. A literal is a string whatever it looks like (`1`, `true`, `null`); only a
 * document gives other types. 1, 0, or -1 with gather->error: then the predicate returns -1 at
 * once, also from within Not. */
int32_t asl_filter_compare(asl_gather *gather, uint32_t comparison, asl_value left,
                           asl_value right);
/* Whether a path found `value`, and not null. 1, 0 or -1, as above. */
int32_t asl_filter_exists(asl_gather *gather, asl_value value);
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
/* `document` with `value` at the reference path (ResultPath). Copies only what leads to it.
 * Raises States.ResultPathMatchFailure. */
asl_value asl_set(asl_heap *heap, asl_value document, const asl_set_step *steps, uint32_t count,
                  asl_value value, const asl_string *path);

/* Parts of the context object, `$$`:
 * https://docs.aws.amazon.com/step-functions/latest/dg/input-output-contextobject.html */
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

/* The error of reading a variable that was never assigned: States.Runtime. Cold. */
asl_value asl_variable_failed(asl_heap *heap, const asl_path_site *site, asl_value input);

/* Operators of Choice rules: 1 when `value` and `operand` compare so, 0 otherwise, also when either
 * is not of the type that the operator compares. `value` is never ASL_UNDEFINED. */
int32_t asl_test_string(asl_value value, asl_value operand, uint32_t comparison);
int32_t asl_test_numeric(asl_value value, asl_value operand, uint32_t comparison);
int32_t asl_test_boolean(asl_value value, asl_value operand);
int32_t asl_test_timestamp(asl_value value, asl_value operand, uint32_t comparison);
int32_t asl_test_is_timestamp(asl_value value);
/* StringMatches: the pattern was split at compile time into its literal pieces between `*`. */
int32_t asl_test_matches(asl_value value, const asl_string *const *pieces, uint32_t count);
/* The error when no rule holds and there is no Default. Cold. */
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

/* An error value with constant texts (`cause` may be null); `raised` and `fatal` as in asl_error.
 */
asl_value asl_raise(asl_heap *heap, const asl_string *name, const asl_string *cause,
                    uint32_t raised, uint32_t fatal);
/* The error of a Fail state from what its Error and Cause gave (ASL_UNDEFINED: absent). */
asl_value asl_fail_error(asl_heap *heap, asl_value error, asl_value cause);

#ifdef __cplusplus
}
#endif
#endif
