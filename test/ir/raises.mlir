// Each op that raises names its errors; a state adds those of its work and of its inner flows, and its catchers take
// some away.
// RUN: %asl-opt %s --asl-print-raises -o /dev/null | FileCheck %s

asl.machine @m start(@Shape) variables ["v"] {
  // CHECK:      {{^}}Shape: States.DataLimitExceeded, States.IntrinsicFailure, States.ResultPathMatchFailure, States.Runtime; escaping: States.DataLimitExceeded, States.IntrinsicFailure, States.ResultPathMatchFailure, States.Runtime
  // CHECK-NEXT: asl.require: States.Runtime
  // CHECK-NEXT: asl.intrinsic: States.IntrinsicFailure
  // CHECK-NEXT: asl.set: States.ResultPathMatchFailure
  // CHECK-NEXT: asl.assign: States.DataLimitExceeded
  asl.pass @Shape next(@Filter)
    exit(%in) {
      %p = asl.path %in, "$.a"
      %r = asl.require %p of %in site(path) path("$.a")
      %i = asl.intrinsic MathAdd(%r, %r)
      %s = asl.set %in, "$.b", %i path("$.b")
      asl.assign ["v"] slots [0] %i
      asl.yield %s
    }
  // A filter that fails is an error of the walk, which raises nothing itself.
  // CHECK:      {{^}}Filter: States.DataLimitExceeded, States.Runtime;
  // CHECK-NEXT: asl.gather: none, handles those inside
  // CHECK-NEXT: asl.filter_exists: #filter
  // CHECK-NEXT: asl.require: States.Runtime
  asl.pass @Filter next(@Expression)
    exit(%in) {
      %g = asl.gather %in walk(%root) {
        asl.each_filter %root where(%item) {
          %c = asl.filter_exists %item
          asl.yield %c : i1
        } do(%one) { asl.emit %one }
      }
      %r = asl.require %g of %in site(path) path("$[?(@)]")
      asl.yield %r
    }
  // CHECK:      {{^}}Expression: States.DataLimitExceeded, States.QueryEvaluationError, States.Runtime;
  // CHECK-NEXT: asl.jsonata: States.QueryEvaluationError, handles those inside
  // CHECK-NEXT: asl.arithmetic: #expression
  asl.pass @Expression next(@Work)
    exit(%in) {
      %e = asl.jsonata "$ + 1" field("Output") {
        %one = asl.constant "1"
        %sum = asl.arithmetic add %in, %one
        asl.yield %sum
      }
      asl.yield %e
    }
  // A task may fail with any error. What a catcher raises itself is caught by none.
  // CHECK:      {{^}}Work: any; escaping: any
  asl.task @Work resource("r") next(@Caught)
    catches {
      asl.catcher ["Mine"] next(@End)
    }
  // CHECK:      {{^}}Caught: any; escaping: States.DataLimitExceeded, States.ResultPathMatchFailure, States.Runtime
  // CHECK-NEXT: asl.set: States.ResultPathMatchFailure
  asl.task @Caught resource("r") next(@Both)
    catches {
      asl.catcher ["States.ALL"] next(@End)
        exit(%in, %error) {
          %s = asl.set %in, "$.e", %error path("$.e")
          asl.yield %s
        }
    }
  // CHECK:      {{^}}Both: unnamed, Mine, States.DataLimitExceeded, States.Runtime; escaping: unnamed, States.DataLimitExceeded, States.Runtime
  // CHECK-NEXT: {{^}}Named: Mine, States.DataLimitExceeded, States.Runtime; escaping: Mine,
  // CHECK-NEXT: {{^}}Unnamed: unnamed, States.DataLimitExceeded, States.Runtime;
  asl.parallel @Both next(@Sleep)
    branches {
      asl.branch start(@Named) {
        asl.fail @Named error(%in) {
          %e = asl.constant "\22Mine\22"
          asl.yield %e
        }
      }
      asl.branch start(@Unnamed) { asl.fail @Unnamed }
    }
    catches {
      asl.catcher ["Mine"] next(@End)
    }
  // CHECK:      {{^}}Sleep: States.DataLimitExceeded, States.QueryEvaluationError, States.Runtime;
  asl.wait @Sleep fields(evaluation_errors) next(@Each)
    until(%in, %eff) { asl.yield %eff }
  // CHECK:      {{^}}Each: States.DataLimitExceeded, States.ExceedToleratedFailureThreshold, States.Runtime;
  asl.map @Each distributed(standard) next(@Pick)
    processor {
      asl.branch start(@Inner) { asl.task @Inner resource("r") }
    }
  // CHECK:      {{^}}Pick: States.DataLimitExceeded, States.Runtime;
  asl.choice @Pick
    rules {
      asl.rule next(@End) when(%in, %eff) {
        %is = asl.is present %eff
        asl.yield %is : i1
      }
    }
  // CHECK:      {{^}}End: States.DataLimitExceeded, States.Runtime;
  asl.succeed @End
}
