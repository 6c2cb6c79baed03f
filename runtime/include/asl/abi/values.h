/* Values as generated code and the runtime share them: their layout, and that of strings, errors,
 * symbols and the head of a heap. A part of asl/abi/abi.h, whose conventions hold here.
 */
#ifndef ASL_ABI_VALUES_H
#define ASL_ABI_VALUES_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#ifdef __GNUC__
/* Flexible array members are C's. C++ compilers take them, but warn under -Wpedantic. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wpedantic"
#endif
#endif

/* A payload may be at most this long, as JSON text (States.DataLimitExceeded). */
#define ASL_PAYLOAD_LIMIT_BYTES 262144u
/* Objects and arrays may be nested in each other at most this deep, wherever a value comes from:
 * JSON text, tasks, children, expressions. It is the limit of the JSON library that the service's
 * own programs use by default, and low enough that a recursive walk fits on the stack of a fiber.
 * A value that is deeper has the largest `size` there is, so that it fails every check of a size.
 */
#define ASL_DEPTH_LIMIT 1000u

/* ---- Values */

typedef enum asl_tag {
  /* Nothing: a path without a match. `bits` points to what messages need (asl/abi/data.h). */
  ASL_UNDEFINED = 0,
  ASL_NULL = 1,
  ASL_FALSE = 2,
  ASL_TRUE = 3,
  ASL_INTEGER = 4, /* fits int64 */
  ASL_DOUBLE = 5,
  /* A number that neither an int64 nor a double holds exactly: `string` has its text. */
  ASL_DECIMAL = 6,
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
  asl_value name;  /* a string, or ASL_UNDEFINED when a task gave none */
  asl_value cause; /* a string, or ASL_UNDEFINED */
  /* The rules of the language raised it, and not a task or a Fail state: its cause gets the prefix
   * "An error occurred while executing the state ..." when the state fails. */
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

/* A regular expression of the module. The runtime compiles it once, when the module is loaded. */
typedef struct asl_regex {
  const asl_string *pattern;
  uint32_t ignore_case;
  uint32_t multiline; /* `^` and `$` match at lines too */
  void *compiled;     /* the runtime's */
} asl_regex;

#ifdef __cplusplus
#ifdef __GNUC__
#pragma GCC diagnostic pop
#endif
}
#endif
#endif
