#include <catch2/catch.hpp>
#include <fstream>

#include "temporary_folder.h"
#include "tricky/data/commands.h"
#include "tricky/data/csv.h"
#include "tricky/data/difficulty.h"
#include "tricky/data/errors.h"
#include "tricky/data/files.h"
#include "tricky/data/npy.h"
#include "tricky/data/rater_votes.h"
#include "tricky/data/sessions.h"

using namespace tricky;
using Catch::Contains;
namespace fs = std::filesystem;

namespace {

/// A study of three items, and a folder for files to import.
class Study {
 public:
  Study() {
    write_file(folder_ / "study" / "study.toml", "name = \"test\"\n");
    import("items", {file("items.csv", "item_id,label,wnid\na,0,n0\nb,1,n1\nc,2,n2\n")});
  }

  /// Runs `tricky import KIND FILES… --study …`.
  void import(const std::string& kind, const std::vector<fs::path>& files,
              const std::vector<std::string>& options = {}) const {
    std::vector<std::string> arguments{kind};
    for (const fs::path& each : files) arguments.push_back(each.string());
    arguments.insert(arguments.end(), {"--study", root().string()});
    arguments.insert(arguments.end(), options.begin(), options.end());
    data_commands().front().run({"tricky", "import", arguments});
  }

  fs::path file(const std::string& name, const std::string& content) const {
    write_file(folder_ / "in" / name, content);
    return folder_ / "in" / name;
  }

  template <typename T>
  fs::path npy(const std::string& name, std::vector<T> values) const {
    write_npy(folder_ / "in" / name, std::span<const T>(values), {values.size()});
    return folder_ / "in" / name;
  }

  fs::path root() const { return folder_ / "study"; }
  StudyFolder study() const { return StudyFolder(root()); }

 private:
  TemporaryFolder folder_;
};

}  // namespace

TEST_CASE("responses are imported from .npy files of any whole-number type, and from CSV") {
  const Study study;
  study.import("responses",
               {study.npy<std::uint16_t>("one.npy", {0, 1, 65535}), study.npy<std::int64_t>("two.npy", {2, -1, 2}),
                study.file("more.csv", "item_id,maker,response\nc,three,2\na,three,7\n")});
  const ItemSet items = read_items(study.study().items_file());
  const auto matrix = load_responses(study.study(), items, {}, std::nullopt);
  REQUIRE(matrix.makers.size() == 3);
  CHECK(matrix.makers[1].id == "three");
  CHECK(std::vector(matrix.row(0).begin(), matrix.row(0).end()) == std::vector<std::uint16_t>{0, 1, 65535});
  CHECK(std::vector(matrix.row(1).begin(), matrix.row(1).end()) == std::vector<std::uint16_t>{7, 65535, 2});
  CHECK(std::vector(matrix.row(2).begin(), matrix.row(2).end()) == std::vector<std::uint16_t>{2, 65535, 2});
}

TEST_CASE("responses that do not fit are refused and nothing is written") {
  const Study study;
  const auto good = study.npy<std::uint16_t>("good.npy", {0, 1, 2});
  const auto fault = [&](const fs::path& bad) {
    try {
      study.import("responses", {good, bad});
    } catch (const InputError& error) {
      CHECK(study.study().run_names().empty());
      return std::string(error.what());
    }
    return std::string("no fault");
  };
  CHECK_THAT(fault(study.npy<std::uint16_t>("short.npy", {0, 1})), Contains("short.npy") && Contains("3 items"));
  CHECK_THAT(fault(study.npy<double>("real.npy", {0, 1, 2})), Contains("holds reals"));
  CHECK_THAT(fault(study.npy<std::int32_t>("big.npy", {0, 1, 70000})), Contains("response 3 is 70000"));
  CHECK_THAT(fault(study.npy<std::uint16_t>("bad name.npy", {0, 1, 2})), Contains("bad name"));
  CHECK_THAT(fault(study.file("x.csv", "item_id,maker,response\nz,net,1\n")),
             Contains("x.csv:2") && Contains("not in the study's items.csv"));
  CHECK_THAT(fault(study.file("x.csv", "item_id,maker,response\na,../net,1\n")),
             Contains("x.csv:2") && Contains("maker"));
  CHECK_THAT(fault(study.file("x.csv", "item_id,maker,response\na,net,1\na,net,1\n")),
             Contains("x.csv:3") && Contains("twice"));
  CHECK_THAT(fault(study.file("x.csv", "item_id,maker,response\na,net,cat\n")), Contains("\"cat\""));
  CHECK_THAT(fault(good), Contains("second file"));
}

TEST_CASE("what was imported is written over only when asked") {
  const Study study;
  const auto file = study.npy<std::uint16_t>("net.npy", {0, 1, 2});
  study.import("responses", {file});
  CHECK_THROWS_WITH(study.import("responses", {file}), Contains("--replace"));
  CHECK_NOTHROW(study.import("responses", {file}, {"--replace"}));
}

