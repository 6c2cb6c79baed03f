/* Everything that a program needs to host machines, in C++ or in C: docs/embedding.md shows how. */
#ifdef __cplusplus
#pragma once

#include "asl/host/handlers.h"
#include "asl/host/host.h"
#include "asl/host/http.h"
#else
#include "asl/host/c_host.h"
#endif
