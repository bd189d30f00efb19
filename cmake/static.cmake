# One static executable. scripts/build-static runs this; it has built libpq before.
if(NOT MIGREXEC_STATIC_DEPS)
  set(MIGREXEC_STATIC_DEPS build/static-deps)
endif()
set(libpq ${PROJECT_SOURCE_DIR}/${MIGREXEC_STATIC_DEPS}/libpq)
if(NOT EXISTS ${libpq}/lib/libpq.a)
  message(FATAL_ERROR "no static libpq here: scripts/build-static builds it first")
endif()

set(CMAKE_FIND_LIBRARY_SUFFIXES .a)
set(Boost_USE_STATIC_LIBS ON)
set(OPENSSL_USE_STATIC_LIBS ON)
set(PostgreSQL_LIBRARY_RELEASE ${libpq}/lib/libpq.a CACHE FILEPATH "" FORCE)
set(PostgreSQL_INCLUDE_DIR ${libpq}/include CACHE PATH "" FORCE)
set(PostgreSQL_TYPE_INCLUDE_DIR ${libpq}/include CACHE PATH "" FORCE)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
# Where it was built is not in it.
add_compile_options(-ffunction-sections -fdata-sections -ffile-prefix-map=${PROJECT_SOURCE_DIR}=.)

# Debian's fmt has a shared library only; spdlog's header-only target would link it.
macro(migrexec_header_only_fmt)
  set_target_properties(spdlog::spdlog_header_only PROPERTIES
    INTERFACE_LINK_LIBRARIES "Threads::Threads;fmt::fmt-header-only")
endmacro()

# What static/host.cpp stands in front of.
set(wrapped getaddrinfo getpwuid_r CONF_modules_load_file_ex X509_get_default_cert_file)
list(TRANSFORM wrapped PREPEND LINKER:--wrap=)

# The executable: position independent, read-only after relocation, without what nothing calls.
function(migrexec_make_static target)
  target_sources(${target} PRIVATE ${PROJECT_SOURCE_DIR}/static/host.cpp)
  # The linker must see these functions as they are.
  set_source_files_properties(${PROJECT_SOURCE_DIR}/static/host.cpp PROPERTIES COMPILE_OPTIONS -fno-lto)
  target_link_libraries(${target} PRIVATE OpenSSL::SSL OpenSSL::Crypto)
  target_link_options(${target} PRIVATE -static-pie -s ${wrapped}
    LINKER:--gc-sections,--build-id=none,-z,relro,-z,now,-z,noexecstack,-z,pack-relative-relocs)
  set_target_properties(${target} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR})
endfunction()
