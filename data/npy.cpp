#include "tricky/data/npy.h"

#include <array>
#include <bit>
#include <cstring>
#include <optional>

#include "tricky/data/errors.h"
#include "tricky/data/text.h"

namespace tricky {

namespace {

static_assert(std::endian::native == std::endian::little, ".npy files are written little-endian");

constexpr std::string_view kMagic = "\x93NUMPY";
constexpr std::size_t kAlignment = 64;

struct TypeName {
  NpyType type;
  std::string_view name;
  std::size_t size_bytes;
};
constexpr std::array<TypeName, 6> kTypes{{{NpyType::u1, "|u1", 1},
                                          {NpyType::u2, "<u2", 2},
                                          {NpyType::i4, "<i4", 4},
                                          {NpyType::i8, "<i8", 8},
                                          {NpyType::f4, "<f4", 4},
                                          {NpyType::f8, "<f8", 8}}};

const TypeName& name_of(NpyType type) { return kTypes[static_cast<std::size_t>(type)]; }

template <typename T>
constexpr NpyType kTypeOf = NpyType::u1;
template <>
constexpr NpyType kTypeOf<std::uint16_t> = NpyType::u2;
template <>
constexpr NpyType kTypeOf<std::int32_t> = NpyType::i4;
template <>
constexpr NpyType kTypeOf<std::int64_t> = NpyType::i8;
template <>
constexpr NpyType kTypeOf<float> = NpyType::f4;
template <>
constexpr NpyType kTypeOf<double> = NpyType::f8;

/// Reads the header's Python dictionary, of which NumPy writes exactly one form: three known keys with a text, a
/// boolean and a tuple of whole numbers.
class HeaderParser {
 public:
  HeaderParser(std::string_view text, const std::filesystem::path& path) : rest_(text), path_(path) {}

  struct Header {
    std::string descr;
    bool fortran_order = true;
    std::vector<std::size_t> shape;
  };

  Header parse() {
    Header header;
    int n_keys = 0;
    expect('{');
    while (!accept('}')) {
      const std::string key = text();
      expect(':');
      if (key == "descr") {
        header.descr = text();
      } else if (key == "fortran_order") {
        header.fortran_order = boolean();
      } else if (key == "shape") {
        header.shape = tuple();
      } else {
        fail("an unknown key " + in_quotes(key));
      }
      ++n_keys;
      if (!accept(',')) {
        expect('}');
        break;
      }
    }
    if (n_keys != 3) fail("not exactly descr, fortran_order and shape");
    return header;
  }

 private:
  [[noreturn]] void fail(const std::string& what) const {
    throw InputError({path_, 0, ""}, "expected a NumPy header, found " + what);
  }
  void skip_spaces() {
    while (!rest_.empty() && (rest_.front() == ' ' || rest_.front() == '\n')) rest_.remove_prefix(1);
  }
  bool accept(char c) {
    skip_spaces();
    if (!rest_.starts_with(c)) return false;
    rest_.remove_prefix(1);
    return true;
  }
  void expect(char c) {
    if (!accept(c)) fail(in_quotes(rest_.substr(0, 20)) + " where '" + std::string(1, c) + "' belongs");
  }
  std::string text() {
    expect('\'');
    const std::size_t end = rest_.find('\'');
    if (end == std::string_view::npos) fail("an unfinished text");
    const std::string value(rest_.substr(0, end));
    rest_.remove_prefix(end + 1);
    return value;
  }
  bool boolean() {
    skip_spaces();
    for (const auto& [word, value] : {std::pair{std::string_view("True"), true}, {std::string_view("False"), false}}) {
      if (rest_.starts_with(word)) {
        rest_.remove_prefix(word.size());
        return value;
      }
    }
    fail("neither True nor False");
  }
  std::vector<std::size_t> tuple() {
    std::vector<std::size_t> values;
    expect('(');
    while (!accept(')')) {
      skip_spaces();
      const std::size_t end = std::min(rest_.find_first_not_of("0123456789"), rest_.size());
      const auto value = parse_integer(rest_.substr(0, end));
      if (!value) fail("a shape that is not whole numbers");
      values.push_back(static_cast<std::size_t>(*value));
      rest_.remove_prefix(end);
      if (values.size() > 8) fail("more than 8 dimensions");
      if (!accept(',')) {
        expect(')');
        break;
      }
    }
    return values;
  }

