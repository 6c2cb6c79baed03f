// Numbers as plain text.
#include "runtime/support/number_text.h"

namespace asl {

std::string shortestText(double number) {
  char text[32]; // at most 24 are needed
  return {text, std::to_chars(text, text + sizeof text, number).ptr};
}

} // namespace asl
