add_test(NAME layers COMMAND Python3::Interpreter "${CMAKE_CURRENT_SOURCE_DIR}/scripts/check_layers.py")
add_test(NAME layers_verdicts COMMAND Python3::Interpreter "${CMAKE_CURRENT_LIST_DIR}/layers_test.py")
