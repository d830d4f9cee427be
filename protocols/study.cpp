#include "tricky/protocols/study.h"

#include <algorithm>

#include "tricky/data/errors.h"
#include "tricky/data/text.h"

namespace tricky::protocols {

namespace {

constexpr int kMostInstances = 1000;

/// The condition's table as instance `index` (from 0) sees it: lists of one value per instance give way to its value.
Value table_of_instance(const Value& table, int index, int n_instances, const std::filesystem::path& file) {
  Value own = Value::Object{};
  own.set_line(table.line());
  for (const auto& [name, value] : *table.if_object()) {
    if (name == "name" || name == "instances") continue;
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

Condition read_condition(const Value& table, const Hyperparameters& base, const std::filesystem::path& file) {
  Fields fields(table, file, "a [[condition]]");
  Condition condition;
  condition.name = fields.text("name");
  if (!is_plain_name(condition.name) || condition.name.size() > 48) {
    fields.fail("name", "expected 1 to 48 letters, digits, '.', '_' or '-', since folders are named after it; got " +
                            in_quotes(condition.name));
  }
  const auto n_instances = static_cast<int>(fields.integer_or("instances", 1, {1, kMostInstances}));
  for (int i = 0; i < n_instances; ++i) {
    const Value own = table_of_instance(table, i, n_instances, file);
    Fields overrides(own, file, "the condition " + in_quotes(condition.name));
    // These two are known, so that a typo of them is told apart from a typo of a hyperparameter.
    overrides.optional("name");
    overrides.optional("instances");
    condition.instances.push_back(read_hyperparameters(overrides, base, Completeness::overrides));
    overrides.finish();
  }
  return condition;
}

/// Two networks that nothing sets apart cost training time and show nothing.
void refuse_twins(const std::vector<NetworkVariant>& networks, const Value::Array& tables, const Study& study) {
  for (std::size_t i = 0; i < networks.size(); ++i) {
    if (!networks[i].hyperparameters.deterministic) continue;
    for (std::size_t j = 0; j < i; ++j) {
      if (networks[i].hyperparameters != networks[j].hyperparameters) continue;
      const auto condition = std::find_if(study.conditions.begin(), study.conditions.end(),
                                          [&](const Condition& each) { return each.name == networks[i].condition; });
      const auto at = static_cast<std::size_t>(condition - study.conditions.begin());
      throw InputError(
          {study.file, tables[at].line(), "condition"},
          networks[j].run_name + " and " + networks[i].run_name +
              " would be the same network; give the instances different values, for instance a list of seeds");
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
    for (const Condition& other : study.conditions) {
      if (other.name == condition.name) {
        throw InputError({file, table.line(), "name"}, "there are two conditions called " + in_quotes(condition.name));
      }
    }
    study.conditions.push_back(std::move(condition));
  }
  refuse_twins(study.variants(), tables, study);
  return study;
}

std::vector<NetworkVariant> Study::variants() const {
  std::vector<NetworkVariant> networks;
  for (const Condition& condition : conditions) {
    int instance = 0;
    for (const Hyperparameters& hyperparameters : condition.instances) {
      ++instance;
      networks.push_back({condition.name + "_" + std::to_string(instance), condition.name, instance, hyperparameters});
    }
  }
  return networks;
}

}  // namespace tricky::protocols
