# Where libtorch-dev is installed: every program in examples/ built against both libraries prints the same.
find_path(LIBTORCH_INCLUDE_DIR torch/torch.h PATHS /usr/include/torch/csrc/api/include NO_DEFAULT_PATH)
mark_as_advanced(LIBTORCH_INCLUDE_DIR)
add_test(NAME parity_verdicts COMMAND Python3::Interpreter "${CMAKE_CURRENT_LIST_DIR}/parity.py" --self-test)
if(RECTIFY_EXAMPLES AND LIBTORCH_INCLUDE_DIR)
  add_test(NAME parity COMMAND Python3::Interpreter "${CMAKE_CURRENT_LIST_DIR}/parity.py" --examples "${CMAKE_CURRENT_SOURCE_DIR}/examples"
                               --ours "${CMAKE_BINARY_DIR}/examples" --work "${CMAKE_BINARY_DIR}/parity" --include "${LIBTORCH_INCLUDE_DIR}"
                               --compiler "${CMAKE_CXX_COMPILER}")
  set_tests_properties(parity PROPERTIES TIMEOUT 1800 COST 1000)
endif()
