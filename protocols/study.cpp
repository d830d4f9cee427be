#include "tricky/protocols/study.h"

#include <algorithm>
#include <array>
#include <cstdlib>

#include "tricky/data/errors.h"
#include "tricky/data/text.h"

namespace tricky::protocols {

namespace {

constexpr int kMostInstances = 1000;
/// What a [[condition]] may say besides hyperparameters.
constexpr std::array kConditionFields{"name", "instances", "compared_with", "networks_of", "extra_epochs"};

/// The condition's table as instance `index` (from 0) sees it: lists of one value per instance give way to its value.
Value table_of_instance(const Value& table, int index, int n_instances, const std::filesystem::path& file) {
  Value own = Value::Object{};
  own.set_line(table.line());
  for (const auto& [name, value] : *table.if_object()) {
    if (std::find(kConditionFields.begin(), kConditionFields.end(), name) != kConditionFields.end()) continue;
    const Value::Array* list = value.if_array();
    if (list == nullptr || !is_single_valued(name)) {
      own[name] = value;
      continue;
    }
    if (list->size() != static_cast<std::size_t>(n_instances)) {
      throw InputError({file, value.line(), name}, "expected one value, or a list of " + std::to_string(n_instances) +
                                                       ", one for each instance; got a list of " +
                                                       std::to_string(list->size()));
    }
    Value element = (*list)[static_cast<std::size_t>(index)];
    if (element.line() == 0) element.set_line(value.line());
    own[name] = std::move(element);
  }
  return own;
}

/// Reads everything of a condition that does not depend on the others.
Condition read_condition(const Value& table, const Hyperparameters& base, const std::filesystem::path& file) {
  Fields fields(table, file, "a [[condition]]");
  Condition condition;
  condition.line = table.line();
  condition.name = fields.text("name");
  if (!is_plain_name(condition.name) || condition.name.size() > 48) {
    fields.fail("name", "expected 1 to 48 letters, digits, '.', '_' or '-', since folders are named after it; got " +
                            in_quotes(condition.name));
  }
  condition.compared_with = fields.text_or("compared_with", "");
  if (fields.has("networks_of")) {
    condition.networks_of = fields.text("networks_of");
    condition.extra_epochs = static_cast<int>(fields.integer_or("extra_epochs", 0, {0, kMostEpochs}));
    for (const auto& [name, value] : *table.if_object()) {
      if (is_hyperparameter(name) || name == "instances") {
        fields.fail(name, "cannot be changed here: the networks are those of " + in_quotes(condition.networks_of) +
                              "; leave it or networks_of out");
      }
    }
    fields.finish();
    return condition;
  }
  if (fields.has("extra_epochs")) fields.fail("extra_epochs", "of which condition's networks? Add networks_of");
  const auto n_instances = static_cast<int>(fields.integer_or("instances", 1, {1, kMostInstances}));
  for (int i = 0; i < n_instances; ++i) {
    const Value own = table_of_instance(table, i, n_instances, file);
    Fields overrides(own, file, "the condition " + in_quotes(condition.name));
    // These are known, so that a typo of them is told apart from a typo of a hyperparameter.
    for (const std::string_view known : kConditionFields) overrides.optional(known);
    condition.instances.push_back(read_hyperparameters(overrides, base, Completeness::overrides));
    overrides.finish();
  }
  return condition;
}

const Condition* find(const Study& study, const std::string& name) {
  const auto found = std::find_if(study.conditions.begin(), study.conditions.end(),
                                  [&](const Condition& each) { return each.name == name; });
  return found == study.conditions.end() ? nullptr : &*found;
}

[[noreturn]] void refuse_unknown(const Study& study, const Condition& condition, const char* field,
                                 const std::string& name) {
  std::vector<std::string> names;
  for (const Condition& each : study.conditions) names.push_back(each.name);
  const auto nearest = nearest_name(name, names);
  throw InputError({study.file, condition.line, field},
                   "there is no condition " + in_quotes(name) +
                       (nearest ? "; did you mean " + in_quotes(*nearest) + "?" : "; there are " + join(names, ", ")));
}

/// Settles and checks how conditions refer to one another.
void connect_conditions(Study& study) {
  for (Condition& condition : study.conditions) {
    if (condition.compared_with.empty()) condition.compared_with = study.conditions.front().name;
    if (find(study, condition.compared_with) == nullptr) {
      refuse_unknown(study, condition, "compared_with", condition.compared_with);
    }
    if (condition.networks_of.empty()) continue;
    const Condition* lender = find(study, condition.networks_of);
    if (lender == nullptr) refuse_unknown(study, condition, "networks_of", condition.networks_of);
    const auto fail = [&](const char* field, const std::string& message) {
      throw InputError({study.file, condition.line, field}, message);
    };
    if (lender == &condition) fail("networks_of", "is the condition itself; name another one");
    if (!lender->networks_of.empty()) {
      fail("networks_of", in_quotes(lender->name) + " has no networks of its own; name " +
                              in_quotes(lender->networks_of) + ", whose they are");
    }
    if (condition.extra_epochs == 0 && condition.compared_with == lender->compared_with) {
      fail("networks_of", "makes " + condition.name + " the same as " + lender->name +
                              "; add extra_epochs, or compared_with another condition");
    }
    for (const Hyperparameters& each : lender->instances) {
      if (each.epochs + condition.extra_epochs > kMostEpochs) {
        fail("extra_epochs", "makes " + std::to_string(each.epochs + condition.extra_epochs) +
                                 " epochs; there can be " + std::to_string(kMostEpochs));
      }
    }
  }
}

/// Two networks that nothing sets apart cost training time and show nothing.
void refuse_twins(const Study& study) {
  struct Network {
    std::string name;
    const Condition* condition;
    const Hyperparameters* hyperparameters;
  };
  std::vector<Network> networks;
  for (const Condition& condition : study.conditions) {
    for (std::size_t i = 0; i < condition.instances.size(); ++i) {
      networks.push_back({condition.name + "_" + std::to_string(i + 1), &condition, &condition.instances[i]});
    }
  }
  for (std::size_t i = 0; i < networks.size(); ++i) {
    if (!networks[i].hyperparameters->deterministic) continue;
    for (std::size_t j = 0; j < i; ++j) {
      const auto apart = differences(*networks[j].hyperparameters, *networks[i].hyperparameters);
      if (!std::all_of(apart.begin(), apart.end(), [](const auto& each) { return may_change_later(each.field); })) {
        continue;
      }
      const int more = networks[i].hyperparameters->epochs - networks[j].hyperparameters->epochs;
      throw InputError(
          {study.file, networks[i].condition->line, "condition"},
          networks[j].name + " and " + networks[i].name +
              (more == 0
                   ? " would be the same network; give the instances different values, for instance a list of seeds"
                   : " would be the same network, trained for " + std::to_string(std::abs(more)) +
                         " epochs more; train it once, and say networks_of = " +
                         in_quotes(networks[j].condition->name) + " and extra_epochs"));
    }
  }
}

}  // namespace

Study read_study(const std::filesystem::path& file) {
  const Value content = read_toml(file);
  Fields fields(content, file, "a study");
  Study study;
  study.file = file;
  study.name = fields.text("name");
  if (const Value* dataset = fields.optional("dataset")) study.dataset = dataset_spec_from(*dataset, file);
  const Value* base = fields.optional("base");
  const bool has_conditions = fields.has("condition");
  const Value::Array none;
  const Value::Array& tables = has_conditions ? fields.array("condition") : none;
  fields.finish();

  if (base == nullptr) {
    if (has_conditions) fields.fail("condition", "there are conditions but no [base] table for them to differ from");
    return study;
  }
  Fields base_fields(*base, file, "[base]");
  study.base = read_hyperparameters(base_fields, {}, Completeness::all_required);
  base_fields.finish();
  if (tables.empty()) {
    throw InputError({file, base->line(), "base"},
                     "no [[condition]] follows, so nothing would be trained; add one with name = \"base\"");
  }
  for (const Value& table : tables) {
    Condition condition = read_condition(table, *study.base, file);
    if (find(study, condition.name) != nullptr) {
      throw InputError({file, table.line(), "name"}, "there are two conditions called " + in_quotes(condition.name));
    }
    study.conditions.push_back(std::move(condition));
  }
  connect_conditions(study);
  refuse_twins(study);
  return study;
}

std::vector<NetworkVariant> Study::variants() const {
  std::vector<NetworkVariant> networks;
  for (const Condition& condition : conditions) {
    std::vector<RunComparison::Served> served;
    int extra_epochs = 0;
    for (const Condition& other : conditions) {
      if (&other != &condition && other.networks_of != condition.name) continue;
      served.push_back({other.name, other.extra_epochs, other.compared_with});
      extra_epochs = std::max(extra_epochs, other.extra_epochs);
    }
    std::stable_partition(served.begin(), served.end(),
                          [&](const RunComparison::Served& each) { return each.condition == condition.name; });
    int instance = 0;
    for (const Hyperparameters& hyperparameters : condition.instances) {
      ++instance;
      networks.push_back({condition.name + "_" + std::to_string(instance), condition.name, instance, hyperparameters,
                          RunComparison{hyperparameters.epochs, served}});
      networks.back().hyperparameters.epochs += extra_epochs;
    }
  }
  return networks;
}

}  // namespace tricky::protocols
