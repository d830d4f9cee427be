#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

namespace tricky::analysis {

/// One figure before it is drawn: its data, and the gnuplot commands that draw them. Nothing in it depends on the
/// study's place on disk, so the four files NAME.tsv, NAME.gp, NAME.svg and NAME.pdf can be copied anywhere and redrawn
/// there; a contact sheet alone needs the list's images to be redrawn.
struct Figure {
  std::string name;     ///< file stem: a plain name
  std::string alt;      ///< what a reader who cannot see it must know, one sentence or two
  std::string caption;  ///< how to read it: what is shown, what the intervals are, what was left out
  double width_cm = 16.0;
  double height_cm = 8.0;
  std::string tsv;          ///< a header line, then rows; "n/a" where a value is missing
  std::string commands;     ///< from `set` to `plot`; reads the variable `data` (the TSV's name)
  std::size_t n_shown = 0;  ///< rows, cells or bars: 0 means that there is nothing to draw
};

/// The whole NAME.gp: the figure's commands between what all figures share (input format, fonts, the two terminals).
/// `gnuplot NAME.gp`, run in the folder of NAME.tsv, writes NAME.svg and NAME.pdf.
std::string gnuplot_script(const Figure& figure);

/// A text from outside as a gnuplot string in single quotes, in which gnuplot expands nothing. A single quote in it
/// becomes a typographic one: gnuplot 5.4 stumbles over some doubled ones. A backslash becomes "/".
std::string gnuplot_quoted(std::string_view text);

/// One more of the labels that stand in the brackets of `set ytics (…)`, at `place`. gnuplot reads a label as a format of
/// that number, so a per cent sign is doubled.
void add_gnuplot_tic(std::string& tics, std::string_view label, std::size_t place);

/// A text from outside as a field of a figure's TSV. gnuplot would read a backslash as an escape and a double quote as
/// the start of a quoted field, and a tab or line break would end the field: they become "/", "'" and a space.
std::string figure_label(std::string_view text);

/// Colours of the figures, from the Okabe-Ito set, which people with any common colour blindness can tell apart.
namespace colour {
inline constexpr std::string_view kTrivial = "#0072B2";     ///< blue
inline constexpr std::string_view kInBetween = "#B9BDC2";   ///< light grey
inline constexpr std::string_view kImpossible = "#D55E00";  ///< vermillion
inline constexpr std::string_view kFirst = "#0072B2";       ///< for a lone series
inline constexpr std::string_view kSecond = "#009E73";      ///< bluish green
inline constexpr std::string_view kThird = "#A6407C";       ///< reddish purple, darkened to carry thin lines
/// For many series: without the set's yellow, which thin lines on white would lose, and with grey.
inline constexpr std::array<std::string_view, 7> kSeries{kFirst,    kImpossible, kSecond,  kThird,
                                                         "#56B4E9", "#C88A00",   "#5F6368"};
}  // namespace colour

}  // namespace tricky::analysis
