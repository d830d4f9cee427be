#pragma once

#include <sys/types.h>

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "tiny_study.h"
#include "tricky/engine/training.h"

/// One thread or more, on the CPU. Tests take one, so that they take little time on a busy machine too.
tricky::engine::Machine on_threads(int n);

/// Trains the study's network of this number, from 0.
std::vector<tricky::engine::EpochMetrics> train(const TinyStudy& tiny, std::size_t index = 0,
                                                const tricky::engine::TrainingEvents& events = {},
                                                const tricky::engine::Machine& machine = on_threads(1));

/// What the InputError says that training throws; "no fault" when it throws none.
std::string fault_of_training(const TinyStudy& tiny, const tricky::engine::Machine& machine = on_threads(1));

/// Stops at the n-th question whether to stop: before every update and every evaluated batch.
tricky::engine::TrainingEvents stopping_at(int n);

/// How often training (on) asks whether to stop.
int n_questions(const TinyStudy& tiny, const tricky::engine::Machine& machine = on_threads(1));

/// The lasting content of TinyStudy's run that nobody interrupted.
const std::map<std::string, std::string>& uninterrupted();

void check_same_content(const std::map<std::string, std::string>& got,
                        const std::map<std::string, std::string>& expected);

/// Runs this program's hidden test of that name in another process, with TRICKY_TEST_STUDY naming the study.
pid_t start_child(const TinyStudy& tiny, const std::string& test);

void wait_for(const std::filesystem::path& file);
