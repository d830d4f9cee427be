#include "timing_figure.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>

#include "tricky/data/csv.h"
#include "tricky/data/files.h"

namespace tricky::runner {

namespace fs = std::filesystem;

namespace {

/// True when gnuplot ran the script, in the script's folder.
bool run_gnuplot(const fs::path& script) {
  std::string folder = script.parent_path().string();
  std::string name = script.filename().string();
  char program[] = "gnuplot";
  char* words[] = {program, name.data(), nullptr};
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_addchdir_np(&actions, folder.c_str());
  ::posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  pid_t id = 0;
  const bool started = ::posix_spawnp(&id, program, &actions, nullptr, words, environ) == 0;
  ::posix_spawn_file_actions_destroy(&actions);
  int status = 0;
  return started && ::waitpid(id, &status, 0) == id && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

std::string script_text(const std::string& name, const TimingCertificate& certificate, double largest_ms) {
  char text[1600];
  const double period_ms = 1e3 / (certificate.display.reported_hz > 0 ? certificate.display.reported_hz : 60);
  std::snprintf(text, sizeof text,
                "set terminal svg size 760,420 font 'DejaVu Sans,13' background '#ffffff'\n"
                "set output '%s.svg'\n"
                "set title 'Time between frames: median %.2f ms, SD %.2f ms, n = %zu, %s swaps'\n"
                "set xlabel 'frame'\n"
                "set ylabel 'interval (ms)'\n"
                "set yrange [0:%.3g]\n"
                "set border 3\n"
                "set tics nomirror out\n"
                "set grid ytics lc '#e0e0e0'\n"
                "set key top right\n"
                "set datafile separator tab\n"
                "plot '%s.tsv' skip 1 using 1:($2*1000) with points pt 7 ps 0.35 lc '#1a5fb4' title 'measured', \\\n"
                "     %.6g with lines lw 1.5 dt 2 lc '#5f6368' title '%s'\n",
                name.c_str(), certificate.intervals.median_s * 1e3, certificate.intervals.sd_s * 1e3,
                certificate.intervals.n, std::string(to_text(certificate.swap)).c_str(),
                1.25 * std::max(largest_ms, period_ms), name.c_str(), period_ms,
                certificate.display.reported_hz > 0 ? "reported refresh" : "60 Hz (no rate is reported)");
  return text;
}

}  // namespace

fs::path write_timing_figure(const fs::path& certificate_file, const TimingCertificate& certificate,
                             const std::vector<double>& intervals_s) {
  CsvWriter table({"frame", "interval_s"}, Separator::tab);
  for (std::size_t i = 0; i < intervals_s.size(); ++i) {
    table.field(i + 1).field(intervals_s[i]);
    table.end_row();
  }
  fs::path base = certificate_file;
  base.replace_extension();
  write_file(base.string() + ".tsv", table.text());
  const fs::path script = base.string() + ".gp";
  const double largest_ms = *std::max_element(intervals_s.begin(), intervals_s.end()) * 1e3;
  write_file(script, script_text(base.filename().string(), certificate, largest_ms));
  return run_gnuplot(script) ? fs::path(base.string() + ".svg") : script;
}

}  // namespace tricky::runner
