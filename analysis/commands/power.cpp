#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <limits>
#include <memory>
#include <mutex>

#include "commands/commands.h"
#include "figures/draw.h"
#include "figures/interval_widths.h"
#include "tricky/analysis/crossed_bootstrap.h"
#include "tricky/analysis/power.h"
#include "tricky/data/command_line.h"
#include "tricky/data/csv.h"
#include "tricky/data/errors.h"
#include "tricky/data/files.h"
#include "tricky/data/progress.h"
#include "tricky/data/provenance.h"
#include "tricky/data/text.h"
#include "tricky/data/value.h"

namespace tricky::analysis {

namespace {

namespace fs = std::filesystem;

struct Options {
  std::vector<std::size_t> observers{5, 9, 15};
  std::vector<std::size_t> trials{50, 149, 300};
  std::vector<std::string> of;
  double accuracy = 0.8;
  double accuracy_sd = 0.06;
  double kappa = 0.5;
  double alpha = 0.5;
  int categories = 3;
  double rater_bias = 0.3;
  double width = 0.0;
  std::size_t most_trials = 1000;
  fs::path output;
  bool json = false;
  bool has_width = false;
  std::vector<PlannedNumber> numbers;
  PowerOptions power;
};

Options parse(const Invocation& invocation) {
  Options options;
  options.power.bootstrap.draws = 500;
  auto line = command_line(
      invocation,
      "Says how wide the intervals of a study that is being planned will be, by simulating it many times and analysing "
      "it as `tricky analyse` does. Choices of two: accuracy and error consistency (kappa); ratings: Krippendorff's "
      "alpha, ordinal. With --width, also the smallest number of trials that makes intervals so narrow. The figures to "
      "start from are those of the paper's experiments.",
      "tricky power --observers 5,9,15 --trials 50,149,300\n"
      "tricky power --of mean_kappa --kappa 0.4 --observers 6,12 --width 0.1 --output plan");
  line->add_option("--observers", options.observers, "numbers of observers")
      ->delimiter(',')
      ->check(CLI::Range(2, 1000))
      ->capture_default_str();
  line->add_option("--trials", options.trials, "numbers of trials")
      ->delimiter(',')
      ->check(CLI::Range(10, 100'000))
      ->capture_default_str();
  std::vector<std::string> names;
  for (const PlannedNumber number : kPlannedNumbers) names.emplace_back(to_text(number));
  line->add_option("--of", options.of, "which numbers: " + join(names, ", ") + "; all when not given")->delimiter(',');
  line->add_option("--accuracy", options.accuracy, "mean accuracy of observers")->capture_default_str();
  line->add_option("--accuracy-sd", options.accuracy_sd, "SD of observers' accuracies")->capture_default_str();
  line->add_option("--kappa", options.kappa, "mean error consistency between observers: how far difficulty is common")
      ->capture_default_str();
  line->add_option("--alpha", options.alpha, "ordinal alpha of ratings")->capture_default_str();
  line->add_option("--categories", options.categories, "answers that raters choose from")->capture_default_str();
  line->add_option("--rater-bias", options.rater_bias,
                   "SD of raters' leanings to low or high answers, where all ratings' SD before they are cut into "
                   "categories is 1")
      ->capture_default_str();
  const auto* const width =
      line->add_option("--width", options.width, "find the smallest number of trials with intervals so narrow");
  line->add_option("--most-trials", options.most_trials, "the search for --width ends here")
      ->check(CLI::Range(10, 100'000))
      ->capture_default_str();
  line->add_option("--studies", options.power.n_studies, "simulated studies a design")
      ->check(CLI::Range(1, 1'000'000))
      ->capture_default_str();
  line->add_option("--draws", options.power.bootstrap.draws, "bootstrap draws of an interval")
      ->check(CLI::Range(20, 1'000'000))
      ->capture_default_str();
  line->add_option("--level", options.power.bootstrap.level, "of the intervals")->capture_default_str();
  line->add_option("--seed", options.power.bootstrap.seed, "the same seed gives the same table")
      ->check(CLI::Range(std::int64_t{0}, std::numeric_limits<std::int64_t>::max()))
      ->capture_default_str();
  line->add_option("--output", options.output, "folder for power.csv, power.json and the figure")->type_name("DIR");
  line->add_flag("--json", options.json, "print JSON");
  parse_command_line(*line, invocation);
  options.has_width = width->count() > 0;

  const double level = options.power.bootstrap.level;
  if (!(level > 0.0 && level < 1.0))
    throw InputError("--level: expected a number between 0 and 1, such as 0.95, got " + format_real(level));
  if (options.has_width && !(options.width > 0.0 && options.width < 2.0))
    throw InputError("--width: expected a number between 0 and 2, such as 0.1, got " + format_real(options.width));
  for (const std::string& name : options.of) {
    const auto found = std::find(names.begin(), names.end(), name);
    if (found == names.end()) {
      const auto nearest = nearest_name(name, names);
      throw InputError("--of: there is no " + in_quotes(name) +
                       (nearest ? "; did you mean " + in_quotes(*nearest) + "?" : "; there are " + join(names, ", ")));
    }
    const PlannedNumber number = kPlannedNumbers[static_cast<std::size_t>(found - names.begin())];
    if (std::find(options.numbers.begin(), options.numbers.end(), number) == options.numbers.end())
      options.numbers.push_back(number);
  }
  if (options.of.empty()) options.numbers.assign(kPlannedNumbers.begin(), kPlannedNumbers.end());
  for (std::vector<std::size_t>* grid : {&options.observers, &options.trials}) {
    std::sort(grid->begin(), grid->end());
    grid->erase(std::unique(grid->begin(), grid->end()), grid->end());
  }
  const auto any = [&](bool of_choices) {
    return std::any_of(options.numbers.begin(), options.numbers.end(),
                       [&](PlannedNumber number) { return is_of_choices(number) == of_choices; });
  };
  if (any(true)) options.power.choices = choice_model(options.accuracy, options.accuracy_sd, options.kappa);
  if (any(false)) options.power.ratings = rating_model(options.alpha, options.categories, options.rater_bias);
  return options;
}

/// Of few observers the means say nothing about others: their intervals are narrower, and not because they know more.
bool is_of_these_alone(PlannedNumber number, std::size_t n_observers) {
  return n_observers < kFewestDrawn && (number == PlannedNumber::mean_accuracy || number == PlannedNumber::mean_kappa ||
                                        number == PlannedNumber::mean_alpha);
}

/// The smallest design of one number and number of observers.
struct Smallest {
  PlannedNumber number;
  std::size_t n_observers;
  std::optional<ExpectedWidth> design;
};

std::vector<ExpectedWidth> widths_of_grid(const Options& options) {
  const auto n_studies = static_cast<std::size_t>(options.power.n_studies);
  Progress progress("simulated studies", options.observers.size() * options.trials.size() * n_studies);
  std::mutex mutex;
  std::size_t before = 0;
  std::vector<ExpectedWidth> widths;
  for (const std::size_t n_observers : options.observers) {
    for (const std::size_t n_trials : options.trials) {
      const auto told = [&](std::size_t done) {
        const std::lock_guard lock(mutex);
        progress.update(before + done);
      };
      for (ExpectedWidth& width : expected_widths(options.numbers, n_observers, n_trials, options.power, told))
        widths.push_back(std::move(width));
      before += n_studies;
    }
  }
  const auto order = [](const ExpectedWidth& width) {
    return std::tuple(width.number, width.n_observers, width.n_trials);
  };
  std::sort(widths.begin(), widths.end(),
            [&](const ExpectedWidth& a, const ExpectedWidth& b) { return order(a) < order(b); });
  return widths;
}

std::vector<Smallest> smallest_designs(const Options& options) {
  constexpr std::size_t kUsualSteps = 9;
  std::vector<Smallest> found;
  if (!options.has_width) return found;
  Progress progress("designs tried", options.numbers.size() * options.observers.size() * kUsualSteps);
  std::size_t before = 0;
  for (const PlannedNumber number : options.numbers) {
    for (const std::size_t n_observers : options.observers) {
      found.push_back({number, n_observers,
                       fewest_trials(number, n_observers, options.width, options.most_trials, options.power,
                                     [&](std::size_t done) { progress.update(before + std::min(done, kUsualSteps)); })});
      before += kUsualSteps;
    }
  }
  return found;
}

std::string number_text(const std::optional<double>& value) { return value ? fmt::format("{:.3f}", *value) : "–"; }

std::string observers_text(PlannedNumber number, std::size_t n_observers) {
  return std::to_string(n_observers) + (is_of_these_alone(number, n_observers) ? "*" : " ");
}

std::string as_text(const Options& options, const std::vector<ExpectedWidth>& widths,
                    const std::vector<Smallest>& smallest) {
  const double level = 100.0 * options.power.bootstrap.level;
  std::string text = fmt::format("Width of {:g} % intervals in {} simulated studies a design\n\n", level,
                                 options.power.n_studies);
  text += fmt::format("{:<14} {:>9}  {:>7} {:>7} {:>7} {:>10} {:>8}\n", "number", "observers", "trials", "value", "width",
                      "90 % below", "studies");
  std::optional<PlannedNumber> last;
  for (const ExpectedWidth& width : widths) {
    if (last && *last != width.number) text += '\n';
    last = width.number;
    text += fmt::format("{:<14} {:>10} {:>7} {:>7} {:>7} {:>10} {:>8}\n", to_text(width.number), observers_text(width.number, width.n_observers),
                        width.n_trials, number_text(width.mean_value), number_text(width.mean_width),
                        number_text(width.width_90), width.n_studies);
  }
  if (std::any_of(widths.begin(), widths.end(),
                  [](const ExpectedWidth& width) { return is_of_these_alone(width.number, width.n_observers); })) {
    text += fmt::format("\n* these intervals hold for these observers alone; from {} on they hold for others, too\n",
                        kFewestDrawn);
  }
  if (smallest.empty()) return text;
  text += fmt::format("\nFewest trials for intervals {:g} wide on average, up to {}\n\n", options.width,
                      options.most_trials);
  text += fmt::format("{:<14} {:>9}  {:>7} {:>7}\n", "number", "observers", "trials", "width");
  for (const Smallest& each : smallest) {
    text += each.design ? fmt::format("{:<14} {:>10} {:>7} {:>7}\n", to_text(each.number),
                                      observers_text(each.number, each.n_observers), each.design->n_trials, number_text(each.design->mean_width))
                        : fmt::format("{:<14} {:>10} more than {}\n", to_text(each.number),
                                      observers_text(each.number, each.n_observers), options.most_trials);
  }
  return text;
}

Value optional_value(const std::optional<double>& value) { return value ? Value(*value) : Value(nullptr); }

Value value_of(const ExpectedWidth& width) {
  Value value;
  value["number"] = to_text(width.number);
  value["observers"] = width.n_observers;
  value["trials"] = width.n_trials;
  value["mean_value"] = optional_value(width.mean_value);
  value["mean_width"] = optional_value(width.mean_width);
  value["width_error"] = optional_value(width.width_error);
  value["width_90"] = optional_value(width.width_90);
  value["studies"] = width.n_studies;
  value["studies_without_interval"] = width.n_without;
  return value;
}

Value as_value(const Options& options, const std::vector<ExpectedWidth>& widths, const std::vector<Smallest>& smallest) {
  Value value;
  Value& model = value["model"];
  model["accuracy"] = options.accuracy;
  model["accuracy_sd"] = options.accuracy_sd;
  model["kappa"] = options.kappa;
  model["alpha"] = options.alpha;
  model["categories"] = options.categories;
  model["rater_bias"] = options.rater_bias;
  value["level"] = options.power.bootstrap.level;
  value["studies"] = options.power.n_studies;
  value["draws"] = options.power.bootstrap.draws;
  value["seed"] = options.power.bootstrap.seed;
  Value::Array rows;
  for (const ExpectedWidth& width : widths) rows.push_back(value_of(width));
  value["widths"] = std::move(rows);
  if (!options.has_width) return value;
  Value::Array designs;
  for (const Smallest& each : smallest) {
    Value design;
    design["number"] = to_text(each.number);
    design["observers"] = each.n_observers;
    design["trials"] = each.design ? Value(each.design->n_trials) : Value(nullptr);
    design["mean_width"] = each.design ? optional_value(each.design->mean_width) : Value(nullptr);
    designs.push_back(std::move(design));
  }
  value["width"] = options.width;
  value["most_trials"] = options.most_trials;
  value["fewest_trials"] = std::move(designs);
  return value;
}

std::string as_csv(const std::vector<ExpectedWidth>& widths) {
  constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();
  CsvWriter writer({"number", "observers", "trials", "mean_value", "mean_width", "width_error", "width_90", "studies",
                    "studies_without_interval"},
                   Separator::comma);
  for (const ExpectedWidth& width : widths) {
    writer.field(to_text(width.number)).field(width.n_observers).field(width.n_trials);
    writer.field(width.mean_value.value_or(kMissing)).field(width.mean_width.value_or(kMissing));
    writer.field(width.width_error.value_or(kMissing)).field(width.width_90.value_or(kMissing));
    writer.field(width.n_studies).field(width.n_without);
    writer.end_row();
  }
  return writer.text();
}

}  // namespace

void run_power(const Invocation& invocation) {
  const Options options = parse(invocation);
  std::optional<FolderLock> lock;
  if (!options.output.empty()) lock.emplace(options.output);  // before the work, which may take minutes
  const std::vector<ExpectedWidth> widths = widths_of_grid(options);
  const std::vector<Smallest> smallest = smallest_designs(options);
  Value value = as_value(options, widths, smallest);
  if (lock) {
    const Figure figure = interval_widths("power", widths, options.power.bootstrap.level);
    if (figure.n_shown > 0) draw(options.output, {&figure, 1});
    write_file(options.output / "power.csv", as_csv(widths));
    Value with_provenance = value;
    with_provenance["provenance"] = to_value(provenance_of(invocation, {}, options.power.bootstrap.seed));
    write_file(options.output / "power.json", to_json(with_provenance, JsonLayout::indented));
  }
  std::fputs((options.json ? to_json(value, JsonLayout::indented) : as_text(options, widths, smallest)).c_str(),
             stdout);
}

}  // namespace tricky::analysis
