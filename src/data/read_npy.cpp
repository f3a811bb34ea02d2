#include <rectify/data/readers.h>

#include <algorithm>
#include <charconv>
#include <cstring>
#include <limits>

#include "data/file.h"

namespace rectify::data::api {
namespace {

// The header's Python dict: {'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), }
struct Header {
  std::string descr;
  bool fortran = false;
  std::vector<int64_t> shape;
};
class HeaderParser {
 public:
  HeaderParser(std::string_view text, const std::string& path) : s_(text), path_(path) {}
  Header parse() {
    Header h;
    bool have_descr = false, have_order = false, have_shape = false;
    expect('{');
    while (!accept('}')) {
      const std::string key = quoted();
      expect(':');
      TORCH_CHECK(key != "descr" || !peek('['), path_, ": .npy arrays of records are not supported");
      if (key == "descr" && !have_descr)
        h.descr = quoted(), have_descr = true;
      else if (key == "fortran_order" && !have_order)
        h.fortran = boolean(), have_order = true;
      else if (key == "shape" && !have_shape)
        h.shape = tuple(), have_shape = true;
      else
        bad();
      if (!accept(',')) {
        expect('}');
        break;
      }
    }
    space();
    if (at_ != s_.size() || !have_descr || !have_order || !have_shape) bad();
    return h;
  }

