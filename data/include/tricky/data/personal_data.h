#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "tricky/data/value.h"

namespace tricky {

/// observer.json: what an observer said about themselves and in their own words, a session an entry. Nothing else in a
/// study is personal.
struct PersonalData {
  struct Entry {
    int session = 1;
    std::string protocol;
    std::string utc;
    Value answers;        ///< an object of texts, whole numbers and nulls ("prefer not to say"); null: no form was asked
    std::string comment;  ///< empty: none was written
  };
  std::string observer;
  std::vector<Entry> entries;
};

/// The observer.json that belongs to this session's folder.
std::filesystem::path personal_data_file(const std::filesystem::path& session_folder);

/// Nothing where there is no file. Throws InputError when it is not what it should be.
PersonalData read_personal_data(const std::filesystem::path& file);

/// Readable by its owner alone. Throws IoError.
void write_personal_data(const std::filesystem::path& file, const PersonalData& data);

}  // namespace tricky
