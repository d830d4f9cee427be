#include <cstdio>
#include <numeric>
#include <set>

#include "commands/import.h"
#include "tricky/data/errors.h"
#include "tricky/data/fields.h"
#include "tricky/data/provenance.h"
#include "tricky/data/rater_votes.h"
#include "tricky/data/text.h"

namespace tricky {

namespace {

/// "https://…/ILSVRC2012_val_00000293.JPEG" names the item ILSVRC2012_val_00000293.
std::string stem_of(const std::string& url) { return std::filesystem::path(url).stem().string(); }

/// The file that Northcutt et al. (2021) released: one object an image, with the votes on it in `mturk`.
RaterVotes read_released_votes(const std::filesystem::path& file, const ItemSet& items) {
  const Value content = read_json(file);
  const Value::Array* images = content.if_array();
  if (images == nullptr || images->empty()) {
    throw InputError({file, 0, ""}, "expected a list of images with their votes in the field mturk");
  }
  if (images->front().if_array() != nullptr) {
    throw InputError({file, 0, ""},
                     "is a list of labels for each image, as the reassessed labels (real.json) of Beyer et al. (2020) are: "
                     "it holds no votes of raters; put what you want to use of it into a column of items.csv, such as "
                     "label_error, and run tricky import items");
  }
  RaterVotes votes{{"given", "guessed", "neither", "both"}, {}};
  std::set<std::string> seen;
  for (std::size_t i = 0; i < images->size(); ++i) {
    const std::string where = "image " + std::to_string(i + 1);
    Fields image((*images)[i], file, where);
    ItemVotes item{stem_of(image.text("url")), {}};
    const auto index = items.find(item.item_id);
    if (!index) image.fail("url", in_quotes(item.item_id) + " is not in the study's items.csv");
    const std::int64_t label = image.integer("given_original_label");
    if (label != items[*index].label) {
      image.fail("given_original_label", "the raters judged label " + std::to_string(label) + ", in items.csv " +
                                             item.item_id + " has label " + std::to_string(items[*index].label));
    }
    Fields mturk(image.object("mturk"), file, where + ", mturk");
    for (const std::string& answer : votes.answers) {
      item.counts.push_back(
          static_cast<std::uint32_t>(mturk.integer(answer, {.smallest = 0, .largest = 1'000'000})));
    }
    mturk.finish();
    if (!seen.insert(item.item_id).second) image.fail("url", in_quotes(item.item_id) + " stands there twice");
    if (std::accumulate(item.counts.begin(), item.counts.end(), std::uint64_t{0}) == 0) {
      image.fail("mturk", "nobody voted on " + in_quotes(item.item_id) + "; leave the item out");
    }
    votes.items.push_back(std::move(item));
  }
  return votes;
}

void import_votes(const ImportOptions& options, const Invocation& invocation) {
  const StudyFolder study(options.study);
  const ItemSet items = items_of(study);
  const std::filesystem::path& file = options.files.front();
  guard_existing(study.votes_file(), options);
  const bool is_json = file.extension() == ".json";
  const RaterVotes votes = is_json ? read_released_votes(file, items) : read_rater_votes(file);
  for (const ItemVotes& item : votes.items) {
    if (!items.find(item.item_id)) {
      throw InputError({file, 0, "item_id"}, in_quotes(item.item_id) + " is not in the study's items.csv");
    }
  }
  write_rater_votes(study.votes_file(), votes, provenance_of(invocation, {file, study.items_file()}));
  std::printf("votes on %s of %s items in %s\n",
              with_thousands(static_cast<std::int64_t>(votes.items.size())).c_str(),
              with_thousands(static_cast<std::int64_t>(items.size())).c_str(), study.votes_file().c_str());
}

}  // namespace

ImportAction add_import_votes(CLI::App& line, const Invocation& invocation) {
  auto options = std::make_shared<ImportOptions>();
  add_import_kind(line, *options, FileCount::one, "votes",
                  "What raters said about the labels of some items: the JSON file that Northcutt et al. (2021) released, "
                  "or a CSV of item_id, given (votes for the label in items.csv) and a column for each other answer.",
                  "tricky import votes imagenet_mturk.json --study mystudy");
  return [options, &invocation] { import_votes(*options, invocation); };
}

}  // namespace tricky
