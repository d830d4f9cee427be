#include "small_reports.h"

#include "quiet_output.h"
#include "tricky/data/difficulty.h"
#include "tricky/data/image_features.h"

using namespace tricky;
using namespace tricky::analysis;

void run(void (*command)(const Invocation&), const std::string& name, std::vector<std::string> arguments) {
  QuietOutput output;
  command({"tricky", name, std::move(arguments)});
}

std::string report(const SmallStudy& study) {
  run(run_report, "report", {"--study", study.path()});
  return read_file(study.folder().reports() / "study.html");
}

std::string report_of(const SmallStudy& study, const std::string& observer) {
  run(run_report, "report", {"--study", study.path(), "--observer", observer});
  return read_file(study.folder().reports() / ("observer_" + observer + ".html"));
}

void analyse(const SmallStudy& study) { run(run_analyse, "analyse", {"--study", study.path(), "--draws", "50"}); }

std::size_t count_of(const std::string& text, const std::string& part) {
  std::size_t n = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++n;
  return n;
}

void fill(SmallStudy& study) {
  study.add_items(6);
  study.add_network("net_a", "110110");
  study.add_network("net_b", "110100");
  study.add_network("net_c", "100110", 3);
  run(run_difficulty, "difficulty", {"--study", study.path(), "--name", "all"});
  study.add_ratings_list("photos", {10, 10, 5, 5, 0, 0}, {});
  for (const auto& [observer, answers] :
       {std::pair("01", "112233"), std::pair("02", "112232"), std::pair("03", "1-2133")}) {
    study.add_session(session_of(observer, Task::ratings, "oddness", "photos"),
                      rating_trials("how <b>odd</b>", answers));
  }
  for (const auto& [observer, cells] : {std::pair("01", "1111011110"), std::pair("02", "1011011110"),
                                        std::pair("03", "1111111111"), std::pair("04", "1111111111")}) {
    study.add_session(session_of(observer, Task::two_choice, "easier", "pairs", SessionOrigin::simulated),
                      pair_trials(cells));
  }
  analyse(study);
}

void add_pair_list(SmallStudy& study, int n, int bright_is_trivial) {
  StimulusList list;
  list.name = "pairs";
  list.image_width_px = list.image_height_px = 224;
  std::vector<ImageFeatures> features;
  for (int i = 0; i < 2 * n; ++i) {
    ListedStimulus stimulus;
    stimulus.trial = i / 2 + 1;
    stimulus.position = i % 2 == 0 ? Position::left : Position::right;
    stimulus.item_id = numbered("i", static_cast<std::size_t>(i));
    stimulus.difficulty = (i / 2 + i) % 2 == 0 ? Difficulty::trivial : Difficulty::impossible;
    stimulus.n_makers = 10;
    stimulus.n_correct = stimulus.difficulty == Difficulty::trivial ? 10 : 0;
    stimulus.image = "pairs_images/x.png";
    stimulus.sha256_rgb = std::string(64, 'a');
    const bool is_bright = (stimulus.difficulty == Difficulty::trivial) == (i / 2 < bright_is_trivial);
    ImageFeatures feature;
    feature.item_id = stimulus.item_id;
    feature.sha256_rgb = stimulus.sha256_rgb;
    feature.luminance = is_bright ? 0.6 + 0.001 * i : 0.3 - 0.001 * i;
    feature.rms_contrast = 0.5;
    feature.entropy_bits = 7.0;
    if (i == 0) {
      feature.nearest_item_id = "i3";
      feature.nearest_correlation = 0.97;
    }
    features.push_back(std::move(feature));
    list.stimuli.push_back(std::move(stimulus));
  }
  write_stimulus_list(study.folder().list_file("pairs"), list, {});
  write_image_features(image_features_file(study.folder(), "pairs"), features, {});
}

std::string list_report(const SmallStudy& study) {
  run(run_report, "report", {"--study", study.path(), "--list", "pairs"});
  return read_file(study.folder().reports() / "list_pairs.html");
}
