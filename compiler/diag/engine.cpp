// The registry of kinds, and collecting diagnostics.
#include "compiler/diag/engine.h"

#include "compiler/source/scalar.h"

#include <algorithm>
#include <cctype>

namespace aslc::diag {

namespace {

struct KindInfo {
  std::string_view slug;
  Severity severity;
  std::string_view text;
};

constexpr KindInfo kinds[] = {
#define ASLC_DIAG(Name, Slug, Level, Text) {Slug, Severity::Level, Text},
#include "compiler/diag/kinds.def"
#undef ASLC_DIAG
};

const KindInfo &info(Kind kind) { return kinds[static_cast<size_t>(kind)]; }

std::string format(std::string_view text, std::initializer_list<std::string_view> arguments) {
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    std::string_view after = text.substr(i + 1);
    if ((c == '{' || c == '}') && after.starts_with(c)) {
      out += c;
      ++i;
    } else if (c == '{' && after.size() > 1 && after[1] == '}') {
      auto index = static_cast<size_t>(after[0] - '0');
      if (index < arguments.size())
        out += arguments.begin()[index];
      i += 2;
    } else {
      out += c;
    }
  }
  return out;
}

/// Whether a name can stand in any notation as it is, without quotes or escapes.
bool isPlain(std::string_view name) {
  auto plain = [](char c) {
    auto byte = static_cast<unsigned char>(c);
    return byte >= 0x80 || std::isalnum(byte) ||
           std::string_view("_-./ $").find(c) != std::string_view::npos;
  };
  return !name.empty() && name.front() != ' ' && name.back() != ' ' &&
         std::all_of(name.begin(), name.end(), plain);
}

/// The letters in lower case, and the digits.
std::string lettersOf(std::string_view name) {
  std::string letters;
  for (char c : name)
    if (auto byte = static_cast<unsigned char>(c); byte >= 0x80 || std::isalnum(byte))
      letters += static_cast<char>(std::tolower(byte));
  return letters;
}

/// Whether `longer` without one letter inside of it is `shorter`.
bool lacksOne(std::string_view shorter, std::string_view longer) {
  if (shorter.size() + 1 != longer.size())
    return false;
  size_t same = 0;
  while (same < shorter.size() && shorter[same] == longer[same])
    ++same;
  // The first and the last letter make another name, such as a plural.
  return same > 0 && same < shorter.size() && shorter.substr(same) == longer.substr(same + 1) &&
         std::isalpha(static_cast<unsigned char>(longer[same]));
}

bool isSwapped(std::string_view a, std::string_view b) {
  if (a.size() != b.size())
    return false;
  size_t same = 0;
  while (same < a.size() && a[same] == b[same])
    ++same;
  return same + 1 < a.size() && a[same] == b[same + 1] && a[same + 1] == b[same] &&
         a.substr(same + 2) == b.substr(same + 2) &&
         std::isalpha(static_cast<unsigned char>(a[same])) &&
         std::isalpha(static_cast<unsigned char>(a[same + 1]));
}

/// Whether `written` can only be a typing error of `meant`.
Applicability certaintyOf(std::string_view written, std::string_view meant) {
  constexpr size_t leastLetters = 4;
  std::string a = lettersOf(written), b = lettersOf(meant);
  bool isTypo = a.size() >= leastLetters && b.size() >= leastLetters &&
                (lacksOne(a, b) || lacksOne(b, a) || isSwapped(a, b));
  return a == b || isTypo ? Applicability::MachineApplicable : Applicability::MaybeIncorrect;
}

} // namespace

std::string_view nameOf(Applicability applicability) {
  switch (applicability) {
  case Applicability::MachineApplicable:
    return "MachineApplicable";
  case Applicability::MaybeIncorrect:
    return "MaybeIncorrect";
  case Applicability::HasPlaceholders:
    return "HasPlaceholders";
  }
  return {};
}

std::string_view slug(Kind kind) { return info(kind).slug; }

Severity defaultSeverity(Kind kind) { return info(kind).severity; }

std::string_view pattern(Kind kind) { return info(kind).text; }

