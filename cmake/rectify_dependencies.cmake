# Debian 12 packages: libhwy-dev libdnnl-dev libfmt-dev nlohmann-json3-dev libcli11-dev zlib1g-dev libgtest-dev.
find_package(OpenMP REQUIRED COMPONENTS CXX)
find_package(Threads REQUIRED)
find_package(ZLIB REQUIRED)
find_package(hwy CONFIG REQUIRED)
find_package(fmt CONFIG REQUIRED)
find_package(nlohmann_json CONFIG REQUIRED)
if(RECTIFY_CLI)
  find_package(CLI11 CONFIG REQUIRED)
endif()

# oneDNN's own package asks for OpenCL's headers, which rectify does not use.
find_path(DNNL_INCLUDE_DIR oneapi/dnnl/dnnl.hpp REQUIRED)
find_library(DNNL_LIBRARY dnnl REQUIRED)
mark_as_advanced(DNNL_INCLUDE_DIR DNNL_LIBRARY)
if(NOT TARGET rectify_dnnl)
  add_library(rectify_dnnl UNKNOWN IMPORTED)
  set_target_properties(rectify_dnnl PROPERTIES IMPORTED_LOCATION "${DNNL_LIBRARY}"
                                                INTERFACE_INCLUDE_DIRECTORIES "${DNNL_INCLUDE_DIR}")
endif()

set(RECTIFY_DEPENDENCIES $<BUILD_INTERFACE:rectify_dnnl> hwy::hwy OpenMP::OpenMP_CXX fmt::fmt
                         $<BUILD_INTERFACE:nlohmann_json::nlohmann_json> ZLIB::ZLIB Threads::Threads)
