// Everything a C++ program needs to host machines: docs/embedding.md shows how.
#pragma once

#include "asl/host.h"
#include "asl/http.h"
#include "asl/tasks.h"
