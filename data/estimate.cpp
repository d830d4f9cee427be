#include "tricky/data/estimate.h"

#include "tricky/data/csv.h"
#include "tricky/data/fields.h"
#include "tricky/data/value.h"

namespace tricky {

namespace {

Value to_value(const Result& result) {
  const Estimate& estimate = result.estimate;
  Value value;
  value["statistic"] = result.statistic;
  value["of"] = result.of;
  value["over"] = result.over;
  value["subset"] = result.subset;
  value["value"] = estimate.value ? Value(*estimate.value) : Value();
  value["ci"] = estimate.ci ? Value(std::vector<double>{estimate.ci->first, estimate.ci->second}) : Value();
  value["level"] = estimate.level;
  value["n"] = estimate.n;
  value["method"] = estimate.method;
  value["undefined"] = estimate.undefined.empty() ? Value() : Value(estimate.undefined);
  return value;
}

Result result_from(const Value& value, const std::filesystem::path& source, std::size_t number) {
  Fields fields(value, source, "result " + std::to_string(number));
  Result result;
  result.statistic = fields.text("statistic");
  result.of = fields.text("of");
  result.over = fields.text("over");
  result.subset = fields.text("subset");
  if (fields.has("value")) result.estimate.value = fields.real("value");
  if (fields.has("ci")) {
    const auto bounds = fields.reals("ci", {});
    if (bounds.size() != 2) fields.fail("ci", "expected two bounds");
    result.estimate.ci = {bounds[0], bounds[1]};
  }
  result.estimate.level = fields.real("level", {0.0, 1.0});
  result.estimate.n = static_cast<std::size_t>(fields.integer("n", {0, std::int64_t{1} << 60}));
  result.estimate.method = fields.text("method");
  result.estimate.undefined = fields.text_or("undefined", "");
  fields.finish();
  return result;
}

}  // namespace

void write_results(const std::filesystem::path& folder, const std::vector<Result>& results,
                   const Provenance& provenance) {
  CsvWriter writer(
      {"statistic", "of", "over", "subset", "value", "ci_low", "ci_high", "level", "n", "method", "undefined"},
      Separator::comma);
  Value::Array values;
  values.reserve(results.size());
  for (const Result& result : results) {
    const Estimate& estimate = result.estimate;
    const auto real = [&](bool there, double value) {
      if (there) {
        writer.field(value);
      } else {
        writer.field(std::string_view());
      }
    };
    writer.field(std::string_view(result.statistic)).field(std::string_view(result.of));
    writer.field(std::string_view(result.over)).field(std::string_view(result.subset));
    real(estimate.value.has_value(), estimate.value.value_or(0.0));
    real(estimate.ci.has_value(), estimate.ci ? estimate.ci->first : 0.0);
    real(estimate.ci.has_value(), estimate.ci ? estimate.ci->second : 0.0);
    writer.field(estimate.level).field(estimate.n).field(std::string_view(estimate.method));
    writer.field(std::string_view(estimate.undefined));
    writer.end_row();
    values.push_back(to_value(result));
  }
  Value content;
  content["provenance"] = to_value(provenance);
  content["results"] = std::move(values);
  write_file(folder / "results.csv", writer.text());
  write_file(folder / "results.json", to_json(content, JsonLayout::indented));
}

std::vector<Result> read_results(const std::filesystem::path& json) {
  const Value content = read_json(json);
  Fields fields(content, json, "results.json");
  fields.optional("provenance");
  std::vector<Result> results;
  for (const Value& value : fields.array("results")) results.push_back(result_from(value, json, results.size() + 1));
  fields.finish();
  return results;
}

}  // namespace tricky
