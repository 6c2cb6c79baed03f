// Every data op can be built, printed and parsed again.
// RUN: %asl-opt %s | FileCheck %s
// RUN: %asl-opt %s | %asl-opt | FileCheck %s
// RUN: %asl-opt %s --mlir-print-op-generic | %asl-opt | FileCheck %s

asl.machine @data start(@A) variables ["x"] {
  // CHECK-LABEL: asl.pass @A
  // CHECK-NEXT: exit(%in) {
  asl.pass @A next(@B)
    exit(%in) {
      // Names that need quotes, indices from both ends, several names, one name in a list of several.
      // CHECK-NEXT: %[[P:.*]] = asl.path %in, "$.a['b c'][-1]['d\\'', 'f'][length-1]['g',]['']" first 2 all
      %p = asl.path %in, "$.a['b c'][-1]['d\\'', 'f'][length-1]['g',]['']" first 2 all
      // CHECK-NEXT: %[[R:.*]] = asl.require %[[P]] of %in site(template) path("$.a") field("v.$") steps "$.a"
      %r = asl.require %p of %in site(template) path("$.a") field("v.$") steps "$.a"
      // CHECK-NEXT: %[[X:.*]] = asl.get_var "x" depth 0 slot 0
      %x = asl.get_var "x" depth 0 slot 0
      // CHECK-NEXT: %[[V:.*]] = asl.require %[[X]] of %in site(variable) path("$x")
      %v = asl.require %x of %in site(variable) path("$x")
      // CHECK-NEXT: %[[T:.*]] = asl.context Task.Token
      %t = asl.context Task.Token
      // CHECK-NEXT: %[[U:.*]] = asl.require %[[T]] site(argument) path("$$.Task.Token")
      %u = asl.require %t site(argument) path("$$.Task.Token")
      // CHECK-NEXT: %[[F:.*]] = asl.intrinsic Format(%[[V]], %[[U]])
      %f = asl.intrinsic Format(%v, %u)
      // CHECK-NEXT: %[[A:.*]] = asl.array [%[[F]], %[[R]]]
      %a = asl.array [%f, %r]
      // CHECK-NEXT: %[[O:.*]] = asl.object ["k", "l"] %[[A]], %[[F]]
      %o = asl.object ["k", "l"] %a, %f
      // CHECK-NEXT: %[[S:.*]] = asl.set %in, "$.out[1]", %[[O]] path("$.out[1]")
      %s = asl.set %in, "$.out[1]", %o path("$.out[1]")
      // CHECK-NEXT: asl.assign ["x"] slots [0] %[[F]]
      asl.assign ["x"] slots [0] %f
      // CHECK-NEXT: asl.yield %[[S]]
      asl.yield %s
    }
  // CHECK-LABEL: asl.pass @B
  asl.pass @B next(@C)
    exit(%in) {
      // CHECK:      asl.gather %in walk(%root) {
      // CHECK-NEXT:   asl.each_names %root ["a"] missing skip do(%item) {
      // CHECK-NEXT:     asl.each_names %item ["a", "b"] missing last do(
      // CHECK-NEXT:       asl.each_index {{.*}} [0, -1] do(
      // CHECK-NEXT:         asl.each_slice {{.*}} from 1 to 2 do(
      // CHECK-NEXT:           asl.each_from_length {{.*}} 1 do(
      // CHECK-NEXT:             asl.each_wildcard {{.*}} do(
      // CHECK-NEXT:               asl.each_scan_names {{.*}} ["n"] do(
      // CHECK-NEXT:                 asl.each_scan_filter {{.*}} last where(
      // CHECK-NEXT:                   %[[ALL:.*]] = asl.all {
      // CHECK-NEXT:                     asl.filter_exists
      // CHECK:                          asl.filter_compare le
      // CHECK:                        }, {
      // CHECK-NEXT:                     asl.filter_matches {{.*}}, "a.*" ignore_case
      // CHECK:                        asl.not %[[ALL]]
      // CHECK:                      } do(
      // CHECK-NEXT:                   asl.emit
      %g = asl.gather %in walk(%root) {
        asl.each_names %root ["a"] missing skip do(%1) {
          asl.each_names %1 ["a", "b"] missing last do(%2) {
            asl.each_index %2 [0, -1] do(%3) {
              asl.each_slice %3 from 1 to 2 do(%4) {
                asl.each_from_length %4 1 do(%5) {
                  asl.each_wildcard %5 do(%6) {
                    asl.each_scan_names %6 ["n"] do(%7) {
                      asl.each_scan_filter %7 last where(%8) {
                        %all = asl.all {
                          %e = asl.filter_exists %8
                          asl.yield %e : i1
                        }, {
                          %c = asl.filter_compare le %8, %root
                          asl.yield %c : i1
                        }, {
                          %m = asl.filter_matches %8, "a.*" ignore_case
                          asl.yield %m : i1
                        }
                        %not = asl.not %all
                        asl.yield %not : i1
                      } do(%9) {
                        asl.emit %9
                      }
                    }
                  }
                }
              }
            }
          }
        }
      }
      %r = asl.require %g of %in site(path) path("$..")
      asl.yield %r
    }
  // CHECK-LABEL: asl.choice @C
  asl.choice @C
    rules {
      asl.rule next(@A)
        when(%in, %eff) {
          // CHECK: asl.any {
          // CHECK-NEXT: asl.test numeric %in le %eff
          // CHECK: asl.matches %in, ["a", "*b"]
          // CHECK: asl.truth true
          %any = asl.any {
            %t = asl.test numeric %in le %eff
            asl.yield %t : i1
          }, {
            %m = asl.matches %in, ["a", "*b"]
            asl.yield %m : i1
          }, {
            %true = asl.truth true
            asl.yield %true : i1
          }
          asl.yield %any : i1
        }
    }
}
