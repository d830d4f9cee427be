#include "report/inline_svg.h"

#include <fmt/format.h>

#include "tricky/data/errors.h"

namespace tricky::analysis {

namespace {

std::string replaced(std::string_view text, std::string_view from, std::string_view to) {
  std::string result;
  result.reserve(text.size());
  std::size_t done = 0;
  for (std::size_t at = text.find(from); at != std::string_view::npos; at = text.find(from, done)) {
    result.append(text, done, at - done).append(to);
    done = at + from.size();
  }
  return result.append(text, done);
}

/// Takes out every part from `begin` to the `end` after it.
std::string without(std::string_view text, std::string_view begin, std::string_view end) {
  std::string result;
  std::size_t done = 0;
  for (std::size_t at = text.find(begin); at != std::string_view::npos; at = text.find(begin, done)) {
    result.append(text, done, at - done);
    const std::size_t last = text.find(end, at);
    if (last == std::string_view::npos) return result;
    done = last + end.size();
  }
  return result.append(text, done);
}

std::string escaped(std::string_view text) {
  std::string result = replaced(text, "&", "&amp;");
  result = replaced(result, "<", "&lt;");
  result = replaced(result, ">", "&gt;");
  return replaced(result, "\"", "&quot;");
}

}  // namespace

std::string inline_svg(std::string_view svg, const Figure& figure) {
  const std::size_t view = svg.find("viewBox=\"");
  const std::size_t view_end = svg.find('"', view == std::string_view::npos ? view : view + 9);
  const std::size_t open_end = svg.find('>', view_end);
  const std::size_t close = svg.rfind("</svg>");
  if (view_end == std::string_view::npos || open_end == std::string_view::npos || close == std::string_view::npos ||
      close < open_end) {
    throw IoError(figure.name + ".svg: is not a picture that gnuplot drew");
  }
  std::string body(svg.substr(open_end + 1, close - open_end - 1));
  body = without(body, "<title>", "</title>");
  body = without(body, "<desc>", "</desc>");
  body = without(body, "<filter", "</filter>");
  // gnuplot's ids: gpDot, gpPt0 …, gnuplot_canvas, gnuplot_plot_1 …
  body = replaced(body, "id='gp", "id='" + figure.name + "-gp");
  body = replaced(body, "xlink:href='#gp", "href='#" + figure.name + "-gp");
  body = replaced(body, "xlink:href='data:image/png;", "style='image-rendering:pixelated' href='data:image/png;");
  body = replaced(body, "id=\"gnuplot_", "id=\"" + figure.name + "-");
  // gnuplot's ways to say black
  for (const char* black : {"\"black\"", "'black'", "\"rgb(0,0,0)\"", "\"rgb(  0,   0,   0)\"", "'rgb(  0,   0,   0)'"}) {
    body = replaced(body, black, "\"currentColor\"");
  }
  body = replaced(body, "color=\"currentColor\" ", "");
  body = replaced(body, " font-family=\"DejaVu Sans\"", "");
  body = replaced(body, "\n\n", "\n");
  return fmt::format("<svg viewBox=\"{}\" style=\"max-width:{:.1f}cm\" role=\"img\" aria-label=\"{}\">{}</svg>",
                     svg.substr(view + 9, view_end - view - 9), figure.width_cm, escaped(figure.alt), body);
}

}  // namespace tricky::analysis
