#pragma once
// Pictures and sounds of tests/golden/media.json, and a folder to put them in.
#include <gtest/gtest.h>
#include <rectify/data/data.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <nlohmann/json.hpp>

namespace media {
using namespace rectify;
using namespace rectify::data;
using Json = nlohmann::json;

inline const Json& golden() {
  static const Json j = Json::parse(std::ifstream(RECTIFY_GOLDEN_DIR "/media.json"));
  return j;
}
inline std::string bytes(const Json& base64) {
  std::string out;
  uint32_t bits = 0;
  int have = 0;
  const std::string alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  for (char c : base64.get<std::string>()) {
    if (c == '=') break;
    bits = bits << 6 | static_cast<uint32_t>(alphabet.find(c));
    if ((have += 6) >= 8) out += static_cast<char>(bits >> (have -= 8) & 255);
  }
  return out;
}
inline std::string file_of(const char* list, const std::string& name) {
  for (const Json& j : golden().at(list))
    if (j.at("name") == name) return bytes(j.at("bytes"));
  throw std::runtime_error(name);
}
inline Tensor tensor_of(const Json& values, std::vector<int64_t> shape) {
  Tensor t = new_tensor(shape, kFloat);
  const auto v = values.get<std::vector<float>>();
  EXPECT_EQ(static_cast<int64_t>(v.size()), t.numel());
  std::copy(v.begin(), v.end(), t.data_ptr<float>());
  return t;
}
template <class T>
std::vector<T> values(const Tensor& t) {
  return std::vector<T>(t.data_ptr<T>(), t.data_ptr<T>() + t.numel());
}
inline std::string message(const std::function<void()>& f) {
  try {
    f();
  } catch (const Error& e) {
    return e.what();
  }
  return "no error";
}

struct Folder {
  Folder() {
    char name[] = "/tmp/rectify-media-XXXXXX";
    path = mkdtemp(name);
  }
  ~Folder() { std::filesystem::remove_all(path); }
  std::string write(const std::string& name, const std::string& bytes) const {
    const std::string p = path + "/" + name;
    std::filesystem::create_directories(std::filesystem::path(p).parent_path());
    std::ofstream(p, std::ios::binary) << bytes;
    return p;
  }
  std::string path;
};
}  // namespace media
