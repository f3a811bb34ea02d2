#include <fcntl.h>
#include <rectify/autograd/grad_mode.h>
#include <rectify/io/safetensors.h>
#include <rectify/ops/elementwise.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <bit>
#include <cerrno>
#include <cstring>
#include <nlohmann/json.hpp>

namespace rectify {
namespace {

using Json = nlohmann::json;
static_assert(std::endian::native == std::endian::little, "safetensors files are little-endian");
constexpr uint64_t kHeaderLimit = 100'000'000;  // of the format

struct Name {
  ScalarType type;
  const char* text;
};
constexpr Name kNames[] = {{kBool, "BOOL"}, {kByte, "U8"}, {kChar, "I8"}, {kShort, "I16"}, {kHalf, "F16"}, {kBFloat16, "BF16"}, {kInt, "I32"}, {kFloat, "F32"}, {kDouble, "F64"}, {kLong, "I64"}};

struct File {
  int fd;
  ~File() {
    if (fd >= 0) close(fd);
  }
};
[[noreturn]] void fail_errno(const std::string& path) { AT_ERROR(path, ": ", std::strerror(errno)); }
void write_all(int fd, const void* data, size_t n, const std::string& path) {
  const char* p = static_cast<const char*>(data);
  while (n) {
    ssize_t k = write(fd, p, n);
    if (k < 0 && errno == EINTR) continue;
    if (k <= 0) fail_errno(path);
    p += k;
    n -= static_cast<size_t>(k);
  }
}
void read_all(int fd, void* data, size_t n, const std::string& path) {
  char* p = static_cast<char*>(data);
  while (n) {
    ssize_t k = read(fd, p, n);
    if (k < 0 && errno == EINTR) continue;
    if (k < 0) fail_errno(path);
    TORCH_CHECK(k != 0, path, ": not a safetensors file: it ends too early");
    p += k;
    n -= static_cast<size_t>(k);
  }
}

}  // namespace

void save_safetensors(const std::map<std::string, Tensor>& tensors, const std::string& path, const std::map<std::string, std::string>& metadata) {
  Json header = Json::object();
  if (!metadata.empty()) header["__metadata__"] = metadata;
  uint64_t at = 0;
  std::vector<Tensor> data;
  for (const auto& [name, t] : tensors) {
    TORCH_CHECK(t.defined(), "cannot save the undefined tensor '", name, "'");
    TORCH_CHECK(name != "__metadata__", "a tensor cannot be called __metadata__");
    data.push_back(t.detach().contiguous());
    const char* type = std::find_if(std::begin(kNames), std::end(kNames), [&](const Name& n) { return n.type == t.scalar_type(); })->text;
    header[name] = {{"dtype", type}, {"shape", t.sizes().vec()}, {"data_offsets", {at, at + t.nbytes()}}};
    at += t.nbytes();
  }
  std::string text = header.dump();
  text.resize((text.size() + 7) / 8 * 8, ' ');
  uint64_t length = text.size();
  std::string temporary = path + ".part";
  File file{open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644)};
  if (file.fd < 0) fail_errno(path);
  try {
    write_all(file.fd, &length, sizeof length, path);
    write_all(file.fd, text.data(), text.size(), path);
    for (const Tensor& t : data) write_all(file.fd, t.data_ptr(), t.nbytes(), path);
    if (fsync(file.fd) != 0 && errno != EINVAL && errno != EROFS) fail_errno(path);
    if (rename(temporary.c_str(), path.c_str()) != 0) fail_errno(path);
  } catch (const Error&) {
    int error = errno;
    unlink(temporary.c_str());
    errno = error;
    throw;
  }
}

