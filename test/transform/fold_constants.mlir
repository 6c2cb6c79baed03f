// RUN: %asl-opt %s --pass-pipeline='builtin.module(asl.machine(asl-fold-constants))' | FileCheck %s

asl.machine @m start(@Template) {
  // A template without paths is one constant.
  // CHECK-LABEL: asl.pass @Template
  // CHECK:         %[[C:.*]] = asl.constant "{\22n\22:3,\22l\22:[\22a-1.50\22,true]}"
  // CHECK-NEXT:    asl.yield %[[C]]
  asl.pass @Template next(@IntoConstants) exit(%in) {
    %one = asl.constant "1"
    %two = asl.constant "2"
    %sum = asl.intrinsic MathAdd(%one, %two)
    %text = asl.constant "\22a-{}\22"
    %number = asl.constant "\221.50\22"
    %formatted = asl.intrinsic Format(%text, %number)
    %true = asl.constant "true"
    %list = asl.array [%formatted, %true]
    %all = asl.object ["n", "l"] %sum, %list
    asl.yield %all
  }
  // A path into a constant becomes its result, without a check.
  // CHECK-LABEL: asl.pass @IntoConstants
  // CHECK-NOT:     asl.require
  // CHECK:         %[[C:.*]] = asl.constant "7"
  // CHECK-NEXT:    asl.yield %[[C]]
  asl.pass @IntoConstants next(@Errors) exit(%in) {
    %doc = asl.constant "{\22a\22:[{\22b\22:7}]}"
    %found = asl.path %doc, "$.a[0].b"
    %there = asl.require %found of %doc site(template) path("$.a[0].b") field("v.$")
    asl.yield %there
  }
  // What fails must fail at run time.
  // CHECK-LABEL: asl.pass @Errors
  // CHECK:         %[[MISSING:.*]] = asl.path
  // CHECK:         asl.require %[[MISSING]]
  // CHECK:         asl.intrinsic ArrayGetItem
  asl.pass @Errors next(@DiffersEachTime) exit(%in) {
    %doc = asl.constant "{\22a\22:[]}"
    %missing = asl.path %doc, "$.b"
    %there = asl.require %missing of %doc site(template) path("$.b") field("v.$")
    %nine = asl.constant "9"
    %item = asl.intrinsic ArrayGetItem(%doc, %nine)
    asl.yield %item
  }
  // CHECK-LABEL: asl.pass @DiffersEachTime
  // CHECK:         asl.intrinsic UUID
  // CHECK:         asl.intrinsic MathRandom(%{{[0-9]+}}, %{{[0-9]+}})
  // CHECK-NOT:     asl.intrinsic
  asl.pass @DiffersEachTime next(@TooLarge) exit(%in) {
    %uuid = asl.intrinsic UUID()
    %from = asl.constant "1"
    %to = asl.constant "9"
    %random = asl.intrinsic MathRandom(%from, %to)
    %seeded = asl.intrinsic MathRandom(%from, %to, %from)
    %list = asl.array [%uuid, %random, %seeded]
    asl.yield %list
  }
  // CHECK-LABEL: asl.pass @TooLarge
  // CHECK:         asl.intrinsic JsonToString
  asl.pass @TooLarge next(@Conditions) exit(%in) {
    %a = asl.constant "1"
    %b = asl.constant "1000"
    %one = asl.intrinsic ArrayRange(%a, %b, %a)
    %ten = asl.array [%one, %one, %one, %one, %one, %one, %one, %one, %one, %one]
    %more = asl.array [%ten, %ten]
    %text = asl.intrinsic JsonToString(%more)
    asl.yield %text
  }
  // CHECK-LABEL: asl.choice @Conditions
  asl.choice @Conditions
    rules {
      // A comparison of different types is false, whatever the value.
      // CHECK:     when(%in, %eff) {
      // CHECK:       %[[NO:.*]] = asl.truth false
      // CHECK-NEXT:  asl.yield %[[NO]]
      asl.rule next(@Template) when(%in, %eff) {
        %operand = asl.constant "\22no time\22"
        %t = asl.test timestamp %eff eq %operand
        asl.yield %t : i1
      }
      // CHECK:     when(%in, %eff) {
      // CHECK-DAG:   asl.truth true
      // CHECK-DAG:   asl.truth false
      asl.rule next(@Template) when(%in, %eff) {
        %value = asl.constant "\22abc\22"
        %pattern = asl.matches %value, ["a", "c"]
        %null = asl.is null %value
        %both = asl.all { asl.yield %pattern : i1 }, { asl.yield %null : i1 }
        asl.yield %both : i1
      }
      // A comparison with an unknown value stays.
      // CHECK:     when(%in, %eff) {
      // CHECK:       asl.test numeric %eff gt %
      asl.rule next(@Template) when(%in, %eff) {
        %operand = asl.constant "5"
        %t = asl.test numeric %eff gt %operand
        asl.yield %t : i1
      }
    }
}
