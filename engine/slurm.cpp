#include "slurm.h"

#include <algorithm>
#include <cctype>
#include <cstring>

#include "program_output.h"
#include "tricky/data/errors.h"
#include "tricky/data/files.h"
#include "tricky/data/provenance.h"
#include "tricky/data/text.h"

namespace tricky::engine {

namespace fs = std::filesystem;

namespace {

constexpr int kSignalSecondsBeforeLimit = 120;
constexpr const char* kRunsBegin = "runs=(";

/// Without symbolic links, so that the path is the one that squeue gives back, however the study was named.
fs::path slurm_folder(const fs::path& study_folder) {
  return fs::weakly_canonical(study_folder.empty() ? "." : study_folder) / "slurm";
}

std::string trimmed(const std::string& text) {
  const auto begin = text.find_first_not_of(" \t\r\n");
  return begin == std::string::npos ? "" : text.substr(begin, text.find_last_not_of(" \t\r\n") - begin + 1);
}

std::string for_bash(const std::string& word) {
  std::string quoted = "'";
  for (const char c : word) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return quoted + "'";
}

/// Slurm replaces % in file names; %% stands for itself.
std::string for_file_pattern(const std::string& path) {
  std::string text;
  for (const char c : path) text += c == '%' ? std::string("%%") : std::string(1, c);
  return text;
}

/// The runs that a script of ours holds, in the order of its tasks.
std::vector<std::string> runs_of(const fs::path& script) {
  for (const std::string& line : split(read_file(script), '\n')) {
    if (!line.starts_with(kRunsBegin)) continue;
    const std::size_t begin = std::strlen(kRunsBegin);
    return split(line.substr(begin, line.rfind(')') - begin), ' ');
  }
  return {};
}

fs::path front_door() {
  const fs::path folder = fs::read_symlink("/proc/self/exe").parent_path();
  return fs::exists(folder / "tricky") ? folder / "tricky" : folder / "tricky-engine";
}

/// "tricky_my_study": what squeue shows.
std::string job_name(const std::string& study_name) {
  std::string name = "tricky_";
  for (const char c : study_name) name += std::isalnum(static_cast<unsigned char>(c)) != 0 ? c : '_';
  return name;
}

void check_sbatch_args(const std::string& args) {
  if (args.find_first_of("\n\r") != std::string::npos) {
    throw InputError("--sbatch-args: expected options on one line, as sbatch has them");
  }
  for (const std::string& word : split(args, ' ')) {
    for (const char* ours : {"--array", "-a", "--job-name", "-J", "--output", "-o", "--ntasks", "-n", "--wrap"}) {
      if (word == ours || word.starts_with(std::string(ours) + "=")) {
        throw InputError("--sbatch-args: " + word + " is set by tricky; " +
                         (std::string(ours) == "--array" || std::string(ours) == "-a"
                              ? "choose networks with --run, and how many at once with --array-limit"
                              : "leave it out"));
      }
    }
  }
}

}  // namespace

std::map<std::string, SlurmTask> slurm_tasks(const fs::path& study_folder) {
  std::map<std::string, SlurmTask> tasks;
  const fs::path folder = slurm_folder(study_folder);
  std::error_code error;
  if (!fs::exists(folder, error)) return tasks;
  // %o: the script; %F and %K: the array's job and the task; %R: the node, or why it waits. A line a task.
  const auto queue = output_of({"squeue", "--noheader", "--array", "--format=%F|%K|%T|%R|%o"});
  if (!queue || queue->exit_code != 0) return tasks;
  std::map<fs::path, std::vector<std::string>> runs;
  for (const std::string& line : split(queue->output, '\n')) {
    std::vector<std::string> fields = split(line, '|');
    if (fields.size() < 5) continue;
    const fs::path script = trimmed(join(std::span(fields).subspan(4), "|"));
    if (script.parent_path() != folder || !fs::exists(script, error)) continue;
    if (!runs.contains(script)) runs[script] = runs_of(script);
    const auto task = parse_integer(trimmed(fields[1]));
    if (!task || *task < 0 || static_cast<std::size_t>(*task) >= runs[script].size()) continue;
    tasks[runs[script][static_cast<std::size_t>(*task)]] = {trimmed(fields[0]) + "_" + std::to_string(*task),
                                                            trimmed(fields[2]), trimmed(fields[3])};
  }
  return tasks;
}

std::string job_array_script(const JobArray& array, const fs::path& script) {
  check_sbatch_args(array.sbatch_args);
  const fs::path study = fs::weakly_canonical(array.study_file);
  std::string limit = array.at_once ? "%" + std::to_string(*array.at_once) : "";
  fs::path log = script;
  log.replace_extension();
  std::string text = "#!/bin/bash\n";
  const auto option = [&](const std::string& words) { text += "#SBATCH " + words + "\n"; };
  option("--job-name=" + job_name(array.study_name));
  option("--array=0-" + std::to_string(array.runs.size() - 1) + limit);
  option("--output=\"" + for_file_pattern(log.string()) + "_%a.log\"");
  option("--open-mode=append");
  option("--nodes=1 --ntasks=1");
  if (array.threads) option("--cpus-per-task=" + std::to_string(*array.threads));
  option("--requeue");
  option("--signal=USR1@" + std::to_string(kSignalSecondsBeforeLimit));
  if (!array.sbatch_args.empty()) option(array.sbatch_args);
  text += R"(
# Each task trains one network of the study, or goes on with it. Written by tricky train --slurm.
)";
  text += kRunsBegin + join(array.runs, " ") + ")\n";
  text += "run=${runs[$SLURM_ARRAY_TASK_ID]}\n";
  text += R"(
# srun passes signals on to the program, which saves and exits with 75. The script itself only has to outlive them.
trap 'kill -TERM "$step" 2>/dev/null' TERM
trap 'kill -USR1 "$step" 2>/dev/null' USR1
)";
  text += "srun --ntasks=1 --cpus-per-task=\"${SLURM_CPUS_PER_TASK:-1}\" " + for_bash(front_door().string()) +
          " train " + for_bash(study.string()) + " --run \"$run\" --device " + array.device +
          (array.loader_threads ? " --loader-threads " + std::to_string(*array.loader_threads) : "") + " &\n";
  text += R"(step=$!
