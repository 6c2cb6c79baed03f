# asl_add_machine(target definition
#                 [EXECUTABLE | OBJECT | STATIC | SHARED | MODULE]
#                 [TASKS source...] [NAME name] [BACKEND llvm|cpp] [VERIFY error|warning|off]
#                 [TYPE standard|express] [DEFINE A=b...] [DEFINES file...] [OPTIONS option...])
#
# Compiles a definition and adds the machine to `target`, with a header <name>.h that declares it as
# `machines::<name>` and, for C, as `asl_module_<name>`. Several machines may be added to one target.
#
# A target that does not exist is made: by default an executable, a program of its own (docs/command.md). MODULE is a
# shared library that a host loads at run time (asl::Module::open); it and SHARED have no runtime in them, their
# programs have it.
#
#   TASKS    sources that are compiled into the target, with native tasks (ASL_TASKS, docs/embedding.md)
#   NAME     of the machine; by default that of the file: `order` for order.asl.json. A target has each name once
#   BACKEND  llvm (the default) makes an object file; cpp makes C++20 source, which the project's compiler compiles
#   VERIFY   what a warning about the definition does: error stops the build, warning shows it (the default), off
#   DEFINE   values of placeholders; DEFINES: files of such values
#   OPTIONS  further options of `aslc build`
#
# The definition is compiled again when it, a file of DEFINES or aslc has changed, and not otherwise.
#
# gdb shows the values of a machine as JSON when it loads asl_printers.py, which lies beside this file. Beside an
# executable a script is written that does so.
include_guard(GLOBAL)
set(_asl_folder "${CMAKE_CURRENT_LIST_DIR}" CACHE INTERNAL "where AslAddMachine.cmake lies")

