cmake_minimum_required(VERSION 3.25)

# Run from the root: cmake -DSOURCE_DIR=. -P tests/architecture/floors.cmake
# Each room of src/ may include itself and the rooms named here; entrypoint/ may include all.
# This table is the architecture: docs/architecture.md explains it.
get_filename_component(SOURCE_DIR "${SOURCE_DIR}" ABSOLUTE)
set(may_use_base    "")
set(may_use_sql     base)
set(may_use_report  base)
set(may_use_process base)
set(may_use_db      base sql)
set(may_use_wait    base report db)
set(may_use_migrate base report sql process db)

# Each foreign library has one door: a regex of its includes, then the only paths that may use it.
set(doors
  "<libpq|<postgres_ext"          "^src/db/postgres/"
  "<sqlite3"                      "^src/db/sqlite/"
  "<boost/program_options"        "^entrypoint/settings"
  "<boost/process"                "^src/process/"
  "<spdlog/"                      "^src/report/"
  "<nlohmann/"                    "^(src/report/|entrypoint/commands/json)"
  "<boost/(asio|beast|system)"    "^src/wait/probe"
  "<openssl/"                     "^src/(base/checksum|wait/probe_http)"
)

file(GLOB_RECURSE files RELATIVE "${SOURCE_DIR}"
  "${SOURCE_DIR}/src/*.[ch]pp" "${SOURCE_DIR}/entrypoint/*.[ch]pp")
foreach(file IN LISTS files)
  file(STRINGS "${SOURCE_DIR}/${file}" lines REGEX "^#include ")
  set(room "")
  if(file MATCHES "^src/([^/]+)/")
    set(room "${CMAKE_MATCH_1}")
    if(NOT DEFINED may_use_${room})
      message(SEND_ERROR "${file}: room '${room}' has no line in tests/architecture/floors.cmake")
    endif()
  endif()

  foreach(line IN LISTS lines)
    if(room AND line MATCHES "^#include \"([^/\"]+)/")
      set(used "${CMAKE_MATCH_1}")
      if(NOT used STREQUAL room AND NOT used IN_LIST may_use_${room})
        message(SEND_ERROR "${file}: '${room}' must not use '${used}': ${line}")
      endif()
    endif()
    set(rest ${doors})
    while(rest)
      list(POP_FRONT rest header door)
      if(line MATCHES "${header}" AND NOT file MATCHES "${door}")
        message(SEND_ERROR "${file}: only ${door} may include this: ${line}")
      endif()
    endwhile()
  endforeach()
endforeach()
