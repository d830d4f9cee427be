#include "launcher/recent_studies.h"

#include <cstdlib>
#include <exception>

#include "tricky/data/fields.h"
#include "tricky/data/files.h"

namespace tricky::runner {

namespace fs = std::filesystem;

namespace {
constexpr std::size_t kMostStudies = 8;
constexpr std::size_t kLargestBytes = 1U << 16U;
}  // namespace

fs::path recent_studies_file() {
  const auto folder = [](const char* variable) {
    const char* value = std::getenv(variable);
    return fs::path(value != nullptr ? value : "");
  };
  fs::path state = folder("XDG_STATE_HOME");
  if (state.empty() && !folder("HOME").empty()) state = folder("HOME") / ".local/state";
  return state.empty() ? fs::path() : state / "tricky/recent_studies.json";
}

std::vector<RecentStudy> read_recent_studies(const fs::path& file, std::string& complaint) {
  std::error_code ignored;
  if (file.empty() || !fs::exists(file, ignored)) return {};
  try {
    const Value content = parse_json(read_file(file, kLargestBytes), file);
    Fields fields(content, file, "the recent studies");
    std::vector<RecentStudy> studies;
    for (const Value& each : fields.array("studies")) {
      Fields study(each, file, "a recent study");
      studies.push_back({study.text("study"), study.text("protocol"), study.text("list"), study.boolean("fullscreen"),
                         study.text_or("trigger_port", "")});
    }
    return studies;
  } catch (const std::exception& error) {
    complaint = std::string("the recent studies are forgotten: ") + error.what();
    return {};
  }
}

void remember_study(const fs::path& file, const RecentStudy& study) {
  if (file.empty()) return;
  std::string ignored;
  std::vector<RecentStudy> studies{study};
  for (const RecentStudy& each : read_recent_studies(file, ignored)) {
    if (each.study != study.study && studies.size() < kMostStudies) studies.push_back(each);
  }
  Value all = Value::Array{};
  for (const RecentStudy& each : studies) {
    Value one;
    one["study"] = each.study.string();
    one["protocol"] = each.protocol;
    one["list"] = each.list;
    one["fullscreen"] = each.fullscreen;
    if (!each.trigger_port.empty()) one["trigger_port"] = each.trigger_port;
    all.push_back(std::move(one));
  }
  Value content;
  content["studies"] = std::move(all);
  write_file(file, to_json(content, JsonLayout::indented));
}

}  // namespace tricky::runner
