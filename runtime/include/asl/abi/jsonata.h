/* JSONata expressions: what generated code calls for the ops of that kind. A part of asl/abi/abi.h,
 * whose conventions hold here. No function suspends.
 *
 * Values inside an expression. Arrays carry flags: a *sequence* is the result of a location, whose
 * single item stands for itself and which is nothing when empty; asl_jsonata_normalize makes a
 * plain value of it. The flags never leave the expression. "Undefined" is ASL_UNDEFINED. "Raises":
 * may return ASL_ERROR, named by JSONata's code; asl_jsonata_failed makes the state's error of it.
 */
#ifndef ASL_ABI_JSONATA_H
#define ASL_ABI_JSONATA_H

#include "asl/abi/data.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Bits of asl_value's `flags` of an array. */
enum {
  ASL_SEQUENCE = 1, /* the result of a location: one item stands for itself, none for undefined */
  ASL_KEEP_SINGLETON = 2, /* a sequence that stays an array with one item */
  ASL_CONSTRUCTED = 4     /* made by an array constructor: not flattened into a sequence */
};

/* The tag of a result that stands for a call still to be made (asl_jsonata_tail): seen by
 * asl_jsonata_apply only. */
enum { ASL_TAIL_CALL = 12 };

/* ---- Functions as values */

/* The functions of the library: ASL_LIBRARY_abs and so on. Modules hold their numbers: a new
 * function gets a new one, so that older modules stay valid (jsonata_library.def). */
typedef enum asl_library {
#define ASL_LIBRARY_FUNCTION(number, name, ...) ASL_LIBRARY_##name = number,
#include "asl/abi/jsonata_library.def"
} asl_library;

typedef struct asl_function asl_function;
/* `self` called with `count` arguments, of a lambda at least `arity`; `context` is the context item
 * where it was called. Raises. */
typedef asl_value (*asl_function_code)(asl_heap *heap, const asl_function *self, asl_value context,
                                       const asl_value *arguments, uint32_t count);

/* A type of a parameter, as a bit. */
enum {
  ASL_TYPE_STRING = 1,
  ASL_TYPE_NUMBER = 2,
  ASL_TYPE_BOOLEAN = 4,
  ASL_TYPE_NULL = 8,
  ASL_TYPE_ARRAY = 16,
  ASL_TYPE_OBJECT = 32,
  ASL_TYPE_FUNCTION = 64,
  ASL_TYPE_MISSING = 128
};
typedef struct asl_parameter {
  uint16_t types;   /* what an argument may be */
  uint16_t subtype; /* `a<n>`: what all items must be; 0: anything */
  uint8_t is_array; /* `a`: anything else is made an array of one */
  uint8_t optional;
  uint8_t variadic;
  uint8_t context;      /* the context item stands in for a missing argument */
  uint8_t subtype_name; /* as written, for messages */
  uint8_t reserved[3];
} asl_parameter;
typedef struct asl_signature {
  uint32_t count;
  const asl_parameter *parameters; /* so many; null where there are none */
} asl_signature;

/* What an ASL_FUNCTION value points to (its `bits`). Lives in the heap or in constant data, and
 * never outlives the evaluation of its expression. */
struct asl_function {
  asl_function_code code;
  const asl_signature *signature; /* null: arguments are not checked */
  uint32_t arity;                 /* parameters: how many arguments $map and its like give */
  uint32_t is_lambda;
  asl_frame *frame;          /* of a lambda: the flow it was made in */
  const asl_value *captures; /* of a lambda: values around it */
  const void *data;          /* of others: the code's own */
};

/* A lambda: `form` with `frame` and a copy of `captures`. */
asl_value asl_jsonata_lambda(asl_heap *heap, const asl_function *form, asl_frame *frame,
                             const asl_value *captures, uint32_t count);
/* A function of the library as a value. */
asl_value asl_jsonata_function(uint32_t function);
/* A regular expression: a function that matches. */
asl_value asl_jsonata_regex(asl_heap *heap, const asl_regex *regex);
/* A call of a function of the library. Raises. The result may be a sequence. */
asl_value asl_jsonata_library(asl_heap *heap, uint32_t function, asl_value context,
                              const asl_value *arguments, uint32_t count);
/* A call of `callee`, and of the tail calls it ends in; `name` as written, or null. Raises. The
 * result may be a sequence. */
asl_value asl_jsonata_apply(asl_heap *heap, asl_value callee, asl_value context,
                            const asl_value *arguments, uint32_t count, const asl_string *name);
