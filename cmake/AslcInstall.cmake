# Installation. The installed tree can be moved: aslc finds its back end in `../libexec` and the runtime in `../lib`
# relative to its own folder, and the package files for CMake and pkg-config use paths relative to themselves.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

install(TARGETS aslc RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(TARGETS aslc-backend RUNTIME DESTINATION libexec)
install(FILES ${CMAKE_ARCHIVE_OUTPUT_DIRECTORY}/libaslrt.a ${CMAKE_ARCHIVE_OUTPUT_DIRECTORY}/aslrt.libs
        DESTINATION lib)
install(DIRECTORY ${PROJECT_SOURCE_DIR}/runtime/include/asl DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}
        FILES_MATCHING PATTERN "*.h" PATTERN "*.def")
install(FILES ${PROJECT_SOURCE_DIR}/README.md ${PROJECT_SOURCE_DIR}/LICENSE
        DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/aslc)
install(DIRECTORY ${PROJECT_SOURCE_DIR}/docs DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/aslc)
install(DIRECTORY ${PROJECT_SOURCE_DIR}/examples DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/aslc)

set(package ${PROJECT_BINARY_DIR}/package)
configure_file(${PROJECT_SOURCE_DIR}/cmake/aslcConfig.cmake.in ${package}/aslcConfig.cmake @ONLY)
write_basic_package_version_file(${package}/aslcConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${package}/aslcConfig.cmake ${package}/aslcConfigVersion.cmake
              ${PROJECT_SOURCE_DIR}/cmake/AslAddMachine.cmake ${PROJECT_SOURCE_DIR}/cmake/asl_printers.py
        DESTINATION lib/cmake/aslc)
get_property(libraries GLOBAL PROPERTY ASLRT_LIBRARIES)
list(JOIN libraries " " ASLRT_LIBRARIES)
get_property(folders GLOBAL PROPERTY ASLRT_LIBRARY_FOLDERS)
list(JOIN folders " " ASLRT_LIBRARY_FOLDERS)
configure_file(${PROJECT_SOURCE_DIR}/cmake/aslrt.pc.in ${package}/aslrt.pc @ONLY)
install(FILES ${package}/aslrt.pc DESTINATION lib/pkgconfig)

# The symbols that a program exports to the modules that it loads, as a list for the linker.
file(STRINGS ${PROJECT_SOURCE_DIR}/runtime/aslrt.symbols symbols REGEX "^asl_")
list(TRANSFORM symbols APPEND "$<SEMICOLON>\n")
list(JOIN symbols "" symbols)
file(GENERATE OUTPUT ${package}/aslrt.exports CONTENT "{\n${symbols}}$<SEMICOLON>\n")
install(FILES ${package}/aslrt.exports DESTINATION lib)
