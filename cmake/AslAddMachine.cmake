# asl_add_machine(target definition
#                 [EXECUTABLE | OBJECT | STATIC | SHARED | MODULE]
#                 [TASKS source...] [NAME name] [BACKEND llvm|cpp] [VERIFY error|warning|off]
#                 [TYPE standard|express] [DEFINE A=b...] [DEFINES file...] [OPTIONS option...])
#
# Compiles a definition and adds the machine to `target`, with a header <name>.h that declares it as
# `machines::<name>` and, for C, as `asl_module_<name>`. Several machines may be added to one target.
#
# If the target does not exist, it is created: by default as an executable, which is a program of its own
# (docs/command.md). MODULE makes a shared library that a host loads at run time (asl::Module::open). MODULE and SHARED
# libraries do not contain the runtime; they use that of their program.
#
#   TASKS    sources that are compiled into the target, with handlers (ASL_TASKS, docs/embedding.md)
#   NAME     of the machine; default: that of the file, such as `order` for order.asl.json. Unique within a target
#   BACKEND  llvm (the default) makes an object file; cpp makes C++20 source for the project's compiler
#   VERIFY   whether a warning stops the build (error), is shown (warning, the default) or is ignored (off)
#   TYPE     the type of the machine: its rules are checked, and the machine runs as that type
#   DEFINE   values of placeholders; DEFINES: files of such values
#   OPTIONS  further options of `aslc build`
#
# The definition is compiled again when it, a file of DEFINES or aslc has changed.
#
# gdb shows the values of a machine as JSON after loading asl_printers.py, which is in the folder of this file. For an
# executable, a script next to it loads the file.
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
    _asl_machine_name(arg_NAME "${arg_NAME}")
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

  # Debug builds name the folder of the definition, so that debuggers find it. Other builds do not depend on it.
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
      message(FATAL_ERROR "asl_add_machine(${target}): build systems cannot pass the line break in "
                          "`${define}`: put it into a file of DEFINES")
    endif()
    string(REPLACE ";" "\\;" define "${define}") # a value may contain semicolons
    list(APPEND options "--define=${define}")
  endforeach()

  # The path is relative to the source folder, so that the object does not depend on the folder of the project. The
  # header is a byproduct, not an output: aslc does not touch a header whose text is unchanged, so that its users are
  # not compiled again, but Makefiles give all outputs of a command the same time.
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
    # CMake does not put objects into such a library; they are passed on to the programs that link it.
    target_sources(${target} PRIVATE "${base}.h" ${arg_TASKS} INTERFACE "${output}")
  else()
    target_sources(${target} PRIVATE "${output}" ${arg_TASKS})
  endif()
  _asl_link(${target} "${folder}")
  get_target_property(has_script ${target} ASL_GDB_SCRIPT)
  if(type STREQUAL EXECUTABLE AND NOT has_script)
    set_target_properties(${target} PROPERTIES ASL_GDB_SCRIPT TRUE)
    # gdb loads this script with the program, if its `auto-load safe-path` permits.
    file(GENERATE OUTPUT "$<TARGET_FILE:${target}>-gdb.py"
         CONTENT "import gdb\ngdb.execute('source ${_asl_folder}/asl_printers.py')\n")
  endif()
endfunction()

# Sets `result` to what `aslc build` calls the machine of the file `name`: the suffixes may be in any case.
function(_asl_machine_name result name)
  string(TOLOWER "${name}" lower)
  foreach(suffix "\\.(json|jsonc|yaml|yml)$" "\\.asl$")
    string(REGEX REPLACE "${suffix}" "" lower "${lower}")
  endforeach()
  string(LENGTH "${lower}" length)
  string(SUBSTRING "${name}" 0 ${length} name)
  if(length EQUAL 0)
    set(name machine)
  endif()
  set(${result} "${name}" PARENT_SCOPE)
endfunction()

# Sets `result` to the full path of a definition, which exists or is generated by the build.
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
  message(FATAL_ERROR "asl_add_machine: the file ${path} does not exist")
endfunction()

# A target of another folder does not see the custom commands of this one, so it depends on a target that does.
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

# Checks that the project has the languages which the caller's arguments need. A macro, because it reads them.
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

# The name of a machine is part of its symbol and its header, so it must be unique within a target.
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

# Sets `result` to `value`, or to the first choice when `value` is empty.
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

# A macro, because it reads the keywords of its caller.
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
  # Object files have no language. A project in C links with its C compiler; aslc::runtime adds the C++ libraries.
  if(CMAKE_CXX_COMPILER_LOADED)
    set_target_properties(${target} PROPERTIES LINKER_LANGUAGE CXX)
  else()
    set_target_properties(${target} PROPERTIES LINKER_LANGUAGE C)
  endif()
endmacro()

# Gives the target the headers, and the runtime where it is needed.
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