/* The same call as the last thing that a lambda does: made by its caller. Return the result at
 * once. */
asl_value asl_jsonata_tail(asl_heap *heap, asl_value callee, const asl_value *arguments,
                           uint32_t count, const asl_string *name);
/* A function of the arguments that are `open`. Raises. */
asl_value asl_jsonata_partial(asl_heap *heap, asl_value callee, const asl_value *arguments,
                              const uint8_t *open, uint32_t count, const asl_string *name);
asl_value asl_jsonata_pipe(asl_heap *heap, asl_value left, asl_value right); /* `~>`; raises */
/* A loop calls a function in place, once for each item of `items`: counts the calls. Raises;
 * ASL_NULL.
 */
asl_value asl_jsonata_calls(asl_heap *heap, asl_value items);
/* `error` of a function called in place; `name` as asl_jsonata_apply has it. Cold. */
asl_value asl_jsonata_named(asl_heap *heap, asl_value error, const asl_string *name);

/* ---- The whole expression */

/* An evaluation begins: its time, its limits. Not called for one that has no use for them; others
 * end in asl_jsonata_result or asl_jsonata_failed. */
void asl_jsonata_begin(asl_heap *heap);

typedef enum asl_result_type {
  ASL_RESULT_ANY,
  ASL_RESULT_BOOLEAN,
  ASL_RESULT_NUMBER,
  ASL_RESULT_STRING,
  ASL_RESULT_ARRAY,
  ASL_RESULT_OBJECT
} asl_result_type;
typedef struct asl_jsonata_site {
  const asl_string *expression;
  const asl_string *field;
  uint32_t expected; /* asl_result_type */
  uint8_t maybe;     /* an undefined result is one */
  uint8_t plain;     /* the result's inside holds nothing that only expressions know */
  uint8_t limited;   /* asl_jsonata_begin was called for it: no result leaves but through
                        asl_jsonata_result */
  uint8_t reserved;
} asl_jsonata_site;
/* The result of an expression as a value that leaves it. Raises States.QueryEvaluationError. */
asl_value asl_jsonata_result(asl_heap *heap, asl_value value, const asl_jsonata_site *site);
/* States.QueryEvaluationError for an error inside. Cold. */
asl_value asl_jsonata_failed(asl_heap *heap, asl_value error, const asl_jsonata_site *site);

/* ---- Looking into values */

asl_value asl_jsonata_lookup(asl_heap *heap, asl_value value,
                             const asl_string *key); /* `key` is a symbol */
/* The same as the last step of a path, normalized: where a single item has it, an array is the
 * result as it is. */
asl_value asl_jsonata_lookup_last(asl_heap *heap, asl_value value, const asl_string *key);
asl_value asl_jsonata_wildcard(asl_heap *heap, asl_value value);
asl_value asl_jsonata_descendants(asl_heap *heap, asl_value value);
asl_value asl_jsonata_normalize(asl_value value, uint32_t keep);
asl_value asl_jsonata_keep_array(asl_heap *heap, asl_value value);
asl_value asl_jsonata_pick(asl_heap *heap, asl_value value, int64_t index);
/* A predicate that is the same array of `indexes` for each item: the sequence of the items there.
 */
asl_value asl_jsonata_pick_all(asl_heap *heap, asl_value value, const int64_t *indexes,
                               uint32_t count);

/* A result that grows while generated code loops: memory for the runtime, in the caller's frame. */
typedef struct asl_list {
  uint64_t scratch[8];
} asl_list;
void asl_list_begin(asl_list *list, asl_heap *heap);
/* A step's result for one item. */
void asl_list_add_step(asl_list *list, asl_value value);
asl_value asl_list_end_step(asl_list *list, uint32_t last);
/* `item` when `selects`, what a predicate gave for it, holds or has its index. Raises; ASL_NULL. */
asl_value asl_list_add_selected(asl_list *list, asl_heap *heap, asl_value item, asl_value selects,
                                uint32_t index, uint32_t count);
void asl_list_add(asl_list *list, asl_value value); /* as it is */
asl_value asl_list_end(asl_list *list);             /* a sequence */
/* `input` sorted by keys: of each item `terms` keys, added to `keys` item by item. Raises; a key
 * may be an ASL_ERROR, which is raised when it is compared. */
