#include "checks/start_check.h"

#include <algorithm>

namespace tricky::runner {

namespace {

constexpr std::size_t kNameColumn = 10;
constexpr std::size_t kStateColumn = 9;

std::string padded(std::string_view text, std::size_t width) {
  std::string result(text);
  result.resize(std::max(width, result.size() + 1), ' ');
  return result;
}

/// With every further line set in below the first.
std::string indented(const std::string& text, std::size_t column) {
  std::string result;
  for (const char c : text) {
    result += c;
    if (c == '\n') result.append(column, ' ');
  }
  return result;
}

}  // namespace

std::string_view to_text(StartCheck::State state) {
  switch (state) {
    case StartCheck::State::ok: return "ok";
    case StartCheck::State::warning: return "warning";
    case StartCheck::State::problem: break;
  }
  return "problem";
}

bool can_start(const std::vector<StartCheck>& checks) {
  return std::none_of(checks.begin(), checks.end(),
                      [](const StartCheck& each) { return each.state == StartCheck::State::problem; });
}

std::string checks_as_text(const std::vector<StartCheck>& checks) {
  constexpr std::size_t kColumn = kNameColumn + kStateColumn;
  std::string text;
  for (const StartCheck& check : checks) {
    text += padded(check.name, kNameColumn) + padded(to_text(check.state), kStateColumn) +
            indented(check.found, kColumn) + "\n";
    if (!check.fix.empty()) text += std::string(kColumn, ' ') + "→ " + indented(check.fix, kColumn + 2) + "\n";
  }
  return text;
}

std::string checks_in_short(const std::vector<StartCheck>& checks) {
  std::string names;
  std::string warnings;
  for (const StartCheck& check : checks) {
    names += (names.empty() ? "" : ", ") + check.name;
    if (check.state == StartCheck::State::ok) continue;
    warnings += "  " + check.name + ": " + check.found + (check.fix.empty() ? "" : "; " + check.fix) + "\n";
  }
  return "checked, nothing stands in the way: " + names + "\n" + warnings;
}

Value checks_as_value(const std::vector<StartCheck>& checks) {
  Value result;
  result["can_start"] = can_start(checks);
  Value all = Value::Array{};
  for (const StartCheck& check : checks) {
    Value each;
    each["name"] = check.name;
    each["state"] = to_text(check.state);
    each["found"] = check.found;
    each["fix"] = check.fix;
    all.push_back(std::move(each));
  }
  result["checks"] = std::move(all);
  return result;
}

StartCheck problem_from_message(std::string name, const std::string& message) {
  const std::size_t end = message.find("; ");
  if (end == std::string::npos) return {std::move(name), StartCheck::State::problem, message, ""};
  return {std::move(name), StartCheck::State::problem, message.substr(0, end), message.substr(end + 2)};
}

}  // namespace tricky::runner
