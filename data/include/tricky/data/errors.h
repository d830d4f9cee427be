#pragma once

#include <cstddef>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <string_view>

namespace tricky {

/// Where in a file something is wrong. `line` counts from 1; 0 means the whole file.
struct SourcePlace {
  std::filesystem::path file;
  std::size_t line = 0;
  std::string field;
};

/// Someone gave us something we cannot use. The message names file, line and field, what was expected and what to do
/// next: "items.csv:14: label: expected a whole number from 0 to 65534, got \"cat\"". Programs exit with 2.
class InputError : public std::runtime_error {
 public:
  explicit InputError(const std::string& message) : std::runtime_error(message) {}
  InputError(const SourcePlace& place, const std::string& message);
};

/// Another process works on it: nothing is wrong, and waiting helps.
class InUse : public InputError {
 public:
  using InputError::InputError;
};

/// The machine failed: a disk is full, a file vanished, a window cannot be opened. Programs exit with 1.
class IoError : public std::runtime_error {
 public:
  explicit IoError(const std::string& message) : std::runtime_error(message) {}
  /// "PATH: what: reason", the reason being errno's.
  IoError(const std::filesystem::path& path, std::string_view what, int error_number);
};

/// The command exists but its program was not built. Programs exit with 3.
class NotInThisBuild : public std::runtime_error {
 public:
  explicit NotInThisBuild(const std::string& message) : std::runtime_error(message) {}
};

/// Stopped from outside with everything saved; the same command goes on from here. Programs exit with 75.
class Interrupted : public std::runtime_error {
 public:
  explicit Interrupted(const std::string& message) : std::runtime_error(message) {}
};

/// Reports a broken promise inside tricky itself and aborts; active in every build type.
[[noreturn]] void fail_assertion(const char* condition, const char* file, int line);

}  // namespace tricky

/// An assertion that stays on in release builds: a wrong number is worse than none.
#define TRICKY_ASSERT(condition) \
  ((condition) ? static_cast<void>(0) : ::tricky::fail_assertion(#condition, __FILE__, __LINE__))
