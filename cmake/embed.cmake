# Makes a C++ source that holds a text file:
#   selfsame_embed(TARGET FILE NAME) defines `extern const std::string_view selfsame::embedded::NAME`.
function(selfsame_embed target file name)
  set(source ${CMAKE_CURRENT_BINARY_DIR}/embedded_${name}.cpp)
  add_custom_command(
    OUTPUT ${source}
    COMMAND ${CMAKE_COMMAND} -DINPUT=${file} -DOUTPUT=${source} -DNAME=${name}
            -P ${PROJECT_SOURCE_DIR}/cmake/write_embedded.cmake
    DEPENDS ${file} ${PROJECT_SOURCE_DIR}/cmake/write_embedded.cmake
    VERBATIM)
  # A compiler need not take literals this long; ours do.
  set_source_files_properties(${source} PROPERTIES COMPILE_OPTIONS -Wno-overlength-strings)
  target_sources(${target} PRIVATE ${source})
endfunction()
