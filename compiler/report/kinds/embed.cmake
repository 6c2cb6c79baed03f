# Writes the pages of docs/diagnostics as rows of the table in pages.cpp.
# Usage: cmake -DFOLDER=docs/diagnostics -DOUTPUT=pages.inc -P embed.cmake
#
# A page begins with its title, `# ...`; the paragraphs up to `## Wrong` say what the kind is about.
file(GLOB pages ${FOLDER}/*.md)
list(SORT pages)
set(rows "")
foreach(page IN LISTS pages)
  get_filename_component(slug "${page}" NAME_WE)
  file(READ "${page}" text)
  string(REGEX MATCH "^# ([^\n]*)\n+" heading "${text}")
  set(title "${CMAKE_MATCH_1}")
  string(LENGTH "${heading}" begin)
  string(FIND "${text}" "\n\n## Wrong" end)
  if(begin EQUAL 0 OR end LESS begin)
    continue() # README.md is no page; a test finds malformed ones
  endif()
  math(EXPR length "${end} - ${begin}")
  string(SUBSTRING "${text}" ${begin} ${length} about)
  string(APPEND rows "{\"${slug}\", R\"~(${title})~\", R\"~(${about})~\", R\"~(${text})~\"},\n")
endforeach()
file(WRITE ${OUTPUT} "${rows}")
