# Headers, libraries, the command, the CMake package and the two pkg-config modules.
include(CMakePackageConfigHelpers)
set(RECTIFY_PACKAGE_DIR "${CMAKE_INSTALL_LIBDIR}/cmake/rectify")

install(DIRECTORY include/rectify DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}" PATTERN README.md EXCLUDE)
install(DIRECTORY compat/ DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}/rectify/compat" PATTERN README.md EXCLUDE)
install(TARGETS rectify rectify_torch EXPORT rectifyTargets)
install(EXPORT rectifyTargets NAMESPACE rectify:: DESTINATION "${RECTIFY_PACKAGE_DIR}")
if(RECTIFY_STATIC)
  install(TARGETS rectify_static EXPORT rectifyStaticTargets)
  install(EXPORT rectifyStaticTargets NAMESPACE rectify:: DESTINATION "${RECTIFY_PACKAGE_DIR}")
endif()
if(TARGET rectify_cli)
  install(TARGETS rectify_cli)
endif()
install(FILES LICENSE README.md CHANGELOG.md DESTINATION "${CMAKE_INSTALL_DOCDIR}" OPTIONAL)

configure_package_config_file(cmake/rectifyConfig.cmake.in "${CMAKE_CURRENT_BINARY_DIR}/rectifyConfig.cmake"
                              INSTALL_DESTINATION "${RECTIFY_PACKAGE_DIR}")
write_basic_package_version_file("${CMAKE_CURRENT_BINARY_DIR}/rectifyConfigVersion.cmake" COMPATIBILITY SameMinorVersion)
install(FILES "${CMAKE_CURRENT_BINARY_DIR}/rectifyConfig.cmake" "${CMAKE_CURRENT_BINARY_DIR}/rectifyConfigVersion.cmake"
        DESTINATION "${RECTIFY_PACKAGE_DIR}")

# Paths relative to the .pc file, so that an install tree can be moved.
file(RELATIVE_PATH RECTIFY_PC_PREFIX "/${CMAKE_INSTALL_LIBDIR}/pkgconfig" "/")
string(REGEX REPLACE "/$" "" RECTIFY_PC_PREFIX "${RECTIFY_PC_PREFIX}")
foreach(module rectify rectify-torch)
  configure_file(cmake/${module}.pc.in "${CMAKE_CURRENT_BINARY_DIR}/${module}.pc" @ONLY)
  install(FILES "${CMAKE_CURRENT_BINARY_DIR}/${module}.pc" DESTINATION "${CMAKE_INSTALL_LIBDIR}/pkgconfig")
endforeach()
