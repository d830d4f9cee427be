#include "triggers/serial_port.h"

#include <fcntl.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <utility>
#include <vector>

#include "tricky/data/errors.h"
#include "tricky/data/text.h"
#include "triggers/known_ports.h"

namespace tricky::runner {

namespace {

constexpr std::pair<int, speed_t> kRates[] = {
    {1200, B1200},     {2400, B2400},     {4800, B4800},     {9600, B9600},       {19200, B19200},
    {38400, B38400},   {57600, B57600},   {115200, B115200}, {230400, B230400},   {460800, B460800},
    {500000, B500000}, {921600, B921600}, {1000000, B1000000}, {2000000, B2000000}};

speed_t rate_of(int baud) {
  for (const auto& [rate, speed] : kRates) {
    if (rate == baud) return speed;
  }
  std::vector<std::string> rates;
  for (const auto& [rate, speed] : kRates) rates.push_back(std::to_string(rate));
  throw InputError("--trigger-baud: " + std::to_string(baud) + " is none of the usual rates; expected one of " +
                   join(rates, ", "));
}

[[noreturn]] void refuse(const std::string& name, int error) {
  std::string message = "--trigger-port: " + name + " cannot be opened (" + std::strerror(error) + "); ";
  if (error == EACCES) {
    throw InputError(message + "let this user use serial ports (sudo adduser $USER dialout) and log in anew");
  }
  if (error == EBUSY) throw InputError(message + "another program has it: end that one");
  std::vector<std::string> found;
  for (const KnownPort& port : known_ports()) found.push_back(to_text(port));
  throw InputError(message + (found.empty() ? "no serial port is plugged in that this computer knows of"
                                            : "there are " + join(found, ", ")));
}

/// Bytes as they are, without waiting for carrier or for anybody to be ready.
bool make_raw(int file, speed_t speed) {
  termios settings{};
  if (::tcgetattr(file, &settings) != 0) return false;
  ::cfmakeraw(&settings);
  settings.c_cflag |= CLOCAL | CREAD | CS8;
  // Lowering DTR when the port is closed would restart many a trigger box at its next opening.
  settings.c_cflag &= ~static_cast<tcflag_t>(CRTSCTS | CSTOPB | HUPCL);
  ::cfsetispeed(&settings, speed);
  ::cfsetospeed(&settings, speed);
  if (::tcsetattr(file, TCSANOW, &settings) != 0) return false;
  termios taken{};  // tcsetattr is content when it could do any part
  return ::tcgetattr(file, &taken) == 0 && ::cfgetospeed(&taken) == speed && (taken.c_oflag & OPOST) == 0;
}

}  // namespace

SerialPort::SerialPort(std::string name, int baud) : name_(std::move(name)), baud_(baud) {
  const speed_t speed = rate_of(baud);
  file_ = ::open(name_.c_str(), O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
  if (file_ < 0) refuse(name_, errno);
  const bool is_port = ::isatty(file_) == 1;
  if (is_port && make_raw(file_, speed)) return;
  const int error = errno;
  ::close(file_);
  if (!is_port) refuse(name_, ENOTTY);
  throw InputError("--trigger-port: " + name_ + " does not take " + std::to_string(baud) + " baud (" +
                   std::strerror(error) + "); try another --trigger-baud");
}

SerialPort::~SerialPort() {
  constexpr int kTries = 50;  // of a millisecond
  int waiting = 0;
  for (int i = 0; i < kTries && ::ioctl(file_, TIOCOUTQ, &waiting) == 0 && waiting > 0; ++i) ::usleep(1000);
  // Closing would wait up to half a minute for a device that takes nothing.
  if (waiting > 0) ::tcflush(file_, TCOFLUSH);
  ::close(file_);
}

SerialPort::Write SerialPort::write(std::uint8_t byte) {
  for (;;) {
    const ssize_t n = ::write(file_, &byte, 1);
    if (n == 1) return Write::taken;
    if (n < 0 && errno == EINTR) continue;
    return n == 0 || errno == EAGAIN || errno == EWOULDBLOCK ? Write::full : Write::gone;
  }
}

std::string SerialPort::device() const {
  std::error_code ignored;
  const std::string file = std::filesystem::canonical(name_, ignored).string();
  for (const KnownPort& port : known_ports()) {
    if (port.name == file) return port.device;
  }
  return {};
}

}  // namespace tricky::runner
