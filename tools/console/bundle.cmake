# Makes a C++ source of the console's files: ASLC_CONSOLE_BUNDLE. Without npm, or when its packages cannot be had, the
# source holds no files, and everything else works.
find_program(ASLC_NPM npm)
find_program(ASLC_NODE NAMES node nodejs)
set(console ${PROJECT_SOURCE_DIR}/tools/console)
set(folder ${PROJECT_BINARY_DIR}/tools/console)
set(ASLC_CONSOLE_BUNDLE ${folder}/console_bundle.cpp)
file(GLOB_RECURSE console_sources CONFIGURE_DEPENDS ${console}/src/*)
add_custom_command(
  OUTPUT ${ASLC_CONSOLE_BUNDLE}
  COMMAND ${CMAKE_COMMAND} -DNPM=${ASLC_NPM} -DNODE=${ASLC_NODE} -DCONSOLE=${console} -DFOLDER=${folder}
          -DOUTPUT=${ASLC_CONSOLE_BUNDLE} -P ${console}/build.cmake
  DEPENDS ${console_sources} ${console}/build.cmake ${console}/build.mjs ${console}/package.json
          ${console}/package-lock.json
  COMMENT "Bundling the console"
  VERBATIM)
# A target of its own, so that the command does not wait for the libraries that the user of the source links.
add_custom_target(aslc_console_bundle DEPENDS ${ASLC_CONSOLE_BUNDLE})
