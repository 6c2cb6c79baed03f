// Policies in the form of IAM: which actions on which resources a key may call.
#pragma once

#include "runtime/api/call.h"

#include <string>
#include <string_view>
#include <vector>

namespace asl::api {

/// One statement. Actions such as `states:Start*` and resources such as
/// `arn:aws:states:*:*:stateMachine:orders*`: `*` stands for any text, `?` for one byte. Letters of
/// actions may have any case.
struct Statement {
  bool allows = true; ///< Effect: Allow or Deny
  std::vector<std::string> actions;
  std::vector<std::string> resources;
};

enum class Verdict { Allowed, NotAllowed, Denied };

/// What statements say of an action: a Deny that matches wins over any Allow, and what no statement
/// allows is not allowed.
Verdict judge(const std::vector<Statement> &statements, std::string_view action,
              std::string_view resource);

/// The ARN that policies see for a call: of what is used, made or deleted; for calls that are about
/// nothing in particular `arn:<partition>:states:<region>:<account>:*`.
std::string resourceOf(const Call &call);

/// Whether `text` is described by a pattern with `*` and `?`.
bool matchesGlob(std::string_view pattern, std::string_view text);

} // namespace asl::api