 private:
  [[noreturn]] void bad() { AT_ERROR(path_, ": damaged .npy file: its header is malformed"); }
  void space() {
    while (at_ < s_.size() && (s_[at_] == ' ' || s_[at_] == '\n')) at_++;
  }
  bool peek(char c) {
    space();
    return at_ < s_.size() && s_[at_] == c;
  }
  bool accept(char c) {
    if (!peek(c)) return false;
    at_++;
    return true;
  }
  void expect(char c) {
    if (!accept(c)) bad();
  }
  std::string quoted() {
    space();
    if (at_ >= s_.size() || (s_[at_] != '\'' && s_[at_] != '"')) bad();
    const size_t end = s_.find(s_[at_], at_ + 1);
    if (end == s_.npos) bad();
    std::string r(s_.substr(at_ + 1, end - at_ - 1));
    at_ = end + 1;
    return r;
  }
  bool boolean() {
    space();
    for (bool v : {true, false}) {
      const std::string_view word = v ? "True" : "False";
      if (s_.substr(at_, word.size()) == word) {
        at_ += word.size();
        return v;
      }
    }
    bad();
  }
  std::vector<int64_t> tuple() {
    std::vector<int64_t> r;
    expect('(');
    while (!accept(')')) {
      space();
      int64_t v = 0;
      auto [end, error] = std::from_chars(s_.data() + at_, s_.data() + s_.size(), v);
      if (error != std::errc() || v < 0) bad();
      r.push_back(v);
      at_ = end - s_.data();
      if (!accept(',')) {
        expect(')');
        break;
      }
    }
    return r;
  }
  std::string_view s_;
  const std::string& path_;
  size_t at_ = 0;
};

template <class From, class To>
void widen(const char* in, To* out, int64_t n, bool swap, const std::string& path) {
  for (int64_t i = 0; i < n; i++) {
    From v;
    std::memcpy(&v, in + i * sizeof(From), sizeof(From));
    if (swap) detail::swap_bytes(&v, 1, sizeof(From));
    if constexpr (sizeof(From) == sizeof(To))
      TORCH_CHECK(v <= static_cast<From>(std::numeric_limits<To>::max()), path, ": value ", v,
                  " does not fit in int64");
    out[i] = static_cast<To>(v);
  }
}

}  // namespace

Tensor read_npy(const std::string& path) {
  const std::string bytes = detail::read_whole(path);
  auto byte = [&](size_t i) { return static_cast<size_t>(static_cast<uint8_t>(bytes[i])); };
  TORCH_CHECK(bytes.size() >= 6 && std::memcmp(bytes.data(), "\x93NUMPY", 6) == 0, path,
              ": not a .npy file: its first bytes are not \\x93NUMPY");
  TORCH_CHECK(bytes.size() >= 10, path, ": truncated .npy file");
  TORCH_CHECK(byte(6) >= 1 && byte(6) <= 3 && byte(7) == 0, path, ": .npy version ", byte(6), ".", byte(7),
              " is not supported");
  const size_t begin = byte(6) == 1 ? 10 : 12;
  TORCH_CHECK(bytes.size() >= begin, path, ": truncated .npy file");
  size_t length = byte(8) | byte(9) << 8;
  if (begin == 12) length |= byte(10) << 16 | byte(11) << 24;
  TORCH_CHECK(bytes.size() - begin >= length, path, ": truncated .npy file: ", bytes.size(),
              " bytes where its header has ", begin + length);
  const Header h = HeaderParser(std::string_view(bytes).substr(begin, length), path).parse();

  static constexpr struct {
    const char* code;
    int size;
    ScalarType type;
  } kTypes[] = {{"f2", 2, kHalf},  {"f4", 4, kFloat}, {"f8", 8, kDouble}, {"i1", 1, kChar},
                {"i2", 2, kShort}, {"i4", 4, kInt},   {"i8", 8, kLong},   {"u1", 1, kByte},
                {"b1", 1, kBool},  {"u2", 2, kInt},   {"u4", 4, kLong},   {"u8", 8, kLong}};
  const char order = h.descr.empty() ? '\0' : h.descr[0];
  const auto* type = std::find_if(std::begin(kTypes), std::end(kTypes),
                                  [&](auto& t) { return h.descr.size() == 3 && h.descr.substr(1) == t.code; });
  TORCH_CHECK(
      type != std::end(kTypes) && (order == '<' || order == '>' || order == '=' || (order == '|' && type->size == 1)),
      path, ": .npy element type '", h.descr, "' is not supported");
  int64_t numel = 1;
  for (int64_t s : h.shape)
    TORCH_CHECK(!__builtin_mul_overflow(numel, s, &numel), path, ": damaged .npy file: impossible shape");
  TORCH_CHECK(h.shape.size() <= 32, path, ": damaged .npy file: ", h.shape.size(), " dimensions");
  const size_t have = bytes.size() - begin - length;
  TORCH_CHECK(have % type->size == 0 && have / type->size == static_cast<size_t>(numel), path, ": ",
              have / type->size < static_cast<size_t>(numel) ? "truncated" : "damaged",
              " .npy file: its header says shape ", IntArrayRef(h.shape), " of ", type->size, " bytes, but ", have,
              " bytes of data follow");

  std::vector<int64_t> strides(h.shape.size());
  int64_t step = 1;
  for (size_t i = 0; i < strides.size(); i++) {
    const size_t d = h.fortran ? i : strides.size() - 1 - i;
    strides[d] = step;
    step *= std::max<int64_t>(h.shape[d], 1);
  }
  Tensor y = h.fortran ? new_strided(h.shape, strides, type->type) : new_tensor(h.shape, type->type);
  if (numel == 0) return y;
  const char* in = bytes.data() + begin + length;
  const bool swap = order == '>';
  if (!std::strcmp(type->code, "u2"))
    widen<uint16_t>(in, y.data_ptr<int32_t>(), numel, swap, path);
  else if (!std::strcmp(type->code, "u4"))
    widen<uint32_t>(in, y.data_ptr<int64_t>(), numel, swap, path);
  else if (!std::strcmp(type->code, "u8"))
    widen<uint64_t>(in, y.data_ptr<int64_t>(), numel, swap, path);
  else if (type->type == kBool)
    for (int64_t i = 0; i < numel; i++) y.data_ptr<bool>()[i] = in[i] != 0;
  else {
    std::memcpy(y.data_ptr(), in, have);
    if (swap) detail::swap_bytes(y.data_ptr(), numel, type->size);
  }
  return y;
}

}  // namespace rectify::data::api
