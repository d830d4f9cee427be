#include "run_marks.h"

#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "tricky/data/errors.h"
#include "tricky/data/fields.h"
#include "tricky/data/files.h"
#include "tricky/data/provenance.h"
#include "tricky/data/text.h"
#include "tricky/data/value.h"

namespace tricky::engine {

namespace fs = std::filesystem;

namespace {

constexpr std::chrono::seconds kRenewal{2};
/// Network file systems show a file's new time late, and clocks differ.
constexpr std::chrono::minutes kForgotten{2};

fs::path running_file(const fs::path& run_folder) { return run_folder / "running.json"; }
fs::path failed_file(const fs::path& run_folder) { return run_folder / "failed.json"; }

/// When a process of this machine began, in clock ticks since the machine did; 0 when there is none. The 22nd field of
/// /proc/N/stat, counted after the name, which is in parentheses and may hold anything.
std::int64_t start_of(std::int64_t process) {
  std::ifstream file("/proc/" + std::to_string(process) + "/stat");
  std::stringstream text;
  text << file.rdbuf();
  const std::string line = text.str();
  const std::size_t name_end = line.rfind(')');
  if (name_end == std::string::npos) return 0;
  const std::vector<std::string> fields = split(line.substr(name_end + 1), ' ');  // the first is empty, then the 3rd
  if (fields.size() < 21 || fields[1] == "Z") return 0;
  return parse_integer(fields[20]).value_or(0);
}

std::string slurm_job() {
  const char* array_job = std::getenv("SLURM_ARRAY_JOB_ID");
  const char* task = std::getenv("SLURM_ARRAY_TASK_ID");
  const char* job = std::getenv("SLURM_JOB_ID");
  if (array_job != nullptr && task != nullptr) return std::string(array_job) + "_" + task;
  return job == nullptr ? "" : job;
}

RunningMark mark_from(const Value& content, const fs::path& file) {
  Fields fields(content, file, "a running mark");
  RunningMark mark;
  mark.host = fields.text("host");
  mark.process = fields.integer("process");
  mark.process_start = fields.integer("process_start");
  mark.slurm_job = fields.text("slurm_job");
  mark.epoch = static_cast<int>(fields.integer("epoch", {0, 9999}));
  mark.images_per_s = fields.real("images_per_s");
  mark.seconds_left = fields.real("seconds_left");
  fields.finish();
  return mark;
}

}  // namespace

std::optional<RunningState> read_running(const fs::path& run_folder) {
  const fs::path file = running_file(run_folder);
  std::error_code error;
  if (!fs::exists(file, error)) return std::nullopt;
  RunningState state;
  try {
    state.mark = mark_from(read_json(file), file);
  } catch (const InputError&) {
    return std::nullopt;  // it was removed in this moment, or is none of ours
  } catch (const IoError&) {
    return std::nullopt;
  }
  if (state.mark.host == host_name()) {
    state.alive = start_of(state.mark.process) == state.mark.process_start;
  } else {
    const auto time = fs::last_write_time(file, error);
    state.alive = !error && fs::file_time_type::clock::now() - time < kForgotten;
  }
  return state;
}

RunningMarkKeeper::RunningMarkKeeper(fs::path run_folder) : file_(running_file(run_folder)) {
  mark_.host = host_name();
  mark_.process = ::getpid();
  mark_.process_start = start_of(mark_.process);
  mark_.slurm_job = slurm_job();
}

RunningMarkKeeper::~RunningMarkKeeper() {
  std::error_code error;
  if (written_) fs::remove(file_, error);
}

void RunningMarkKeeper::keep(int epoch, double images_per_s, double seconds_left) {
  mark_.epoch = epoch;
  mark_.images_per_s = images_per_s;
  mark_.seconds_left = seconds_left;
  keep();
}

void RunningMarkKeeper::keep() {
  const auto now = std::chrono::steady_clock::now();
  if (written_ && now - *written_ < kRenewal) return;
  if (!written_) remove_failure(file_.parent_path());
  written_ = now;
  write();
}

void RunningMarkKeeper::write() {
  Value content;
  content["host"] = mark_.host;
  content["process"] = mark_.process;
  content["process_start"] = mark_.process_start;
  content["slurm_job"] = mark_.slurm_job;
  content["epoch"] = mark_.epoch;
  content["images_per_s"] = mark_.images_per_s;
  content["seconds_left"] = mark_.seconds_left;
  // Not write_file: syncing every two seconds would cost training time for a note that need not survive a power cut.
  const fs::path half_written = file_.string() + ".new";
  std::error_code error;
  bool good = false;
  {
    std::ofstream file(half_written, std::ios::binary);
    file << to_json(content, JsonLayout::indented);
    file.close();
    good = file.good();
  }
  if (good) fs::rename(half_written, file_, error);
  if (!good || error) fs::remove(half_written, error);
}

void write_failure(const fs::path& run_folder, const std::string& error) {
  Value content;
  content["error"] = error;
  content["host"] = host_name();
  content["slurm_job"] = slurm_job();
  content["time_utc"] = utc_now();
  try {
    write_file(failed_file(run_folder), to_json(content, JsonLayout::indented));
  } catch (const IoError&) {
    // The disk is full or gone, which may be the very error; whoever called prints it.
  }
}

void remove_failure(const fs::path& run_folder) {
  std::error_code error;
  fs::remove(failed_file(run_folder), error);
}

std::optional<std::string> read_failure(const fs::path& run_folder) {
  const fs::path file = failed_file(run_folder);
  std::error_code missing;
  if (!fs::exists(file, missing)) return std::nullopt;
  try {
    const Value content = read_json(file);
    const Value* error = content.find("error");
    if (error != nullptr && error->if_text() != nullptr) return *error->if_text();
  } catch (const InputError&) {
    return file.string() + " cannot be read";
  }
  return file.string() + " does not say why";
}

}  // namespace tricky::engine