function(asl_add_machine target definition)
  cmake_parse_arguments(PARSE_ARGV 2 arg "EXECUTABLE;OBJECT;STATIC;SHARED;MODULE"
                        "NAME;BACKEND;VERIFY;TYPE" "TASKS;DEFINE;DEFINES;OPTIONS")
  if(arg_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "asl_add_machine(${target}): unknown arguments: ${arg_UNPARSED_ARGUMENTS}")
  endif()
  _asl_choice(backend "BACKEND" "${arg_BACKEND}" llvm cpp)
  _asl_choice(verify "VERIFY" "${arg_VERIFY}" warning error off)
  _asl_find_definition(definition "${definition}")
  if(NOT arg_NAME)
    get_filename_component(arg_NAME "${definition}" NAME)
    string(REGEX REPLACE "(\\.asl)?\\.(json|jsonc|yaml|yml)$" "" arg_NAME "${arg_NAME}")
  endif()
  _asl_check_languages(${target})
  if(NOT TARGET ${target})
    _asl_make_target(${target})
  endif()
  _asl_take_name(${target} "${arg_NAME}" "${definition}")

  set(folder "${CMAKE_CURRENT_BINARY_DIR}/${target}.asl")
  file(MAKE_DIRECTORY "${folder}")
  set(base "${folder}/${arg_NAME}")
  if(backend STREQUAL cpp)
    set(emit cpp)
    set(output "${base}.cpp")
  else()
    set(emit obj)
    set(output "${base}.o")
  endif()

  # A debugger finds the definition from wherever it runs; other builds do not depend on where the project lies.
  set(source_folder "${CMAKE_CURRENT_SOURCE_DIR}")
  string(FIND "${definition}" "${source_folder}/" below)
  if(NOT below EQUAL 0)
    get_filename_component(source_folder "${definition}" DIRECTORY)
  endif()
  set(debug_folder "--debug-folder=$<IF:$<CONFIG:Debug,RelWithDebInfo>,${source_folder},.>")

  set(options --emit=${emit} --name=${arg_NAME} --verify=${verify} ${arg_OPTIONS})
  if(arg_TYPE)
    list(APPEND options --type=${arg_TYPE})
  endif()
  set(inputs "${definition}")
  foreach(file IN LISTS arg_DEFINES)
    get_filename_component(file "${file}" ABSOLUTE)
    list(APPEND inputs "${file}")
    list(APPEND options "--defines=${file}")
  endforeach()
  foreach(define IN LISTS arg_DEFINE)
    if(define MATCHES "\n")
      message(FATAL_ERROR "asl_add_machine(${target}): build systems cannot pass on the line break in "
                          "`${define}`: put it into a file of DEFINES")
    endif()
    string(REPLACE ";" "\\;" define "${define}") # a value may have one
    list(APPEND options "--define=${define}")
  endforeach()

  # Seen from the source folder, so that the object does not depend on where the project lies. aslc leaves a header alone
  # whose text is the same, so that what includes it need not be compiled again. It is a byproduct, because Makefiles
  # give each further output a new time whenever the first one is made.
  add_custom_command(
    OUTPUT "${output}"
    BYPRODUCTS "${base}.h"
    COMMAND aslc::aslc build ${options} "${debug_folder}" --output "${output}" --header "${base}.h"
            --depfile "${base}.d" "${definition}"
    DEPENDS ${inputs} "$<TARGET_FILE:aslc::aslc>"
    DEPFILE "${base}.d"
    WORKING_DIRECTORY "${CMAKE_CURRENT_SOURCE_DIR}"
    COMMENT "Compiling machine ${arg_NAME}"
    VERBATIM)
  if(emit STREQUAL obj)
    set_source_files_properties("${output}" TARGET_DIRECTORY ${target} PROPERTIES EXTERNAL_OBJECT TRUE)
  endif()
  _asl_order(${target} "${arg_NAME}" "${output}" "${base}.h")
  get_target_property(type ${target} TYPE)
  if(type STREQUAL OBJECT_LIBRARY AND emit STREQUAL obj)
    # CMake takes no ready objects into such a library: they go to what links it.
    target_sources(${target} PRIVATE "${base}.h" ${arg_TASKS} INTERFACE "${output}")
  else()
    target_sources(${target} PRIVATE "${output}" ${arg_TASKS})
  endif()
  _asl_link(${target} "${folder}")
  get_target_property(has_script ${target} ASL_GDB_SCRIPT)
  if(type STREQUAL EXECUTABLE AND NOT has_script)
    set_target_properties(${target} PROPERTIES ASL_GDB_SCRIPT TRUE)
    # gdb loads it with the program, where `auto-load safe-path` lets it.
    file(GENERATE OUTPUT "$<TARGET_FILE:${target}>-gdb.py"
         CONTENT "import gdb\ngdb.execute('source ${_asl_folder}/asl_printers.py')\n")
  endif()
endfunction()

# Sets `result` to the full path of a definition: one that is there, or that the build makes.
function(_asl_find_definition result definition)
  get_filename_component(path "${definition}" ABSOLUTE)
  get_filename_component(made "${definition}" ABSOLUTE BASE_DIR "${CMAKE_CURRENT_BINARY_DIR}")
  foreach(candidate IN ITEMS "${path}" "${made}")
    get_source_file_property(generated "${candidate}" GENERATED)
    if(EXISTS "${candidate}" OR generated)
      set(${result} "${candidate}" PARENT_SCOPE)
      return()
    endif()
  endforeach()
  message(FATAL_ERROR "asl_add_machine: there is no file ${path}")
endfunction()

# A target of another folder does not see the commands of this one: it waits for a target that does.
function(_asl_order target name output header)
  get_target_property(home ${target} BINARY_DIR)
  if(home STREQUAL CMAKE_CURRENT_BINARY_DIR)
    return()
  endif()
  string(MAKE_C_IDENTIFIER "${target}_machine_${name}" machine)
  add_custom_target(${machine} DEPENDS "${output}")
  add_dependencies(${target} ${machine})
  set_source_files_properties("${output}" "${header}" TARGET_DIRECTORY ${target} PROPERTIES GENERATED TRUE)
