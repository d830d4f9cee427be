#include "report/page_latex.h"

#include <fmt/format.h>

#include <algorithm>
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

/// Longer tables go on over pages; wider cells are broken into lines.
constexpr std::size_t kMostRows = 36;
constexpr std::size_t kWidestCell = 28;
constexpr std::size_t kLongestWord = 16;

std::size_t n_characters(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
}

/// Escaped, with a chance to break after each eight characters of words that are too long for a line.
std::string breakable(const std::string& text) {
  std::string result;
  std::string word;
  const auto end_word = [&] {
    const bool is_long = n_characters(word) > kLongestWord;
    std::string part;
    for (std::size_t at = 0; at < word.size();) {
      std::size_t next = at + 1;
      while (next < word.size() && (static_cast<unsigned char>(word[next]) & 0xc0) == 0x80) ++next;
      part.append(word, at, next - at);
      at = next;
      if (is_long && n_characters(part) == 8) {
        result += latex_escaped(part) + "\\allowbreak{}";
        part.clear();
      }
    }
    result += latex_escaped(part);
    word.clear();
  };
  for (const char c : text) {
    if (c != ' ') {
      word += c;
      continue;
    }
    end_word();
    result += ' ';
  }
  end_word();
  return result;
}

/// Columns of text whose cells are broken into lines.
std::vector<bool> broken_columns(const Table& table) {
  std::vector<bool> broken;
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    std::size_t widest = n_characters(table.columns[i].heading);
    for (const auto& row : table.rows) {
      if (i < row.size()) widest = std::max(widest, n_characters(row[i].plain()));
    }
    broken.push_back(table.columns[i].align == Table::Align::text && widest > kWidestCell);
  }
  return broken;
}

std::string column_types(const Table& table, const std::vector<bool>& broken) {
  const auto n_broken = static_cast<double>(std::count(broken.begin(), broken.end(), true));
  std::string types;
  for (std::size_t i = 0; i < broken.size(); ++i) {
    types += broken[i] ? fmt::format(">{{\\raggedright\\arraybackslash}}p{{{:.2f}\\textwidth}}",
                                     broken.size() == static_cast<std::size_t>(n_broken) ? 0.9 / n_broken
                                                                                         : std::min(0.4, 0.6 / n_broken))
             : table.columns[i].align == Table::Align::number ? "r"
                                                              : "l";
  }
  return types;
}

struct Lines {
  std::string head;
  std::string body;
};

Lines lines_of(const Table& table, const std::vector<bool>& broken) {
  const auto line = [](const std::vector<std::string>& cells) {
    std::string text;
    for (const std::string& cell : cells) text += (text.empty() && &cell == &cells.front() ? "" : " & ") + cell;
    return text + " \\\\\n";
  };
  std::vector<std::string> headings;
  for (std::size_t i = 0; i < table.columns.size(); ++i)
    headings.push_back(broken[i] ? breakable(table.columns[i].heading) : latex_escaped(table.columns[i].heading));
  Lines lines{"\\toprule\n" + line(headings) + "\\midrule\n", ""};
  for (const auto& row : table.rows) {
    std::vector<std::string> cells;
    // A cell that begins with [ would be an option of the \\ before it.
    for (std::size_t i = 0; i < row.size(); ++i)
      cells.push_back("{}" + (i < broken.size() && broken[i] ? breakable(row[i].plain()) : latex_escaped(row[i].plain())));
    lines.body += line(cells);
  }
  return lines;
}

/// A table that fits a page: as wide as it is, but never wider than the text.
std::string short_table(const Table& table, const std::string& name, const std::vector<bool>& broken) {
  const Lines lines = lines_of(table, broken);
  std::string text = "% \\usepackage{booktabs,array,graphicx}\n\\begin{table}\n\\centering\n\\caption{" +
                     latex_escaped(table.caption) + "}\n\\label{tab:" + name + "}\n";
  text += "\\sbox0{\\begin{tabular}{" + column_types(table, broken) + "}\n" + lines.head + lines.body +
          "\\bottomrule\n\\end{tabular}}%\n"
          "\\ifdim\\wd0>\\linewidth \\resizebox{\\linewidth}{!}{\\usebox0}\\else\\usebox0\\fi\n";
  for (const std::string& note : table.notes)
    text += "\n\\smallskip{\\footnotesize " + latex_escaped(note) + "\\par}\n";
  return text + "\\end{table}\n";
}

/// A table that goes on over pages, its head on each.
std::string long_table(const Table& table, const std::string& name, const std::vector<bool>& broken) {
  const Lines lines = lines_of(table, broken);
  std::string text = "% \\usepackage{booktabs,array,longtable}\n{\\scriptsize\\setlength{\\tabcolsep}{3pt}\n\\begin{longtable}{" +
                     column_types(table, broken) + "}\n\\caption{" + latex_escaped(table.caption) + "}\\label{tab:" + name +
                     "}\\\\\n" + lines.head + "\\endfirsthead\n" + lines.head + "\\endhead\n\\bottomrule\n\\endfoot\n" +
                     lines.body + "\\end{longtable}}\n";
  for (const std::string& note : table.notes) text += "\n{\\footnotesize " + latex_escaped(note) + "\\par}\n";
  return text;
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
      const std::vector<bool> broken = broken_columns(*table);
      std::string text = table->rows.size() > kMostRows ? long_table(*table, name, broken)
                                                        : short_table(*table, name, broken);
      // Scripts beyond Latin, Latin-1 and Extended-A (0xC6 begins what comes after) have no signs in pdflatex's fonts.
      if (std::any_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) >= 0xc6; }))
        text = "% Has letters that pdflatex does not know: use lualatex and a font that has them.\n" + text;
      all.emplace_back(name, std::move(text));
    }
  }
  return all;
}

}  // namespace tricky::analysis
