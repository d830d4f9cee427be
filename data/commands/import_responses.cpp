#include <cmath>
#include <cstdio>
#include <map>

#include "commands/import.h"
#include "tricky/data/decisions.h"
#include "tricky/data/errors.h"
#include "tricky/data/npy.h"
#include "tricky/data/progress.h"
#include "tricky/data/provenance.h"
#include "tricky/data/text.h"

namespace tricky {

namespace {

using Responses = std::vector<std::uint16_t>;

/// A network's responses from an .npy file of any whole-number type; negative numbers mean missing.
Responses responses_from_npy(const std::filesystem::path& file, std::size_t n_items) {
  const NpyFile npy(file);
  if (npy.type() == NpyType::f4 || npy.type() == NpyType::f8) {
    throw InputError({file, 0, ""}, "holds reals; expected predicted class numbers (save it with .astype('uint16'))");
  }
  if (npy.shape().size() != 1 || npy.n_elements() != n_items) {
    std::vector<std::string> extents;
    for (const std::size_t extent : npy.shape()) extents.push_back(std::to_string(extent));
    throw InputError({file, 0, ""}, "has shape (" + join(extents, ", ") + "); expected one response for each of the " +
                                        std::to_string(n_items) + " items (one file a network)");
  }
  Responses responses(n_items);
  for (std::size_t i = 0; i < n_items; ++i) {
    const double value = npy.real_at(i);
    if (value > kMissingResponse) {
      throw InputError({file, 0, ""}, "response " + std::to_string(i + 1) + " is " + format_real(value) +
                                          "; class numbers go to 65534");
    }
    responses[i] = value < 0 ? kMissingResponse : static_cast<std::uint16_t>(value);
  }
  return responses;
}

/// Networks in the long form item_id,maker,response; items without a row are missing.
std::map<std::string, Responses> responses_from_csv(const std::filesystem::path& file, const ItemSet& items) {
  CsvReader reader(file);
  const std::size_t id = reader.column("item_id");
  const std::size_t maker = reader.column("maker");
  const std::size_t response = reader.column("response");
  std::map<std::string, Responses> networks;
  std::map<std::string, std::vector<bool>> seen;
  while (reader.next()) {
    const auto item = items.find(reader[id]);
    if (!item) reader.fail(id, in_quotes(reader[id]) + " is not in the study's items.csv");
    if (!is_plain_name(reader[maker]))
      reader.fail(maker, "expected 1 to 64 letters, digits, '.', '_' or '-', got " + in_quotes(reader[maker]));
    auto [network, is_new] = networks.try_emplace(reader[maker], items.size(), kMissingResponse);
    auto& filled = seen[reader[maker]];
    if (is_new) filled.resize(items.size());
    if (filled[*item])
      reader.fail(id, "the response of " + reader[maker] + " to " + in_quotes(reader[id]) + " stands there twice");
    filled[*item] = true;
    if (reader[response].empty() || reader[response] == "n/a") continue;
    network->second[*item] = static_cast<std::uint16_t>(reader.integer(response, 0, kMissingResponse));
  }
  if (networks.empty()) throw InputError({file, 0, ""}, "holds no responses, only column names");
  return networks;
}

void import_responses(const ImportOptions& options, const Invocation& invocation) {
  const StudyFolder study(options.study);
  const ItemSet items = items_of(study);
  std::map<std::string, Responses> networks;
  std::map<std::string, std::filesystem::path> sources;
  for (const std::filesystem::path& file : options.files) {
    const auto add = [&](const std::string& name, Responses responses) {
      if (!networks.emplace(name, std::move(responses)).second) {
        throw InputError({file, 0, ""}, "is a second file for the network " + in_quotes(name));
      }
      sources[name] = file;
    };
    if (file.extension() == ".csv") {
      for (auto& [name, responses] : responses_from_csv(file, items)) add(name, std::move(responses));
    } else {
      const std::string name = file.stem().string();
      if (!is_plain_name(name)) {
        throw InputError({file, 0, ""}, "names its network " + in_quotes(name) +
                                            "; expected 1 to 64 letters, digits, '.', '_' or '-'");
      }
      add(name, responses_from_npy(file, items.size()));
    }
  }
  // Everything has been read and found good; from here on only writing can fail.
  for (const auto& [name, responses] : networks) guard_existing(study.run(name) / "run.json", options);
  Progress progress("importing", networks.size());
  std::size_t n_done = 0;
  std::printf("%-32s %10s %10s\n", "network", "accuracy", "missing");
  for (const auto& [name, responses] : networks) {
    RunRecord run{name, name, 1, RunRecord::Origin::imported, items.digest(), items.size(), {}};
    run.details["provenance"] = to_value(provenance_of(invocation, {sources[name]}));
    write_responses(responses_file(study.run(name), std::nullopt), responses);
    write_run(study.run(name), run);
    progress.update(++n_done, name);
    std::size_t n_right = 0;
    std::size_t n_missing = 0;
    for (std::size_t i = 0; i < items.size(); ++i) {
      n_right += responses[i] == items[i].label ? 1 : 0;
      n_missing += responses[i] == kMissingResponse ? 1 : 0;
    }
    std::printf(
        "%-32s %9.2f%% %10zu\n", name.c_str(),
        100.0 * static_cast<double>(n_right) / static_cast<double>(std::max<std::size_t>(1, items.size() - n_missing)),
        n_missing);
  }
}

}  // namespace

ImportAction add_import_responses(CLI::App& line, const Invocation& invocation) {
  auto options = std::make_shared<ImportOptions>();
  add_import_kind(
      line, *options, FileCount::many, "responses",
      "Predicted classes of networks: one .npy file a network, named after it, one whole number per item in the "
      "order of items.csv (65535 or negative: missing); or CSV files item_id,maker,response.",
      "tricky import responses responses/*.npy --study mystudy");
  return [options, &invocation] { import_responses(*options, invocation); };
}

}  // namespace tricky
