#include "tricky/data/provenance.h"

#include <chrono>
#include <cstdlib>
#include <ctime>

#include "tricky/data/digest.h"
#include "tricky/data/text.h"

namespace tricky {

std::string utc_now() {
  std::time_t seconds = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
  if (const char* fixed = std::getenv("SOURCE_DATE_EPOCH")) {
    if (const auto value = parse_integer(fixed)) seconds = static_cast<std::time_t>(*value);
  }
  std::tm parts{};
  ::gmtime_r(&seconds, &parts);
  std::string text(20, '\0');
  std::strftime(text.data(), text.size() + 1, "%Y-%m-%dT%H:%M:%SZ", &parts);
  return text;
}

Provenance provenance_of(const Invocation& invocation, const std::vector<std::filesystem::path>& inputs,
                         std::optional<std::uint64_t> seed) {
  Provenance provenance;
  provenance.program_version = version();
  provenance.git_revision = git_revision();
  provenance.command_line = invocation.command_line();
  for (const auto& input : inputs) provenance.inputs.push_back({input.string(), sha256_of_file(input)});
  provenance.seed = seed;
  provenance.time_utc = utc_now();
  return provenance;
}

Value to_value(const Provenance& provenance) {
  Value value;
  value["program_version"] = provenance.program_version;
  value["git_revision"] = provenance.git_revision;
  value["command_line"] = provenance.command_line;
  Value inputs = Value::Array{};
  for (const auto& input : provenance.inputs) {
    Value each;
    each["path"] = input.path;
    each["sha256"] = input.sha256;
    inputs.push_back(std::move(each));
  }
  value["inputs"] = std::move(inputs);
  value["seed"] = provenance.seed ? Value(*provenance.seed) : Value();
  value["time_utc"] = provenance.time_utc;
  return value;
}

}  // namespace tricky
