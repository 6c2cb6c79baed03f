// The `main` of compiled machines. An archive member of its own: only what has no `main` is linked
// with it.
#include "asl/host/program.h"

int main(int argc, char **argv) { return asl_program_main(argc, argv, &asl_module_main); }
