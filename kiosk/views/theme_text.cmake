# SPDX-License-Identifier: Apache-2.0
# Turns config/theme/*.css into one source file of raw strings.
set(text "// SPDX-License-Identifier: Apache-2.0\n#include \"kiosk/views/theme.h\"\n\nnamespace suoja::kiosk::views {\n")
foreach(name light high_contrast window)
  file(READ ${FOLDER}/${name}.css css)
  # a raw string may hold at most 64 KiB; these are far smaller
  string(APPEND text "const char* const k_theme_${name} = R\"css(${css})css\";\n")
endforeach()
string(APPEND text "} // namespace suoja::kiosk::views\n")
file(WRITE ${OUT} "${text}")
