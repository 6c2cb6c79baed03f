# Static archives of LLVM and MLIR, with the host's target only.
#
# The shared libLLVM takes most of a short command's start-up time, and contains all targets. MLIR's exported archives
# name it as their dependency; here that is replaced by the archives of the target `aslc_llvm`.
add_library(aslc_llvm INTERFACE)
llvm_map_components_to_libnames(components
  core support native passes orcjit jitlink bitwriter targetparser)
target_link_libraries(aslc_llvm INTERFACE ${components})

# System libraries that the archives need, also as archives, so that our programs need only the C and C++ libraries.
# Z3 is a solver that nothing here calls.
find_library(ZSTD_ARCHIVE libzstd.a REQUIRED)
find_library(ZLIB_ARCHIVE libz.a REQUIRED)
foreach(library IN LISTS LLVM_AVAILABLE_LIBS)
  if(TARGET ${library})
    get_target_property(links ${library} INTERFACE_LINK_LIBRARIES)
    if(links)
      list(FILTER links EXCLUDE REGEX "libz3|ZLIB::ZLIB|zstd::|LibXml2|LibEdit")
      set_property(TARGET ${library} PROPERTY INTERFACE_LINK_LIBRARIES "${links}")
    endif()
  endif()
endforeach()
get_target_property(links LLVMSupport INTERFACE_LINK_LIBRARIES)
set_property(TARGET LLVMSupport PROPERTY INTERFACE_LINK_LIBRARIES "${links};${ZSTD_ARCHIVE};${ZLIB_ARCHIVE}")

get_property(mlir_archives GLOBAL PROPERTY MLIR_ALL_LIBS)
foreach(library IN LISTS mlir_archives)
  if(TARGET ${library})
    get_target_property(links ${library} INTERFACE_LINK_LIBRARIES)
    if(links)
      list(TRANSFORM links REPLACE "^LLVM$" aslc_llvm)
      set_property(TARGET ${library} PROPERTY INTERFACE_LINK_LIBRARIES "${links}")
    endif()
  endif()
endforeach()
