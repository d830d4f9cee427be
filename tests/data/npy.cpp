#include "tricky/data/npy.h"

#include <catch2/catch.hpp>
#include <cstring>
#include <numeric>

#include "temporary_folder.h"
#include "tricky/data/errors.h"

using namespace tricky;
using Catch::Contains;

namespace {

std::string npy_with_header(const std::string& header, const std::string& data, char version = 1) {
  std::string bytes = "\x93NUMPY";
  bytes += version;
  bytes += '\0';
  bytes += static_cast<char>(header.size() & 0xFFU);
  bytes += static_cast<char>(header.size() >> 8U);
  if (version == 2) bytes += std::string(2, '\0');
  return bytes + header + data;
}

}  // namespace

TEST_CASE("an .npy file begins with the very bytes NumPy writes") {
  const std::vector<std::uint16_t> values{1, 2, 65535};
  const std::string bytes = npy_bytes(std::span<const std::uint16_t>(values), {3});
  // numpy.save of np.array([1, 2, 65535], dtype='<u2'), NumPy 1.24
  CHECK(bytes.substr(0, 10) == std::string("\x93NUMPY\x01\x00v\x00", 10));
  CHECK(bytes.substr(10, 61) == "{'descr': '<u2', 'fortran_order': False, 'shape': (3,), }    ");
  CHECK(bytes.size() == 128 + 6);
  CHECK(bytes[127] == '\n');
}

TEMPLATE_TEST_CASE("arrays of every type come back as they were", "", std::uint8_t, std::uint16_t, std::int32_t,
                   std::int64_t, float, double) {
  const TemporaryFolder folder;
  std::vector<TestType> values(6);
  std::iota(values.begin(), values.end(), TestType(3));
  write_npy(folder / "a.npy", std::span<const TestType>(values), {2, 3});
  const NpyFile file(folder / "a.npy");
  CHECK(file.shape() == std::vector<std::size_t>{2, 3});
  const auto read = file.as<TestType>();
  CHECK(std::vector<TestType>(read.begin(), read.end()) == values);
  CHECK(file.real_at(5) == 8.0);
}

TEST_CASE("format 2.0 is read too") {
  const TemporaryFolder folder;
  std::string header = "{'descr': '|u1', 'fortran_order': False, 'shape': (2,), }";
  write_file(folder / "a.npy", npy_with_header(header, "\x05\x06", 2));
  CHECK(NpyFile(folder / "a.npy").real_at(1) == 6.0);
}

TEST_CASE("hostile .npy files are refused without allocating what they announce") {
  const TemporaryFolder folder;
  const auto fault = [&](const std::string& content) {
    write_file(folder / "a.npy", content);
    try {
      const NpyFile file(folder / "a.npy");
    } catch (const InputError& error) {
      return std::string(error.what());
    }
    return std::string("no fault");
  };
  CHECK_THAT(fault("PK\x03\x04 a zip file"), Contains("expected a NumPy"));
  CHECK_THAT(fault(""), Contains("expected a NumPy"));
  CHECK_THAT(fault(npy_with_header("{'descr': '<u2', 'fortran_order': False, 'shape': (1000000000000,), }", "ab")),
             Contains("truncated"));
  CHECK_THAT(
      fault(npy_with_header("{'descr': '<u2', 'fortran_order': False, 'shape': (4294967296, 4294967296), }", "ab")),
      Contains("more than 2^64"));
  CHECK_THAT(fault(npy_with_header("{'descr': '<u2', 'fortran_order': False, 'shape': (1,), }", "abc")),
             Contains("truncated"));
  CHECK_THAT(fault(npy_with_header("{'descr': '|O', 'fortran_order': False, 'shape': (1,), }", "abc")),
             Contains("\"|O\""));
  CHECK_THAT(fault(npy_with_header("{'descr': '>u2', 'fortran_order': False, 'shape': (1,), }", "ab")),
             Contains("\">u2\""));
  CHECK_THAT(fault(npy_with_header("{'descr': '<u2', 'fortran_order': True, 'shape': (1, 1), }", "ab")),
             Contains("Fortran"));
  CHECK_THAT(fault(npy_with_header("{'descr': '<u2', 'fortran_order': False, 'shape': (-1,), }", "ab")),
             Contains("shape"));
  CHECK_THAT(fault(npy_with_header("{'descr': '<u2', 'shape': (1,), }", "ab")), Contains("not exactly"));
  CHECK_THAT(fault(npy_with_header("{'descr': '<u2', 'fortran_order': False, 'shape': (1,", "")), Contains("header"));
  std::string cut = npy_with_header("{'descr': '<u2', 'fortran_order': False, 'shape': (1,), }", "ab");
  CHECK_THAT(fault(cut.substr(0, 30)), Contains("cut off"));
  cut[6] = 9;
  CHECK_THAT(fault(cut), Contains("format 9"));
}

TEST_CASE("asking for another type than the file's is an error that names both") {
  const TemporaryFolder folder;
  const std::vector<double> values{1.5};
  write_npy(folder / "a.npy", std::span<const double>(values), {1});
  CHECK_THROWS_WITH(NpyFile(folder / "a.npy").as<std::uint16_t>(), Contains("<f8") && Contains("<u2"));
}
