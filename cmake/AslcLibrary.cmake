# aslc_library(NAME [NO_EXCEPTIONS] [SMALL] [MLIR | JSON | AST | OWN_HEADERS] [SUBFOLDERS folder...] [DEPENDS target...]
#              [LINKS target...])
#
# Adds a static library of all .cpp files in the current folder (and in SUBFOLDERS). New files are found
# automatically. DEPENDS lists the libraries whose headers the code includes (test/structure/dependencies.py checks
# this), LINKS further libraries to link.
#
# Sources are compiled with precompiled headers, since headers take more than half of the compile time: with MLIR
# those of MLIR, which aslc_ir makes; with JSON those of the standard library and nlohmann/json; with AST also the typed
# definition; with OWN_HEADERS none; else those of the standard library.
#
# SMALL is for code whose speed hardly anybody notices: neither transitions nor requests to a server pass through it, nor does
# the reading of definitions.
function(aslc_library name)
  cmake_parse_arguments(arg "NO_EXCEPTIONS;SMALL;MLIR;JSON;AST;OWN_HEADERS" "" "DEPENDS;LINKS;SUBFOLDERS" ${ARGN})
  set(patterns ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp)
  foreach(folder IN LISTS arg_SUBFOLDERS)
    list(APPEND patterns ${CMAKE_CURRENT_SOURCE_DIR}/${folder}/*.cpp)
  endforeach()
  file(GLOB sources CONFIGURE_DEPENDS ${patterns})
  if(NOT sources)
    add_library(${name} INTERFACE)
    target_link_libraries(${name} INTERFACE ${arg_DEPENDS} ${arg_LINKS})
    return()
  endif()
  add_library(${name} STATIC ${sources})
  target_link_libraries(${name} PRIVATE aslc_options PUBLIC ${arg_DEPENDS} ${arg_LINKS})
  if(arg_NO_EXCEPTIONS)
    target_compile_options(${name} PRIVATE -fno-exceptions)
  endif()
  if(arg_SMALL)
    aslc_compile_small(${name})
  endif()
  if(arg_MLIR)
    target_include_directories(${name} SYSTEM PUBLIC ${LLVM_INCLUDE_DIRS} ${MLIR_INCLUDE_DIRS})
    set(precompiled aslc_ir)
  else()
    set(precompiled aslc_precompiled)
    if(arg_JSON)
      string(APPEND precompiled _json)
    elseif(arg_AST)
      string(APPEND precompiled _ast)
    endif()
    if(arg_NO_EXCEPTIONS)
      string(APPEND precompiled _no_exceptions)
    endif()
  endif()
  if(NOT arg_OWN_HEADERS)
    aslc_use_precompiled(${name} ${precompiled})
  endif()
  aslc_compile_together(${name})
endfunction()

# Compiles `target` for small code: in a release build it takes a fifth less time, and the code is a third smaller. Only
# functions that are smaller than their call are inlined; -Os would need precompiled headers of its own.
function(aslc_compile_small target)
  if(CMAKE_CXX_COMPILER_ID MATCHES Clang)
    target_compile_options(${target} PRIVATE "$<$<CONFIG:Release>:SHELL:-O2 -mllvm -inline-threshold=25>")
  endif()
endfunction()

# Compiles the sources of `target` with the precompiled headers of the target `precompiled`.
function(aslc_use_precompiled target precompiled)
  if(ASLC_PRECOMPILE)
    target_precompile_headers(${target} REUSE_FROM ${precompiled})
  endif()
endfunction()

# Links the program `target` without what it cannot call, and with its relocations in a form that takes a thirtieth:
# they are read at each start and stay in memory.
function(aslc_link_small target)
  target_link_options(${target} PRIVATE -Wl,--gc-sections)
  if(CMAKE_CXX_COMPILER_ID MATCHES Clang) # then the linker is lld
    target_link_options(${target} PRIVATE -Wl,-z,pack-relative-relocs)
  endif()
endfunction()

# With ASLC_UNITY, compiles several sources of `target` at once. unity_groups.py says which.
function(aslc_compile_together target)
  if(NOT ASLC_UNITY)
    return()
  endif()
  get_target_property(sources ${target} SOURCES)
  list(FILTER sources INCLUDE REGEX "^${PROJECT_SOURCE_DIR}/.*\\.cpp$")
  list(FILTER sources EXCLUDE REGEX "^${PROJECT_BINARY_DIR}/")
  execute_process(COMMAND ${Python3_EXECUTABLE} ${PROJECT_SOURCE_DIR}/cmake/unity_groups.py ${PROJECT_SOURCE_DIR} ${sources}
                  OUTPUT_VARIABLE groups COMMAND_ERROR_IS_FATAL ANY)
  foreach(source group IN ZIP_LISTS sources groups)
    # A source may belong to several targets, but has one group.
    set_source_files_properties(${source} PROPERTIES UNITY_GROUP ${target}_${group})
  endforeach()
  set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_MODE GROUP)
endfunction()

# Adds a library that only provides precompiled headers. `options` are those of the libraries that use them.
function(aslc_precompiled_headers name)
  cmake_parse_arguments(arg "" "" "OPTIONS;HEADERS" ${ARGN})
  file(CONFIGURE OUTPUT ${name}.cpp CONTENT "// Only its precompiled headers are used.\n")
  add_library(${name} STATIC ${CMAKE_CURRENT_BINARY_DIR}/${name}.cpp)
  target_link_libraries(${name} PRIVATE aslc_options)
  target_compile_options(${name} PRIVATE ${arg_OPTIONS})
  target_precompile_headers(${name} PRIVATE ${arg_HEADERS})
  if(CMAKE_CXX_COMPILER_ID MATCHES Clang) # ccache needs them to be reproducible
    target_compile_options(${name} PRIVATE "SHELL:-Xclang -fno-pch-timestamp")
  endif()
endfunction()

if(ASLC_PRECOMPILE)
  # aslc_precompiled_in_both(NAME HEADER...): for sources with exceptions, and for those without.
  function(aslc_precompiled_in_both name)
    aslc_precompiled_headers(${name} HEADERS ${ARGN})
    aslc_precompiled_headers(${name}_no_exceptions OPTIONS -fno-exceptions HEADERS ${ARGN})
  endfunction()

  set(headers <algorithm> <atomic> <charconv> <chrono> <condition_variable> <cstdint> <cstring> <deque> <filesystem>
              <fstream> <functional> <future> <map> <memory> <mutex> <optional> <set> <span> <sstream> <string>
              <string_view> <thread> <unordered_map> <utility> <variant> <vector>)
  aslc_precompiled_in_both(aslc_precompiled ${headers})
  list(APPEND headers <nlohmann/json.hpp>)
  aslc_precompiled_in_both(aslc_precompiled_json ${headers})
  # Most sources that know the typed definition would spend a fifth of their time on its headers.
  list(APPEND headers ${PROJECT_SOURCE_DIR}/compiler/ast/machine.h)
  aslc_precompiled_in_both(aslc_precompiled_ast ${headers})
endif()
