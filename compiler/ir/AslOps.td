// All ops of the dialect. What TableGen defines for them is made from each of these files by itself, so
// that the results compile side by side.
#ifndef ASL_OPS_TD
#define ASL_OPS_TD

include "AslDataOps.td"
include "AslJsonataOps.td"
include "AslStates.td"

#endif