  std::string_view rest_;
  const std::filesystem::path& path_;
};

}  // namespace

NpyFile::NpyFile(const std::filesystem::path& path) : path_(path), file_(path) {
  const std::string_view bytes = file_.bytes();
  const auto byte = [&](std::size_t i) { return static_cast<std::size_t>(static_cast<unsigned char>(bytes[i])); };
  if (bytes.size() < 12 || !bytes.starts_with(kMagic)) {
    throw InputError({path, 0, ""}, "expected a NumPy .npy file; its first bytes are not");
  }
  const std::size_t version = byte(6);
  if (version != 1 && version != 2) {
    throw InputError({path, 0, ""}, "is .npy format " + std::to_string(version) + "; 1 and 2 can be read");
  }
  const std::size_t begin = version == 1 ? 10 : 12;
  std::size_t header_size = byte(8) | byte(9) << 8U;
  if (version == 2) header_size |= byte(10) << 16U | byte(11) << 24U;
  if (header_size > bytes.size() - begin) throw InputError({path, 0, ""}, "is cut off within its header");
  const auto header = HeaderParser(bytes.substr(begin, header_size), path).parse();

  const TypeName* type = nullptr;
  for (const TypeName& known : kTypes) {
    if (header.descr == known.name) type = &known;
  }
  if (type == nullptr) {
    throw InputError({path, 0, ""}, "holds elements of type " + in_quotes(header.descr) +
                                        "; expected |u1, <u2, <i4, <i8, <f4 or <f8 (convert it with NumPy's astype)");
  }
  if (header.fortran_order && header.shape.size() > 1) {
    throw InputError({path, 0, ""}, "is in Fortran order; save it with numpy.ascontiguousarray");
  }
  const std::size_t available = bytes.size() - begin - header_size;
  std::size_t n = 1;
  bool fits = true;
  for (const std::size_t extent : header.shape) {
    fits = fits && !__builtin_mul_overflow(n, extent, &n);
  }
  if (!fits || n > available / type->size_bytes || n * type->size_bytes != available) {
    throw InputError({path, 0, ""}, "announces " + (fits ? std::to_string(n) : std::string("more than 2^64")) +
                                        " elements of " + std::to_string(type->size_bytes) + " bytes but holds " +
                                        std::to_string(available) + " bytes; it is truncated or damaged");
  }
  type_ = type->type;
  shape_ = header.shape;
  n_elements_ = n;
  elements_ = bytes.data() + begin + header_size;
  if (reinterpret_cast<std::uintptr_t>(elements_) % type->size_bytes != 0) {
    throw InputError({path, 0, ""}, "has a header that does not align its elements; save it again with NumPy");
  }
}

template <typename T>
std::span<const T> NpyFile::as() const {
  if (type_ != kTypeOf<T>) {
    throw InputError({path_, 0, ""}, "holds elements of type " + std::string(name_of(type_).name) + "; expected " +
                                         std::string(name_of(kTypeOf<T>).name));
  }
  return {reinterpret_cast<const T*>(elements_), n_elements_};
}

double NpyFile::real_at(std::size_t i) const {
  TRICKY_ASSERT(i < n_elements_);
  const auto at = [&]<typename T>(T value) {
    std::memcpy(&value, elements_ + i * sizeof(T), sizeof(T));
    return static_cast<double>(value);
  };
  switch (type_) {
    case NpyType::u1: return at(std::uint8_t{});
    case NpyType::u2: return at(std::uint16_t{});
    case NpyType::i4: return at(std::int32_t{});
    case NpyType::i8: return at(std::int64_t{});
    case NpyType::f4: return at(float{});
    case NpyType::f8: return at(double{});
  }
  TRICKY_ASSERT(false);
}

template <typename T>
std::string npy_header(const std::vector<std::size_t>& shape) {
  std::string extents;
  for (const std::size_t extent : shape) extents += std::to_string(extent) + ", ";
  if (shape.size() > 1) extents.resize(extents.size() - 2);
  if (shape.size() == 1) extents.pop_back();
  std::string header = "{'descr': '" + std::string(name_of(kTypeOf<T>).name) + "', 'fortran_order': False, 'shape': (" +
                       extents + "), }";
  header.append(kAlignment - (kMagic.size() + 4 + header.size() + 1) % kAlignment, ' ');
  header += '\n';
  std::string bytes(kMagic);
  bytes += '\1';
  bytes += '\0';
  bytes += static_cast<char>(header.size() & 0xFFU);
  bytes += static_cast<char>(header.size() >> 8U);
  return bytes + header;
}

template <typename T>
std::string npy_bytes(std::span<const T> elements, const std::vector<std::size_t>& shape) {
  std::size_t n = 1;
  for (const std::size_t extent : shape) n *= extent;
  TRICKY_ASSERT(n == elements.size());
  std::string bytes = npy_header<T>(shape);
  bytes.append(reinterpret_cast<const char*>(elements.data()), elements.size_bytes());
  return bytes;
}

#define TRICKY_NPY_TYPE(T)                                             \
  template std::span<const T> NpyFile::as<T>() const;                  \
  template std::string npy_header<T>(const std::vector<std::size_t>&); \
  template std::string npy_bytes<T>(std::span<const T>, const std::vector<std::size_t>&)
TRICKY_NPY_TYPE(std::uint8_t);
TRICKY_NPY_TYPE(std::uint16_t);
TRICKY_NPY_TYPE(std::int32_t);
TRICKY_NPY_TYPE(std::int64_t);
TRICKY_NPY_TYPE(float);
TRICKY_NPY_TYPE(double);
#undef TRICKY_NPY_TYPE

}  // namespace tricky
