#include "commands/stimuli.h"

#include <algorithm>
#include <cstdio>
#include <limits>
#include <memory>
#include <optional>

#include "tricky/data/command_line.h"
#include "tricky/data/dataset_spec.h"
#include "tricky/data/errors.h"
#include "tricky/data/files.h"
#include "tricky/data/image_features.h"
#include "tricky/data/progress.h"
#include "tricky/data/provenance.h"
#include "tricky/data/study_folder.h"
#include "tricky/data/text.h"
#include "tricky/stimuli/image_source.h"
#include "tricky/stimuli/list_images.h"
#include "tricky/stimuli/pair_list.h"
#include "tricky/stimuli/ratings_list.h"

namespace tricky::stimuli {

namespace {

namespace fs = std::filesystem;

struct Options {
  fs::path study;
  std::string difficulty;
  std::string name;
  std::int64_t seed = 0;  // signed, because CLI11 lets -1 pass as the largest unsigned number
  bool exclude_label_errors = false;
  fs::path exclude;
  std::string balance;
  bool replace = false;
  PairListSize pairs;
  RatingsListSize ratings;
};

void add_shared_options(CLI::App& line, Options& options, std::int64_t default_seed) {
  line.add_option("--study", options.study, "study folder")->required();
  line.add_option("--difficulty", options.difficulty, "name of the difficulty table to draw from")->required();
  line.add_option("--name", options.name, "name of the new list")->required();
  line.add_option("--seed", options.seed, "the same seed draws the same list (" + std::to_string(default_seed) + ")")
      ->check(CLI::Range(std::int64_t{0}, std::numeric_limits<std::int64_t>::max()));
  line.add_flag("--exclude-label-errors", options.exclude_label_errors, "leave out items whose label_error is 1");
  line.add_option("--exclude", options.exclude,
                  "CSV file whose item_id column names items to leave out, such as a list");
  line.add_option("--balance", options.balance, "column of items.csv whose values are equally frequent in all classes");
  line.add_flag("--replace", options.replace, "replace a list of this name and its images");
}

enum class What { pairs, ratings, features };

Options parse(const Invocation& invocation, What& what) {
  Options options;
  auto line =
      command_line(invocation,
                   "Draws the images that observers will see, at random by difficulty, and makes their 224 x 224 "
                   "pixel PNG files: short side to 256 pixels, centre cut out, exactly as Pillow does it.",
                   "tricky stimuli pairs --study demo --difficulty all --name pairs --trials 149 --practice 5");
  line->require_subcommand(1);

  CLI::App* pairs = line->add_subcommand("pairs", "one trivial and one impossible image a trial, side by side");
  pairs->footer(
      "\nExample:\n  tricky stimuli pairs --study demo --difficulty all --name pairs --trials 149 --practice 5 "
      "--seed 1312\n  tricky stimuli pairs --study demo --difficulty all --name attentive --trials 149 --catch 10");
  add_shared_options(*pairs, options, 1312);
  pairs->add_option("--trials", options.pairs.trials, "main trials (149)")->check(CLI::Range(1, 100'000));
  pairs->add_option("--practice", options.pairs.practice, "practice trials (5)")->check(CLI::Range(0, 10'000));

  pairs->add_option("--catch", options.pairs.catch_trials,
                    "catch trials (0): further pairs, of which a sentence on the screen says which image to choose; a "
                    "session spreads them among the main trials, and they count in nothing but the observer's attention")
      ->check(CLI::Range(0, 1000));

  CLI::App* ratings = line->add_subcommand("ratings", "one image a trial: trivial, in-between and impossible ones");
  ratings->footer(
      "\nExample:\n  tricky stimuli ratings --study demo --difficulty all --name ratings --per-class 100 "
      "--practice 6 --seed 1313");
  add_shared_options(*ratings, options, 1313);
  ratings->add_option("--per-class", options.ratings.per_class, "images of each class (100)")
      ->check(CLI::Range(1, 100'000));
  ratings->add_option("--practice", options.ratings.practice, "practice images (6)")->check(CLI::Range(0, 10'000));

  CLI::App* features = line->add_subcommand(
      "features", "measure a list's images for `tricky report --list`: luminance, contrast, entropy, sizes, likeness");
  features->footer("\nExample:\n  tricky stimuli features --study demo --list pairs");
  features->add_option("--study", options.study, "study folder")->required();
  features->add_option("--list", options.name, "name of the list")->required();

  parse_command_line(*line, invocation);
  what = pairs->parsed() ? What::pairs : ratings->parsed() ? What::ratings : What::features;
  if (what == What::features) return options;
  CLI::App* chosen = what == What::pairs ? pairs : ratings;
  if (chosen->count("--seed") == 0) options.seed = what == What::pairs ? 1312 : 1313;
  return options;
}

/// Names become file names.
void check_name(const char* option, const std::string& name) {
  if (is_plain_name(name)) return;
  throw InputError(std::string(option) + ": expected 1 to 64 letters, digits, '.', '_' or '-', got " + in_quotes(name));
}

fs::path existing_difficulty(const StudyFolder& study, const std::string& name) {
  const fs::path file = study.difficulty_file(name);
  if (fs::exists(file)) return file;
  const std::vector<std::string> names = study.difficulty_names();
  const auto nearest = nearest_name(name, names);
  throw InputError("--difficulty: " + study.root().string() + " has no difficulty table " + in_quotes(name) +
                   (nearest         ? "; did you mean " + in_quotes(*nearest) + "?"
                    : names.empty() ? "; make one with tricky difficulty"
                                    : "; it has " + join(names, ", ")));
}

/// Images that are being made, in a folder that vanishes unless it is kept.
class StagedImages {
 public:
  explicit StagedImages(fs::path folder) : folder_(std::move(folder)) { fs::remove_all(folder_); }
  StagedImages(const StagedImages&) = delete;
  StagedImages& operator=(const StagedImages&) = delete;
  ~StagedImages() {
    std::error_code ignored;
    fs::remove_all(folder_, ignored);
  }
  const fs::path& folder() const { return folder_; }
  void keep_as(const fs::path& place) const { fs::rename(folder_, place); }

 private:
  fs::path folder_;
};

/// Observers see what networks saw: photographs are cut to their centre, IDX images are used whole.
Framing framing_of(const DatasetSpec& dataset) {
  const Framing whole{224, 224};
  return dataset.kind == DatasetSpec::Kind::idx ? whole : Framing{};
}

/// tricky stimuli features: measures the images of a list made elsewhere, or by an older version.
void write_features(const Options& options, const Invocation& invocation) {
  const StudyFolder study(options.study);
  const fs::path file = study.list_file(options.name);
  if (!fs::exists(file)) {
    const std::vector<std::string> names = study.list_names();
    throw InputError("--list: there is no list " + in_quotes(options.name) +
                     (names.empty() ? "; make one with tricky stimuli pairs" : "; there are " + join(names, ", ")));
  }
  const FolderLock lock(file.parent_path());
  const StimulusList list = read_stimulus_list(file);
  const DatasetSpec dataset = read_dataset_spec(study.study_file());
  const std::unique_ptr<ImageSource> source = open_images(dataset, study);
  const ItemSet items = source != nullptr ? read_items(study.items_file()) : ItemSet();
  Progress progress("images", list.stimuli.size());
  const std::vector<ImageFeatures> features =
      features_of_list(list, items, source.get(), framing_of(dataset), file.parent_path(),
                       [&](std::size_t n) { progress.update(n); });
  const fs::path csv = image_features_file(study, options.name);
  write_image_features(csv, features, provenance_of(invocation, {file}));
  std::printf("%s: %zu images\n", csv.c_str(), features.size());
}

enum class Images { made, no_data_set, no_paths };

Images make_images(StimulusList& list, const ItemSet& items, const ImageSource* source, const DatasetSpec& dataset,
                   const StudyFolder& study, const fs::path& folder, const Provenance& provenance) {
  if (source == nullptr) return Images::no_data_set;
  const bool has_path =
      std::any_of(items.items().begin(), items.items().end(), [](const Item& item) { return !item.path.empty(); });
  if (dataset.kind == DatasetSpec::Kind::image_folder && !has_path) return Images::no_paths;
  Progress progress("images", list.stimuli.size());
  const std::vector<ImageFeatures> features =
      make_list_images(list, items, *source, framing_of(dataset), folder,
                       study.list_images(list.name).filename().string(), [&](std::size_t n) { progress.update(n); });
  write_image_features(folder / image_features_file(study, list.name).filename(), features, provenance);
  return Images::made;
}

void say(Images images) {
  if (images == Images::made) return;
  std::fprintf(
      stderr, "%s, so the list names items without images; no session can show it\n",
      images == Images::no_paths ? "items.csv gives no item a path" : "study.toml has no [dataset] with images");
}

void print_summary(const StimulusList& list, const StudyFolder& study) {
  std::size_t n_main = 0;
  std::size_t n_practice = 0;
  std::size_t n_left = 0;
  std::size_t n_catch = 0;
  std::size_t n_label_errors = 0;
  for (const ListedStimulus& each : list.stimuli) {
    if (each.position == Position::right) continue;
    ++(each.catch_side ? n_catch : each.phase == Phase::main ? n_main : n_practice);
    if (is_main_trial(each) && each.position == Position::left && each.difficulty == Difficulty::trivial)
      ++n_left;
  }
  for (const ListedStimulus& each : list.stimuli) n_label_errors += each.label_error ? 1 : 0;
  std::printf("%s list %s: %zu trials and %zu for practice\n", std::string(to_text(list.kind)).c_str(),
              list.name.c_str(), n_main, n_practice);
  if (list.kind == StimulusList::Kind::pairs) {
    std::printf("  trivial image: %zu times left, %zu right\n", n_left, n_main - n_left);
    if (n_catch > 0) std::printf("  catch trials: %zu\n", n_catch);
  } else {
    std::printf("  classes: %zu trivial, in-between and impossible images each\n", n_main / 3);
  }
  std::printf("  label errors: %zu of %zu images\n", n_label_errors, list.stimuli.size());
  if (list.image_width_px > 0) {
    std::printf("  images: %zu of %d x %d pixels in %s\n", list.stimuli.size(), list.image_width_px,
                list.image_height_px, study.list_images(list.name).c_str());
  } else {
    std::printf("  images: none\n");
  }
  std::printf("  list: %s\n", study.list_file(list.name).c_str());
}

}  // namespace

void run_stimuli(const Invocation& invocation) {
  What what{};
  const Options options = parse(invocation, what);
  if (what == What::features) {
    check_name("--list", options.name);
    return write_features(options, invocation);
  }
  check_name("--name", options.name);
  check_name("--difficulty", options.difficulty);
  const StudyFolder study(options.study);
  const fs::path difficulty_file = existing_difficulty(study, options.difficulty);
  const fs::path list_file = study.list_file(options.name);
  const FolderLock lock(list_file.parent_path());
  if (fs::exists(list_file) && !options.replace) {
    throw InputError({list_file, 0, ""},
                     "is there already and may have been shown to observers; choose another --name, "
                     "or replace it and its images with --replace");
  }

  const ItemSet items = read_items(study.items_file());
  const DifficultyTable difficulty = read_difficulty(difficulty_file);
  const DatasetSpec dataset = read_dataset_spec(study.study_file());
  ListOptions draw;
  draw.name = options.name;
  draw.difficulty_name = options.difficulty;
  draw.seed = static_cast<std::uint64_t>(options.seed);
  draw.label_errors = options.exclude_label_errors ? LabelErrors::exclude : LabelErrors::keep;
  if (!options.exclude.empty()) draw.excluded = read_excluded(options.exclude, items);
  draw.balance = options.balance;
  StimulusList list = what == What::pairs ? make_pair_list(difficulty, items, options.pairs, draw)
                                                        : make_ratings_list(difficulty, items, options.ratings, draw);

  std::vector<fs::path> inputs{study.items_file(), difficulty_file, study.study_file()};
  if (!options.exclude.empty()) inputs.push_back(options.exclude);
  const std::unique_ptr<ImageSource> source = open_images(dataset, study);
  if (source != nullptr) {
    for (const fs::path& file : source->files()) inputs.push_back(file);
  }
  const Provenance provenance = provenance_of(invocation, inputs, draw.seed);

  const fs::path images_folder = study.list_images(options.name);
  const StagedImages staged(images_folder.parent_path() / (images_folder.filename().string() + ".unfinished"));
  const Images images = make_images(list, items, source.get(), dataset, study, staged.folder(), provenance);
  // The old list goes first and the new one comes last: whenever this stops, no list points to images of another.
  fs::remove(list_file);
  fs::remove_all(images_folder);
  if (images == Images::made) staged.keep_as(images_folder);
  write_stimulus_list(list_file, list, provenance);
  say(images);
  print_summary(list, study);
}

}  // namespace tricky::stimuli
