// Each part of a SPEC stands here once, in a table: reading, messages, help and the record in session.json come from it.

#include "simulated_spec.h"

#include <algorithm>
#include <limits>
#include <optional>
#include <set>

#include "text_seed.h"
#include "tricky/data/errors.h"
#include "tricky/data/random.h"
#include "tricky/data/text.h"

namespace tricky::runner {

namespace {

constexpr double kAny = std::numeric_limits<double>::max();
constexpr double kLongest_s = 3600.0;

enum class With { observer_alone, network_too };

struct Part {
  std::string_view name;
  double smallest;
  double largest;
  double SimulatedObserver::*value;
  std::optional<Task> only;  ///< the task it belongs to
  With with;                 ///< whether it may stand beside network=
  std::string_view meaning;
};
const Part kParts[] = {
    {"accuracy", 0.0, 1.0, &SimulatedObserver::accuracy, Task::two_choice, With::observer_alone,
     "share of right answers without bias and lapses"},
    {"accuracy_slope", 0.0, 100.0, &SimulatedObserver::accuracy_slope, Task::two_choice, With::observer_alone,
     "how much of z(accuracy) is lost where the two images' difficulties differ by 0 instead of 1"},
    {"bias", -10.0, 10.0, &SimulatedObserver::bias, Task::two_choice, With::observer_alone,
     "shift of the criterion in standard deviations, above 0 towards right"},
    {"noise", 0.0, kAny, &SimulatedObserver::noise, Task::ratings, With::network_too,
     "standard deviation of a rating, the scale being 1; with a network 0 unless given"},
    {"criterion", -1.0, 1.0, &SimulatedObserver::criterion, Task::ratings, With::network_too,
     "so much more of the scale is asked for before any higher answer"},
    {"lapse", 0.0, 1.0, &SimulatedObserver::lapse, std::nullopt, With::network_too,
     "share of answers that have nothing to do with the image"},
    {"common", 0.0, 1.0, &SimulatedObserver::common, std::nullopt, With::observer_alone,
     "share of the noise that is the image's, the same for all observers of one seed"},
    {"mu", 0.05, kLongest_s, &SimulatedObserver::mu_s, std::nullopt, With::network_too,
     "of ex-Gaussian response times, N(mu, sigma) + Exp(tau), in seconds"},
    {"sigma", 0.0, kLongest_s, &SimulatedObserver::sigma_s, std::nullopt, With::network_too, "of the same"},
    {"tau", 0.0, kLongest_s, &SimulatedObserver::tau_s, std::nullopt, With::network_too, "of the same"},
    {"time_slope", 0.0, kLongest_s, &SimulatedObserver::time_slope_s, std::nullopt, With::network_too,
     "seconds more where two images' difficulties differ by 0 instead of 1, or where an image is impossible"},
    {"speed", 0.01, 100.0, &SimulatedObserver::speed, std::nullopt, With::network_too,
     "divides all times, those of reading and typing too"},
};
constexpr std::string_view kSeed = "seed";
constexpr std::string_view kNetwork = "network";

std::string range_of(const Part& part) {
  return part.largest == kAny ? "of at least " + format_real(part.smallest)
                              : "from " + format_real(part.smallest) + " to " + format_real(part.largest);
}

const Part* part_named(std::string_view name) {
  const auto found = std::find_if(std::begin(kParts), std::end(kParts), [&](const Part& each) { return each.name == name; });
  return found == std::end(kParts) ? nullptr : found;
}

bool belongs_to(const Part& part, Task task) { return !part.only || *part.only == task; }

class Parser {
 public:
  Parser(const std::string& spec, Task task) : task_(task) { result_.spec = spec; }

  SimulatedObserver parse(const std::string& observer) {
    for (const std::string& piece : split(result_.spec, ',')) read(piece);
    if (result_.network.empty()) {
      if (task_ == Task::two_choice && !given_.contains("accuracy")) fail("accuracy is missing");
    } else {
      for (const Part& part : kParts) {
        if (part.with == With::observer_alone && given_.contains(std::string(part.name))) {
          fail(in_quotes(part.name) + " is not for a network, whose own decisions choose; leave it out");
        }
      }
      if (!given_.contains("noise")) result_.noise = 0.0;
    }
    result_.common_seed = seed_;
    result_.seed = mix_seed(seed_, seed_from(observer));
    return result_;
  }

