# What `cmake --install` puts where. The tree can be moved: aslc finds the runtime library in `../lib` beside its
# own folder.
include(GNUInstallDirs)

install(TARGETS aslc RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(FILES ${CMAKE_ARCHIVE_OUTPUT_DIRECTORY}/libaslrt.a ${CMAKE_ARCHIVE_OUTPUT_DIRECTORY}/aslrt.libs
        DESTINATION lib)
install(DIRECTORY ${PROJECT_SOURCE_DIR}/runtime/include/asl DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}
        FILES_MATCHING PATTERN "*.h")
install(FILES ${PROJECT_SOURCE_DIR}/README.md ${PROJECT_SOURCE_DIR}/LICENSE
        DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/aslc)
install(DIRECTORY ${PROJECT_SOURCE_DIR}/docs/ DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/aslc)
install(DIRECTORY ${PROJECT_SOURCE_DIR}/examples DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/aslc)
