# The documentation site, warnings as errors, where Sphinx is installed.
if(RECTIFY_PYTHON)
  execute_process(COMMAND ${Python_EXECUTABLE} -c "import sphinx, myst_parser, furo" RESULT_VARIABLE missing OUTPUT_QUIET ERROR_QUIET)
  if(missing EQUAL 0)
    add_test(NAME docs COMMAND ${Python_EXECUTABLE} "${CMAKE_CURRENT_SOURCE_DIR}/docs/site/build.py"
                               --package "${CMAKE_CURRENT_BINARY_DIR}/python" --out "${CMAKE_CURRENT_BINARY_DIR}/docs")
    set_tests_properties(docs PROPERTIES TIMEOUT 900 LABELS docs ENVIRONMENT "CXX=${CMAKE_CXX_COMPILER};PYTHONDONTWRITEBYTECODE=1;${RECTIFY_TEST_ENVIRONMENT}")
  else()
    message(WARNING "python3-sphinx, python3-myst-parser or furo is missing: the documentation site is not built")
  endif()
endif()
