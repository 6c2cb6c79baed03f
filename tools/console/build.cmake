# Installs the packages of package-lock.json in FOLDER and bundles CONSOLE/src into the C++ source OUTPUT.
# Usage: cmake -DNPM=npm -DNODE=node -DCONSOLE=tools/console -DFOLDER=... -DOUTPUT=... -P build.cmake
file(MAKE_DIRECTORY ${FOLDER})

function(leave_out why)
  message(STATUS "The console is not built in: ${why}")
  file(WRITE ${OUTPUT} "// The console was not built in.\n#include \"tools/serve/console_bundle.h\"\n\n"
       "std::span<const aslc::serve::BundleFile> aslc::serve::consoleBundle() { return {}; }\n")
endfunction()

if(NOT NPM OR NOT NODE)
  leave_out("npm was not found")
  return()
endif()

# Packages are installed again only when the list of them has changed.
file(SHA256 ${CONSOLE}/package-lock.json wanted)
set(installed "")
if(EXISTS ${FOLDER}/installed)
  file(READ ${FOLDER}/installed installed)
endif()
if(NOT installed STREQUAL wanted)
  file(COPY ${CONSOLE}/package.json ${CONSOLE}/package-lock.json DESTINATION ${FOLDER})
  execute_process(COMMAND ${NPM} ci --ignore-scripts --no-audit --no-fund --silent WORKING_DIRECTORY ${FOLDER}
                  RESULT_VARIABLE failed)
  if(failed)
    leave_out("its packages cannot be installed")
    return()
  endif()
  file(WRITE ${FOLDER}/installed ${wanted})
endif()

execute_process(COMMAND ${NODE} ${CONSOLE}/build.mjs ${FOLDER} ${OUTPUT} RESULT_VARIABLE failed)
if(failed)
  message(FATAL_ERROR "the console cannot be bundled")
endif()
