#pragma once

#include <zlib.h>

#include <cstdint>
#include <filesystem>
#include <span>
#include <string_view>

#include "tricky/data/files.h"

namespace tricky::stimuli {

/// The bytes of a file from first to last, unpacked on the way when the file is gzipped (told by its content).
class ByteSource {
 public:
  explicit ByteSource(const std::filesystem::path& path);
  ByteSource(const ByteSource&) = delete;
  ByteSource& operator=(const ByteSource&) = delete;
  ~ByteSource();

  /// The most bytes this file can hold, unpacked: what an announced size is checked against before allocating for it.
  std::uint64_t most_bytes() const;
  /// Fills `to`, or throws InputError: truncated or damaged.
  void read(std::span<std::uint8_t> to);
  /// Throws InputError when anything is left, or when the unpacked content does not match its checksum.
  void expect_end();

  const std::filesystem::path& path() const { return path_; }

 private:
  /// Unpacks into `to`; gives how many bytes came, fewer than asked only at the end.
  std::size_t unpack(std::span<std::uint8_t> to);

  std::filesystem::path path_;
  MappedFile file_;
  std::string_view rest_;
  bool packed_;
  bool ended_ = false;
  z_stream stream_{};
};

}  // namespace tricky::stimuli
