/* The command-line program that a compiled machine is linked to. */
#ifndef ASL_PROGRAM_H
#define ASL_PROGRAM_H

#include "asl/abi/abi.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The machine of an executable. Generated code defines it; the `main` that libaslrt.a holds, in an
 * archive member of its own, refers to it, so that linking a generated object with the runtime
 * makes a program. */
extern const asl_module asl_module_main;

/* Runs `module` as `argv` says (docs/command.md) and returns the exit status: 0 succeeded, 1
 * failed, 2 wrong usage (also input that is not JSON, a faulty task file, a file that cannot be
 * written), 3 aborted by a signal, 4 timed out. Blocks; once in a process at a time, since it
 * handles signals such as SIGINT and SIGTERM while it runs. Ignores SIGPIPE and SIGXFSZ from then
 * on, and raises the soft limit of open descriptors to the hard one. */
int asl_program_main(int argc, char **argv, const asl_module *module);

#ifdef __cplusplus
}
#endif
#endif
