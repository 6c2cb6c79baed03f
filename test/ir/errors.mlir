// The errors of the verifiers: a case for each of their branches.
// RUN: %asl-opt %s --split-input-file --verify-diagnostics

// Machines and branches.

// expected-error @+1 {{has no states}}
"asl.machine"() <{sym_name = "m", start = @A}> ({
^bb0:
}) : () -> ()

// -----

asl.machine @m start(@A) {
  // expected-error @+1 {{is not a state, but stands among the states of a flow}}
  asl.constant "1"
}

// -----

// expected-error @+1 {{starts at @B, which is not one of its states}}
asl.machine @m start(@B) {
  asl.pass @A
}

// -----

// expected-error @+1 {{has two slots for the variable "x"}}
asl.machine @m start(@A) variables ["x", "y", "x"] {
  asl.pass @A
}

// -----

// expected-error @+1 {{has a timeout that is not a positive number of seconds}}
asl.machine @m start(@A) timeout 0 {
  asl.pass @A
}

// -----

asl.machine @m start(@A) {
  // expected-note @+1 {{see existing symbol definition here}}
  asl.pass @A
  // expected-error @+1 {{redefinition of symbol named 'A'}}
  asl.pass @A
}

// -----

asl.machine @m start(@A) {
  asl.parallel @A
    branches {
      // expected-error @+1 {{starts at @A, which is not one of its states}}
      asl.branch start(@A) { asl.pass @B }
    }
}

// -----

// Transitions.

asl.machine @m start(@A) {
  // expected-error @+1 {{leads to @B, which is not a state of its flow}}
  asl.pass @A next(@B)
}

// -----

asl.machine @m start(@A) {
  asl.parallel @A
    branches {
      // expected-error @+1 {{leads to @A, which is not a state of its flow}}
      asl.branch start(@B) { asl.task @B resource("r") next(@A) }
    }
}

// -----

asl.machine @m start(@A) {
  asl.task @A resource("r")
    catches {
      // expected-error @+1 {{leads to @B, which is not a state of its flow}}
      asl.catcher ["E"] next(@B)
    }
}

// -----

asl.machine @m start(@A) {
  // expected-error @+1 {{leads to @B, which is not a state of its flow}}
  asl.choice @A
    rules {
      asl.rule next(@B) when(%in, %eff) {
        %t = asl.truth true
        asl.yield %t : i1
      }
    }
}

// -----

// expected-error @+1 {{expects parent op to be one of 'asl.machine, asl.branch'}}
asl.pass @A

// -----

// Parts of states.

asl.machine @m start(@A) {
  // expected-error @+1 {{needs 1 values as arguments of `exit`}}
  asl.pass @A exit(%in, %more) { asl.yield %in }
}

// -----

asl.machine @m start(@A) {
  // expected-error @+1 {{has no asl.yield at the end of `enter`}}
  asl.task @A resource("r") enter(%in) { asl.constant "1" }
}

// -----

asl.machine @m start(@A) {
  // expected-error @+1 {{yields in `exit` a condition instead of a value}}
  asl.succeed @A exit(%in) {
    %t = asl.truth true
    asl.yield %t : i1
  }
}

// -----

asl.machine @m start(@A) {
  asl.choice @A
    rules {
      // expected-error @+1 {{yields in `when` a value instead of a condition}}
      asl.rule next(@A) when(%in, %eff) { asl.yield %in }
    }
}

// -----

asl.machine @m start(@A) {
  asl.choice @A
    rules {
      // expected-error @+1 {{has no `when`}}
      asl.rule next(@A)
    }
}

// -----

asl.machine @m start(@A) {
  // expected-error @+1 {{shapes an output for a default that it has not}}
  asl.choice @A
    rules {
      asl.rule next(@A) when(%in, %eff) {
        %t = asl.truth true
        asl.yield %t : i1
      }
    }
    exit(%in, %eff) { asl.yield %in }
}

// -----

asl.machine @m start(@A) {
  // expected-error @+1 {{has no `until`}}
  asl.wait @A
}

// -----

asl.machine @m start(@A) {
  // expected-error @+1 {{needs 1 values as arguments of `cause`}}
  asl.fail @A cause { %c = asl.constant "1" asl.yield %c }
}

