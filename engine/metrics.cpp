#include "tricky/engine/metrics.h"

#include <limits>

#include "tricky/data/csv.h"
#include "tricky/data/errors.h"

namespace tricky::engine {

namespace {

const std::vector<std::string> kColumns{"epoch",         "learning_rate", "train_loss",  "train_accuracy",
                                        "test_accuracy", "seconds",       "images_per_s"};

}  // namespace

std::vector<EpochMetrics> read_metrics(const std::filesystem::path& csv) {
  CsvReader reader(csv);
  std::vector<std::size_t> at;
  for (const std::string& column : kColumns) at.push_back(reader.column(column));
  const auto real = [&](std::size_t i) {
    return reader[at[i]].empty() ? std::numeric_limits<double>::quiet_NaN() : reader.real(at[i]);
  };
  std::vector<EpochMetrics> metrics;
  while (reader.next()) {
    const auto epoch = static_cast<int>(reader.integer(at[0], 0, 9999));
    if (epoch != static_cast<int>(metrics.size())) {
      reader.fail(at[0],
                  "expected epoch " + std::to_string(metrics.size()) + ", since epochs follow each other from 0");
    }
    metrics.push_back({epoch, real(1), real(2), real(3), real(4), real(5), real(6)});
  }
  return metrics;
}

void write_metrics(const std::filesystem::path& csv, const std::vector<EpochMetrics>& metrics) {
  CsvWriter writer(kColumns, Separator::comma);
  for (const EpochMetrics& each : metrics) {
    writer.field(each.epoch).field(each.learning_rate).field(each.train_loss).field(each.train_accuracy);
    writer.field(each.test_accuracy).field(each.seconds).field(each.images_per_s).end_row();
  }
  write_file(csv, writer.text());
}

}  // namespace tricky::engine
