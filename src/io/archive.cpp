// Archives in files and streams: safetensors, with the values in the metadata.
#include <rectify/autograd/archive.h>
#include <rectify/io/safetensors.h>

#include <charconv>
#include <sstream>

namespace rectify::serialize {
namespace {
using Values = std::map<std::string, IValue>;
using Texts = std::map<std::string, std::string>;

std::string text_of(const std::string& key, const IValue& v) {
  if (v.isInt()) return "i" + std::to_string(v.toInt());
  if (v.isBool()) return v.toBool() ? "b1" : "b0";
  if (v.isString()) return "s" + v.toStringRef();
  if (v.isDouble()) {
    char digits[40];
    return "d" + std::string(digits, std::to_chars(digits, digits + sizeof digits, v.toDouble()).ptr);
  }
  if (v.isIntList()) {
    std::string r = "l";
    for (int64_t i : v.toIntVector()) r += std::to_string(i) + " ";
    return r;
  }
  AT_ERROR("'", key, "' is no number, bool, string or list of integers, and cannot be saved");
}
template <class T>
T number(const std::string& text, const std::string& where, const std::string& key) {
  T v{};
  const char* end = text.data() + text.size();
  auto r = std::from_chars(text.data() + 1, end, v);
  TORCH_CHECK(r.ec == std::errc() && r.ptr == end, where, ": damaged: the value '", key, "' is no number");
  return v;
}
IValue value_of(const std::string& text, const std::string& where, const std::string& key) {
  switch (text.empty() ? ' ' : text[0]) {
    case 'i':
      return number<int64_t>(text, where, key);
    case 'd':
      return number<double>(text, where, key);
    case 'b':
      return number<int64_t>(text, where, key) != 0;
    case 's':
      return text.substr(1);
    case 'l': {
      std::vector<int64_t> list;
      std::istringstream in(text.substr(1));
      for (int64_t i; in >> i;) list.push_back(i);
      return list;
    }
    default:
      AT_ERROR(where, ": the value '", key, "' is of an unknown kind");
  }
}
Texts texts_of(const Values& values) {
  Texts r;
  for (const auto& [key, v] : values) r[key] = text_of(key, v);
  return r;
}
// Values of other programs' metadata have no kind: they stay out.
Values values_of(const Texts& texts, const std::string& where) {
  Values r;
  if (!texts.count("rectify")) return r;
  for (const auto& [key, text] : texts)
    if (key != "rectify") r[key] = value_of(text, where, key);
  return r;
}
Texts marked(Texts t) {
  t["rectify"] = "archive";
  return t;
}
}  // namespace

void OutputArchive::save_to(const std::string& filename) {
  save_safetensors(tensors_, filename, marked(texts_of(values_)));
}
void OutputArchive::save_to(std::ostream& stream) { write_safetensors(tensors_, stream, marked(texts_of(values_))); }
void OutputArchive::save_to(const std::function<size_t(const void*, size_t)>& func) {
  std::ostringstream out;
  save_to(out);
  const std::string bytes = out.str();
  TORCH_CHECK(func(bytes.data(), bytes.size()) == bytes.size(), "the archive could not be written as a whole");
}
void InputArchive::load_from(const std::string& filename, optional<Device> device) {
  if (device) check_device(*device);
  Texts texts;
  tensors_ = load_safetensors(filename, &texts);
  values_ = values_of(texts, filename);
}
void InputArchive::load_from(std::istream& stream, optional<Device> device) {
  std::ostringstream all;
  all << stream.rdbuf();
  const std::string bytes = all.str();
  load_from(bytes.data(), bytes.size(), device);
}
void InputArchive::load_from(const char* data, size_t size, optional<Device> device) {
  if (device) check_device(*device);
  std::istringstream in(std::string(data, size));
  Texts texts;
  tensors_ = read_safetensors(in, "stream", &texts);
  values_ = values_of(texts, "stream");
}
void InputArchive::load_from(const std::function<size_t(uint64_t, void*, size_t)>& read_func,
                             const std::function<size_t(void)>& size_func, optional<Device> device) {
  std::string bytes(size_func(), '\0');
  TORCH_CHECK(read_func(0, bytes.data(), bytes.size()) == bytes.size(), "the archive could not be read as a whole");
  load_from(bytes.data(), bytes.size(), device);
}

}  // namespace rectify::serialize
