# Linked by everything of ours, never by what others wrote.
add_library(migrexec_warnings INTERFACE)
target_compile_options(migrexec_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wconversion -Wsign-conversion -Wshadow -Wold-style-cast
  -Wnon-virtual-dtor -Woverloaded-virtual -Wnull-dereference -Wformat=2 -Wimplicit-fallthrough
  -Werror)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # A designated initializer that leaves the rest at its default is our way to name arguments.
  target_compile_options(migrexec_warnings INTERFACE
    -Wduplicated-cond -Wlogical-op -Wno-missing-field-initializers)
else()
  target_compile_options(migrexec_warnings INTERFACE -Wno-missing-field-initializers
    -Wno-missing-designated-field-initializers)
endif()
