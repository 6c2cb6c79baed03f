// Places as editors count them.
#include "compiler/editor/text/position.h"

#include <gtest/gtest.h>

namespace aslc::editor {
namespace {

TEST(Positions, AreTheSameInEveryOrder) {
  source::File file("f", "a\xC3\xA9\xF0\x9F\x98\x80z\r\n\xF0\x9F\x98\x80" + std::string(5000, 'x') +
                             "\n");
  for (Encoding encoding : {Encoding::Utf8, Encoding::Utf16}) {
    Positions positions;
    for (uint32_t offset : {0u, 8u, 1u, 3u, 7u, 14u, 4000u, 3999u, 10u, 5012u, 2u, 5016u, 9999u})
      EXPECT_EQ(positions.at(file, offset, encoding), positionOf(file, offset, encoding)) << offset;
  }
  EXPECT_EQ(positionOf(file, 7, Encoding::Utf16), (Position{0, 4}));
  EXPECT_EQ(positionOf(file, 15, Encoding::Utf16), (Position{1, 3}));
}

} // namespace
} // namespace aslc::editor
