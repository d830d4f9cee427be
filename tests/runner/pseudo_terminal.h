#pragma once

#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <unistd.h>

#include <string>
#include <vector>

namespace tricky::runner {

/// A serial port without hardware: what is written to the port of its name is read here.
class PseudoTerminal {
 public:
  PseudoTerminal() : file_(::posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK)) {
    char name[64] = "";
    if (::grantpt(file_) == 0 && ::unlockpt(file_) == 0 && ::ptsname_r(file_, name, sizeof name) == 0) name_ = name;
    // Somebody has it open all the time, so that reading never fails between two owners of the port.
    keeper_ = ::open(name_.c_str(), O_RDWR | O_NOCTTY);
  }
  ~PseudoTerminal() { unplug(); }
  PseudoTerminal(const PseudoTerminal&) = delete;
  PseudoTerminal& operator=(const PseudoTerminal&) = delete;

  const std::string& name() const { return name_; }

  /// The next `n` bytes; fewer when they do not come within `timeout_s`.
  std::vector<int> read(std::size_t n, int timeout_s = 30) const {
    std::vector<int> bytes;
    while (bytes.size() < n) {
      pollfd waited{file_, POLLIN, 0};
      if (::poll(&waited, 1, timeout_s * 1000) <= 0) break;
      unsigned char byte = 0;
      if (::read(file_, &byte, 1) != 1) break;
      bytes.push_back(byte);
    }
    return bytes;
  }
  /// Whatever lies there.
  std::vector<int> read_rest() const {
    std::vector<int> bytes;
    for (unsigned char byte = 0; ::read(file_, &byte, 1) == 1;) bytes.push_back(byte);
    return bytes;
  }
  /// The device is pulled out.
  void unplug() {
    for (int* file : {&keeper_, &file_}) {
      if (*file >= 0) ::close(*file);
      *file = -1;
    }
  }

 private:
  int file_;
  int keeper_ = -1;
  std::string name_;
};

}  // namespace tricky::runner