// -----

asl.machine @m start(@A) {
  // expected-error @+1 {{has nothing in `branches`}}
  asl.parallel @A
}

// -----

asl.machine @m start(@A) {
  asl.map @A
    processor {
      // expected-error @+1 {{has no place in `processor` of a state}}
      asl.constant "1"
    }
}

// -----

asl.machine @m start(@A) {
  // expected-error @+1 {{has more than one processor}}
  asl.map @A
    processor {
      asl.branch start(@B) { asl.pass @B }
      asl.branch start(@B) { asl.pass @B }
    }
}

// -----

asl.machine @m start(@A) {
  // expected-error @+1 {{has a path that is not a string: "items"}}
  asl.map @A paths {items = 1}
    processor {
      asl.branch start(@B) { asl.pass @B }
    }
}

// -----

asl.machine @m start(@A) {
  // expected-error @+1 {{reads and writes objects only when it is distributed}}
  asl.map @A writer <form = outputs>
    processor {
      asl.branch start(@B) { asl.pass @B }
    }
}

// -----

asl.machine @m start(@A) {
  // expected-error @+1 {{has a reader and `items`}}
  asl.map @A distributed(standard) reader <source = object, format = json>
    items(%in, %eff) { asl.yield %in }
    read_from(%in, %eff) { asl.yield %in }
    processor {
      asl.branch start(@B) { asl.pass @B }
    }
}

// -----

asl.machine @m start(@A) {
  // expected-error @+1 {{has a reader and `read_from`, or neither}}
  asl.map @A distributed(standard) reader <source = object, format = json>
    processor {
      asl.branch start(@B) { asl.pass @B }
    }
}

// -----

asl.machine @m start(@A) {
  // expected-error @+1 {{has `max_items`, but no reader}}
  asl.map @A distributed(standard)
    max_items(%in, %eff) { asl.yield %in }
    processor {
      asl.branch start(@B) { asl.pass @B }
    }
}

// -----

asl.machine @m start(@A) {
  // expected-error @+1 {{has a writer that exports and `write_to`, or neither}}
  asl.map @A distributed(standard) writer <form = records, exports = true>
    processor {
      asl.branch start(@B) { asl.pass @B }
    }
}

// -----

asl.machine @m start(@A) {
  // expected-error @+1 {{the headers and the pointer of a reader are strings}}
  asl.map @A distributed(standard) reader <source = object, format = csv, headers = [1]>
    read_from(%in, %eff) { asl.yield %in }
    processor {
      asl.branch start(@B) { asl.pass @B }
    }
}

// -----

asl.machine @m start(@A) {
  // expected-error @+1 {{the delimiter of a reader is one character}}
  asl.map @A distributed(standard) reader <source = object, format = csv, delimiter = ";;">
    read_from(%in, %eff) { asl.yield %in }
    processor {
      asl.branch start(@B) { asl.pass @B }
    }
}

// -----

asl.machine @m start(@A) {
  // expected-error @+1 {{only a reader of CSV has a delimiter or headers}}
  asl.map @A distributed(standard) reader <source = object, format = jsonl, headers = ["a"]>
    read_from(%in, %eff) { asl.yield %in }
    processor {
      asl.branch start(@B) { asl.pass @B }
    }
}

// -----

asl.machine @m start(@A) {
  // expected-error @+1 {{needs 2 values as arguments of `items`}}
  asl.map @A
    items(%in) { asl.yield %in }
    processor {
      asl.branch start(@B) { asl.pass @B }
    }
}

// -----

asl.machine @m start(@A) {
  asl.task @A resource("r")
    catches {
      // expected-error @+1 {{has no place in `catches` of a state}}
      asl.constant "1"
    }
}

// -----

asl.machine @m start(@A) {
  asl.task @A resource("r")
    catches {
      // expected-error @+1 {{names no errors}}
      asl.catcher [] next(@A)
    }
}

// -----

asl.machine @m start(@A) {
  asl.task @A resource("r")
    catches {
      // expected-error @+1 {{needs 2 values as arguments of `exit`}}
      asl.catcher ["E"] next(@A) exit(%error) { asl.yield %error }
    }
}

