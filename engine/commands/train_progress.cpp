#include "commands/train_progress.h"

#include <unistd.h>

#include <cstdio>

#include "commands/table.h"
#include "tricky/data/text.h"

namespace tricky::engine {

using Clock = std::chrono::steady_clock;

namespace {

std::string per_second(double images_per_s) {
  return with_thousands(static_cast<std::int64_t>(images_per_s)) + " images/s";
}

}  // namespace

double TimeLeft::seconds(std::size_t done, std::size_t total) {
  if (!begin_) {
    begin_ = Clock::now();
    done_at_begin_ = done;
    return 0.0;
  }
  const double elapsed_s = std::chrono::duration<double>(Clock::now() - *begin_).count();
  if (done <= done_at_begin_ || elapsed_s < 1.0) return 0.0;
  return elapsed_s / static_cast<double>(done - done_at_begin_) * static_cast<double>(total - done);
}

std::string run_label(std::size_t index, std::size_t n_runs, const std::string& run_name) {
  const std::string all = std::to_string(n_runs);
  const std::string number = std::to_string(index + 1);
  return "[" + std::string(all.size() - number.size(), ' ') + number + "/" + all + "] " + run_name;
}

RunLines::RunLines(std::string label, int epochs, Epochs told)
    : label_(std::move(label)), epochs_(epochs), told_(told), terminal_(::isatty(STDERR_FILENO) == 1) {}

void RunLines::step(const TrainingEvents::Step& step) {
  if (!terminal_) return;
  if (!progress_) progress_.emplace(label_, step.images_total);
  progress_->update(step.images_done, "epoch " + std::to_string(step.epoch) + "/" + std::to_string(epochs_) +
                                          "  loss " + fixed(step.mean_loss, 3) + "  accuracy " +
                                          fixed(step.accuracy, 3) + "  " + per_second(step.images_per_s));
}

void RunLines::epoch(const EpochMetrics& metrics) {
  if (terminal_ || told_ == Epochs::left_out) return;
  std::string line = label_ + "  epoch " + std::to_string(metrics.epoch) + "/" + std::to_string(epochs_);
  if (metrics.epoch > 0) {
    line += "  loss " + fixed(metrics.train_loss, 4) + "  train " + fixed(metrics.train_accuracy, 4);
  }
  line += "  test " + fixed(metrics.test_accuracy, 4) + "  " + per_second(metrics.images_per_s) + "  " +
          fixed(metrics.seconds, 1) + " s";
  std::fprintf(stderr, "%s\n", line.c_str());
}

void RunLines::note(std::string_view text) {
  progress_.reset();
  std::fprintf(stderr, "%.*s\n", static_cast<int>(text.size()), text.data());
}

void RunLines::finish(const EpochMetrics& last) {
  if (!progress_) return;
  progress_.reset();
  std::fprintf(stderr, "%s  test %s\n", label_.c_str(), fixed(last.test_accuracy, 4).c_str());
}

void ProgressBlock::draw(const std::vector<std::string>& lines) {
  const Clock::time_point now = Clock::now();
  if (!visible_ || now - drawn_ < std::chrono::milliseconds(100)) return;
  drawn_ = now;
  const std::size_t columns = terminal_columns(STDERR_FILENO) - 1;
  std::string text = n_drawn_ > 0 ? "\033[" + std::to_string(n_drawn_) + "A\r" : "\r";
  for (const std::string& line : lines) text += cut_to(line, columns) + "\033[K\n";
  std::fputs((text + "\033[J").c_str(), stderr);
  n_drawn_ = lines.size();
}

void ProgressBlock::say(std::string_view line) {
  wipe();
  drawn_ = {};
  std::fprintf(stderr, "%.*s\n", static_cast<int>(line.size()), line.data());
}

void ProgressBlock::wipe() {
  if (n_drawn_ > 0) std::fprintf(stderr, "\033[%zuA\r\033[J", n_drawn_);
  n_drawn_ = 0;
}

std::string progress_text(const SharedProgress& progress, int epochs) {
  const int epoch = progress.epoch;
  if (epoch < 0) return "begins";
  std::string text = "epoch " + std::to_string(epoch) + "/" + std::to_string(epochs);
  if (progress.seconds_left > 0.0) text += "  " + duration_text(progress.seconds_left) + " left";
  if (progress.images_per_s > 0.0) {
    text += "  loss " + fixed(progress.loss, 3) + "  accuracy " + fixed(progress.accuracy, 3) + "  " +
            per_second(progress.images_per_s);
  }
  return text;
}

}  // namespace tricky::engine