 private:
  [[noreturn]] void fail(const std::string& message) const {
    const std::string example = task_ == Task::two_choice ? "accuracy=0.81,seed=1" : "noise=0.3,seed=1";
    throw InputError("--simulate " + in_quotes(result_.spec) + ": " + message + "; for example " + example);
  }

  void read(const std::string& piece) {
    const std::size_t equals = piece.find('=');
    if (equals == std::string::npos) fail("expected NAME=NUMBER, got " + in_quotes(piece));
    const std::string name = piece.substr(0, equals);
    const std::string value = piece.substr(equals + 1);
    check_name(name);
    if (!given_.insert(name).second) fail(in_quotes(name) + " is given twice");
    if (name == kSeed) {
      const auto number = parse_integer(value);
      if (!number || *number < 0) fail("seed: expected a whole number of at least 0, got " + in_quotes(value));
      seed_ = static_cast<std::uint64_t>(*number);
    } else if (name == kNetwork) {
      if (!is_plain_name(value)) fail("network: expected the name of a network in runs/, got " + in_quotes(value));
      result_.network = value;
    } else {
      const Part& part = *part_named(name);
      const auto number = parse_real(value);
      if (!number || !(*number >= part.smallest && *number <= part.largest)) {
        fail(name + ": expected a number " + range_of(part) + ", got " + in_quotes(value));
      }
      result_.*part.value = *number;
    }
  }

  void check_name(const std::string& name) const {
    std::vector<std::string> names{std::string(kSeed), std::string(kNetwork)};
    for (const Part& part : kParts) {
      if (belongs_to(part, task_)) names.emplace_back(part.name);
    }
    if (std::find(names.begin(), names.end(), name) != names.end()) return;
    const auto nearest = nearest_name(name, names);
    fail(in_quotes(name) + " is nothing an observer of task " + std::string(to_text(task_)) + " has" +
         (nearest ? "; did you mean " + in_quotes(*nearest) + "?" : "; there are " + join(names, ", ")));
  }

  Task task_;
  SimulatedObserver result_;
  std::uint64_t seed_ = 1;
  std::set<std::string> given_;
};

}  // namespace

SimulatedObserver parse_simulated_observer(const std::string& spec, Task task, const std::string& observer,
                                           int session) {
  SimulatedObserver result = Parser(spec, task).parse(observer);
  result.session = static_cast<std::uint32_t>(session);
  return result;
}

std::string simulated_observer_help() {
  const SimulatedObserver usual;
  std::string text = "\n\nSimulated observers, --simulate NAME=NUMBER,…:";
  for (const Part& part : kParts) {
    text += "\n    " + std::string(part.name);
    if (part.only) text += *part.only == Task::two_choice ? " (pairs)" : " (ratings)";
    text += ": " + std::string(part.meaning) + "; " + range_of(part);
    if (part.name != "accuracy") text += ", default " + format_real(usual.*part.value);
  }
  return text +
         "\n    seed: another one is another observer; default 1"
         "\n    network: the name of a network in runs/, whose own decisions at its last epoch choose: of a pair the image "
         "that it classified correctly, a coin when it did both or none; questions are answered as of a trivial image "
         "where it was right, else as of an impossible one. In place of accuracy, accuracy_slope, bias and common";
}

Value to_value(const SimulatedObserver& observer, Task task) {
  Value value;
  if (observer.decisions) {
    value[kNetwork] = observer.decisions->name;
    if (observer.decisions->epoch) value["epoch"] = *observer.decisions->epoch;
    value["responses_sha256"] = observer.decisions->responses_sha256;
  }
  for (const Part& part : kParts) {
    if (!belongs_to(part, task) || (observer.decisions && part.with == With::observer_alone)) continue;
    value[part.name] = observer.*part.value;
  }
  value[kSeed] = observer.common_seed;
  return value;
}

}  // namespace tricky::runner
