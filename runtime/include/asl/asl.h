/* Everything a program needs to host machines: in C++ handlers, hosts and HTTP, in C the C API. See
 * docs/embedding.md. */
#ifdef __cplusplus
#pragma once

#include "asl/host/handlers.h"
#include "asl/host/host.h"
#include "asl/host/http.h"
#else
#include "asl/host/c_host.h"
#include "asl/host/c_service.h"
#endif
