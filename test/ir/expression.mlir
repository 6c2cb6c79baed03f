// Expressions that are evaluated by themselves print as they are read, and are folded.
// RUN: %asl-opt %s | %asl-opt | FileCheck %s
// RUN: %asl-opt %s --asl-simplify | FileCheck --check-prefix=FOLDED %s

// CHECK-LABEL: asl.expression @sum variables ["x"] {
// CHECK-NEXT: ^bb0(%[[IN:.*]]: !asl.value, %{{.*}}: !asl.value, %[[X:.*]]: !asl.value):
// CHECK: asl.intrinsic MathAdd(%{{.*}}, %[[X]])
asl.expression @sum variables ["x"] {
^bb0(%in: !asl.value, %context: !asl.value, %x: !asl.value):
  %0 = asl.path %in, "$.a"
  %1 = asl.intrinsic MathAdd(%0, %x)
  asl.yield %1
}

// FOLDED-LABEL: asl.expression @constant
// FOLDED: asl.constant "3"
// FOLDED-NOT: MathAdd
asl.expression @constant {
^bb0(%in: !asl.value, %context: !asl.value):
  %0 = asl.constant "1"
  %1 = asl.constant "2"
  %2 = asl.intrinsic MathAdd(%0, %1)
  asl.yield %2
}
