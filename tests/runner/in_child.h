#pragma once

#include <sys/wait.h>
#include <unistd.h>

#include "session_fixture.h"
#include "tricky/data/errors.h"

namespace tricky::runner {

inline constexpr int kEndedByIoError = 50;
inline constexpr int kEndedByInputError = 51;
inline constexpr int kEndedByOther = 52;

/// Runs `work` in a process of its own: its exit code, one of the above where it throws, or minus the signal that
/// killed it.
template <typename Work>
int in_child(Work work) {
  const pid_t child = ::fork();
  if (child == 0) {
    int code = kEndedByOther;
    try {
      code = work();
    } catch (const IoError&) {
      code = kEndedByIoError;
    } catch (const InputError&) {
      code = kEndedByInputError;
    } catch (...) {
    }
    ::_exit(code);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

/// What was answered, without times: those of an interrupted session differ.
inline std::vector<std::string> answers(const std::filesystem::path& folder) {
  std::vector<std::string> result;
  for (const TrialRecord& row : read_trials(folder / "trials.tsv")) {
    result.push_back(std::string(to_text(row.phase)) + std::to_string(row.trial) + row.item_id + row.response);
  }
  return result;
}

}  // namespace tricky::runner
