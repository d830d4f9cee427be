#include "commands/train_list.h"

#include <cstdio>
#include <string>

#include "commands/table.h"
#include "tricky/data/text.h"

namespace tricky::engine {

using protocols::NetworkVariant;
using protocols::Study;

namespace {

/// The difference in `epochs` is told as what the network serves, unless the condition itself asks for it.
std::vector<protocols::HyperparameterDifference> differences_from_base(const Study& study,
                                                                       const NetworkVariant& network) {
  protocols::Hyperparameters compared = network.hyperparameters;
  compared.epochs = network.comparison.epochs;
  return differences(*study.base, compared);
}

std::string served_too(const NetworkVariant& network) {
  std::vector<std::string> conditions;
  for (const RunComparison::Served& served : network.comparison.conditions) {
    if (served.condition == network.condition) continue;
    std::vector<std::string> how;
    if (served.extra_epochs > 0)
      how.push_back("at epoch " + std::to_string(network.comparison.epochs + served.extra_epochs));
    if (served.compared_with == served.condition) how.emplace_back("with each other");
    conditions.push_back(served.condition + (how.empty() ? "" : " (" + join(how, ", ") + ")"));
  }
  return conditions.empty() ? "" : "; also " + join(conditions, ", ");
}

std::string text_of(const Study& study, const NetworkVariant& network) {
  std::vector<std::string> parts;
  for (const auto& difference : differences_from_base(study, network)) {
    const std::string* text = difference.second.if_text();
    parts.push_back(difference.field + " = " +
                    (text != nullptr ? *text : to_json(difference.second, JsonLayout::one_line)));
  }
  return (parts.empty() ? "as base" : join(parts, ", ")) + served_too(network);
}

Value value_of(const Study& study, const NetworkVariant& network, std::size_t number) {
  Value differing = Value::Object{};
  for (const auto& difference : differences_from_base(study, network)) differing[difference.field] = difference.second;
  Value served = Value::Array{};
  for (const RunComparison::Served& each : network.comparison.conditions) served.push_back(each.condition);
  Value value;
  value["number"] = number;
  value["run"] = network.run_name;
  value["condition"] = network.condition;
  value["instance"] = network.instance;
  value["epochs"] = network.hyperparameters.epochs;
  value["differs"] = std::move(differing);
  value["serves"] = std::move(served);
  return value;
}

}  // namespace

void print_networks(const Study& study, std::span<const NetworkVariant> networks, std::span<const std::size_t> chosen,
                    ListFormat format) {
  if (format == ListFormat::json) {
    Value list = Value::Array{};
    for (const std::size_t i : chosen) list.push_back(value_of(study, networks[i], i + 1));
    std::fputs(to_json(list, JsonLayout::indented).c_str(), stdout);
    return;
  }
  Table table({"run", "network", "epochs", "what differs from base"});
  for (const std::size_t i : chosen) {
    table.add({std::to_string(i + 1), networks[i].run_name, std::to_string(networks[i].hyperparameters.epochs),
               text_of(study, networks[i])});
  }
  table.print();
}

}  // namespace tricky::engine
