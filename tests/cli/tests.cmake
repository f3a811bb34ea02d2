if(TARGET rectify_cli)
  add_test(NAME cli COMMAND ${Python3_EXECUTABLE} "${CMAKE_CURRENT_SOURCE_DIR}/tests/cli/cli_test.py" $<TARGET_FILE:rectify_cli>)
  set_tests_properties(cli PROPERTIES TIMEOUT 600 ENVIRONMENT "${RECTIFY_TEST_ENVIRONMENT}")
endif()
