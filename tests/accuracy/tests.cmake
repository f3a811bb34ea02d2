# Every 1021st float32 in CI; `make accuracy` runs them all.
add_executable(rectify_accuracy "${CMAKE_CURRENT_LIST_DIR}/accuracy.cpp")
set_target_properties(rectify_accuracy PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${CMAKE_CURRENT_BINARY_DIR}/tests" CXX_EXTENSIONS ON)
target_include_directories(rectify_accuracy PRIVATE tests/accuracy)
find_package(Threads REQUIRED)
target_link_libraries(rectify_accuracy PRIVATE rectify_warnings rectify_inside fmt::fmt quadmath Threads::Threads)
add_test(NAME accuracy COMMAND rectify_accuracy --step 1021 --doubles 8192)
set_tests_properties(accuracy PROPERTIES TIMEOUT 900 ENVIRONMENT "${RECTIFY_TEST_ENVIRONMENT}")
