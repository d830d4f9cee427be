#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tricky/data/program.h"
#include "tricky/data/value.h"

namespace tricky {

/// "0.1.0" and the git revision this build was made from ("unknown" outside a repository).
std::string_view version();
std::string_view git_revision();

/// Now as "2026-11-23T21:00:00Z"; SOURCE_DATE_EPOCH, when set, takes the clock's place so that outputs can be
/// reproduced.
std::string utc_now();

/// Where a derived file came from. Every derived file carries one, inside it or in the .json beside it.
struct Provenance {
  struct Input {
    std::string path;    ///< as given
    std::string sha256;  ///< of the content
  };
  std::string program_version;
  std::string git_revision;
  std::string command_line;
  std::vector<Input> inputs;
  std::optional<std::uint64_t> seed;
  std::string time_utc;
};

/// Version, revision, command line and time filled in; inputs digested. Throws IoError when an input cannot be read.
Provenance provenance_of(const Invocation& invocation, const std::vector<std::filesystem::path>& inputs,
                         std::optional<std::uint64_t> seed = std::nullopt);

Value to_value(const Provenance& provenance);

}  // namespace tricky