// -----

// Retriers.

asl.machine @m start(@A) {
  asl.task @A resource("r")
    // expected-error @+1 {{a retrier names the errors that it is for as strings}}
    retry [#asl.retrier<[], interval = 1.0, max = 1, backoff = 1.0>]
}

// -----

asl.machine @m start(@A) {
  asl.task @A resource("r")
    // expected-error @+1 {{times and attempts of a retrier are not negative}}
    retry [#asl.retrier<["E"], interval = 1.0, max = -1, backoff = 1.0>]
}

// -----

asl.machine @m start(@A) {
  asl.task @A resource("r")
    // expected-error @+1 {{the backoff rate of a retrier is at least 1.0}}
    retry [#asl.retrier<["E"], interval = 1.0, max = 1, backoff = 0.5>]
}

// -----

// Paths.

asl.machine @m start(@A) {
  asl.pass @A exit(%in) {
    // expected-error @+1 {{expected a definite path such as "$.a['b'][0]"}}
    %p = asl.path %in, "$.a[*]"
    asl.yield %p
  }
}

// -----

asl.machine @m start(@A) {
  asl.pass @A exit(%in) {
    // expected-error @+1 {{has a step that is neither name, index, names nor from_length: true}}
    %p = "asl.path"(%in) <{steps = ["a", true]}> : (!asl.value) -> !asl.value
    asl.yield %p
  }
}

// -----

asl.machine @m start(@A) {
  asl.pass @A exit(%in) {
    // expected-error @+1 {{begins at a negative step}}
    %p = asl.path %in, "$.a" first -1
    asl.yield %p
  }
}

// -----

asl.machine @m start(@A) {
  asl.pass @A exit(%in) {
    // expected-error @+1 {{invalid site specification: elsewhere}}
    %p = asl.require %in of %in site(elsewhere) path("$")
    asl.yield %p
  }
}

// -----

asl.machine @m start(@A) {
  asl.pass @A exit(%in) {
    // expected-error @+1 {{has no steps}}
    %p = asl.set %in, "$", %in path("$")
    asl.yield %p
  }
}

// -----

asl.machine @m start(@A) {
  asl.pass @A exit(%in) {
    // expected-error @+1 {{has a step that is neither name nor index: ["a", "b"]}}
    %p = asl.set %in, "$['a', 'b']", %in path("$['a','b']")
    asl.yield %p
  }
}

// -----

// Walks of indefinite paths.

asl.machine @m start(@A) {
  asl.pass @A exit(%in) {
    // expected-error @+1 {{has a walk that does not end in a step or asl.emit}}
    %p = asl.gather %in walk(%root) { asl.constant "1" }
    asl.yield %p
  }
}

// -----

asl.machine @m start(@A) {
  asl.pass @A exit(%in) {
    // expected-error @+1 {{needs the value to walk on from as the argument of its body}}
    %p = asl.gather %in walk { asl.emit %in }
    asl.yield %p
  }
}

// -----

asl.machine @m start(@A) {
  asl.pass @A exit(%in) {
    %p = asl.gather %in walk(%root) {
      // expected-error @+1 {{is followed by more, but ends its walk}}
      asl.emit %root
      asl.emit %root
    }
    asl.yield %p
  }
}

// -----

asl.machine @m start(@A) {
  asl.pass @A exit(%in) {
    // expected-error @+1 {{stands outside of an asl.gather}}
    asl.emit %in
    asl.yield %in
  }
}

// -----

asl.machine @m start(@A) {
  asl.pass @A exit(%in) {
    %p = asl.gather %in walk(%root) {
      // expected-error @+1 {{invalid treatment of missing names specification: maybe}}
      asl.each_names %root ["a"] missing maybe do(%one) { asl.emit %one }
    }
    asl.yield %p
  }
}

// -----

asl.machine @m start(@A) {
  asl.pass @A exit(%in) {
    %p = asl.gather %in walk(%root) {
      // expected-error @+1 {{region #0 ('predicate') failed to verify constraint: region with 1 blocks}}
      asl.each_filter %root do(%one) { asl.emit %one }
    }
    asl.yield %p
  }
}

// -----

asl.machine @m start(@A) {
  asl.pass @A exit(%in) {
    %p = asl.gather %in walk(%root) {
      // expected-error @+1 {{needs a predicate of one value that yields a condition}}
      asl.each_filter %root where(%x) { asl.yield %x } do(%one) { asl.emit %one }
    }
    asl.yield %p
  }
}

// -----

asl.machine @m start(@A) {
  asl.pass @A exit(%in) {
    %p = asl.gather %in walk(%root) {
      // expected-error @+1 {{region #0 ('body') failed to verify constraint: region with 1 blocks}}
      asl.each_wildcard %root
    }
    asl.yield %p
  }
}

// -----

asl.machine @m start(@A) {
  asl.pass @A exit(%in) {
    %p = asl.gather %in walk(%root) {
      // expected-error @+1 {{has a walk that does not end in a step or asl.emit}}
      asl.each_wildcard %root do(%one) { asl.constant "1" }
    }
    asl.yield %p
  }
}

// -----

asl.machine @m start(@A) {
  asl.pass @A exit(%in) {
    %p = asl.gather %in walk(%root) {
      asl.each_filter %root where(%x) {
        // expected-error @+1 {{invalid comparison specification: ~}}
        %t = asl.filter_compare "~" %x, %x
        asl.yield %t : i1
      } do(%one) { asl.emit %one }
    }
    asl.yield %p
  }
}

// -----

asl.machine @m start(@A) {
  asl.pass @A exit(%in) {
    // expected-error @+1 {{stands outside of the predicate of a step}}
    asl.filter_exists %in
    asl.yield %in
  }
}

// -----

asl.machine @m start(@A) {
  asl.pass @A exit(%in) {
    // expected-error @+1 {{stands outside of the predicate of a step}}
    asl.filter_matches %in, "a"
    asl.yield %in
  }
}

// -----

asl.machine @m start(@A) {
  asl.pass @A exit(%in) {
    // expected-error @+1 {{stands outside of the predicate of a step}}
    asl.filter_compare lt %in, %in
    asl.yield %in
  }
}

// -----

asl.machine @m start(@A) {
  asl.pass @A exit(%in) {
    // expected-error @+1 {{stands outside of an asl.gather}}
    asl.each_wildcard %in do(%one) { asl.emit %one }
    asl.yield %in
  }
}

// -----

asl.machine @m start(@A) {
  asl.pass @A exit(%in) {
    // expected-error @+1 {{compares by order}}
    %p = asl.equality lt %in, %in
    asl.yield %p
  }
}

// -----

asl.machine @m start(@A) {
  asl.pass @A exit(%in) {
    // expected-error @+1 {{does not compare by order}}
    %p = asl.order eq %in, %in
    asl.yield %p
  }
}

// -----

asl.machine @m start(@A) {
  asl.pass @A exit(%in) {
    // expected-error @+1 {{expected JSON text}}
    %p = asl.constant "{"
    asl.yield %p
  }
}

// -----

asl.machine @m start(@A) {
  asl.pass @A exit(%in) {
    // expected-error @+1 {{expected the name of an intrinsic function}}
    %p = asl.intrinsic Guess(%in)
    asl.yield %p
  }
}

// -----

asl.machine @m start(@A) {
  asl.pass @A exit(%in) {
    // expected-error @+1 {{expected the name of a function of JSONata's library}}
    %p = asl.library guess context(%in) (%in)
    asl.yield %p
  }
}

// -----

asl.machine @m start(@A) {
  // expected-error @+1 {{invalid field rules specification: loose}}
  asl.wait @A fields(checks, loose) until(%in, %eff) { asl.yield %eff }
}

// -----

// Context and variables.

asl.machine @m start(@A) {
  asl.pass @A exit(%in) {
    // expected-error @+1 {{invalid context part specification: Execution.Mood}}
    %p = asl.context Execution.Mood
    asl.yield %p
  }
}

// -----

asl.machine @m start(@A) variables ["x"] {
  asl.pass @A exit(%in) {
    // expected-error @+1 {{does not find the variable "y" in its slot}}
    %p = asl.get_var "y" depth 0 slot 0
    asl.yield %p
  }
}

// -----

asl.machine @m start(@A) variables ["x"] {
  asl.pass @A exit(%in) {
    // expected-error @+1 {{does not find the variable "x" in its slot}}
    %p = asl.get_var "x" depth 1 slot 0
    asl.yield %p
  }
}

// -----

asl.machine @m start(@A) variables ["x"] {
  asl.map @A distributed(standard)
    processor {
      asl.branch start(@B) {
        asl.pass @B exit(%in) {
          // expected-error @+1 {{reaches out of a distributed map for the variable "x"}}
          %p = asl.get_var "x" depth 1 slot 0
          asl.yield %p
        }
      }
    }
}

// -----

asl.machine @m start(@A) variables ["x"] {
  asl.pass @A exit(%in) {
    // expected-error @+1 {{needs as many names as slots and values}}
    asl.assign ["x"] slots [0] %in, %in
    asl.yield %in
  }
}

// -----

asl.machine @m start(@A) variables ["x"] {
  asl.pass @A exit(%in) {
    // expected-error @+1 {{does not come last before asl.yield}}
    asl.assign ["x"] slots [0] %in
    %p = asl.path %in, "$.a"
    asl.yield %p
  }
}

// -----

asl.machine @m start(@A) variables ["x"] {
  asl.pass @A exit(%in) {
    // expected-error @+1 {{does not find the variable "x" in its slot}}
    asl.assign ["x"] slots [1] %in
    asl.yield %in
  }
}

// -----

// Construction and conditions.

asl.machine @m start(@A) {
  asl.pass @A exit(%in) {
    // expected-error @+1 {{needs as many keys as values}}
    %p = asl.object ["a", "b"] %in
    asl.yield %p
  }
}

// -----

asl.machine @m start(@A) {
  asl.pass @A exit(%in) {
    // expected-error @+1 {{has two members "a"}}
    %p = asl.object ["a", "a"] %in, %in
    asl.yield %p
  }
}

// -----

asl.machine @m start(@A) {
  asl.choice @A
    rules {
      asl.rule next(@A) when(%in, %eff) {
        // expected-error @+1 {{invalid type family specification: colour}}
        %t = asl.test colour %in eq %in
        asl.yield %t : i1
      }
    }
}

// -----

asl.machine @m start(@A) {
  asl.choice @A
    rules {
      asl.rule next(@A) when(%in, %eff) {
        // expected-error @+1 {{orders booleans, which have no order}}
        %t = asl.test boolean %in lt %in
        asl.yield %t : i1
      }
    }
}

// -----

asl.machine @m start(@A) {
  asl.choice @A
    rules {
      asl.rule next(@A) when(%in, %eff) {
        // expected-error @+1 {{cannot compare with ne: choice rules have no such operator}}
        %t = asl.test numeric %in ne %in
        asl.yield %t : i1
      }
    }
}

// -----

asl.machine @m start(@A) {
  asl.choice @A
    rules {
      asl.rule next(@A) when(%in, %eff) {
        // expected-error @+1 {{invalid type test specification: array}}
        %t = asl.is array %in
        asl.yield %t : i1
      }
    }
}

// -----

asl.machine @m start(@A) {
  asl.choice @A
    rules {
      asl.rule next(@A) when(%in, %eff) {
        // expected-error @+1 {{has no pieces}}
        %t = asl.matches %in, []
        asl.yield %t : i1
      }
    }
}

// -----

asl.machine @m start(@A) {
  asl.choice @A
    rules {
      asl.rule next(@A) when(%in, %eff) {
        // expected-error @+1 {{has no terms}}
        %t = "asl.all"() : () -> i1
        asl.yield %t : i1
      }
    }
}

// -----

asl.machine @m start(@A) {
  asl.choice @A
    rules {
      asl.rule next(@A) when(%in, %eff) {
        // expected-error @+1 {{needs terms without arguments that yield conditions}}
        %t = asl.any { asl.yield %in }
        asl.yield %t : i1
      }
    }
}

// -----

// expected-error @+1 {{needs 3 values as arguments of `body`}}
asl.expression @few variables ["x"] {
^bb0(%in: !asl.value, %context: !asl.value):
  asl.yield %in
}
