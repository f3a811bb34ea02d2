# Installs the build to a scratch prefix and builds an outside project against it, by CMake and by pkg-config.
add_test(NAME package COMMAND ${CMAKE_COMMAND} -DBUILD=${CMAKE_BINARY_DIR} -DSOURCE=${CMAKE_CURRENT_LIST_DIR}
                              -DCXX=${CMAKE_CXX_COMPILER} -DSTATIC=${RECTIFY_STATIC} -P "${CMAKE_CURRENT_LIST_DIR}/run.cmake")
set_tests_properties(package PROPERTIES TIMEOUT 600)
