// RUN: %asl-opt %s --pass-pipeline='builtin.module(asl.machine(asl-fold-rules))' | FileCheck %s

asl.machine @m start(@Never) variables ["x"] {
  // CHECK-LABEL: asl.choice @Never
  // CHECK-NEXT:    rules {
  // CHECK-NEXT:      asl.rule next(@End)
  // CHECK-NEXT:        when(%in, %eff) {
  // CHECK-NEXT:          asl.is present
  asl.choice @Never
    rules {
      asl.rule next(@Always) when(%in, %eff) {
        %no = asl.truth false
        asl.yield %no : i1
      }
      asl.rule next(@End) when(%in, %eff) {
        %is = asl.is present %eff
        asl.yield %is : i1
      }
    } default(@Always)

  // A rule that is always true becomes the default, with its own output, and is the last.
  // CHECK-LABEL: asl.choice @Always
  // CHECK-NEXT:    rules {
  // CHECK-NEXT:      asl.rule next(@Raises)
  // CHECK-NOT:       asl.rule
  // CHECK:         } default(@End)
  // CHECK-NEXT:    exit(%in, %eff) {
  // CHECK-NEXT:      asl.assign ["x"] slots [0] %eff
  asl.choice @Always
    rules {
      asl.rule next(@Raises) when(%in, %eff) {
        %is = asl.is present %eff
        asl.yield %is : i1
      }
      asl.rule next(@End)
        when(%in, %eff) {
          %yes = asl.truth true
          asl.yield %yes : i1
        }
        exit(%in, %eff) {
          asl.assign ["x"] slots [0] %eff
          asl.yield %eff
        }
      asl.rule next(@Never) when(%in, %eff) {
        %is = asl.is null %eff
        asl.yield %is : i1
      }
    } default(@Never)
    exit(%in, %eff) { asl.yield %in }

  // A condition that may raise an error before its value is known stays.
  // CHECK-LABEL: asl.choice @Raises
  // CHECK:           when(%in, %eff) {
  // CHECK:             asl.require
  // CHECK:             asl.truth false
  asl.choice @Raises
    rules {
      asl.rule next(@End) when(%in, %eff) {
        %value = asl.path %eff, "$.a"
        %there = asl.require %value of %eff site(choice) path("$.a")
        %no = asl.truth false
        asl.yield %no : i1
      }
    } default(@NothingLeft)

  // Without rules and default, the state still fails when it is entered.
  // CHECK-LABEL: asl.choice @NothingLeft
  // CHECK-NEXT:  asl.succeed @End
  asl.choice @NothingLeft
    rules {
      asl.rule next(@End) when(%in, %eff) {
        %no = asl.truth false
        asl.yield %no : i1
      }
    }
  asl.succeed @End
}