asl_value asl_list_end_sort(asl_list *keys, asl_heap *heap, asl_value input,
                            const uint8_t *descending, uint32_t terms);

/* Grouping: items are added under keys, then each group gets its value. */
typedef struct asl_groups asl_groups;
/* `width`: components of a tuple stream's items, 0 for others. */
asl_groups *asl_groups_begin(asl_heap *heap, uint32_t width);
asl_value asl_groups_add(asl_groups *groups, asl_value key, asl_value item,
                         uint32_t pair); /* raises; ASL_NULL */
uint32_t asl_groups_count(asl_groups *groups);
uint32_t asl_groups_pair(asl_groups *groups, uint32_t group);
asl_value asl_groups_items(asl_groups *groups, uint32_t group); /* of a tuple stream: one tuple */
void asl_groups_set(asl_groups *groups, uint32_t group, asl_value value);
asl_value asl_groups_end(asl_groups *groups);
/* The items of the one group that all of `value` is in. */
asl_value asl_jsonata_gathered(asl_heap *heap, asl_value value);

/* ---- Tuple streams: arrays of tuples, which are arrays */

asl_value asl_jsonata_tuples(asl_heap *heap, asl_value input);
enum { ASL_TUPLE_FOCUS = 1, ASL_TUPLE_INDEX = 2, ASL_TUPLE_ANCESTOR = 4 };
void asl_list_add_tuples(asl_list *list, asl_heap *heap, asl_value tuple, asl_value value,
                         uint32_t flags, uint32_t nested);
asl_value asl_jsonata_tuple_index(asl_heap *heap, asl_value input);
asl_value asl_jsonata_tuple_items(asl_heap *heap, asl_value input);
/* What is grouped: `tuples`, or where `before`, what they were made from, is nothing, one of
 * undefined components. */
asl_value asl_jsonata_grouped_tuples(asl_heap *heap, asl_value tuples, asl_value before,
                                     uint32_t width);

/* ---- Making values */

asl_value asl_jsonata_members(asl_heap *heap, const asl_value *keys, const asl_value *values,
                              uint32_t count); /* raises */
/* The same with keys that are symbols and differ from each other; `keys` is constant data. */
asl_value asl_jsonata_object(asl_heap *heap, const asl_string *const *keys, const asl_value *values,
                             uint32_t count);
asl_value asl_jsonata_list(asl_heap *heap, const asl_value *values, const uint8_t *whole,
                           uint32_t count, uint32_t cons);

/* `|pattern|update, remove|`: changes to a copy of `value`. */
typedef struct asl_transform asl_transform;
asl_transform *asl_transform_begin(asl_heap *heap, asl_value value);
asl_value asl_transform_copy(asl_transform *transform); /* what the pattern sees */
asl_value asl_transform_current(asl_transform *transform, asl_value match); /* as it is by now */
asl_value asl_transform_update(asl_transform *transform, asl_value match,
                               asl_value update); /* raises; ASL_NULL */
asl_value asl_transform_remove(asl_transform *transform, asl_value match,
                               asl_value names); /* raises; ASL_NULL */
asl_value asl_transform_end(asl_transform *transform);

/* ---- Operators */

typedef enum asl_arithmetic {
  ASL_ADD,
  ASL_SUBTRACT,
  ASL_MULTIPLY,
  ASL_DIVIDE,
  ASL_MODULO
} asl_arithmetic;
asl_value asl_jsonata_arithmetic(asl_heap *heap, uint32_t op, asl_value left,
                                 asl_value right);             /* raises */
asl_value asl_jsonata_negate(asl_heap *heap, asl_value value); /* raises */
asl_value asl_jsonata_equality(asl_value left, asl_value right, uint32_t negated);
asl_value asl_jsonata_order(asl_heap *heap, uint32_t comparison, asl_value left,
                            asl_value right);                                  /* raises */
asl_value asl_jsonata_concat(asl_heap *heap, asl_value left, asl_value right); /* raises */
/* `&` of several: each side as text (raises; undefined stays so), then all at once. */
asl_value asl_jsonata_text(asl_heap *heap, asl_value value);
asl_value asl_jsonata_join(asl_heap *heap, const asl_value *texts, uint32_t count);
asl_value asl_jsonata_range(asl_heap *heap, asl_value left, asl_value right); /* raises */
asl_value asl_jsonata_includes(asl_value left, asl_value right);
int32_t asl_jsonata_is_true(asl_value value);

#ifdef __cplusplus
}
#endif
#endif
