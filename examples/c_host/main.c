/* A host program in C: one handler and several concurrent executions. */
#include "greeting.h"

#include <asl/asl.h>

#include <stdio.h>

static void greet(asl_call *call, const char *input, void *user) {
  char output[256];
  (void)user;
  /* Other handlers run while this one sleeps. When it is cancelled, any answer will do. */
  if (asl_call_sleep(call, 10) == ASL_CALL_CANCELLED) {
    asl_call_fail(call, NULL, NULL);
    return;
  }
  snprintf(output, sizeof output, "{\"state\": \"%s\", \"heard\": %s}", asl_call_state(call),
           input);
  asl_call_succeed(call, output);
}

int main(void) {
  asl_engine *engine = asl_engine_create(NULL);
  asl_execution *executions[3];
  int failures = 0;
  asl_engine_handle_function(engine, "greet", greet, NULL);
  for (int i = 0; i < 3; ++i) {
    char input[32];
    snprintf(input, sizeof input, "{\"n\": %d}", i);
    executions[i] = asl_execution_start(engine, &asl_module_greeting, input, NULL);
  }
  for (int i = 0; i < 3; ++i) {
    if (asl_execution_wait(executions[i], -1) == ASL_EXECUTION_SUCCEEDED)
      printf("%s\n", asl_execution_output(executions[i]));
    else
      failures += printf("%s\n", asl_execution_error(executions[i])) > 0;
    asl_execution_release(executions[i]);
  }
  asl_engine_destroy(engine);
  return failures;
}
