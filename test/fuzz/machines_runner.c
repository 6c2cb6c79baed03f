/* Runs every machine of a batch with every input, each in its own process. machines.py links it with the batch once
 * for each backend, and compares the output files. */
#include "asl/host/program.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

/* Made by machines.py; ends with null. */
extern const asl_module *const machines[];
extern const int input_count;

static int run(const asl_module *machine, int number, int input) {
  char in[64], tasks[64], history[64], out[64], err[64];
  char *arguments[] = {"machine", "--input", in,        "--tasks", tasks,       "--clock", "virtual",
                       "--name",  "run",     "--seed",  "7",       "--history", history,   NULL};
  snprintf(in, sizeof in, "@../%d.%d.input", number, input);
  snprintf(tasks, sizeof tasks, "../%d.%d.tasks", number, input);
  snprintf(history, sizeof history, "%d.%d.history", number, input);
  snprintf(out, sizeof out, "%d.%d.out", number, input);
  snprintf(err, sizeof err, "%d.%d.err", number, input);
  if (!freopen(out, "w", stdout) || !freopen(err, "w", stderr))
    return 9;
  alarm(60);
  return asl_program_main(sizeof arguments / sizeof *arguments - 1, arguments, machine);
}

int main(void) {
  for (int number = 0; machines[number] != NULL; ++number)
    for (int input = 0; input < input_count; ++input) {
      int status = 0;
      pid_t child = fork();
      if (child == 0)
        exit(run(machines[number], number, input));
      if (child < 0 || waitpid(child, &status, 0) < 0)
        return 9;
      printf("%d.%d: %d\n", number, input, status);
    }
  return 0;
}