TEST_CASE("another item set is refused once something rests on the first") {
  const Study study;
  const auto other = study.file("other.csv", "item_id,label\nx,0\n");
  CHECK_THROWS_WITH(study.import("items", {other}), Contains("--replace"));
  study.import("responses", {study.npy<std::uint16_t>("net.npy", {0, 1, 2})});
  CHECK_THROWS_WITH(study.import("items", {other}, {"--replace"}), Contains("rely on it"));
  CHECK_NOTHROW(study.import("items", {study.root() / "items.csv"}, {"--category", "wnid"}));
  CHECK(read_items(study.study().items_file())[1].category == "n1");
}

TEST_CASE("released counts become a difficulty table in the items' order") {
  const Study study;
  const auto counts = study.file("counts.csv", "item_id,n_makers,n_correct\nc,11,10\na,11,0\n");
  study.import("counts", {counts}, {"--name", "sota", "--allowed-exceptions", "1"});
  const auto table = read_difficulty(study.study().difficulty_file("sota"));
  using enum Difficulty;
  REQUIRE(table.items.size() == 3);
  CHECK(table.items[0].difficulty == impossible);
  CHECK(table.items[1].difficulty == unclassified);
  CHECK(table.items[2].difficulty == trivial);
  const auto fault = [&](const std::string& rows) {
    return [&study, rows] {
      study.import("counts", {study.file("bad.csv", "item_id,n_makers,n_correct\n" + rows)}, {"--name", "bad"});
    };
  };
  CHECK_THROWS_WITH(fault("a,11,12\n")(), Contains("bad.csv:2: n_correct"));
  CHECK_THROWS_WITH(fault("a,11,1\na,11,1\n")(), Contains("twice"));
  CHECK_THROWS_WITH(fault("z,11,1\n")(), Contains("\"z\""));
  CHECK_THROWS_WITH(fault("a,NaN,1\n")(), Contains("\"NaN\""));
  CHECK_FALSE(fs::exists(study.study().difficulty_file("bad")));
}

TEST_CASE("an observer's trial table becomes a session whose items have one name for all observers") {
  const Study study;
  const std::string columns = "trial,rt,object_response,category,condition,imagename\n";
  study.import(
      "trials",
      {study.file("edge_subject-01_session_1.csv", "subj,session," + columns +
                                                       "subject-01,1,1,0.5,cat,cat,0,0001_edg_s01_0_cat_00_cat1.png\n"
                                                       "subject-01,1,2,NaN,na,dog,0,0002_edg_s01_0_dog_00_dog3.png\n"),
       study.file("edge_subject-02_session_1.csv",
                  "subj,Session," + columns + "subject-02,1,1,0.7,cat,dog,0,0001_edg_s02_0_dog_00_dog3.png\n")});
  const auto folders = study.study().session_folders();
  REQUIRE(folders.size() == 2);
  const auto first = read_trials(folders[0] / "trials.tsv");
  const auto second = read_trials(folders[1] / "trials.tsv");
  CHECK(read_session(folders[0]).protocol == "edge");
  CHECK(first[1].item_id == "0_dog_00_dog3.png");
  CHECK(second[0].item_id == first[1].item_id);
  CHECK(first[0].correct == Correctness::right);
  CHECK(first[1].correct == Correctness::wrong);  // no response counts as wrong, as model-vs-human has it
  CHECK(first[1].response.empty());
  CHECK_FALSE(first[1].response_time_s);
  CHECK(first[0].response_time_s == 0.5);

  const auto bad = study.file("edge_subject-03.csv", "subj,session," + columns + "../03,1,1,0.5,cat,cat,0,x.png\n");
  CHECK_THROWS_WITH(study.import("trials", {bad}), Contains("subj"));
  const auto tab = study.file("edge_subject-03.csv", "subj,session," + columns + "s03,1,1,0.5,\"a\tb\",cat,0,x.png\n");
  CHECK_THROWS_WITH(study.import("trials", {tab}), Contains("control characters"));
}

