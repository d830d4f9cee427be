#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

namespace tricky {

/// SHA-256 (FIPS 180-4) of a growing message.
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(const Sha256&) = delete;
  Sha256& operator=(const Sha256&) = delete;

  void update(std::string_view bytes);
  /// 64 lower-case hexadecimal digits. The object is spent afterwards.
  std::string hex();

 private:
  struct Context;
  std::unique_ptr<Context> context_;
};

std::string sha256(std::string_view bytes);
/// Digest of a file's content. Throws IoError.
std::string sha256_of_file(const std::filesystem::path& path);

}  // namespace tricky
