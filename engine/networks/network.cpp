#include "networks/network.h"

#include <string>
#include <vector>

#include "tricky/data/errors.h"
#include "tricky/data/text.h"

namespace tricky::engine {

const NetworkKind& network_kind(const std::string& name) {
  std::vector<std::string> names;
  for (const NetworkKind& kind : network_kinds()) {
    if (name == kind.name) return kind;
    names.emplace_back(kind.name);
  }
  const auto nearest = nearest_name(name, names);
  throw InputError(in_quotes(name) + " is not a network that tricky can train" +
                   (nearest ? "; did you mean " + in_quotes(*nearest) + "?" : "; there are " + join(names, ", ")));
}

}  // namespace tricky::engine