TEST_CASE("ratings become a list without images and a session an observer") {
  const Study study;
  const auto items = study.file(
      "rated.csv",
      "trial,item_id,sampled_as,n_correct,n_makers,label_error\n1,x,trivial,11,11,0\n2,y,impossible,0,11,1\n");
  const auto ratings = study.file("exp2.csv", "observer,trial,item_id,q1,q2\ns1,1,x,3,0\ns1,2,y,,2\ns2,1,x,1,1\n");
  study.import("ratings", {ratings}, {"--items", items.string()});
  const StimulusList list = read_stimulus_list(study.study().list_file("exp2"));
  CHECK(list.stimuli[1].label_error);
  CHECK(list.stimuli[1].difficulty == Difficulty::impossible);
  const auto folders = study.study().session_folders();
  REQUIRE(folders.size() == 2);
  const auto trials = read_trials(folders[0] / "trials.tsv");
  REQUIRE(trials.size() == 4);
  CHECK(trials[1].question == "q2");
  CHECK(trials[1].response == "0");
  CHECK(trials[2].response.empty());

  const auto bad = [&](const std::string& rows) {
    return [&study, rows, items] {
      study.import("ratings", {study.file("bad.csv", "observer,trial,item_id,q1\n" + rows)},
                   {"--items", items.string()});
    };
  };
  CHECK_THROWS_WITH(bad("s1,1,y,3\n")(), Contains("trial 1 showed \"x\""));
  CHECK_THROWS_WITH(bad("s1,3,y,3\n")(), Contains("from 1 to 2"));
  CHECK_THROWS_WITH(bad("s1,1,x,3\ns1,1,x,3\n")(), Contains("rated this trial before"));
  CHECK_THROWS_WITH(bad("s1,1,x,2.5\n")(), Contains("\"2.5\""));
}

TEST_CASE("a file of a thousand columns or a giant field is refused quickly") {
  const Study study;
  std::string header = "item_id,label";
  for (int i = 0; i < 5000; ++i) header += ",c" + std::to_string(i);
  CHECK_THROWS_WITH(study.import("items", {study.file("wide.csv", header + "\n")}), Contains("4096 columns"));
}

TEST_CASE("usage faults name the option") {
  const Study study;
  CHECK_THROWS_WITH(study.import("responses", {}), Contains("FILE"));
  CHECK_THROWS_WITH(study.import("respones", {"x"}), Contains("import"));
  CHECK_THROWS_WITH(data_commands().front().run({"tricky", "import", {"items", "x.csv", "--study", "/nonexistent"}}),
                    Contains("tricky init"));
}

TEST_CASE("raters' votes on labels are imported from CSV and from the released JSON") {
  const Study study;
  study.import("votes", {study.file("votes.csv", "item_id,other,given\na,1,4\nc,0,5\n")});
  const RaterVotes votes = read_rater_votes(study.study().votes_file());
  CHECK(votes.answers == std::vector<std::string>{"given", "other"});
  REQUIRE(votes.items.size() == 2);
  CHECK(votes.items[0].counts == std::vector<std::uint32_t>{4, 1});

  const auto image = [](const char* id, int label, const char* mturk) {
    return std::string(R"({"url": "https://x/y/)") + id + R"(.JPEG", "given_original_label": )" + std::to_string(label) +
           R"(, "mturk": )" + mturk + "}";
  };
  const char* const sound = R"({"given": 3, "guessed": 1, "neither": 1, "both": 0})";
  study.import("votes", {study.file("votes.json", "[" + image("b", 1, sound) + "]")}, {"--replace"});
  CHECK(read_rater_votes(study.study().votes_file()).items.front().counts == std::vector<std::uint32_t>{3, 1, 1, 0});

  const auto refused = [&](const std::string& name, const std::string& content, const std::string& why) {
    CHECK_THROWS_WITH(study.import("votes", {study.file(name, content)}, {"--replace"}), Contains(why));
  };
  refused("votes.json", "[" + image("b", 2, sound) + "]", "in items.csv b has label 1");
  refused("votes.json", "[" + image("z", 1, sound) + "]", "is not in the study's items.csv");
  refused("votes.json", "[" + image("b", 1, sound) + "," + image("b", 1, sound) + "]", "stands there twice");
  refused("votes.json", "[" + image("b", 1, R"({"given": 0, "guessed": 0, "neither": 0, "both": 0})") + "]", "nobody voted");
  refused("votes.json", "[" + image("b", 1, R"({"given": 3, "gessed": 1})") + "]", "guessed");
  refused("votes.json", "{}", "expected a list");
  refused("real.json", "[[], [970, 795], [230]]", "is a list of labels for each image");
  refused("votes.csv", "item_id,given\na,1\n", "a column for each other answer");
  refused("votes.csv", "item_id,given,other\na,0,0\n", "nobody voted");
  refused("votes.csv", "item_id,given,other\na,1,0\na,2,0\n", "stands there twice");
  refused("votes.csv", "item_id,given,other\nz,1,0\n", "is not in the study's items.csv");
  refused("votes.csv", "item_id,given,other\n", "holds no votes");
  CHECK(read_rater_votes(study.study().votes_file()).items.front().item_id == "b");  // refusals wrote nothing
  CHECK_THROWS_WITH(study.import("votes", {study.file("votes.csv", "item_id,given,other\na,1,0\n")}),
                    Contains("add --replace"));
}
