# The Python package, in build/…/python/rectify: the extension module, and links to the .py files so that it runs from there.
if(NOT DEFINED Python_EXECUTABLE AND NOT DEFINED SKBUILD AND EXISTS /usr/bin/python3)
  set(Python_EXECUTABLE /usr/bin/python3)  # Debian's, which has the packages of the tests
endif()
find_package(Python 3.11 REQUIRED COMPONENTS Interpreter Development.Module)
find_package(pybind11 2.10 REQUIRED CONFIG)
find_path(RECTIFY_DLPACK dlpack/dlpack.h REQUIRED)
file(GLOB RECTIFY_PYTHON_SOURCES CONFIGURE_DEPENDS python/src/*.cpp)
file(GLOB RECTIFY_PYTHON_FILES CONFIGURE_DEPENDS RELATIVE "${CMAKE_CURRENT_SOURCE_DIR}/python" python/rectify/*.py python/rectify/*/*.py python/rectify/*/*/*.py
     python/rectify/*.pyi python/rectify/*/*.pyi python/rectify/py.typed)
pybind11_add_module(rectify_python MODULE NO_EXTRAS ${RECTIFY_PYTHON_SOURCES})
set_target_properties(rectify_python PROPERTIES OUTPUT_NAME _C CXX_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON
                                                LIBRARY_OUTPUT_DIRECTORY "${CMAKE_CURRENT_BINARY_DIR}/python/rectify")
target_include_directories(rectify_python SYSTEM PRIVATE ${RECTIFY_DLPACK})
target_link_libraries(rectify_python PRIVATE rectify_warnings rectify::torch)
# Hundreds of small functions: for size; what every call passes through is for speed.
file(GLOB RECTIFY_PYTHON_COLD python/src/functions*.cpp python/src/training.cpp python/src/inspect.cpp python/src/module.cpp)
set_property(SOURCE ${RECTIFY_PYTHON_COLD} APPEND PROPERTY COMPILE_OPTIONS $<$<CONFIG:Release>:-Os>)
foreach(file IN LISTS RECTIFY_PYTHON_FILES)
  get_filename_component(folder "${CMAKE_CURRENT_BINARY_DIR}/python/${file}" DIRECTORY)
  file(MAKE_DIRECTORY "${folder}")
  file(CREATE_LINK "${CMAKE_CURRENT_SOURCE_DIR}/python/${file}" "${CMAKE_CURRENT_BINARY_DIR}/python/${file}" SYMBOLIC)
endforeach()
# For the wheel: the module, the library beside it, the command.
set_target_properties(rectify_python PROPERTIES INSTALL_RPATH "$ORIGIN")
install(TARGETS rectify_python LIBRARY DESTINATION rectify COMPONENT python)
install(FILES $<TARGET_FILE:rectify> DESTINATION rectify COMPONENT python RENAME $<TARGET_SONAME_FILE_NAME:rectify>)
if(TARGET rectify_cli)
  set_property(TARGET rectify_cli APPEND PROPERTY INSTALL_RPATH "$ORIGIN/..")
  install(TARGETS rectify_cli RUNTIME DESTINATION rectify/bin COMPONENT python)
endif()
