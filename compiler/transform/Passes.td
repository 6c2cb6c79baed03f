// The passes over the asl dialect.
#ifndef ASLC_TRANSFORM_PASSES
#define ASLC_TRANSFORM_PASSES

include "mlir/Pass/PassBase.td"

// No pass counts what it did: a Statistic has another layout in a build with assertions than in the
// LLVM libraries that it is linked with.

def FoldConstants : Pass<"asl-fold-constants"> {
  let summary = "compute what does not depend on data";
  let description = [{
    Objects, arrays, paths, operators and calls of functions whose operands are all constant become constants, by the
    functions that the runtime itself would call.

    ```mlir
    %0 = asl.constant "1"                       %2 = asl.constant "{\22n\22:3}"
    %1 = asl.constant "2"
    %2 = asl.intrinsic MathAdd(%0, %1)
    %3 = asl.object ["n"] %2
    ```

    Sound, because the functions are the same and have no effect but their result. What gives an error stays: it must
    be raised when the state runs, if it runs. What differs from run to run stays (UUID, MathRandom without a seed that
    the machine gives; $random, $uuid, $shuffle, $now, $millis), and so does what takes the context item, what is not JSON
    (undefined, a sequence of several), and what would be larger than 64 KiB of JSON.
  }];
}

def PrintRaises : Pass<"asl-print-raises", "::aslc::ir::MachineOp"> {
  let summary = "print which errors states and ops raise, for tests";
  let description = [{
    A line for each state: what it may fail with, and what of that its catchers let through. Below it a line for each op
    that raises. Changes nothing.
  }];
}

def FoldRules : Pass<"asl-fold-rules", "::aslc::ir::MachineOp"> {
  let summary = "drop rules of choices that never hold, or come after one that always does";
  let description = [{
    ```mlir
    asl.choice @C                               asl.choice @C
      rules {                                     rules {
        asl.rule next(@A)                           asl.rule next(@B)
          when(%in, %eff) { false }                   when(%in, %eff) { ... }
        asl.rule next(@B)                         } default(@D)
          when(%in, %eff) { ... }
        asl.rule next(@D)
          when(%in, %eff) { true }
        asl.rule next(@E) ...
      } default(@F)
    ```

    Sound, because a rule goes only when its condition is a constant and nothing else: one that could raise an error
    on the way to its constant stays. The state itself stays, so its events do too; a rule that always holds becomes
    the default, with its own output.
  }];
}

def DropIdentities : Pass<"asl-drop-identities", "::aslc::ir::MachineOp"> {
  let summary = "leave out parts of states that only hand on their input";
  let description = [{
    ```mlir
    asl.task @T resource("r")                   asl.task @T resource("r")
      exit(%in, %result) {
        asl.yield %result
      }
    ```

    Sound, because an absent part means just that. `exit` of a task hands on the result; one that gives the raw input
    (`ResultPath` null) is no identity.
  }];
}

def DropUnreachableStates : Pass<"asl-drop-unreachable-states", "::aslc::ir::MachineOp"> {
  let summary = "drop states that no way from the start leads to";
  let description = [{
    Follows `next`, rules, defaults and catchers from the start of each flow, and drops the rest. The definition as
    written has no such states (it would be refused); they come about when rules are folded.

    Sound, because a state that is never entered writes no events. Variables keep their slots, also those that only
    dropped states assign.
  }];
}

#endif
