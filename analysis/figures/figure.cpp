#include "figures/figure.h"

#include <fmt/format.h>

#include <cmath>

#include "tricky/data/errors.h"
#include "tricky/data/text.h"

namespace tricky::analysis {

namespace {

constexpr double kPxPerCm = 96.0 / 2.54;  // CSS pixels, which SVG uses
constexpr double kFontPt = 8.5;           // pdfcairo takes 96 points for an inch: the script scales by 0.75

/// Comment lines: no line break from outside may end one, and no backslash may pull the next line into it.
std::string as_comment(std::string_view text) {
  std::string comment = "# ";
  std::size_t width = 2;
  for (const char character : text) {
    const bool is_break = static_cast<unsigned char>(character) < 0x20;
    if (character == ' ' && width > 100) {
      comment += "\n# ";
      width = 2;
    } else {
      comment += is_break ? ' ' : character == '\\' ? '/' : character;
      ++width;
    }
  }
  return comment + "\n";
}

}  // namespace

std::string gnuplot_script(const Figure& figure) {
  TRICKY_ASSERT(is_plain_name(figure.name));
  const std::string about = as_comment(figure.caption);
  return fmt::format(R"gp({about}#
# Redraw with `gnuplot {name}.gp` in this folder. `tricky report` writes this file anew: copy it before you restyle it.

reset session
set encoding utf8
data = '{name}.tsv'
set datafile separator "\t"
set datafile columnheaders
set datafile commentschars ''
set datafile missing 'n/a'
ink = 'black'
set border linewidth 0.75
set tics nomirror out scale 0.5
set grid linetype 1 linewidth 0.5 linecolor rgb '#D5D8DC'

do for [format in 'svg pdf'] {{
  if (format eq 'svg') {{
    set terminal svg size {width_px},{height_px} noenhanced font 'DejaVu Sans,{font_px:.2f}'
  }} else {{
    set terminal pdfcairo size {width_cm}cm,{height_cm}cm noenhanced font 'DejaVu Sans,{font_pt}' fontscale 0.75
  }}
  set output '{name}.'.format
{commands}
  unset output
}}
)gp",
                     fmt::arg("about", about), fmt::arg("name", figure.name), fmt::arg("width_cm", figure.width_cm),
                     fmt::arg("height_cm", figure.height_cm), fmt::arg("font_pt", kFontPt),
                     fmt::arg("width_px", std::lround(figure.width_cm * kPxPerCm)),
                     fmt::arg("height_px", std::lround(figure.height_cm * kPxPerCm)),
                     fmt::arg("font_px", kFontPt * 96.0 / 72.0), fmt::arg("commands", figure.commands));
}

std::string gnuplot_quoted(std::string_view text) {
  std::string quoted = "'";
  for (const char character : text) {
    if (character == '\'') {
      quoted += "’";
    } else if (static_cast<unsigned char>(character) < 0x20 || character == 0x7F) {
      quoted += ' ';
    } else {
      quoted += character == '\\' ? '/' : character;
    }
  }
  return quoted + "'";
}

void add_gnuplot_tic(std::string& tics, std::string_view label, std::size_t place) {
  std::string format;
  for (const char character : figure_label(label)) format += character == '%' ? "%%" : std::string(1, character);
  tics += fmt::format("{}{} {}", tics.empty() ? "" : ", ", gnuplot_quoted(format), place);
}

std::string figure_label(std::string_view text) {
  std::string label;
  for (const char character : text) {
    if (static_cast<unsigned char>(character) < 0x20 || character == 0x7F) {
      label += ' ';
    } else {
      label += character == '\\' ? '/' : character == '"' ? '\'' : character;
    }
  }
  return label;
}

}  // namespace tricky::analysis
