add_executable(inspect_bank "${CMAKE_CURRENT_SOURCE_DIR}/tests/inspect/bank.cpp")
set_target_properties(inspect_bank PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${CMAKE_CURRENT_BINARY_DIR}/tests")
target_include_directories(inspect_bank PRIVATE tests)
target_link_libraries(inspect_bank PRIVATE rectify_warnings rectify::torch)

# The library and the command without this room: the same objects but those of the room and of what needs it, so only the
# stand-ins are compiled. A symbol that another room wanted from here would be missing.
add_library(without_inspect SHARED $<FILTER:$<TARGET_OBJECTS:rectify_objects>,EXCLUDE,/src/inspect/>)
set_target_properties(without_inspect PROPERTIES LINKER_LANGUAGE CXX LIBRARY_OUTPUT_DIRECTORY "${CMAKE_CURRENT_BINARY_DIR}/tests")
target_link_libraries(without_inspect PRIVATE ${RECTIFY_DEPENDENCIES})
if(NOT RECTIFY_SANITIZE)
  target_link_options(without_inspect PRIVATE -Wl,-z,defs)
endif()
if(TARGET rectify_cli)
  add_executable(command_without_inspect cli/main.cpp cli/no_inspect.cpp
                                         "$<FILTER:$<TARGET_OBJECTS:rectify_cli_objects>,EXCLUDE,${RECTIFY_CLI_INSPECT}>")
  set_target_properties(command_without_inspect PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${CMAKE_CURRENT_BINARY_DIR}/tests")
  target_include_directories(command_without_inspect PRIVATE cli . include)
  target_link_libraries(command_without_inspect PRIVATE rectify_warnings without_inspect CLI11::CLI11 fmt::fmt
                                                        nlohmann_json::nlohmann_json OpenMP::OpenMP_CXX)
  add_test(NAME without_inspect
           COMMAND ${Python3_EXECUTABLE} "${CMAKE_CURRENT_SOURCE_DIR}/tests/inspect/without_inspect.py"
                   "${CMAKE_CURRENT_SOURCE_DIR}" $<TARGET_FILE:command_without_inspect> "${RECTIFY_CLI_INSPECT}")
  set_tests_properties(without_inspect PROPERTIES TIMEOUT 300 ENVIRONMENT "${RECTIFY_TEST_ENVIRONMENT}")
endif()

if(TARGET example_inspect)
  add_test(NAME example_inspect COMMAND example_inspect "${CMAKE_CURRENT_BINARY_DIR}/tests/example_inspect_events")
  set_tests_properties(example_inspect PROPERTIES PASS_REGULAR_EXPRESSION "were killed by a step.*event files in" ENVIRONMENT "${RECTIFY_TEST_ENVIRONMENT}")
endif()
