// RUN: %asl-opt %s --asl-simplify | FileCheck %s

asl.machine @m start(@Operators) {
  // JSONata operators with known operands, and values computed from them.
  // CHECK-LABEL: asl.pass @Operators
  // CHECK:         asl.constant "[\22n-7\22,true,[1,2,3]]"
  // CHECK-NOT:     asl.arithmetic
  // CHECK-NOT:     asl.range
  asl.pass @Operators next(@Conditions) exit(%in) {
    %0 = asl.jsonata "..." field("Output") {
      %one = asl.constant "1"
      %three = asl.constant "3"
      %six = asl.constant "6"
      %seven = asl.arithmetic add %one, %six
      %n = asl.constant "\22n-\22"
      %text = asl.concat %n, %seven
      %less = asl.order lt %one, %three
      %range = asl.range %one, %three
      %items = asl.normalize %range
      %list = asl.list %items [false]
      %all = asl.list %text, %less, %list [false, false, true]
      asl.yield %all
    }
    asl.yield %0
  }
  // A known condition selects its branch.
  // CHECK-LABEL: asl.pass @Conditions
  // CHECK-NOT:     asl.if
  // CHECK:         asl.constant "\22UP\22"
  asl.pass @Conditions next(@Stays) exit(%in) {
    %0 = asl.jsonata "..." field("Output") {
      %empty = asl.constant "\22\22"
      %holds = asl.is_true %empty
      %item = asl.undefined
      %up = asl.constant "\22up\22"
      %1 = asl.if %holds then {
        asl.yield %empty
      } else {
        %2 = asl.library uppercase context(%item) (%up)
        asl.yield %2
      }
      asl.yield %1
    }
    asl.yield %0
  }
  // Ops that fail, differ each time, or use the context item stay.
  // CHECK-LABEL: asl.pass @Stays
  // CHECK:         asl.arithmetic add
  // CHECK:         asl.library random
  // CHECK:         asl.library uppercase
  asl.pass @Stays next(@End) exit(%in) {
    %0 = asl.jsonata "..." field("Output") {
      %one = asl.constant "1"
      %text = asl.constant "\22a\22"
      %error = asl.arithmetic add %one, %text
      %random = asl.library random context(%in) ()
      %upper = asl.library uppercase context(%in) ()
      %all = asl.list %error, %random, %upper [false, false, false]
      asl.yield %all
    }
    asl.yield %0
  }
  asl.succeed @End
}
