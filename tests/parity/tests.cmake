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

# Programs of many small cases and models as people write them; what libtorch 1.13.1 prints for them is committed beside them:
# parity.py --write --examples tests/parity/programs,tests/parity/models --work DIR --include DIR --compiler g++
file(GLOB RECTIFY_PARITY_PROGRAMS CONFIGURE_DEPENDS "${CMAKE_CURRENT_LIST_DIR}/programs/*.cpp" "${CMAKE_CURRENT_LIST_DIR}/models/*.cpp")
foreach(source IN LISTS RECTIFY_PARITY_PROGRAMS)
  get_filename_component(name "${source}" NAME_WE)
  get_filename_component(folder "${source}" DIRECTORY)
  add_executable(parity_${name} "${source}")
  set_target_properties(parity_${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/parity/programs")
  target_compile_options(parity_${name} PRIVATE -O0)
  target_link_libraries(parity_${name} PRIVATE rectify::torch)
  add_test(NAME parity_${name} COMMAND Python3::Interpreter "${CMAKE_CURRENT_LIST_DIR}/parity.py" --program "$<TARGET_FILE:parity_${name}>"
                                       --expected "${folder}/${name}.txt")
endforeach()

# Builds them all against libtorch and says whether the committed outputs still hold.
if(LIBTORCH_INCLUDE_DIR)
  add_custom_target(parity-libtorch
                    COMMAND Python3::Interpreter "${CMAKE_CURRENT_LIST_DIR}/parity.py" --verify
                            --examples "${CMAKE_CURRENT_LIST_DIR}/programs,${CMAKE_CURRENT_LIST_DIR}/models" --work "${CMAKE_BINARY_DIR}/parity"
                            --include "${LIBTORCH_INCLUDE_DIR}" --compiler "${CMAKE_CXX_COMPILER}"
                    USES_TERMINAL)
endif()

# docs/libtorch.md says of every name of libtorch's what compiles.
add_test(NAME libtorch_names COMMAND Python3::Interpreter "${CMAKE_CURRENT_SOURCE_DIR}/scripts/libtorch_names.py" --check --compiler "${CMAKE_CXX_COMPILER}")
set_tests_properties(libtorch_names PROPERTIES TIMEOUT 600 COST 100)
