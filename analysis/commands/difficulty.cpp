#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <memory>
#include <optional>

#include "commands/commands.h"
#include "tricky/analysis/difficulty_histogram.h"
#include "tricky/analysis/networks_analysis.h"
#include "tricky/data/command_line.h"
#include "tricky/data/decisions.h"
#include "tricky/data/difficulty.h"
#include "tricky/data/errors.h"
#include "tricky/data/files.h"
#include "tricky/data/text.h"

namespace tricky::analysis {

namespace {

namespace fs = std::filesystem;

struct Options {
  fs::path study;
  std::string name;
  std::vector<std::string> makers;
  int allowed_exceptions = 0;
  std::string epoch = "last";
  std::string missing = "exclude";
  bool replace = false;
};

Options parse(const Invocation& invocation) {
  Options options;
  auto line = command_line(invocation,
                           "Counts how many networks are right on each item and calls it trivial (at most K of them "
                           "wrong), impossible (at most K right) or in-between.",
                           "tricky difficulty --study demo --name all --allowed-exceptions 1");
  line->add_option("--study", options.study, "study folder")->required();
  line->add_option("--name", options.name, "name of the new table, difficulty/NAME.csv")->required();
  line->add_option("--makers", options.makers, "networks to count; default: all of the study")
      ->delimiter(',')
      ->type_name("A,B,…");
  line->add_option("--allowed-exceptions", options.allowed_exceptions, "K above")
      ->check(CLI::Range(0, 1'000'000))
      ->capture_default_str();
  line->add_option("--epoch", options.epoch, "epoch of trained networks: a number, or each one's last")
      ->type_name("N|last")
      ->capture_default_str();
  line->add_option("--missing", options.missing,
                   "items some networks have no response for: exclude them, or count those that have")
      ->check(CLI::IsMember({"exclude", "count"}))
      ->capture_default_str();
  line->add_flag("--replace", options.replace, "replace a table of this name");
  parse_command_line(*line, invocation);
  return options;
}

std::optional<int> epoch_of(const std::string& text) {
  if (text == "last") return std::nullopt;
  const auto epoch = parse_integer(text);
  if (!epoch || *epoch < 0 || *epoch > 99'999) {
    throw InputError("--epoch: expected a number from 0 to 99999 or last, got " + in_quotes(text));
  }
  return static_cast<int>(*epoch);
}

void check_makers(const std::vector<std::string>& makers) {
  for (auto maker = makers.begin(); maker != makers.end(); ++maker) {
    if (maker->empty()) throw InputError("--makers: expected names with a comma between each two");
    if (std::find(makers.begin(), maker, *maker) != maker) {
      throw InputError("--makers: " + in_quotes(*maker) + " stands there twice, but counts once");
    }
  }
}

/// One line a k: share of items, a bar, and what independent networks would give.
void print_histogram(const DifficultyTable& table) {
  constexpr double kBarWidth = 40.0;
  const NCorrectHistogram histogram = n_correct_histogram(table);
  const auto n = static_cast<double>(histogram.n_counted());
  if (histogram.n_makers == 0 || n == 0.0) return;
  const std::vector<double> expected = expected_if_independent(histogram.n_makers, histogram.mean_accuracy());
  double largest = 0.0;
  for (const std::uint64_t count : histogram.n_items) largest = std::max(largest, static_cast<double>(count) / n);
  std::puts("\n  right      items            (independent networks)");
  for (std::size_t k = 0; k < histogram.n_items.size(); ++k) {
    const double share = static_cast<double>(histogram.n_items[k]) / n;
    const auto length = static_cast<std::size_t>(kBarWidth * share / largest + 0.5);
    std::fputs(fmt::format("  {:5} {:>10} {:6.2f} % {:6.2f} % {}\n", k,
                           with_thousands(static_cast<std::int64_t>(histogram.n_items[k])), 100.0 * share,
                           100.0 * expected[k], std::string(length, '#'))
                   .c_str(),
               stdout);
  }
  if (histogram.n_left_out > 0) {
    fmt::print("  not shown: {} items that some networks have no response for\n",
               with_thousands(static_cast<std::int64_t>(histogram.n_left_out)));
  }
}

void print_summary(const DifficultyTable& table, const fs::path& csv) {
  const std::size_t n_unclassified = table.count(Difficulty::unclassified);
  const std::size_t n_classified = table.items.size() - n_unclassified;
  fmt::print("{} items, {} networks, {} exception{} allowed\n",
             with_thousands(static_cast<std::int64_t>(table.items.size())), table.makers.size(),
             table.rule.allowed_exceptions, table.rule.allowed_exceptions == 1 ? "" : "s");
  for (const Difficulty difficulty : {Difficulty::trivial, Difficulty::in_between, Difficulty::impossible}) {
    const std::size_t count = table.count(difficulty);
    const double share = n_classified == 0 ? 0.0 : static_cast<double>(count) / static_cast<double>(n_classified);
    fmt::print("  {:<12} {:>8}  {:5.1f} %\n", to_text(difficulty), with_thousands(static_cast<std::int64_t>(count)),
               100.0 * share);
  }
  if (n_unclassified > 0) {
    fmt::print("  {:<12} {:>8}  (responses are missing; --missing count judges them by the networks that have one)\n",
               "unclassified", with_thousands(static_cast<std::int64_t>(n_unclassified)));
  }
  print_histogram(table);
  fmt::print("\n{}\n", csv.string());
}

}  // namespace

void run_difficulty(const Invocation& invocation) {
  const Options options = parse(invocation);
  if (!is_plain_name(options.name)) {
    throw InputError("--name: expected 1 to 64 letters, digits, '.', '_' or '-', got " + in_quotes(options.name));
  }
  check_makers(options.makers);
  const std::optional<int> epoch = epoch_of(options.epoch);
  const StudyFolder study(options.study);
  if (!fs::exists(study.items_file())) {
    throw InputError({study.items_file(), 0, ""},
                     "is missing; import it with: tricky import items FILE.csv --study " + study.root().string());
  }
  if (study.run_names().empty()) {
    throw InputError({study.runs(), 0, ""},
                     "holds no networks yet; import responses (tricky import responses) or train "
                     "some (tricky train)");
  }
  const fs::path csv = study.difficulty_file(options.name);
  const FolderLock lock(csv.parent_path());
  if (fs::exists(csv) && !options.replace) {
    throw InputError({csv, 0, ""},
                     "is there already, and lists may have been drawn from it; choose another --name, or --replace it");
  }

  const ItemSet items = read_items(study.items_file());
  const ResponseMatrix responses = load_responses(study, items, options.makers, epoch);
  for (const std::string& doubt : doubts_about(study, responses)) std::fprintf(stderr, "%s\n", doubt.c_str());
  const DifficultyTable table =
      classify(correctness_of(responses, items), {options.allowed_exceptions},
               options.missing == "count" ? MissingResponses::count_answered : MissingResponses::exclude_item);
  std::vector<fs::path> inputs = response_files(study, options.makers, epoch);
  inputs.insert(inputs.begin(), study.items_file());
  write_difficulty(csv, table, provenance_of(invocation, inputs));
  print_summary(table, csv);
}

}  // namespace tricky::analysis
