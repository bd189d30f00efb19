# For arm64, on whatever machine. On another one: Debian's cross compiler, and the static libraries that
# scripts/build-static unpacks; what has headers only is the same on both.
set(MIGREXEC_STATIC_DEPS build/static-deps/arm64)
cmake_host_system_information(RESULT machine QUERY OS_PLATFORM)
if(machine STREQUAL "aarch64")
  return()
endif()

set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR aarch64)
set(CMAKE_CXX_COMPILER aarch64-linux-gnu-g++)
set(packages ${CMAKE_CURRENT_LIST_DIR}/../${MIGREXEC_STATIC_DEPS}/packages)
set(CMAKE_FIND_ROOT_PATH ${packages})
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
include_directories(SYSTEM ${packages}/usr/include/aarch64-linux-gnu)
foreach(name spdlog fmt)
  file(GLOB ${name}_DIR /usr/lib/*/cmake/${name})
endforeach()
set(Boost_NO_BOOST_CMAKE ON)
