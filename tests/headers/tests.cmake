# Every public header compiles alone, as C++17, without a warning.
add_test(NAME headers COMMAND Python3::Interpreter "${CMAKE_CURRENT_LIST_DIR}/headers.py" "${CMAKE_CXX_COMPILER}" "${CMAKE_CURRENT_SOURCE_DIR}")
set_tests_properties(headers PROPERTIES TIMEOUT 600)
