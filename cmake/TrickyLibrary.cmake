# One function makes every folder's library, so that all obey the same rules.

add_library(tricky_warnings INTERFACE)
add_library(tricky::warnings ALIAS tricky_warnings)
target_compile_options(tricky_warnings INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor
                       -Wno-missing-field-initializers
                       # GCC 12 sees overlaps and overflows in std::string + "…" that are not there (its bug 105651).
                       -Wno-restrict -Wno-stringop-overflow)
if(TRICKY_SANITIZE)
  add_compile_options(-fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer)
  add_link_options(-fsanitize=address,undefined)
endif()

# tricky_library(NAME LINKS folder… PRIVATE target…)
#   Static library tricky::NAME of the .cpp files in the current folder and its commands/. Only include/ is public, so
#   another folder's headers are seen by linking to it and in no other way.
#   NAME_headers compiles each public header by itself.
function(tricky_library name)
  cmake_parse_arguments(ARG "" "" "LINKS;PRIVATE" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp)
  list(FILTER sources EXCLUDE REGEX "/main\\.cpp$")
  add_library(tricky_${name} STATIC ${sources})
  add_library(tricky::${name} ALIAS tricky_${name})
  target_include_directories(tricky_${name} PUBLIC include PRIVATE .)
  foreach(folder IN LISTS ARG_LINKS)
    target_link_libraries(tricky_${name} PUBLIC tricky::${folder})
  endforeach()
  target_link_libraries(tricky_${name} PRIVATE ${ARG_PRIVATE} tricky::warnings)

  file(GLOB headers CONFIGURE_DEPENDS RELATIVE ${CMAKE_CURRENT_SOURCE_DIR}/include include/tricky/${name}/*.h)
  set(alone "")
  foreach(header IN LISTS headers)
    string(REPLACE "/" "_" stem ${header})
    set(file ${CMAKE_CURRENT_BINARY_DIR}/headers/${stem}.cpp)
    if(NOT EXISTS ${file})
      file(WRITE ${file} "#include \"${header}\"\n")
    endif()
    list(APPEND alone ${file})
  endforeach()
  if(alone)
    add_library(tricky_${name}_headers OBJECT ${alone})
    target_compile_options(tricky_${name}_headers PRIVATE -O0 -g0)
    target_link_libraries(tricky_${name}_headers PRIVATE tricky::${name} tricky::warnings)
  endif()
endfunction()
