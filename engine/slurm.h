#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace tricky::engine {

/// A network's place in Slurm's queue.
struct SlurmTask {
  std::string job;    ///< "1234_5"
  std::string state;  ///< Slurm's word: PENDING, RUNNING, …
  std::string where;  ///< the node, or why it waits
  bool waits() const { return state != "RUNNING" && state != "COMPLETING"; }
};

/// The queued and running tasks of a study, by run name: those of the scripts that `write_job_array` left in its
/// folder. Empty when there are none, or Slurm is not here or does not answer: whoever asks can do without.
std::map<std::string, SlurmTask> slurm_tasks(const std::filesystem::path& study_folder);

/// What a job array is made of.
struct JobArray {
  std::filesystem::path study_file;
  std::string study_name;
  std::vector<std::string> runs;  ///< one task each
  std::optional<int> at_once;     ///< most tasks running at one time
  std::optional<int> threads;     ///< cores a task gets; sbatch's own default when absent
  std::optional<int> loader_threads;
  std::string device;       ///< as --device has it
  std::string sbatch_args;  ///< "--partition=gpu --gres=gpu:1": goes into the script as it stands
};

/// The batch script. Each task runs one network under srun; when the program was interrupted with everything saved
/// (exit code 75: Slurm's TERM before preemption, USR1 before the time limit), the script puts its own task, and no
/// other, back into the queue, where it goes on from what was saved; a task that scancel ended stays away. Throws
/// InputError for sbatch_args that would break this: line breaks, another --array.
std::string job_array_script(const JobArray& array, const std::filesystem::path& script);

/// Writes the script to slurm/ in the study's folder, submits it, and gives the job's number. Throws InputError when
/// there is no sbatch or Slurm refuses the job, saying what it said; the script is then removed.
struct Submission {
  std::string job;
  std::filesystem::path script;
};
Submission submit(const JobArray& array);

}  // namespace tricky::engine
