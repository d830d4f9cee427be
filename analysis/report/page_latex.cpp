#include "report/page_latex.h"

#include <fmt/format.h>

#include <array>

namespace tricky::analysis {

namespace {

/// What stands for a sign that pdflatex lacks or acts on.
constexpr std::array<std::pair<std::string_view, std::string_view>, 32> kSigns{{
    {"\\", "\\textbackslash{}"}, {"{", "\\{"},       {"}", "\\}"},         {"$", "\\$"},
    {"&", "\\&"},                {"#", "\\#"},       {"%", "\\%"},         {"_", "\\_"},
    {"^", "\\textasciicircum{}"}, {"~", "\\textasciitilde{}"}, {"<", "\\textless{}"}, {">", "\\textgreater{}"},
    {"|", "\\textbar{}"},        {"\"", "\\char34{}"}, {"`", "\\textasciigrave{}"}, {"'", "\\textquotesingle{}"},
    {"\u2212", "$-$"},           {"\u202f", "\\,"},  {"\u00a0", "~"},      {"\u2013", "--"},
    {"\u2014", "---"},           {"\u2019", "'"},    {"\u2018", "`"},      {"\u201c", "``"},
    {"\u201d", "''"},            {"\u2032", "$'$"},  {"\u00d7", "$\\times$"}, {"\u00b1", "$\\pm$"},
    {"\u2026", "\\dots{}"},      {"\u2265", "$\\geq$"}, {"\u2264", "$\\leq$"}, {"-", "{-}"},
}};

std::string rows_of(const Table& table) {
  const auto line = [](const std::vector<std::string>& cells) {
    std::string text;
    for (const std::string& cell : cells) text += (text.empty() && &cell == &cells.front() ? "" : " & ") + cell;
    return text + " \\\\\n";
  };
  std::vector<std::string> headings;
  for (const Table::Column& column : table.columns) headings.push_back(latex_escaped(column.heading));
  std::string text = "\\toprule\n" + line(headings) + "\\midrule\n";
  for (const auto& row : table.rows) {
    std::vector<std::string> cells;
    // A cell that begins with [ would be an option of the \\ before it.
    for (const Text& cell : row) cells.push_back("{}" + latex_escaped(cell.plain()));
    text += line(cells);
  }
  return text + "\\bottomrule\n";
}

}  // namespace

std::string latex_escaped(std::string_view text) {
  std::string escaped;
  for (std::size_t at = 0; at < text.size();) {
    std::string_view stands_for = text.substr(at, 1);
    std::size_t n = 1;
    for (const auto& [sign, words] : kSigns) {
      if (!text.substr(at).starts_with(sign)) continue;
      stands_for = words;
      n = sign.size();
      break;
    }
    if (static_cast<unsigned char>(text[at]) < 0x20 || text[at] == 0x7f) stands_for = " ";
    escaped += stands_for;
    at += n;
  }
  return escaped;
}

std::vector<std::pair<std::string, std::string>> tables_as_latex(const Page& page) {
  std::vector<std::pair<std::string, std::string>> all;
  for (const Section& section : page.sections) {
    int n = 0;
    for (const Block& block : section.blocks) {
      const auto* table = std::get_if<Table>(&block);
      if (table == nullptr || table->rows.empty()) continue;
      const std::string name = ++n == 1 ? section.id : fmt::format("{}-{}", section.id, n);
      std::string columns;
      for (const Table::Column& column : table->columns) columns += column.align == Table::Align::number ? 'r' : 'l';
      std::string text = "% \\usepackage{booktabs}\n\\begin{table}\n\\centering\n";
      text += "\\caption{" + latex_escaped(table->caption) + "}\n\\label{tab:" + name + "}\n";
      text += "\\begin{tabular}{" + columns + "}\n" + rows_of(*table) + "\\end{tabular}\n";
      for (const std::string& note : table->notes)
        text += "\n\\smallskip\\footnotesize " + latex_escaped(note) + "\n";
      all.emplace_back(name, text + "\\end{table}\n");
    }
  }
  return all;
}

}  // namespace tricky::analysis