endfunction()

# The languages that the project must have for the caller's arguments; a macro, as it reads them.
macro(_asl_check_languages target)
  if(backend STREQUAL cpp AND NOT CMAKE_CXX_COMPILER_LOADED)
    message(FATAL_ERROR "asl_add_machine(${target}): BACKEND cpp needs a C++ compiler: write "
                        "`project(... LANGUAGES C CXX)` or leave out BACKEND")
  endif()
  foreach(source IN LISTS arg_TASKS)
    if(source MATCHES "\\.(cc|cpp|cxx|c\\+\\+|C|cppm|ixx)$" AND NOT CMAKE_CXX_COMPILER_LOADED)
      message(FATAL_ERROR "asl_add_machine(${target}): TASKS ${source} needs a C++ compiler: write "
                          "`project(... LANGUAGES C CXX)`")
    endif()
  endforeach()
endmacro()

# A machine's name is that of its symbol and of its header: a target has each once.
function(_asl_take_name target name definition)
  string(REGEX REPLACE "[^A-Za-z0-9]" "_" symbol "${name}")
  get_target_property(taken ${target} ASL_MACHINE_${symbol})
  if(taken)
    message(FATAL_ERROR "asl_add_machine(${target}): two machines of this target would be called `${symbol}`:\n"
                        "  ${taken}\n  ${definition}\n"
                        "Give one of them another name, by NAME.")
  endif()
  set_target_properties(${target} PROPERTIES ASL_MACHINE_${symbol} "${definition}")
endfunction()

# Sets `result` to `value`, or to the first of the choices when there is none.
function(_asl_choice result keyword value)
  if("${value}" STREQUAL "")
    set(value "${ARGV3}")
  endif()
  if(NOT value IN_LIST ARGN)
    list(JOIN ARGN ", " choices)
    message(FATAL_ERROR "asl_add_machine: ${keyword} is `${value}`, not one of: ${choices}")
  endif()
  set(${result} "${value}" PARENT_SCOPE)
endfunction()

# A macro: it reads the keywords of its caller.
macro(_asl_make_target target)
  if(arg_OBJECT)
    add_library(${target} OBJECT)
  elseif(arg_STATIC)
    add_library(${target} STATIC)
  elseif(arg_SHARED)
    add_library(${target} SHARED)
  elseif(arg_MODULE)
    add_library(${target} MODULE)
    set_target_properties(${target} PROPERTIES PREFIX "")
  else()
    add_executable(${target})
  endif()
  # The object of a machine has no language of its own. A project in C alone links by its C compiler: aslc::runtime
  # brings what C++ needs.
  if(CMAKE_CXX_COMPILER_LOADED)
    set_target_properties(${target} PROPERTIES LINKER_LANGUAGE CXX)
  else()
    set_target_properties(${target} PROPERTIES LINKER_LANGUAGE C)
  endif()
endmacro()

# Gives the target the headers, and the runtime where it belongs.
function(_asl_link target folder)
  get_target_property(type ${target} TYPE)
  if(type STREQUAL EXECUTABLE)
    target_include_directories(${target} PRIVATE "${folder}")
    target_link_libraries(${target} PRIVATE aslc::runtime)
  elseif(type STREQUAL MODULE_LIBRARY)
    target_include_directories(${target} PRIVATE "${folder}")
    target_link_libraries(${target} PRIVATE aslc::headers)
  elseif(type STREQUAL SHARED_LIBRARY)
    target_include_directories(${target} PUBLIC "${folder}")
    target_link_libraries(${target} PRIVATE aslc::headers INTERFACE aslc::runtime)
  else()
    target_include_directories(${target} PUBLIC "${folder}")
    target_link_libraries(${target} PUBLIC aslc::runtime)
  endif()
endfunction()
