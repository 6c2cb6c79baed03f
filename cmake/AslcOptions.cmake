# Options of a build: language standard, warnings, sanitizers, compiler cache, output folders.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_C_STANDARD 11)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)
set(CMAKE_LIBRARY_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/lib)
set(CMAKE_ARCHIVE_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/lib)

set(ASLC_DOCS_URL "" CACHE STRING "Where the folder docs is published, for links in reports; empty: the installed one")
option(ASLC_TESTS "Build the tests" ON)
option(ASLC_FUZZERS "Build the libFuzzer targets (needs clang)" OFF)
option(ASLC_WERROR "Treat warnings as errors" ON)
set(ASLC_SANITIZE "" CACHE STRING "Sanitizers, as in -fsanitize= (address,undefined or thread)")
set(ASLC_SANITIZE_WITHOUT "" CACHE STRING "Checks of these sanitizers that are left out, as in -fno-sanitize=")
option(ASLC_TRACE_COMPARISONS "Fuzzers see what is compared with what (larger and slower code)" OFF)

# The nightly run builds once without these two, to find files with missing includes.
option(ASLC_PRECOMPILE "Compile the headers of MLIR and of the standard library once" ON)
option(ASLC_UNITY "Compile several sources at once: half the time for a whole build, more after a small change" OFF)
find_package(Python3 REQUIRED COMPONENTS Interpreter)

# Programs are compiled like libraries, so that they can use the same precompiled headers.
set(CMAKE_CXX_COMPILE_OPTIONS_PIE ${CMAKE_CXX_COMPILE_OPTIONS_PIC})

find_program(CCACHE_PROGRAM ccache)
if(CCACHE_PROGRAM AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_C_COMPILER_LAUNCHER ${CCACHE_PROGRAM})
  # ccache needs the first to cache sources with precompiled headers. With the second, the C library asks for large pages:
  # the compilers use hundreds of megabytes for a second, and take 4 to 11 % less time with fewer page faults.
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env
      CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
      GLIBC_TUNABLES=glibc.malloc.hugetlb=1 ${CCACHE_PROGRAM})
endif()

if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "" FORCE)
endif()

# So that a program has only the functions that it may call.
add_compile_options(-ffunction-sections -fdata-sections)

# Options for our own targets. System headers are exempt because they are SYSTEM includes.
add_library(aslc_options INTERFACE)
target_compile_options(aslc_options INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wno-unused-parameter $<$<BOOL:${ASLC_WERROR}>:-Werror>)
target_include_directories(aslc_options INTERFACE
  ${PROJECT_SOURCE_DIR} ${PROJECT_BINARY_DIR} ${PROJECT_SOURCE_DIR}/runtime/include)
if(ASLC_SANITIZE)
  add_compile_options(-fsanitize=${ASLC_SANITIZE} -fno-sanitize-recover=all
                      -fno-omit-frame-pointer)
  if(ASLC_SANITIZE_WITHOUT)
    add_compile_options(-fno-sanitize=${ASLC_SANITIZE_WITHOUT})
  endif()
  add_link_options(-fsanitize=${ASLC_SANITIZE})
endif()
if(ASLC_FUZZERS)
  if(NOT ASLC_SANITIZE MATCHES address)
    message(FATAL_ERROR "ASLC_FUZZERS needs ASLC_SANITIZE=address: its library provides the coverage functions")
  endif()
endif()
if(CMAKE_CXX_COMPILER_ID MATCHES Clang)
  add_link_options(-fuse-ld=lld)
endif()
