# One GoogleTest program per room: tests/<room>/*_test.cpp becomes test_<room>.
find_package(GTest REQUIRED)
find_package(Python3 REQUIRED COMPONENTS Interpreter)

set(RECTIFY_TEST_ENVIRONMENT "" CACHE STRING "Environment variables of every test, such as RECTIFY_ALLOCATOR=system")

file(GLOB RECTIFY_TEST_ROOMS CONFIGURE_DEPENDS LIST_DIRECTORIES true "${CMAKE_CURRENT_SOURCE_DIR}/tests/*")
if(NOT RECTIFY_INSPECT)
  list(FILTER RECTIFY_TEST_ROOMS EXCLUDE REGEX "/inspect$")
endif()
foreach(directory IN LISTS RECTIFY_TEST_ROOMS)
  file(GLOB sources CONFIGURE_DEPENDS "${directory}/*_test.cpp")
  if(NOT sources)
    continue()
  endif()
  get_filename_component(room "${directory}" NAME)
  add_executable(test_${room} ${sources})
  set_target_properties(test_${room} PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${CMAKE_CURRENT_BINARY_DIR}/tests")
  target_include_directories(test_${room} PRIVATE src tests .)
  set(library rectify::torch)
  if(room MATCHES "^(kernels|onednn)$")
    set(library rectify_inside)
  endif()
  target_compile_options(test_${room} PRIVATE $<$<CONFIG:Release>:-O1>)  # they are compiled more often than they run
  target_link_libraries(test_${room} PRIVATE rectify_warnings ${library} nlohmann_json::nlohmann_json fmt::fmt
                                             ZLIB::ZLIB OpenMP::OpenMP_CXX GTest::gtest_main)
  target_compile_definitions(test_${room} PRIVATE RECTIFY_GOLDEN_DIR="${CMAKE_CURRENT_SOURCE_DIR}/tests/golden"
                                                  RECTIFY_SOURCE_DIR="${CMAKE_CURRENT_SOURCE_DIR}")
  if(TARGET rectify_cli)
    target_compile_definitions(test_${room} PRIVATE RECTIFY_COMMAND="$<TARGET_FILE:rectify_cli>")
    if(room STREQUAL "cli")
      add_dependencies(test_${room} rectify_cli)
    endif()
  endif()
  add_test(NAME ${room} COMMAND test_${room} --gtest_brief=1)
  set_tests_properties(${room} PROPERTIES TIMEOUT 900 ENVIRONMENT "${RECTIFY_TEST_ENVIRONMENT}")
endforeach()

# Suites that are not GoogleTest programs bring their own CMake file.
foreach(directory IN LISTS RECTIFY_TEST_ROOMS)
  include("${directory}/tests.cmake" OPTIONAL)
endforeach()