wait "$step"
code=$?
# A trapped signal ends wait early.
while kill -0 "$step" 2>/dev/null; do
  wait "$step"
  code=$?
done

# Interrupted with everything saved: back into the queue. Unless Slurm ends the task itself, which then runs no longer: because
# somebody cancelled it and wants it gone, or because Slurm requeues it on its own account.
# The task's own name is used, since the plain job number would hit the whole array.
task=${SLURM_ARRAY_JOB_ID}_${SLURM_ARRAY_TASK_ID}
if [ "$code" = 75 ] && scontrol --oneliner show job "$task" | grep -q 'JobState=RUNNING'; then
  scontrol requeue "$task"
fi
exit "$code"
)";
  return text;
}

Submission submit(const JobArray& array) {
  std::string stamp = utc_now();
  std::replace(stamp.begin(), stamp.end(), ':', '-');
  fs::path script = slurm_folder(array.study_file.parent_path()) / (stamp + ".sbatch");
  for (int i = 2; fs::exists(script); ++i) {
    script.replace_filename(stamp + "_" + std::to_string(i) + ".sbatch");
  }
  const std::string text = job_array_script(array, script);
  write_file(script, text);
  const auto said = output_of({"sbatch", "--parsable", script.string()});
  std::error_code error;
  if (!said) {
    fs::remove(script, error);
    throw InputError(
        "--slurm: there is no sbatch here; run this on a machine of a Slurm cluster, or train here with "
        "--parallel N");
  }
  if (said->exit_code != 0) {
    fs::remove(script, error);
    throw InputError("--slurm: sbatch refuses the job: " + join(split(trimmed(said->errors), '\n'), "; "));
  }
  return {trimmed(said->output.substr(0, said->output.find(';'))), script};
}

}  // namespace tricky::engine
