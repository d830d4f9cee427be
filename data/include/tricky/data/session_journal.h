#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include "tricky/data/files.h"
#include "tricky/data/value.h"

namespace tricky {

/// The only truth about a session: one line of JSON an event, appended and synced before the call returns. Line n is
///   {"n":n, …the event's fields…, "chain":"<SHA-256 of the previous chain value and this line without its chain>"}
/// so that a torn, missing, doubled or edited line shows.
class SessionJournal {
 public:
  /// Starts or continues a journal. When continuing, a torn last line is cut; `n_cut_bytes()` says how much.
  explicit SessionJournal(const std::filesystem::path& path);

  /// The event must be an object; "n" and "chain" are added.
  void append(const Value& event);

  std::size_t n_events() const { return n_events_; }
  std::size_t n_cut_bytes() const { return n_cut_bytes_; }

 private:
  std::size_t n_events_ = 0;
  std::size_t n_cut_bytes_ = 0;
  std::string chain_;
  AppendFile file_;
};

struct JournalContent {
  std::vector<Value> events;     ///< in order, with their "n" and without "chain"
  std::size_t n_torn_bytes = 0;  ///< of an incomplete last line
  std::size_t n_valid_bytes = 0;
  std::string chain;  ///< of the last complete line
};

/// Throws InputError naming the first line whose number or chain does not fit.
JournalContent read_journal(const std::filesystem::path& path);

}  // namespace tricky
