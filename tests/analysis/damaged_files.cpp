// Every file that analyse and report read, and every file that import takes in, with damage: read, or refused by
// InputError, and never more than that (the sanitizer build sees to it), within bounded memory.
#include <sys/resource.h>

#include <catch2/catch.hpp>
#include <functional>

#include "analysis/report/material.h"
#include "mutation.h"
#include "quiet_output.h"
#include "small_reports.h"
#include "tricky/analysis/list_analysis.h"
#include "tricky/analysis/study_analysis.h"
#include "tricky/data/commands.h"
#include "tricky/data/difficulty.h"
#include "tricky/data/errors.h"
#include "tricky/data/image_features.h"
#include "tricky/data/npy.h"
#include "tricky/data/rater_votes.h"

using namespace tricky;
using namespace tricky::analysis;
namespace fs = std::filesystem;

namespace {

constexpr std::uint64_t kUsualRounds = 50;
constexpr long kMostGrowthKiB = 512L * 1024;  // beside the sanitizer's quarantine of freed memory
const std::string kTellingJson = "{}[]\",:\\0189-.eEtfn\n\t u";
const std::string kTellingTable = std::string("\0", 1) + ",\t\"\n\r019-.eE+na/\xc3\xff";
const std::string kTellingNpy = "0123456789(),' :{}<>|uif";

long peak_kib() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss;
}

/// Damages the file again and again; `read` reads it. Some copies must be refused, and the whole one must not.
void read_damaged(const fs::path& file, const std::function<void()>& read) {
  const std::string whole = read_file(file);
  const std::string extension = file.extension().string();
  const std::string& telling = extension == ".json" ? kTellingJson : extension == ".npy" ? kTellingNpy : kTellingTable;
  INFO(file);
  REQUIRE_NOTHROW(read());
  const long before = peak_kib();
  std::uint64_t n_read = 0;
  const std::uint64_t n = n_rounds(kUsualRounds);
  for (std::uint64_t round = 0; round < n; ++round) {
    RandomStream random(round, Stream::bootstrap);
    const std::string damaged = damaged_copy(whole, telling, random);
    write_unsynced(file, damaged);
    try {
      read();
      ++n_read;
    } catch (const InputError&) {
    } catch (const std::exception& error) {
      INFO("round " << round << ": " << error.what() << "\n" << damaged);
      FAIL_CHECK("neither read nor refused");
    }
  }
  write_unsynced(file, whole);
  if (std::getenv("TRICKY_FUZZ_ROUNDS") != nullptr)
    WARN(file.filename().string() << ": " << n << " damaged copies, " << n_read << " read, memory grew by "
                                  << (peak_kib() - before) / 1024 << " MiB");
  CHECK(n_read < n);
  CHECK(peak_kib() - before < kMostGrowthKiB);
}

void import(const SmallStudy& study, const std::string& kind, const fs::path& file,
            const std::vector<std::string>& options = {}) {
  std::vector<std::string> arguments{kind, file.string(), "--study", study.path(), "--replace"};
  arguments.insert(arguments.end(), options.begin(), options.end());
  const QuietOutput quiet;
  data_commands().front().run({"tricky", "import", arguments});
}

/// Six items, three networks, a table, votes, a list, raters, observers; the results of the analysis.
void fill_study(SmallStudy& study) {
  fill(study);
  write_file(study.folder().root() / "votes.in.csv", "item_id,given,guessed,neither\ni0,3,1,1\ni1,0,4,1\n");
  import(study, "votes", study.folder().root() / "votes.in.csv");
}

}  // namespace

