#include "triggers/known_ports.h"

#ifdef TRICKY_LIBSERIALPORT
#include <libserialport.h>
#endif

namespace tricky::runner {

std::string to_text(const KnownPort& port) {
  return port.device.empty() ? port.name : port.name + " (" + port.device + ")";
}

std::vector<KnownPort> known_ports() {
  std::vector<KnownPort> result;
#ifdef TRICKY_LIBSERIALPORT
  sp_port** ports = nullptr;
  if (sp_list_ports(&ports) != SP_OK) return result;
  const auto text = [](const char* value) { return std::string(value != nullptr ? value : ""); };
  for (sp_port** port = ports; *port != nullptr; ++port) {
    KnownPort known{text(sp_get_port_name(*port)), text(sp_get_port_usb_product(*port))};
    if (known.device.empty()) known.device = text(sp_get_port_description(*port));
    const std::string maker = text(sp_get_port_usb_manufacturer(*port));
    if (!maker.empty()) known.device += (known.device.empty() ? "" : ", ") + maker;
    if (known.name.ends_with("/" + known.device)) known.device.clear();  // "ttyS0"
    result.push_back(std::move(known));
  }
  sp_free_port_list(ports);
#endif
  return result;
}

}  // namespace tricky::runner
