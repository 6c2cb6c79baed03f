// RUN: %asl-opt %s --pass-pipeline='builtin.module(asl.machine(asl-drop-identities))' | FileCheck %s

asl.machine @m start(@Pass) {
  // CHECK-LABEL: asl.pass @Pass next(@Task)
  // CHECK-NEXT:  asl.task @Task resource("r") next(@Discard)
  // CHECK-NEXT:    catches {
  // CHECK-NEXT:      asl.catcher ["E"] next(@Pass)
  // CHECK-NEXT:    }
  asl.pass @Pass next(@Task) exit(%in) { asl.yield %in }
  asl.task @Task resource("r") next(@Discard)
    enter(%in) { asl.yield %in }
    exit(%in, %result) { asl.yield %result }
    catches {
      asl.catcher ["E"] next(@Pass) exit(%in, %error) { asl.yield %error }
    }
  // The raw input as output is not an identity; a request may not be absent for another reason.
  // CHECK-LABEL: asl.task @Discard
  // CHECK-NEXT:    timeout(%in) {
  // CHECK:         exit(%in, %result) {
  // CHECK-NEXT:      asl.yield %in
  asl.task @Discard resource("r") next(@Choice)
    timeout(%in) { asl.yield %in }
    exit(%in, %result) { asl.yield %in }
  // CHECK-LABEL: asl.choice @Choice
  // CHECK-NEXT:    rules {
  // CHECK-NEXT:      asl.rule next(@Wait)
  // CHECK-NEXT:        when(%in, %eff) {
  // CHECK-NEXT:          asl.is
  // CHECK-NEXT:          asl.yield
  // CHECK-NEXT:        }
  // CHECK-NEXT:    } default(@Wait)
  // CHECK-NEXT:  asl.wait @Wait next(@Map)
  asl.choice @Choice
    enter(%in) { asl.yield %in }
    rules {
      asl.rule next(@Wait)
        when(%in, %eff) {
          %is = asl.is null %eff
          asl.yield %is : i1
        }
        exit(%in, %eff) { asl.yield %eff }
    } default(@Wait)
    exit(%in, %eff) { asl.yield %eff }
  // CHECK-NEXT:    until(%in, %eff) {
  // CHECK-NEXT:      asl.yield %eff
  // CHECK-NEXT:    }
  // CHECK-NEXT:  asl.map @Map next(@Parallel)
  asl.wait @Wait next(@Map)
    enter(%in) { asl.yield %in }
    until(%in, %eff) { asl.yield %eff }
    exit(%in, %eff) { asl.yield %eff }
  // An absent selector means the item, so a selector that returns the whole input is kept.
  // CHECK-NEXT:    selector(%eff) {
  // CHECK-NEXT:      asl.yield %eff
  // CHECK-NEXT:    }
  // CHECK-NEXT:    processor {
  // CHECK-NOT:     exit
  asl.map @Map next(@Parallel)
    enter(%in) { asl.yield %in }
    items(%in, %eff) { asl.yield %eff }
    selector(%eff) { asl.yield %eff }
    processor {
      asl.branch start(@S) {
        asl.succeed @S exit(%in) { asl.yield %in }
      }
    }
    exit(%in, %result) { asl.yield %result }
  // CHECK-LABEL: asl.parallel @Parallel
  // CHECK-NEXT:    branches {
  // CHECK-NEXT:      asl.branch start(@T) {
  // CHECK-NEXT:        asl.succeed @T
  // CHECK-NEXT:      }
  // CHECK-NEXT:    }
  // CHECK-NEXT:  }
  asl.parallel @Parallel
    enter(%in) { asl.yield %in }
    branches {
      asl.branch start(@T) { asl.succeed @T }
    }
    exit(%in, %result) { asl.yield %result }
}
