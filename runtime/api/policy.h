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

/// Evaluates statements for an action: a matching Deny wins over any Allow, and an action that no
/// statement allows is not allowed.
Verdict judge(const std::vector<Statement> &statements, std::string_view action,
              std::string_view resource);

/// The ARN that policies are matched with: that of the resource which the call uses, makes or
/// deletes, or `arn:<partition>:states:<region>:<account>:*` for a call without a particular
/// resource.
std::string resourceOf(const Call &call);

/// Whether `text` matches a pattern with `*` and `?`.
bool matchesGlob(std::string_view pattern, std::string_view text);

} // namespace asl::api
