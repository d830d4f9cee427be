#include "tricky/protocols/run_choice.h"

#include <catch2/catch.hpp>

#include "temporary_folder.h"
#include "tricky/data/errors.h"
#include "tricky/data/files.h"

using namespace tricky;
using namespace tricky::protocols;
using Catch::Matchers::Contains;

namespace {

/// 1 base_1 (plus_1 too), 2 seeds_1, 3 seeds_2, 4 seeds_3, 5 fast_1
std::vector<NetworkVariant> networks() {
  const TemporaryFolder folder;
  write_file(folder / "study.toml", R"(name = "s"
[base]
network = "resnet18"
epochs = 2
batch_size = 8
learning_rate = 0.1
[[condition]]
name = "base"
[[condition]]
name = "plus_1"
networks_of = "base"
extra_epochs = 1
[[condition]]
name = "seeds"
instances = 3
init_seed = [1, 2, 3]
[[condition]]
name = "fast"
learning_rate = 0.2
)");
  return read_study(folder / "study.toml").variants();
}

using Indices = std::vector<std::size_t>;

Indices chosen(const std::vector<std::string>& words) { return choose_runs(networks(), words); }

std::string fault_of(const std::string& word) {
  try {
    chosen({word});
  } catch (const InputError& error) {
    return error.what();
  }
  return "no fault";
}

}  // namespace

TEST_CASE("networks are chosen by number, span, name, condition and pattern, each once and in the study's order") {
  CHECK(chosen({}) == Indices{0, 1, 2, 3, 4});
  CHECK(chosen({"3"}) == Indices{2});
  CHECK(chosen({"2-4"}) == Indices{1, 2, 3});
  CHECK(chosen({"seeds_2"}) == Indices{2});
  CHECK(chosen({"seeds"}) == Indices{1, 2, 3});
  CHECK(chosen({"plus_1"}) == Indices{0});
  CHECK(chosen({"*_1"}) == Indices{0, 1, 4});
  CHECK(chosen({"seeds_?"}) == Indices{1, 2, 3});
  CHECK(chosen({"5", "seeds_2", "2-3"}) == Indices{1, 2, 4});
}

TEST_CASE("a choice of networks that names none says what there is") {
  CHECK_THAT(fault_of("0"), Contains("from 1 to 5") && Contains("got \"0\""));
  CHECK_THAT(fault_of("6"), Contains("from 1 to 5"));
  CHECK_THAT(fault_of("4-2"), Contains("span"));
  CHECK_THAT(fault_of("-1"), Contains("from 1 to 5"));
  CHECK_THAT(fault_of("seed_2"), Contains("did you mean \"seeds_2\"?"));
  CHECK_THAT(fault_of("x*"), Contains("no network \"x*\"") && Contains("--list"));
  CHECK_THAT(fault_of(""), Contains("no network"));
}
