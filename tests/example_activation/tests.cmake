# The example of docs/adding_an_activation.md: list.def with one more line, and all that follows from it but the rest of
# the library.
set(overlay "${CMAKE_CURRENT_BINARY_DIR}/example_activation")
set(example "${CMAKE_CURRENT_SOURCE_DIR}/tests/example_activation")
file(READ include/rectify/activations/list.def list)
string(REGEX REPLACE "#endif\n$" "" list "${list}")
file(CONFIGURE OUTPUT "${overlay}/include/rectify/activations/list.def"
     CONTENT "${list}#include <rectify/activations/bent_identity.h>\n#endif\n")
configure_file("${example}/bent_identity.h" "${overlay}/include/rectify/activations/bent_identity.h" COPYONLY)
set(NAME bent_identity)
set(HEADER rectify/activations/bent_identity.h)
set(FILE activations/bent_identity.cc)
configure_file(src/kernels/activation.cc.in "${overlay}/${FILE}" @ONLY)
add_executable(test_example_activation "${example}/example_activation.cpp" "${overlay}/${FILE}")
set_target_properties(test_example_activation PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${CMAKE_CURRENT_BINARY_DIR}/tests")
target_include_directories(test_example_activation BEFORE PRIVATE "${overlay}/include" "${overlay}" src)
# the module is not in the library: its Cloneable is compiled here
target_compile_definitions(test_example_activation PRIVATE RECTIFY_INSTANCES)
target_link_libraries(test_example_activation PRIVATE rectify_warnings rectify hwy GTest::gtest_main)
add_test(NAME example_activation COMMAND test_example_activation --gtest_brief=1)
