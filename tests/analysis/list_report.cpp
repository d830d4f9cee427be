#include <catch2/catch.hpp>

#include "small_reports.h"
#include "tricky/data/errors.h"
#include "tricky/data/image_features.h"

using namespace tricky;
using namespace tricky::analysis;
using Catch::Contains;

TEST_CASE("a confound of a stimulus list is said in words before all else, and without any session") {
  SmallStudy study;
  study.add_items(60);
  add_pair_list(study, 30, 24);
  const std::string html = list_report(study);
  CHECK_THAT(html, Contains("A rule that does not look at what images show beats guessing.") &&
                       Contains("choosing the brighter image is right in 80.0\u202f% [61.4,\u00a092.3] of the pairs") &&
                       Contains("as good as the observers of the original experiment"));
  CHECK(html.find("beats guessing") < html.find("id=\"rules\""));
  CHECK_THAT(html, Contains("a rule with its interval") && !Contains("accuracy with its interval"));
  CHECK_THAT(html, Contains("Not shown, being the same for every image: "));
  CHECK_THAT(html, Contains("id=\"near-duplicates\"") && Contains("0.970") && Contains("50.0\u202f% of 30 main trials"));
  CHECK_THAT(html, Contains("Undefined for contrast, entropy") && Contains("no pair has a difference"));
  const auto results = read_results(study.folder().reports() / "list_pairs/results.json");
  CHECK(*the_result(results, "rule_share_right", "luminance", "the brighter image").estimate.value == 0.8);

  add_pair_list(study, 30, 17);
  CHECK_THAT(list_report(study), Contains("No simple rule was found that beats guessing."));
}

TEST_CASE("a list report refuses what it cannot know, with the way out") {
  SmallStudy study;
  study.add_items(20);
  add_pair_list(study, 10, 5);
  CHECK_THROWS_WITH(run(run_report, "report", {"--study", study.path(), "--list", "pair"}),
                    Contains("did you mean \"pairs\""));
  std::filesystem::remove(image_features_file(study.folder(), "pairs"));
  CHECK_THROWS_WITH(list_report(study), Contains("tricky stimuli features --study"));
  ImageFeatures other;
  other.item_id = "i0";
  other.sha256_rgb = std::string(64, 'b');
  write_image_features(image_features_file(study.folder(), "pairs"), {other}, {});
  CHECK_THROWS_WITH(list_report(study), Contains("does not hold the image of item \"i0\""));
  CHECK_FALSE(std::filesystem::exists(study.folder().reports() / "list_pairs.html"));
}
