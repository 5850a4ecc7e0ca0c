# Every library from outside; docs/dependencies.md says what for and why this one.
find_package(Threads REQUIRED)
find_package(OpenSSL REQUIRED)
find_package(PkgConfig REQUIRED)
pkg_check_modules(SODIUM REQUIRED IMPORTED_TARGET libsodium)
pkg_check_modules(LIBJWT REQUIRED IMPORTED_TARGET libjwt)
pkg_check_modules(OATH REQUIRED IMPORTED_TARGET liboath)
pkg_check_modules(QRENCODE REQUIRED IMPORTED_TARGET libqrencode)
pkg_check_modules(UTF8PROC REQUIRED IMPORTED_TARGET libutf8proc)
pkg_check_modules(SQLITE REQUIRED IMPORTED_TARGET sqlite3)
find_package(fmt REQUIRED)
find_package(CURL 7.87 REQUIRED)
find_path(CCTZ_INCLUDE_DIR cctz/time_zone.h REQUIRED)
find_library(CCTZ_LIBRARY cctz REQUIRED)
find_path(KAINJOW_MUSTACHE_INCLUDE_DIR kainjow/mustache.hpp REQUIRED)
set(Boost_NO_WARN_NEW_VERSIONS ON)
find_package(Boost 1.81 REQUIRED COMPONENTS json)
if(SELFSAME_TESTS)
  find_package(GTest)
  if(GTest_FOUND)
    enable_testing()
    include(GoogleTest)
  else()
    # Who only wants the program need not have it; script/test insists that there are tests.
    message(STATUS "GoogleTest is not installed: building without tests")
    set(SELFSAME_TESTS OFF)
  endif()
endif()

# The parts of Boost that are headers only, compiled once here instead of in every file.
add_library(selfsame_boost STATIC ${PROJECT_SOURCE_DIR}/cmake/boost.cpp)
target_compile_definitions(selfsame_boost PUBLIC
  BOOST_ASIO_SEPARATE_COMPILATION BOOST_BEAST_SEPARATE_COMPILATION
  BOOST_ASIO_NO_DEPRECATED BOOST_ASIO_DISABLE_CONCEPTS)
target_link_libraries(selfsame_boost PUBLIC Boost::headers OpenSSL::SSL OpenSSL::Crypto
                      Threads::Threads)
target_compile_options(selfsame_boost PRIVATE -w)
