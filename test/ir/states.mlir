// Every state and every part of a state can be built, printed and parsed again.
// RUN: %asl-opt %s | FileCheck %s
// RUN: %asl-opt %s | %asl-opt | FileCheck %s
// RUN: %asl-opt %s --mlir-print-op-generic | %asl-opt | FileCheck %s

// CHECK-LABEL: asl.machine @everything start(@Shape) variables ["x", "y"] timeout 60 {
asl.machine @everything start(@Shape) variables ["x", "y"] timeout 60 {
  // CHECK-NEXT: asl.pass @Shape next(@Work)
  // CHECK-NEXT:   exit(%in) {
  // CHECK-NEXT:     %[[ONE:.*]] = asl.constant "1"
  // CHECK-NEXT:     asl.yield %[[ONE]]
  // CHECK-NEXT:   }
  asl.pass @Shape next(@Work)
    exit(%in) {
      %one = asl.constant "1"
      asl.yield %one
    }
  // CHECK-NEXT: asl.task @Work resource("arn:x") next(@Choose)
  // CHECK-NEXT:   enter(%in) {
  // CHECK:        timeout(%in) {
  // CHECK:        heartbeat(%in) {
  // CHECK:        credentials(%in) {
  // CHECK:        exit(%in, %result) {
  // CHECK:        retry [#asl.retrier<["E", "F"], interval = 1.5, max = 3, backoff = 2.0, max_delay = 60.0, jitter = true>, #asl.retrier<["G"], interval = 1.0, max = 0, backoff = 1.0>]
  // CHECK-NEXT:   catches {
  // CHECK-NEXT:     asl.catcher ["E"] next(@Wait)
  // CHECK-NEXT:       exit(%in, %error) {
  // CHECK:          asl.catcher ["States.ALL"] next(@End)
  // CHECK-NEXT:   }
  asl.task @Work resource("arn:x") next(@Choose)
    enter(%in) { asl.yield %in }
    timeout(%in) { asl.yield %in }
    heartbeat(%in) { asl.yield %in }
    credentials(%in) { asl.yield %in }
    exit(%in, %result) { asl.yield %in }
    retry [#asl.retrier<["E", "F"], interval = 1.5, max = 3, backoff = 2.0, max_delay = 60.0, jitter = true>,
           #asl.retrier<["G"], interval = 1.0, max = 0, backoff = 1.0>]
    catches {
      asl.catcher ["E"] next(@Wait) exit(%in, %error) { asl.yield %in }
      asl.catcher ["States.ALL"] next(@End)
    }
  // CHECK-NEXT: asl.choice @Choose
  // CHECK-NEXT:   enter(%in) {
  // CHECK:        rules {
  // CHECK-NEXT:     asl.rule next(@Wait)
  // CHECK-NEXT:       when(%in, %eff) {
  // CHECK-NEXT:         %[[IS:.*]] = asl.is present %eff
  // CHECK-NEXT:         asl.yield %[[IS]] : i1
  // CHECK-NEXT:       }
  // CHECK-NEXT:       exit(%in, %eff) {
  // CHECK:        } default(@Wait)
  // CHECK-NEXT:   exit(%in, %eff) {
  asl.choice @Choose
    enter(%in) { asl.yield %in }
    rules {
      asl.rule next(@Wait)
        when(%in, %eff) {
          %is = asl.is present %eff
          asl.yield %is : i1
        }
        exit(%in, %eff) { asl.yield %in }
    } default(@Wait)
    exit(%in, %eff) { asl.yield %in }
  // CHECK: asl.wait @Wait timestamp path("$.t") next(@Both)
  // CHECK-NEXT: enter(%in) {
  // CHECK:      until(%in, %eff) {
  // CHECK:      exit(%in, %eff) {
  asl.wait @Wait timestamp path("$.t") next(@Both)
    enter(%in) { asl.yield %in }
    until(%in, %eff) { asl.yield %eff }
    exit(%in, %eff) { asl.yield %eff }
  // CHECK: asl.parallel @Both next(@Each)
  // CHECK-NEXT: enter(%in) {
  // CHECK:      branches {
  // CHECK-NEXT:   asl.branch start(@Left) variables ["z"] {
  // CHECK-NEXT:     asl.succeed @Left
  // CHECK:        asl.branch start(@Right) {
  // CHECK-NEXT:     asl.fail @Right
  // CHECK-NEXT:       error(%in) {
  // CHECK:            cause(%in) {
  // CHECK:      exit(%in, %result) {
  asl.parallel @Both next(@Each)
    enter(%in) { asl.yield %in }
    branches {
      asl.branch start(@Left) variables ["z"] {
        asl.succeed @Left exit(%in) { asl.yield %in }
      }
      asl.branch start(@Right) {
        asl.fail @Right error(%in) { asl.yield %in } cause(%in) { asl.yield %in }
      }
    }
    exit(%in, %result) { asl.yield %in }
  // CHECK: asl.map @Each distributed(express) label("l") batched paths {items = "$.i"} next(@End)
  // CHECK-NEXT: enter(%in) {
  // CHECK:      items(%in, %eff) {
  // CHECK:      selector(%eff) {
  // CHECK:      max_concurrency(%in, %eff) {
  // CHECK:      tolerated_count(%in, %eff) {
  // CHECK:      tolerated_percentage(%in, %eff) {
  // CHECK:      batch_items(%in, %eff) {
  // CHECK:      batch_bytes(%in, %eff) {
  // CHECK:      batch_input(%in, %eff) {
  // CHECK:      processor {
  // CHECK:      exit(%in, %result) {
  asl.map @Each distributed(express) label("l") batched paths {items = "$.i"} next(@End)
    enter(%in) { asl.yield %in }
    items(%in, %eff) { asl.yield %eff }
    selector(%eff) { asl.yield %eff }
    max_concurrency(%in, %eff) { asl.yield %eff }
    tolerated_count(%in, %eff) { asl.yield %eff }
    tolerated_percentage(%in, %eff) { asl.yield %eff }
    batch_items(%in, %eff) { asl.yield %eff }
    batch_bytes(%in, %eff) { asl.yield %eff }
    batch_input(%in, %eff) { asl.yield %eff }
    processor {
      asl.branch start(@Inner) { asl.pass @Inner }
    }
    exit(%in, %result) { asl.yield %in }
  // CHECK: asl.wait @Sleep fields(whole_numbers, evaluation_errors) next(@End)
  asl.wait @Sleep fields(whole_numbers, evaluation_errors) next(@End)
    until(%in, %eff) { asl.yield %eff }
  // CHECK: asl.pass @End
  asl.pass @End
}
