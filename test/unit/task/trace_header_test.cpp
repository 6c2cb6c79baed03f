// The headers by which programs tell each other which trace they are in.
#include "runtime/task/trace_header.h"

#include <gtest/gtest.h>

namespace asl::task {
namespace {

TEST(TraceHeader, OfXRayIsRead) {
  TraceContext context =
      readTraceHeader("Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1");
  EXPECT_EQ(context.traceId, "5759e988bd862e3fe1be46a994272793");
  EXPECT_EQ(context.parent, "53995c3f42cd8ad8");
  EXPECT_TRUE(context.isSampled);
  context = readTraceHeader("Self=1-2-3; Root=1-5759E988-BD862E3FE1BE46A994272793;Sampled=0");
  EXPECT_EQ(context.traceId, "5759e988bd862e3fe1be46a994272793");
  EXPECT_EQ(context.parent, "");
  EXPECT_FALSE(context.isSampled);
}

TEST(TraceHeader, OfW3cIsRead) {
  TraceContext context = readTraceHeader("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
  EXPECT_EQ(context.traceId, "0af7651916cd43dd8448eb211c80319c");
  EXPECT_EQ(context.parent, "b7ad6b7169203331");
  EXPECT_TRUE(context.isSampled);
  EXPECT_FALSE(
      readTraceHeader("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00").isSampled);
}

TEST(TraceHeader, ThatIsNoneTellsNothing) {
  for (const char *text : {"", "Root", "Root=1-2-3", "Root=1-5759e988-bd862e3fe1be46a99427279g",
                           "Parent=53995c3f42cd8ad8", "Root=1-00000000-000000000000000000000000",
                           ";;=;", "00-00000000000000000000000000000000-b7ad6b7169203331-01",
                           "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"}) {
    TraceContext context = readTraceHeader(text);
    EXPECT_EQ(context.traceId, "") << text;
    EXPECT_EQ(context.parent, "") << text;
    EXPECT_TRUE(context.isSampled) << text;
  }
}

constexpr const char *kXRay =
    "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1";
constexpr const char *kW3c = "00-5759e988bd862e3fe1be46a994272793-53995c3f42cd8ad8-01";

TEST(TraceHeader, IsWrittenInBothForms) {
  for (const char *header : {kXRay, kW3c}) {
    EXPECT_EQ(xrayHeader(readTraceHeader(header)), kXRay);
    EXPECT_EQ(traceparentHeader(readTraceHeader(header)), kW3c);
  }
  TraceContext unsampled = readTraceHeader(kXRay);
  unsampled.isSampled = false;
  EXPECT_TRUE(xrayHeader(unsampled).ends_with(";Sampled=0"));
  EXPECT_TRUE(traceparentHeader(unsampled).ends_with("-00"));
}

TEST(TraceHeader, WithoutAParentHasNoFormOfW3c) {
  TraceContext context = readTraceHeader("Root=1-5759e988-bd862e3fe1be46a994272793");
  EXPECT_EQ(xrayHeader(context), "Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=1");
  EXPECT_EQ(traceparentHeader(context), "");
}

TEST(TraceHeader, OfNoTraceIsEmpty) {
  EXPECT_EQ(xrayHeader({}), "");
  EXPECT_EQ(traceparentHeader({}), "");
}

} // namespace
} // namespace asl::task
