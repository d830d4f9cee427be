#include "safetensors.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <optional>
#include <tuple>

#include "tricky/data/errors.h"
#include "tricky/data/fields.h"
#include "tricky/data/text.h"
#include "tricky/data/value.h"

namespace tricky::engine {

namespace {

static_assert(std::endian::native == std::endian::little, "elements are copied as they lie in the file");

constexpr std::size_t kLengthBytes = 8;
/// Two thousand tensors; the largest networks have some hundred.
constexpr std::uint64_t kLargestHeaderBytes = std::uint64_t{1} << 18U;
constexpr std::string_view kMetadata = "__metadata__";

struct TypeName {
  ElementType type;
  const char* name;
  std::size_t n_bytes;
};
constexpr TypeName kTypes[] = {{ElementType::f16, "F16", 2},
                               {ElementType::bf16, "BF16", 2},
                               {ElementType::f32, "F32", 4},
                               {ElementType::f64, "F64", 8},
                               {ElementType::i64, "I64", 8}};

const TypeName& name_of(ElementType type) {
  return *std::find_if(std::begin(kTypes), std::end(kTypes), [&](const TypeName& each) { return each.type == type; });
}

ElementType type_named(const std::string& name) {
  return std::find_if(std::begin(kTypes), std::end(kTypes), [&](const TypeName& each) { return each.name == name; })
      ->type;
}

/// Bytes of a tensor of this shape, or nothing when there is no such number.
std::optional<std::uint64_t> size_of(const std::vector<std::int64_t>& shape, ElementType type) {
  std::uint64_t n_bytes = name_of(type).n_bytes;
  for (const std::int64_t length : shape) {
    if (__builtin_mul_overflow(n_bytes, static_cast<std::uint64_t>(length), &n_bytes)) return std::nullopt;
  }
  return n_bytes;
}

/// Header and elements of a whole file.
std::pair<std::string_view, std::string_view> parts_of(std::string_view file, const std::filesystem::path& path) {
  if (file.size() < kLengthBytes) throw InputError({path, 0, ""}, "is too short for a safetensors file");
  std::uint64_t length = 0;
  std::memcpy(&length, file.data(), kLengthBytes);
  file.remove_prefix(kLengthBytes);
  if (length > kLargestHeaderBytes || length > file.size()) {
    throw InputError({path, 0, ""}, "is no safetensors file, or is cut off: it announces a header of " +
                                        std::to_string(length) + " bytes, after which " + std::to_string(file.size()) +
                                        " bytes follow (a header may have " + std::to_string(kLargestHeaderBytes) +
                                        ")");
  }
  return {file.substr(0, length), file.substr(length)};
}

StoredTensor read_entry(const std::string& name, const Value& entry, std::string_view elements,
                        const std::filesystem::path& path) {
  std::vector<std::string> types;
  for (const TypeName& type : kTypes) types.emplace_back(type.name);
  // So that each fault names the tensor too.
  const std::filesystem::path place = path.string() + ": " + in_quotes(name);
  Fields fields(entry, place, "the entry");
  StoredTensor tensor;
  tensor.name = name;
  tensor.type = type_named(fields.word("dtype", types));
  tensor.shape = fields.integers("shape", {.smallest = 0});
  const auto offsets = fields.integers("data_offsets", {.smallest = 0});
  fields.finish();
  const auto n_bytes = static_cast<std::int64_t>(elements.size());
  if (offsets.size() != 2 || offsets[0] > offsets[1] || offsets[1] > n_bytes) {
    fields.fail("data_offsets", "expected [begin, end] within the " + std::to_string(n_bytes) +
                                    " bytes of elements that the file has; it may be cut off");
  }
  tensor.bytes =
      elements.substr(static_cast<std::size_t>(offsets[0]), static_cast<std::size_t>(offsets[1] - offsets[0]));
  if (size_of(tensor.shape, tensor.type) != tensor.bytes.size()) {
    fields.fail("data_offsets", "expected as many bytes as shape and dtype need");
  }
  return tensor;
}

SafetensorsFile::Metadata read_metadata(const Value& entry, const std::filesystem::path& path) {
  const Value::Object* object = entry.if_object();
  if (object == nullptr) throw InputError({path, 0, std::string(kMetadata)}, "expected an object");
  SafetensorsFile::Metadata metadata;
  for (const auto& [key, value] : *object) {
    if (value.if_text() == nullptr) throw InputError({path, 0, std::string(kMetadata)}, "expected texts only");
    metadata.emplace_back(key, *value.if_text());
  }
  return metadata;
}

/// The tensors must cover the elements, each one once.
void check_order(const std::vector<StoredTensor>& tensors, std::string_view elements,
                 const std::filesystem::path& path) {
  const char* end = elements.data();
  for (const StoredTensor& tensor : tensors) {
    if (tensor.bytes.data() != end) {
      throw InputError({path, 0, in_quotes(tensor.name)},
                       tensor.bytes.data() < end ? "its elements overlap those of another tensor"
                                                 : "there are bytes before its elements that belong to no tensor");
    }
    end += tensor.bytes.size();
  }
  if (end != elements.data() + elements.size()) {
    throw InputError({path, 0, ""}, "has bytes at its end that belong to no tensor");
  }
}

template <typename T>
T element(const char* bytes) {
  T value;
  std::memcpy(&value, bytes, sizeof value);
  return value;
}

float from_half(std::uint16_t bits) {
  const std::uint32_t sign = (bits & 0x8000U) << 16U;
  const std::uint32_t exponent = bits >> 10U & 0x1FU;
  const std::uint32_t fraction = bits & 0x3FFU;
  if (exponent == 0) {
    const float magnitude = static_cast<float>(fraction) * 0x1.0p-24F;
    return sign != 0 ? -magnitude : magnitude;
  }
  const std::uint32_t wider = exponent == 0x1F ? 0xFFU : exponent + 127 - 15;
  return std::bit_cast<float>(sign | wider << 23U | fraction << 13U);
}

}  // namespace

std::size_t StoredTensor::n_elements() const { return bytes.size() / name_of(type).n_bytes; }

void read_as_float(const StoredTensor& tensor, std::span<float> into) {
  TRICKY_ASSERT(into.size() == tensor.n_elements());
  const char* from = tensor.bytes.data();
  switch (tensor.type) {
    case ElementType::f32:
      if (!into.empty()) std::memcpy(into.data(), from, tensor.bytes.size());
      break;
    case ElementType::f16:
      for (std::size_t i = 0; i < into.size(); ++i) into[i] = from_half(element<std::uint16_t>(from + 2 * i));
      break;
    case ElementType::bf16:
      for (std::size_t i = 0; i < into.size(); ++i) {
        into[i] = std::bit_cast<float>(static_cast<std::uint32_t>(element<std::uint16_t>(from + 2 * i)) << 16U);
      }
      break;
    case ElementType::f64:
      for (std::size_t i = 0; i < into.size(); ++i) into[i] = static_cast<float>(element<double>(from + 8 * i));
      break;
    case ElementType::i64:
      for (std::size_t i = 0; i < into.size(); ++i) into[i] = static_cast<float>(element<std::int64_t>(from + 8 * i));
      break;
  }
}

SafetensorsFile::SafetensorsFile(const std::filesystem::path& path) : path_(path), file_(path) {
  const auto [header, elements] = parts_of(file_.bytes(), path);
  const Value content = parse_json(header, path);
  const Value::Object* entries = content.if_object();
  if (entries == nullptr || !header.starts_with('{'))
    throw InputError({path, 0, ""}, "expected a header that begins with {");
  for (const auto& [name, entry] : *entries) {
    if (name == kMetadata) {
      metadata_ = read_metadata(entry, path);
    } else {
      tensors_.push_back(read_entry(name, entry, elements, path));
    }
  }
  const auto place = [](const StoredTensor& tensor) { return std::pair(tensor.bytes.data(), tensor.bytes.size()); };
  std::stable_sort(tensors_.begin(), tensors_.end(),
                   [&](const StoredTensor& first, const StoredTensor& second) { return place(first) < place(second); });
  check_order(tensors_, elements, path);
}

void write_safetensors(const std::filesystem::path& path, std::span<const StoredTensor> tensors,
                       const SafetensorsFile::Metadata& metadata) {
  std::vector<const StoredTensor*> in_order;
  for (const StoredTensor& tensor : tensors) in_order.push_back(&tensor);
  std::stable_sort(in_order.begin(), in_order.end(), [](const StoredTensor* first, const StoredTensor* second) {
    return name_of(first->type).n_bytes > name_of(second->type).n_bytes;
  });
  Value::Object entries;
  if (!metadata.empty()) entries.emplace_back(kMetadata, Value::Object(metadata.begin(), metadata.end()));
  std::size_t end = 0;
  for (const StoredTensor* tensor : in_order) {
    TRICKY_ASSERT(size_of(tensor->shape, tensor->type) == tensor->bytes.size());
    const std::size_t begin = std::exchange(end, end + tensor->bytes.size());
    entries.emplace_back(tensor->name, Value::Object{{"dtype", name_of(tensor->type).name},
                                                     {"shape", Value(tensor->shape)},
                                                     {"data_offsets", Value::Array{begin, end}}});
  }
  std::string header = to_json(Value(std::move(entries)), JsonLayout::one_line);
  header.resize((header.size() + kLengthBytes - 1) / kLengthBytes * kLengthBytes, ' ');
  TRICKY_ASSERT(header.size() <= kLargestHeaderBytes);

  std::string file(kLengthBytes, '\0');
  file.reserve(kLengthBytes + header.size() + end);
  const std::uint64_t length = header.size();
  std::memcpy(file.data(), &length, kLengthBytes);
  file += header;
  for (const StoredTensor* tensor : in_order) file += tensor->bytes;
  write_file(path, file);
}

}  // namespace tricky::engine
