#include "tricky/protocols/preprocessing.h"

#include "shipped_files.h"
#include "tricky/data/errors.h"
#include "tricky/data/fields.h"
#include "tricky/data/text.h"

namespace tricky::protocols {

namespace fs = std::filesystem;

namespace {

constexpr std::int64_t kLargestSide = 8192;

using Resize = Preprocessing::Resize;
using Channels = Preprocessing::Channels;

constexpr std::string_view to_text(Resize resize) {
  switch (resize) {
    case Resize::none: return "none";
    case Resize::short_side: return "short_side";
    case Resize::square: return "square";
  }
  TRICKY_ASSERT(false);
}

constexpr std::string_view to_text(Channels channels) { return channels == Channels::rgb ? "rgb" : "bgr"; }

std::vector<double> three(Fields& fields, std::string_view name, Fields::RealRange range) {
  std::vector<double> values = fields.reals(name, range);
  if (values.size() != 3) {
    fields.fail(name, "expected three numbers, one a channel, got " + std::to_string(values.size()));
  }
  return values;
}

}  // namespace

Preprocessing preprocessing_from(const Value& content, const fs::path& source) {
  Fields fields(content, source, "a preprocessing");
  Preprocessing result;
  result.name = fields.text("preprocessing");
  if (!is_plain_name(result.name)) {
    fields.fail("preprocessing",
                "expected a name of 1 to 64 letters, digits, '.', '_' or '-', got " + in_quotes(result.name));
  }
  const std::string resize = fields.word("resize", {"none", "short_side", "square"});
  result.resize = resize == "none" ? Resize::none : resize == "square" ? Resize::square : Resize::short_side;
  result.resize_px = static_cast<int>(fields.integer_or("resize_px", 0, {0, kLargestSide}));
  result.crop_px = static_cast<int>(fields.integer_or("crop_px", 0, {0, kLargestSide}));
  result.channels = fields.word("channels", {"rgb", "bgr"}) == "rgb" ? Channels::rgb : Channels::bgr;
  result.white = fields.real("white", {1e-6, 1e6});
  result.mean = three(fields, "mean", {-1e6, 1e6});
  result.std = three(fields, "std", {1e-6, 1e6});
  fields.finish();
  if (result.resize == Resize::none && result.resize_px != 0) {
    fields.fail("resize_px", "says " + std::to_string(result.resize_px) +
                                 ", but resize = \"none\"; set resize_px = 0 or resize = \"short_side\"");
  }
  if (result.resize != Resize::none && result.resize_px == 0) {
    fields.fail("resize_px", "expected the side in pixels, since resize = \"" + resize + "\"");
  }
  if (result.resize != Resize::none && result.crop_px > result.resize_px) {
    fields.fail("crop_px", "expected at most resize_px, " + std::to_string(result.resize_px) + ", got " +
                               std::to_string(result.crop_px));
  }
  return result;
}

Preprocessing read_preprocessing(const fs::path& toml) { return preprocessing_from(read_toml(toml), toml); }

Value to_value(const Preprocessing& preprocessing) {
  Value value;
  value["preprocessing"] = preprocessing.name;
  value["resize"] = to_text(preprocessing.resize);
  value["resize_px"] = preprocessing.resize_px;
  value["crop_px"] = preprocessing.crop_px;
  value["channels"] = to_text(preprocessing.channels);
  value["white"] = preprocessing.white;
  value["mean"] = Value(preprocessing.mean);
  value["std"] = Value(preprocessing.std);
  return value;
}

Preprocessing find_preprocessing(const std::string& name_or_file, const fs::path& study_folder) {
  if (name_or_file.ends_with(".toml")) return read_preprocessing(name_or_file);
  std::vector<std::string> names;
  if (is_plain_name(name_or_file)) {
    const fs::path own = study_folder / "preprocessing" / (name_or_file + ".toml");
    if (fs::exists(own)) return read_preprocessing(own);
  }
  for (const ShippedFile& file : shipped_files()) {
    if (!file.path.starts_with("preprocessing/")) continue;
    names.push_back(fs::path(file.path).stem().string());
    if (names.back() == name_or_file) return preprocessing_from(parse_toml(file.text, file.path), file.path);
  }
  const auto nearest = nearest_name(name_or_file, names);
  throw InputError("--preprocessing: there is no " + in_quotes(name_or_file) +
                   (nearest ? "; did you mean " + in_quotes(*nearest) + "?"
                            : "; expected a file that ends in .toml, or one of " + join(names, ", ")));
}

}  // namespace tricky::protocols
