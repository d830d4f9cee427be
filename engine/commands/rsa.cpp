#include "commands/rsa.h"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <thread>
#include <utility>

#include "commands/rsa_of_study.h"
#include "feature_files.h"
#include "stop_signals.h"
#include "tricky/data/command_line.h"
#include "tricky/data/csv.h"
#include "tricky/data/errors.h"
#include "tricky/data/estimate.h"
#include "tricky/data/files.h"
#include "tricky/data/progress.h"
#include "tricky/data/provenance.h"
#include "tricky/data/text.h"

namespace tricky::engine {

namespace fs = std::filesystem;

namespace {

using Pair = std::pair<std::size_t, std::size_t>;

/// Networks that are compared with one another, and what came out.
struct Comparison {
  std::string subset = "all";  ///< "epoch 30" where the same networks are compared at several
  std::vector<FeatureFile> files;
  std::vector<Pair> pairs;
  std::vector<Result> results;  ///< one a pair
};

/// Every pair of files, or each of the others with the base.
std::vector<Pair> pairs_of(const std::vector<FeatureFile>& files, const std::string& base) {
  std::vector<Pair> pairs;
  if (base.empty()) {
    for (std::size_t i = 0; i < files.size(); ++i) {
      for (std::size_t j = i + 1; j < files.size(); ++j) pairs.emplace_back(i, j);
    }
    return pairs;
  }
  std::vector<std::string> names;
  for (const FeatureFile& file : files) names.push_back(file.name);
  const auto found = std::find(names.begin(), names.end(), base);
  if (found == names.end()) {
    const auto nearest = nearest_name(base, names);
    throw InputError("--base: there is no " + in_quotes(base) + " among the networks" +
                     (nearest ? "; did you mean " + in_quotes(*nearest) + "?" : "; there are " + join(names, ", ")));
  }
  const auto number = static_cast<std::size_t>(found - names.begin());
  for (std::size_t i = 0; i < files.size(); ++i) {
    if (i != number) pairs.emplace_back(number, i);
  }
  return pairs;
}

/// The images that every network answered.
std::vector<std::uint32_t> shared_images(const std::vector<FeatureFile>& files, int threads) {
  std::vector<bool> left_out(files.front().npy->shape()[0]);
  for (const FeatureFile& file : files) {
    try {
      const std::vector<bool> unanswered = unanswered_images(file.features(), threads);
      for (std::size_t i = 0; i < left_out.size(); ++i) left_out[i] = left_out[i] || unanswered[i];
    } catch (const InputError& error) {
      throw InputError({file.path, 0, ""}, error.what());
    }
  }
  std::vector<std::uint32_t> images;
  for (std::size_t i = 0; i < left_out.size(); ++i) {
    if (!left_out[i]) images.push_back(static_cast<std::uint32_t>(i));
  }
  return images;
}

std::string matrix_csv(const Comparison& comparison) {
  std::map<Pair, std::optional<double>> value_of;
  for (std::size_t i = 0; i < comparison.pairs.size(); ++i) {
    const auto [first, second] = comparison.pairs[i];
    value_of[{first, second}] = value_of[{second, first}] = comparison.results[i].estimate.value;
  }
  std::vector<std::string> columns{"network"};
  for (const FeatureFile& file : comparison.files) columns.push_back(file.name);
  CsvWriter writer(columns, Separator::comma);
  for (std::size_t i = 0; i < comparison.files.size(); ++i) {
    writer.field(std::string_view(comparison.files[i].name));
    for (std::size_t j = 0; j < comparison.files.size(); ++j) {
      const auto found = value_of.find({i, j});
      if (found != value_of.end() && found->second) {
        writer.field(*found->second);
      } else {
        writer.field(std::string_view());
      }
    }
    writer.end_row();
  }
  return writer.text();
}

/// "epoch 30" to "matrix_epoch_30.csv".
std::string matrix_name(const Comparison& comparison) {
  if (comparison.subset == "all") return "matrix.csv";
  std::string name = "matrix_" + comparison.subset + ".csv";
  std::replace(name.begin(), name.end(), ' ', '_');
  return name;
}

void print_table(const std::vector<Comparison>& comparisons) {
  std::size_t widest = 0;
  for (const FeatureFile& file : comparisons.front().files) widest = std::max(widest, file.name.size());
  const int width = static_cast<int>(widest);
  for (const Comparison& comparison : comparisons) {
    if (comparison.subset != "all") std::printf("%s\n", comparison.subset.c_str());
    for (std::size_t i = 0; i < comparison.pairs.size(); ++i) {
      const Estimate& estimate = comparison.results[i].estimate;
      std::printf("%-*s  %-*s  ", width, comparison.files[comparison.pairs[i].first].name.c_str(), width,
                  comparison.files[comparison.pairs[i].second].name.c_str());
      if (estimate.value) {
        std::printf("%7.4f\n", *estimate.value);
      } else {
        std::printf("undefined: %s\n", estimate.undefined.c_str());
      }
    }
  }
}

void print_json(const std::vector<Comparison>& comparisons) {
  Value::Array rows;
  for (const Comparison& comparison : comparisons) {
    for (std::size_t i = 0; i < comparison.pairs.size(); ++i) {
      const Estimate& estimate = comparison.results[i].estimate;
      Value row;
      row["first"] = comparison.files[comparison.pairs[i].first].name;
      row["second"] = comparison.files[comparison.pairs[i].second].name;
      row["subset"] = comparison.subset;
      row["rsa"] = estimate.value ? Value(*estimate.value) : Value();
      row["n_images"] = estimate.n;
      row["undefined"] = estimate.undefined.empty() ? Value() : Value(estimate.undefined);
      rows.push_back(std::move(row));
    }
  }
  std::fputs(to_json(Value(std::move(rows)), JsonLayout::indented).c_str(), stdout);
}

/// Fills in the results.
void compare(Comparison& comparison, int threads, const std::function<bool()>& stop) {
  const auto go_on = [&] {
    if (stop()) throw Interrupted("stopped; no result was written, and the same command begins anew");
  };
  const std::vector<std::uint32_t> images = shared_images(comparison.files, threads);
  std::vector<Representation> representations;
  Progress progress("rsa", comparison.files.size() + comparison.pairs.size());
  representations.reserve(comparison.files.size());
  for (const FeatureFile& file : comparison.files) {
    go_on();
    representations.emplace_back(file.features(), images, threads);
    progress.update(representations.size(), file.name);
  }
  for (const auto& [first, second] : comparison.pairs) {
    go_on();
    Result result{
        "rsa", comparison.files[first].name + " & " + comparison.files[second].name, "images", comparison.subset, {}};
    result.estimate.value = representations[first].correlation_with(representations[second], threads);
    result.estimate.n = images.size();
    result.estimate.method = "Pearson correlation of correlation distances over all pairs of images";
    for (const std::size_t each : {second, first}) {
      if (!representations[each].undefined().empty()) {
        result.estimate.undefined = comparison.files[each].name + ": " + representations[each].undefined();
      }
    }
    comparison.results.push_back(std::move(result));
    progress.update(comparison.files.size() + comparison.results.size(), comparison.results.back().of);
  }
}

}  // namespace

void run_rsa(const Invocation& invocation) {
  const auto line = command_line(
      invocation,
      "Compares networks by representational similarity analysis: the Pearson correlation of their dissimilarities "
      "(1 - the correlation of two images' features) over all pairs of images. Exact for any number of images, and "
      "without a matrix of images x images. Takes files of tricky features, or any .npy of images x features with the "
      "images in one order; or, with --study and --layer, the networks that tricky trained.",
      "tricky rsa --study mystudy --layer fc --base base_1 --output mystudy/reports/rsa");
  std::vector<fs::path> paths;
  OwnNetworks own;
  AskingMachine asking;
  std::string base;
  fs::path output;
  bool json = false;
  auto* files = line->add_option("FILE", paths, "the networks' features, a file each");
  auto* study = line->add_option("--study", own.study, "or the study whose trained networks to compare")
                    ->excludes(files)
                    ->type_name("DIR");
  line->add_option("--layer", own.layer,
                   "the layer to compare, fc for instance; its features are kept in runs/NAME/features/")
      ->needs(study)
      ->type_name("NAME");
  line->add_option("--pool", own.pool, "none: all values of the layer; mean: the mean of each channel")
      ->needs(study)
      ->check(CLI::IsMember({"none", "mean"}))
      ->type_name("HOW");
  line->add_option("--run", own.runs, "only these networks; all when left out")->needs(study)->type_name("NAME");
  line->add_option("--epoch", own.epochs, "epochs to compare at, of those whose state was kept; the last of each one's condition when left out")
      ->needs(study)
      ->check(CLI::Range(0, protocols::kMostEpochs))
      ->type_name("N");
  line->add_option("--base", base, "compare only this network with each of the others")->type_name("NAME");
  line->add_option("--output", output, "folder for results.json, results.csv and matrix.csv")->type_name("DIR");
  asking.add_to(*line);
  line->add_flag("--json", json, "print JSON, not a table");
  parse_command_line(*line, invocation);

  const StopSignals signals;
  const auto stop = [&] { return signals.requested(); };
  std::vector<Comparison> comparisons;
  if (!own.study.empty()) {
    for (FeatureSet& set : features_of_networks(own, asking, invocation, stop)) {
      comparisons.push_back({std::move(set.subset), std::move(set.files), {}, {}});
    }
  } else {
    if (paths.size() < 2) throw InputError("FILE: expected the features of two networks or more, or --study");
    Comparison& comparison = comparisons.emplace_back();
    for (const fs::path& path : paths) comparison.files.push_back(read_feature_file(path));
    for (const FeatureFile& file : comparison.files) {
      if (!file.item_set_digest.empty()) continue;
      std::fprintf(stderr, "%s has no .json beside it: its rows are taken to be the same images in the same order\n",
                   file.path.c_str());
    }
  }
  const int threads =
      asking.machine.threads.value_or(static_cast<int>(std::max(1U, std::thread::hardware_concurrency())));
  std::vector<fs::path> inputs;
  std::vector<Result> results;
  for (Comparison& comparison : comparisons) {
    check_same_images(comparison.files);
    comparison.pairs = pairs_of(comparison.files, base);
    compare(comparison, threads, stop);
    for (const FeatureFile& file : comparison.files) inputs.push_back(file.path);
    results.insert(results.end(), comparison.results.begin(), comparison.results.end());
  }
  if (!output.empty()) {
    write_results(output, results, provenance_of(invocation, inputs));
    for (const Comparison& comparison : comparisons)
      write_file(output / matrix_name(comparison), matrix_csv(comparison));
  }
  if (json) {
    print_json(comparisons);
  } else {
    print_table(comparisons);
    std::printf("%s images%s\n", with_thousands(static_cast<std::int64_t>(results.front().estimate.n)).c_str(),
                output.empty() ? "" : ("; " + (output / "results.json").string()).c_str());
  }
}

}  // namespace tricky::engine
