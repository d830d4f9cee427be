#pragma once

#include <cstdint>
#include <string>

namespace tricky::runner {

/// A serial port that bytes are sent to: 8 data bits, no parity, one stop bit, no flow control, as they are. No call
/// ever waits for the other end.
///
/// Opened with termios. libserialport only says what is plugged in: its version 0.1.1 asks each port for modem lines,
/// which pseudo-terminals lack, and knows ports by their name in sysfs alone, not by /dev/serial/by-id.
class SerialPort {
 public:
  /// Throws InputError naming the ports there are when there is none of this name, it is something else than a port, it
  /// may not be opened, or `baud` is not one of the usual rates.
  SerialPort(std::string name, int baud);
  /// Gives bytes still on their way a moment; what nobody takes is dropped.
  ~SerialPort();
  SerialPort(const SerialPort&) = delete;
  SerialPort& operator=(const SerialPort&) = delete;

  enum class Write {
    taken,  ///< the system has it
    full,   ///< it takes nothing at present: the other end does not read
    gone    ///< the port is no longer there
  };
  Write write(std::uint8_t byte);

  const std::string& name() const { return name_; }
  int baud() const { return baud_; }
  /// What is plugged in ("FT232R USB UART (FTDI)"); empty where that is not known.
  std::string device() const;

 private:
  std::string name_;
  int baud_;
  int file_ = -1;
};

}  // namespace tricky::runner