std::span<const Kind> allKinds() {
  static constexpr Kind all[] = {
#define ASLC_DIAG(Name, Slug, Level, Text) Kind::Name,
#include "compiler/diag/kinds.def"
#undef ASLC_DIAG
  };
  return all;
}

std::optional<Kind> kindOf(std::string_view slug) {
  for (Kind kind : allKinds())
    if (info(kind).slug == slug)
      return kind;
  return std::nullopt;
}

Engine::Builder &Engine::Builder::label(source::Range range, std::string text) {
  engine_.diagnostics_[index_].labels.push_back({range, std::move(text)});
  return *this;
}

Engine::Builder &Engine::Builder::step(source::Range range, std::string text) {
  engine_.diagnostics_[index_].labels.push_back({range, std::move(text), true});
  return *this;
}

Engine::Builder &Engine::Builder::hint(std::string text) {
  engine_.diagnostics_[index_].hint = std::move(text);
  return *this;
}

Engine::Builder &Engine::Builder::hint(std::string text, Edit edit) {
  engine_.diagnostics_[index_].edit = std::move(edit);
  return hint(std::move(text));
}

Engine::Builder &Engine::Builder::didYouMean(std::string_view written, std::string_view meant) {
  hint("did you mean `" + std::string(meant) + "`?");
  Diagnostic &diagnostic = engine_.diagnostics_[index_];
  auto place = isPlain(meant) ? engine_.placeOf(written, diagnostic.range) : std::nullopt;
  if (!place)
    return *this;
  // A text that fills the whole range is not quoted: it is a plain scalar in YAML, or a part of a
  // text.
  bool isBare = *place == diagnostic.range;
  source::ScalarPlace bare{source::Notation::Yaml, '\0', /*inFlow=*/true};
  diagnostic.edit = {*place, isBare ? source::writeScalar(meant, bare) : std::string(meant),
                     certaintyOf(written, meant)};
  return *this;
}

std::optional<source::Range> Engine::placeOf(std::string_view text, source::Range range) const {
  std::string_view all = file_->text();
  size_t end = std::min<size_t>(range.end, all.size());
  size_t begin = std::min<size_t>(range.begin, end);
  std::string_view part = all.substr(begin, end - begin);
  size_t first = part.find(text);
  if (text.empty() || first == part.npos || part.find(text, first + 1) != part.npos)
    return std::nullopt;
  auto at = static_cast<uint32_t>(begin + first);
  return source::Range{at, at + static_cast<uint32_t>(text.size())};
}

Engine::Builder &Engine::Builder::weaken(Severity severity) {
  Diagnostic &diagnostic = engine_.diagnostics_[index_];
  engine_.errors_ -= diagnostic.severity == Severity::Error && severity != Severity::Error;
  diagnostic.severity = severity;
  return *this;
}

void Engine::raiseNotes() {
  raise([](const Diagnostic &diagnostic) { return diagnostic.severity == Severity::Note; });
}

void Engine::raise(const std::function<bool(const Diagnostic &)> &which) {
  for (Diagnostic &diagnostic : diagnostics_)
    if (diagnostic.severity != Severity::Error && which(diagnostic)) {
      diagnostic.severity = Severity::Error;
      ++errors_;
    }
}

void Engine::retain(const std::function<bool(const Diagnostic &)> &keep) {
  std::erase_if(diagnostics_, [&](const Diagnostic &diagnostic) { return !keep(diagnostic); });
  errors_ = static_cast<size_t>(
      std::count_if(diagnostics_.begin(), diagnostics_.end(), [](const Diagnostic &diagnostic) {
        return diagnostic.severity == Severity::Error;
      }));
}

void Engine::changeEdits(const std::function<bool(Edit &)> &change) {
  for (Diagnostic &diagnostic : diagnostics_)
    if (diagnostic.edit && !change(*diagnostic.edit))
      diagnostic.edit.reset();
}

Engine::Builder Engine::emit(source::Range range, Kind kind,
                             std::initializer_list<std::string_view> arguments) {
  Severity severity = defaultSeverity(kind);
  if (severity == Severity::Error)
    ++errors_;
  diagnostics_.push_back({kind, severity, range, format(info(kind).text, arguments), {}, {}, {}});
  return Builder(*this, diagnostics_.size() - 1);
}

} // namespace aslc::diag