std::map<std::string, Tensor> load_safetensors(const std::string& path, std::map<std::string, std::string>* metadata) {
  File file{open(path.c_str(), O_RDONLY | O_CLOEXEC)};
  if (file.fd < 0) fail_errno(path);
  struct stat info;
  if (fstat(file.fd, &info) != 0) fail_errno(path);
  TORCH_CHECK(S_ISREG(info.st_mode), path, ": not a regular file");
  uint64_t size = static_cast<uint64_t>(info.st_size), length = 0;
  TORCH_CHECK(size >= 8, path, ": not a safetensors file: it ends too early");
  read_all(file.fd, &length, sizeof length, path);
  TORCH_CHECK(length <= kHeaderLimit && length <= size - 8, path, ": not a safetensors file: impossible header length ", length);
  std::string text(length, '\0');
  read_all(file.fd, text.data(), length, path);
  uint64_t bytes = size - 8 - length;
  Json header = Json::parse(text, nullptr, false);
  TORCH_CHECK(header.is_object(), path, ": not a safetensors file: its header is not a JSON object");
  struct Entry {
    uint64_t begin, end;
    std::string name;
    Tensor t;
  };
  std::vector<Entry> entries;
  for (const auto& [name, v] : header.items()) {
    if (name == "__metadata__") {
      TORCH_CHECK(v.is_object(), path, ": damaged: its metadata is no object");
      for (const auto& [k, value] : v.items()) {
        TORCH_CHECK(value.is_string(), path, ": damaged: metadata '", k, "' is no text");
        if (metadata) (*metadata)[k] = value.get<std::string>();
      }
      continue;
    }
    auto damaged = [&](const char* what) { AT_ERROR(path, ": damaged: tensor '", name, "' has ", what); };
    if (!v.is_object() || !v.contains("dtype") || !v.contains("shape") || !v.contains("data_offsets") || !v["dtype"].is_string() || !v["shape"].is_array() || !v["data_offsets"].is_array() || v["data_offsets"].size() != 2) damaged("an incomplete entry");
    const std::string& type = v["dtype"].get_ref<const std::string&>();
    const Name* known = std::find_if(std::begin(kNames), std::end(kNames), [&](const Name& n) { return type == n.text; });
    TORCH_CHECK(known != std::end(kNames), path, ": tensor '", name, "' has the unknown dtype '", type, "'");
    std::vector<int64_t> shape;
    uint64_t count = elementSize(known->type);
    if (v["shape"].size() > 64) damaged("too many dimensions");
    for (const Json& s : v["shape"]) {
      if (!s.is_number_unsigned() || s.get<uint64_t>() > uint64_t{1} << 48) damaged("an impossible shape");
      shape.push_back(s.get<int64_t>());
      if (__builtin_mul_overflow(count, s.get<uint64_t>(), &count)) damaged("an impossible shape");
    }
    if (!v["data_offsets"][0].is_number_unsigned() || !v["data_offsets"][1].is_number_unsigned()) damaged("impossible offsets");
    uint64_t b = v["data_offsets"][0], e = v["data_offsets"][1];
    if (b > e || e > bytes || e - b != count) damaged("offsets that do not fit its shape or the file");
    entries.push_back({b, e, name, new_tensor(shape, known->type)});
  }
  std::sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) { return std::pair(a.begin, a.end) < std::pair(b.begin, b.end); });
  uint64_t at = 0;
  std::map<std::string, Tensor> r;
  for (Entry& e : entries) {
    TORCH_CHECK(e.begin == at, path, ": damaged: tensor '", e.name, "' overlaps another or leaves a gap");
    read_all(file.fd, e.t.data_ptr(), e.end - e.begin, path);
    if (e.t.scalar_type() == kBool)
      for (uint64_t i = 0; i < e.end - e.begin; i++) TORCH_CHECK(static_cast<const uint8_t*>(e.t.data_ptr())[i] <= 1, path, ": damaged: tensor '", e.name, "' has a bool that is neither 0 nor 1");
    at = e.end;
    r[e.name] = e.t;
  }
  TORCH_CHECK(at == bytes, path, ": damaged: ", bytes - at, " bytes belong to no tensor");
  return r;
}

namespace {
std::map<std::string, Tensor> state_of(const nn::Module& m) {
  std::map<std::string, Tensor> r;
  for (const auto& p : m.named_parameters()) r[p.key()] = p.value();
  for (const auto& b : m.named_buffers()) r[b.key()] = b.value();
  return r;
}
}  // namespace
void save_state(const nn::Module& m, const std::string& path) { save_safetensors(state_of(m), path, {{"format", "pt"}}); }
void load_state(nn::Module& m, const std::string& path) {
  auto own = state_of(m), given = load_safetensors(path);
  std::string problems;
  for (const auto& [name, t] : own) {
    auto found = given.find(name);
    if (found == given.end()) problems += "\n\tMissing key: \"" + name + "\"";
    else if (found->second.sizes() != t.sizes()) problems += str("\n\tsize mismatch for ", name, ": the file has ", found->second.sizes(), ", the module ", t.sizes());
  }
  for (const auto& [name, t] : given)
    if (!own.count(name)) problems += "\n\tUnexpected key: \"" + name + "\"";
  TORCH_CHECK(problems.empty(), "Error(s) in loading the state of ", m.name(), " from ", path, ":", problems);
  NoGradGuard off;
  for (auto& [name, t] : own) t.copy_(given[name]);
}

}  // namespace rectify
