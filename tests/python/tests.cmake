# The Python package's tests, with pytest and NumPy; what compares with PyTorch is skipped where python3-torch is not installed.
if(RECTIFY_PYTHON)
  add_test(NAME python COMMAND ${Python_EXECUTABLE} -m pytest -q -p no:cacheprovider "${CMAKE_CURRENT_SOURCE_DIR}/tests/python")
  set_tests_properties(python PROPERTIES TIMEOUT 900 ENVIRONMENT "PYTHONPATH=${CMAKE_CURRENT_BINARY_DIR}/python;PYTHONDONTWRITEBYTECODE=1;${RECTIFY_TEST_ENVIRONMENT}")
endif()
