#pragma once

#include <string>
#include <vector>

namespace tricky::runner {

/// A serial port that the system knows of, and what is plugged in there.
struct KnownPort {
  std::string name;    ///< "/dev/ttyUSB0"
  std::string device;  ///< "FT232R USB UART (FTDI)"; may be empty
};
std::string to_text(const KnownPort& port);

/// All of them, by libserialport; none where tricky was built without it.
std::vector<KnownPort> known_ports();

}  // namespace tricky::runner
