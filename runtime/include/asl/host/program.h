/* The command-line program that a compiled machine is linked to. */
#ifndef ASL_PROGRAM_H
#define ASL_PROGRAM_H

#include "asl/abi/abi.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The machine of an executable. Generated code defines it. The `main` in libaslrt.a, which is an
 * archive member of its own, refers to it, so that a generated object and the runtime link to a
 * program. */
extern const asl_module asl_module_main;

/* Runs `module` with the options in `argv` (docs/command.md) and returns the exit status: 0
 * succeeded, 1 failed, 2 wrong usage (also input that is not JSON, a task file with errors, a file
 * that cannot be written), 3 aborted by a signal, 4 timed out. Blocks. Only one call at a time in a
 * process, because it handles signals such as SIGINT and SIGTERM while it runs. It also ignores
 * SIGPIPE and SIGXFSZ from then on, and raises the soft limit of open descriptors to the hard one.
 */
int asl_program_main(int argc, char **argv, const asl_module *module);

#ifdef __cplusplus
}
#endif
#endif