TEST_CASE("damaged files of a study are analysed or refused") {
  SmallStudy study;
  fill_study(study);
  const StudyFolder& folder = study.folder();
  AnalysisOptions options;
  options.bootstrap.draws = 2;
  const auto analysed = [&] { analyse_study(folder, options); };
  const SessionRecord rater = session_of("01", Task::ratings, "oddness", "photos");
  const SessionRecord observer = session_of("01", Task::two_choice, "easier", "pairs", SessionOrigin::simulated);
  const std::vector<fs::path> files{
      folder.items_file(),
      folder.run("net_a") / "run.json",
      responses_file(folder.run("net_a"), std::nullopt),
      responses_file(folder.run("net_c"), 3),
      folder.difficulty_file("all"),
      fs::path(folder.difficulty_file("all")).replace_extension(".json"),
      folder.votes_file(),
      folder.list_file("photos"),
      fs::path(folder.list_file("photos")).replace_extension(".json"),
      session_folder(folder, rater) / "trials.tsv",
      session_folder(folder, rater) / "session.json",
      session_folder(folder, observer) / "trials.tsv",
      session_folder(folder, observer) / "session.json",
  };
  for (const fs::path& file : files) read_damaged(file, analysed);
}

TEST_CASE("damaged results are reported or refused") {
  SmallStudy study;
  fill_study(study);
  analyse(study);
  const fs::path json = study.folder().reports() / "results.json";
  read_damaged(json, [&] { read_material(study.folder().root(), MaterialFor::study); });
}

TEST_CASE("damaged features and lists of pairs are analysed or refused") {
  SmallStudy study;
  add_pair_list(study, 6, 4);
  const fs::path list = study.folder().list_file("pairs");
  const fs::path features = list.parent_path() / "pairs_images" / "features.csv";
  const auto read = [&] {
    read_stimulus_list(list);
    read_image_features(features);
  };
  read_damaged(list, read);
  read_damaged(features, read);
}

TEST_CASE("damaged files of others are taken in or refused, and what was taken in is analysed") {
  SmallStudy study;
  fill_study(study);
  const fs::path in = study.folder().root() / "in";
  const auto file = [&](const std::string& name, const std::string& content) {
    write_file(in / name, content);
    return in / name;
  };
  const auto taken_in = [&](const std::string& kind, const fs::path& path, std::vector<std::string> options = {}) {
    read_damaged(path, [&, options] { import(study, kind, path, options); });
  };
  const std::vector<std::uint16_t> responses{1, 1, 0, 65535, 1, 0};
  taken_in("responses", file("net_d.npy", npy_bytes<std::uint16_t>(responses, {6})));
  taken_in("responses", file("net_e.csv", "item_id,maker,response\ni0,e,1\ni1,e,0\ni2,e,1\ni3,e,1\ni4,e,\ni5,e,1\n"));
  taken_in("votes", file("votes.csv", "item_id,given,neither\ni0,3,1\ni3,1,4\n"));
  taken_in("votes", file("votes.json",
                         R"([{"url": "https://x/i0.JPEG", "given_original_label": 1, "our_guessed_label": 2,
                              "mturk": {"given": 3, "guessed": 1, "neither": 0, "both": 1}}])"));
  taken_in("counts", file("counts.csv", "item_id,n_correct,n_makers\ni0,3,3\ni1,0,3\ni2,1,3\ni3,2,3\ni4,3,3\ni5,3,3\n"),
           {"--name", "released"});
  const fs::path rated = file("rated.csv", "trial,item_id,sampled_as,n_correct,n_makers,label_error\n"
                                           "1,i0,trivial,3,3,0\n2,i1,impossible,0,3,1\n");
  taken_in("ratings", file("ratings.csv", "observer,trial,item_id,odd\ns1,1,i0,2\ns1,2,i1,1\ns2,1,i0,2\ns2,2,i1,0\n"),
           {"--name", "others", "--items", rated.string()});
  read_damaged(rated, [&] {
    import(study, "ratings", in / "ratings.csv", {"--name", "others", "--items", rated.string()});
  });
  taken_in("trials", file("edge_subject-01_session_1.csv",
                          "subj,session,trial,rt,object_response,category,condition,imagename\n"
                          "subject-01,1,1,0.868,knife,oven,0,a.png\nsubject-01,1,2,NaN,na,cat,0,b.png\n"));
  taken_in("items", file("items.csv", "item_id,label,category\ni0,1,\"a, b\"\ni1,1,c\ni2,1,c\ni3,1,c\ni4,1,c\ni5,1,c\n"));
}
