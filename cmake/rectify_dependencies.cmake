# Debian 12 packages: scripts/packages lists them.
find_package(OpenMP REQUIRED COMPONENTS CXX)
find_package(Threads REQUIRED)
find_package(ZLIB REQUIRED)
find_package(PNG REQUIRED)
find_package(JPEG REQUIRED)
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

# Sound: libsndfile reads, kissfft (single precision) transforms.
find_path(SNDFILE_INCLUDE_DIR sndfile.h REQUIRED)
find_library(SNDFILE_LIBRARY sndfile REQUIRED)
find_path(KISSFFT_INCLUDE_DIR kissfft/kiss_fftr.h REQUIRED)
find_library(KISSFFT_LIBRARY kissfft-float REQUIRED)
mark_as_advanced(SNDFILE_INCLUDE_DIR SNDFILE_LIBRARY KISSFFT_INCLUDE_DIR KISSFFT_LIBRARY)
if(NOT TARGET rectify_sound)
  add_library(rectify_sound INTERFACE IMPORTED)
  target_include_directories(rectify_sound INTERFACE "${SNDFILE_INCLUDE_DIR}" "${KISSFFT_INCLUDE_DIR}")
  target_link_libraries(rectify_sound INTERFACE "${SNDFILE_LIBRARY}" "${KISSFFT_LIBRARY}")
endif()

find_path(MINIZIP_INCLUDE_DIR minizip/unzip.h REQUIRED)
find_library(MINIZIP_LIBRARY minizip REQUIRED)
mark_as_advanced(MINIZIP_INCLUDE_DIR MINIZIP_LIBRARY)
if(NOT TARGET rectify_minizip)
  add_library(rectify_minizip UNKNOWN IMPORTED)
  set_target_properties(rectify_minizip PROPERTIES IMPORTED_LOCATION "${MINIZIP_LIBRARY}"
                                                   INTERFACE_INCLUDE_DIRECTORIES "${MINIZIP_INCLUDE_DIR}")
endif()

set(RECTIFY_DEPENDENCIES $<BUILD_INTERFACE:rectify_dnnl> hwy::hwy OpenMP::OpenMP_CXX fmt::fmt
                         $<BUILD_INTERFACE:nlohmann_json::nlohmann_json> $<BUILD_INTERFACE:rectify_sound> $<BUILD_INTERFACE:rectify_minizip>
                         PNG::PNG JPEG::JPEG ZLIB::ZLIB Threads::Threads)
