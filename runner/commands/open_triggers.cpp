#include "commands/open_triggers.h"

#include "tricky/data/errors.h"
#include "tricky/data/text.h"

namespace tricky::runner {

using State = StartCheck::State;

std::unique_ptr<TriggerLine> open_triggers(const SessionOptions& options, const SessionPlan& plan) {
  const protocols::Triggers& triggers = plan.protocol.triggers;
  const std::string& port = options.trigger_port;
  if (!triggers.any()) {
    if (port.empty() || port == "none") return nullptr;
    throw InputError("protocol " + in_quotes(plan.protocol.name) +
                     " has no table [triggers], so nothing would be sent to " + port +
                     "; give it one (easier_image.toml shows how), or leave out --trigger-port");
  }
  if (port == "none") return nullptr;
  if (port.empty()) {
    if (plan.record.origin != SessionOrigin::observer) return nullptr;
    throw InputError("protocol " + in_quotes(plan.protocol.name) +
                     " sends triggers, and no port is named; say where it is (--trigger-port /dev/ttyUSB0), or do "
                     "without (--trigger-port none)");
  }
  return std::make_unique<TriggerLine>(port, options.trigger_baud, triggers.pulse_ms);
}

StartCheck check_triggers(const SessionOptions& options, const SessionPlan& plan) {
  try {
    const std::unique_ptr<TriggerLine> line = open_triggers(options, plan);
    if (line == nullptr && options.trigger_port == "none") {
      return {"triggers", State::warning, "none will be sent, as --trigger-port none says",
              "for recordings name the port: --trigger-port /dev/ttyUSB0"};
    }
    if (line == nullptr) return {"triggers", State::ok, "no port named, so none are sent: this is no data", ""};
    const Value about = line->description();
    const Value* device = about.find("device");
    return {"triggers", State::ok,
            *about.find("port")->if_text() + (device != nullptr ? " (" + *device->if_text() + ")" : "") + " opens at " +
                std::to_string(options.trigger_baud) + " baud",
            ""};
  } catch (const InputError& error) {
    return problem_from_message("triggers", error.what());
  }
}

}  // namespace tricky::runner
