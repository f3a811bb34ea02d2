add_executable(inspect_bank "${CMAKE_CURRENT_SOURCE_DIR}/tests/inspect/bank.cpp")
set_target_properties(inspect_bank PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${CMAKE_CURRENT_BINARY_DIR}/tests")
target_include_directories(inspect_bank PRIVATE tests)
target_link_libraries(inspect_bank PRIVATE rectify_warnings rectify::torch)
