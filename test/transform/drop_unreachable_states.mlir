// RUN: %asl-opt %s --pass-pipeline='builtin.module(asl.machine(asl-drop-unreachable-states))' | FileCheck %s

// CHECK-LABEL: asl.machine @m start(@A) variables ["x"] {
// CHECK-NOT: @Dead
// CHECK:     asl.task @A
// CHECK:     asl.choice @B
// CHECK:     asl.succeed @C
// CHECK:     asl.parallel @Caught
// CHECK:       asl.branch start(@E) {
// CHECK-NEXT:    asl.pass @E
// CHECK-NEXT:  }
// CHECK:     asl.succeed @D
asl.machine @m start(@A) variables ["x"] {
  // Two states that lead to each other are not reachable either.
  asl.pass @Dead1 next(@Dead2)
  asl.pass @Dead2 next(@Dead1)
  asl.task @A resource("r") next(@B)
    catches {
      asl.catcher ["E"] next(@Caught)
    }
  asl.choice @B
    rules {
      asl.rule next(@C) when(%in, %eff) {
        %is = asl.is null %eff
        asl.yield %is : i1
      }
    } default(@D)
  asl.succeed @C
  asl.parallel @Caught next(@C)
    branches {
      asl.branch start(@E) {
        asl.pass @E
        asl.pass @Dead3
      }
    }
  asl.parallel @Dead4
    branches {
      asl.branch start(@F) { asl.pass @F }
    }
  asl.succeed @D
}
