# One place for how everything is compiled.
set(CMAKE_CXX_STANDARD 23)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "" FORCE)
endif()

add_compile_options(-Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wnon-virtual-dtor
                    -Wold-style-cast -Woverloaded-virtual)
if(CMAKE_CXX_COMPILER_ID STREQUAL GNU)
  # GCC 12 sees overlaps and overruns in its own std::string that are not there (PR105329, PR105651).
  add_compile_options(-Wno-restrict -Wno-array-bounds)
endif()
if(SELFSAME_WERROR)
  add_compile_options(-Werror)
endif()

set(SELFSAME_SANITIZE "" CACHE STRING "Sanitizers, as for -fsanitize=; empty: none")
if(SELFSAME_SANITIZE)
  add_compile_options(-fsanitize=${SELFSAME_SANITIZE} -fno-omit-frame-pointer
                      -fno-sanitize-recover=all)
  if(SELFSAME_SANITIZE STREQUAL thread AND CMAKE_CXX_COMPILER_ID STREQUAL GNU)
    add_compile_options(-Wno-tsan)  # Asio's fences, which this sanitizer does not see
  endif()
  if(CMAKE_CXX_COMPILER_ID STREQUAL GNU)
    # Instrumented, std::optional and std::string look unset or overrun to GCC 12 where they are not
    # (PR80635, PR105562); the release build warns of those that are.
    add_compile_options(-Wno-maybe-uninitialized -Wno-stringop-overflow)
  endif()
  add_link_options(-fsanitize=${SELFSAME_SANITIZE})
endif()

# A library of the project: its sources, its tests beside them, and what it may use.
#   selfsame_library(NAME SOURCES ... TESTS ... LINK ...)
function(selfsame_library name)
  cmake_parse_arguments(ARG "" "" "SOURCES;TESTS;LINK;TEST_LINK" ${ARGN})
  add_library(selfsame_${name} STATIC ${ARG_SOURCES})
  target_include_directories(selfsame_${name} PUBLIC ${PROJECT_SOURCE_DIR})
  target_link_libraries(selfsame_${name} PUBLIC ${ARG_LINK})
  if(SELFSAME_TESTS AND ARG_TESTS)
    selfsame_test(${name}_test SOURCES ${ARG_TESTS} LINK selfsame_${name} ${ARG_TEST_LINK})
  endif()
endfunction()

# A test program; every TEST in it becomes one line of ctest.
function(selfsame_test name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LINK" ${ARGN})
  add_executable(${name} ${ARG_SOURCES})
  target_include_directories(${name} PRIVATE ${PROJECT_SOURCE_DIR})
  target_link_libraries(${name} PRIVATE ${ARG_LINK} GTest::gtest GTest::gtest_main)
  # Tests are built often and run once: quick to compile matters more than quick to run.
  target_compile_options(${name} PRIVATE -O0)
  target_precompile_headers(${name} PRIVATE <gtest/gtest.h> <chrono> <functional> <string> <vector>)
  gtest_discover_tests(${name} DISCOVERY_TIMEOUT 60)
endfunction()
