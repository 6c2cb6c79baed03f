// The canonicalisation patterns of the ops.
// RUN: %asl-opt %s --pass-pipeline='builtin.module(asl.machine(canonicalize))' | FileCheck %s

asl.machine @m start(@Objects) {
  // A path into an object that is created here becomes the member, and the number of its first step stays correct.
  // CHECK-LABEL: asl.pass @Objects
  // CHECK-NEXT:  exit(%in) {
  // CHECK-NEXT:    %[[P:.*]] = asl.path %in, "$.b" first 1
  // CHECK-NEXT:    %[[R:.*]] = asl.require %[[P]]
  // CHECK-NEXT:    asl.yield %[[R]]
  asl.pass @Objects next(@Sure) exit(%in) {
    %other = asl.constant "1"
    %object = asl.object ["a", "c"] %in, %other
    %p = asl.path %object, "$.a.b"
    %r = asl.require %p of %in site(template) path("$.a.b")
    asl.yield %r
  }
  // A checked value is present; an input from outside may be missing.
  // CHECK-LABEL: asl.pass @Sure
  // CHECK:         %[[ONE:.*]] = asl.require
  // CHECK-NOT:     asl.require
  // CHECK:         asl.yield %[[ONE]]
  asl.pass @Sure next(@AMissingMember) exit(%in) {
    %p = asl.path %in, "$.a"
    %one = asl.require %p of %in site(template) path("$.a")
    %two = asl.require %one of %in site(template) path("$.a")
    asl.yield %two
  }
  // CHECK-LABEL: asl.pass @AMissingMember
  // CHECK:         asl.object
  // CHECK:         asl.path
  // CHECK:         asl.require
  asl.pass @AMissingMember next(@Effects) exit(%in) {
    %object = asl.object ["a"] %in
    %p = asl.path %object, "$.b"
    %r = asl.require %p of %object site(template) path("$.b")
    asl.yield %r
  }
  // Unused ops without effects are removed; ops that can raise an error stay, in order.
  // CHECK-LABEL: asl.pass @Effects
  // CHECK-NOT:     asl.object
  // CHECK-NOT:     asl.context
  // CHECK:         asl.intrinsic StringToJson
  // CHECK-NEXT:    asl.require
  // CHECK-NEXT:    asl.intrinsic StringToJson
  asl.pass @Effects next(@Conditions) exit(%in) {
    %p = asl.path %in, "$.a"
    %c = asl.context State
    %o = asl.object ["a"] %in
    %i = asl.intrinsic StringToJson(%in)
    %r = asl.require %p of %in site(template) path("$.a")
    %j = asl.intrinsic StringToJson(%in)
    asl.yield %in
  }
  // CHECK-LABEL: asl.choice @Conditions
  asl.choice @Conditions
    rules {
      // Terms without effect are removed, and so is what follows a term that decides.
      // CHECK:      when(%in, %eff) {
      // CHECK-NEXT:   %[[NO:.*]] = asl.truth false
      // CHECK-NEXT:   %[[ALL:.*]] = asl.all {
      // CHECK-NEXT:     %[[R:.*]] = asl.require
      // CHECK-NEXT:     asl.is null %[[R]]
      // CHECK-NEXT:     asl.yield
      // CHECK-NEXT:   }, {
      // CHECK-NEXT:     asl.yield %[[NO]]
      // CHECK-NEXT:   }
      // CHECK-NEXT:   asl.yield %[[ALL]]
      asl.rule next(@Objects) when(%in, %eff) {
        %all = asl.all {
          %yes = asl.truth true
          asl.yield %yes : i1
        }, {
          %r = asl.require %eff of %eff site(choice) path("$")
          %is = asl.is null %r
          asl.yield %is : i1
        }, {
          %no = asl.truth false
          asl.yield %no : i1
        }, {
          %r = asl.require %in of %eff site(choice) path("$.late")
          %is = asl.is null %r
          asl.yield %is : i1
        }
        asl.yield %all : i1
      }
      // A single term is the condition.
      // CHECK:      when(%in, %eff) {
      // CHECK-NEXT:   %[[IS:.*]] = asl.is string %eff
      // CHECK-NEXT:   asl.yield %[[IS]]
      asl.rule next(@Objects) when(%in, %eff) {
        %any = asl.any {
          %is = asl.is string %eff
          asl.yield %is : i1
        }
        %not = asl.not %any
        %again = asl.not %not
        asl.yield %again : i1
      }
      // CHECK:      when(%in, %eff) {
      // CHECK-NEXT:   %[[TRUE:.*]] = asl.truth true
      // CHECK-NEXT:   asl.yield %[[TRUE]]
      asl.rule next(@Objects) when(%in, %eff) {
        %any = asl.any {
          %no = asl.truth false
          %yes = asl.not %no
          asl.yield %yes : i1
        }, {
          %is = asl.is string %eff
          asl.yield %is : i1
        }
        asl.yield %any : i1
      }
    }
}
