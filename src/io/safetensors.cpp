#include "io/file.h"

#include <rectify/io/safetensors.h>
#include <rectify/ops/elementwise.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>

namespace rectify::api {
namespace {
using Json = nlohmann::json;
struct Type {
  const char* name;
  ScalarType dtype;
};
constexpr Type kTypes[] = {{"F64", kDouble}, {"F32", kFloat}, {"F16", kHalf}, {"BF16", kBFloat16}, {"I64", kLong},
                           {"I32", kInt},    {"I16", kShort}, {"I8", kChar},  {"U8", kByte},       {"BOOL", kBool}};
constexpr uint64_t kMaxHeader = 100'000'000;

// What a file consists of, in order: the header with its length, then the tensors.
struct Contents {
  std::string head;
  std::vector<Tensor> tensors;
};
Contents contents_of(const std::map<std::string, Tensor>& tensors, const std::map<std::string, std::string>& metadata,
                     const std::string& path) {
  Json header = Json::object();
  if (!metadata.empty()) header["__metadata__"] = metadata;
  std::vector<std::pair<std::string, Tensor>> order;
  for (const auto& [name, t] : tensors) {
    TORCH_CHECK(name != "__metadata__", path, ": a tensor cannot be named __metadata__");
    TORCH_CHECK(t.defined(), path, ": tensor '", name, "' is undefined");
    order.emplace_back(name, t.detach().contiguous());
  }
  // The widest elements first, so that each tensor is aligned.
  std::stable_sort(order.begin(), order.end(),
                   [](auto& a, auto& b) { return a.second.element_size() > b.second.element_size(); });
  Contents r;
  uint64_t at = 0;
  for (const auto& [name, t] : order) {
    const auto* type = std::find_if(std::begin(kTypes), std::end(kTypes),
                                    [&, d = t.scalar_type()](const Type& k) { return k.dtype == d; });
    header[name] = {{"dtype", type->name}, {"shape", t.sizes().vec()}, {"data_offsets", {at, at + t.nbytes()}}};
    at += t.nbytes();
    r.tensors.push_back(t);
  }
  std::string text;
  try {
    text = header.dump();
  } catch (const Json::exception&) {
    AT_ERROR(path, ": a name or the metadata is not UTF-8");
  }
  text.append((8 - text.size() % 8) % 8, ' ');
  const uint64_t size = text.size();
  r.head.assign(reinterpret_cast<const char*>(&size), 8);
  r.head += text;
  return r;
}
}  // namespace

void write_safetensors(const std::map<std::string, Tensor>& tensors, std::ostream& out,
                       const std::map<std::string, std::string>& metadata) {
  const Contents c = contents_of(tensors, metadata, "stream");
  out.write(c.head.data(), static_cast<std::streamsize>(c.head.size()));
  for (const Tensor& t : c.tensors)
    out.write(static_cast<const char*>(t.impl()->data()), static_cast<std::streamsize>(t.nbytes()));
  TORCH_CHECK(out.good(), "cannot write to the stream");
}
void save_safetensors(const std::map<std::string, Tensor>& tensors, const std::string& path,
                      const std::map<std::string, std::string>& metadata) {
  const Contents c = contents_of(tensors, metadata, path);
  std::vector<std::pair<const void*, size_t>> pieces{{c.head.data(), c.head.size()}};
  for (const Tensor& t : c.tensors) pieces.emplace_back(t.impl()->data(), t.nbytes());
  io::write_file(path, pieces);
}

std::map<std::string, Tensor> load_safetensors(const std::string& path, std::map<std::string, std::string>* metadata) {
  TORCH_CHECK(!std::filesystem::is_directory(path), path, ": Is a directory");
  std::ifstream in(path, std::ios::binary);
  TORCH_CHECK(in, path, ": ", std::strerror(errno));
  return read_safetensors(in, path, metadata);
}
std::map<std::string, Tensor> read_safetensors(std::istream& in, const std::string& path,
                                               std::map<std::string, std::string>* metadata) {
  in.seekg(0, std::ios::end);
  const int64_t end = in.tellg();
  in.seekg(0);
  uint64_t size = 0;
  TORCH_CHECK(end >= 8 && in.read(reinterpret_cast<char*>(&size), 8), path,
              ": not a safetensors file: shorter than its header");
  TORCH_CHECK(size <= kMaxHeader && size <= static_cast<uint64_t>(end) - 8, path,
              ": not a safetensors file, or truncated: the header's length is ", size);
  std::string text(size, '\0');
  TORCH_CHECK(in.read(text.data(), size), path, ": cannot be read");
  std::vector<std::set<std::string>> keys;  // of the objects that are open
  const Json header = Json::parse(
      text,
      [&](int, Json::parse_event_t event, Json& value) {
        if (event == Json::parse_event_t::object_start) keys.emplace_back();
        if (event == Json::parse_event_t::object_end) keys.pop_back();
        if (event == Json::parse_event_t::key)
          TORCH_CHECK(keys.back().insert(value.get<std::string>()).second, path, ": damaged: the header has '",
                      value.get<std::string>(), "' twice");
        return true;
      },
      false);
  TORCH_CHECK(header.is_object(), path, ": damaged: the header is not a JSON object");
  const uint64_t bytes = end - 8 - size;
  std::map<std::string, Tensor> r;
  std::vector<std::pair<uint64_t, uint64_t>> spans;
  std::map<std::string, uint64_t> starts;
  try {
    for (const auto& [name, entry] : header.items()) {
      if (name == "__metadata__") {
        auto m = entry.get<std::map<std::string, std::string>>();
        if (metadata) *metadata = std::move(m);
        continue;
      }
      const std::string dtype = entry.at("dtype").get<std::string>();
      const auto* type =
          std::find_if(std::begin(kTypes), std::end(kTypes), [&](const Type& k) { return dtype == k.name; });
      TORCH_CHECK(type != std::end(kTypes), path, ": tensor '", name, "' has the unknown dtype ", dtype);
      const Json &shape = entry.at("shape"), &offsets = entry.at("data_offsets");
      TORCH_CHECK(shape.is_array() && offsets.is_array() && offsets.size() == 2 && offsets[0].is_number_unsigned() &&
                      offsets[1].is_number_unsigned(),
                  path, ": damaged: tensor '", name, "' has no proper shape and offsets");
      std::vector<int64_t> sizes;
      uint64_t n = elementSize(type->dtype);
      for (const Json& d : shape) {
        TORCH_CHECK(d.is_number_unsigned() && d.get<uint64_t>() <= INT64_MAX &&
                        !__builtin_mul_overflow(n, d.get<uint64_t>(), &n),
                    path, ": damaged: tensor '", name, "' has an impossible shape");
        sizes.push_back(d.get<int64_t>());
      }
      const uint64_t from = offsets[0], to = offsets[1];
      TORCH_CHECK(from <= to && to <= bytes, path, ": damaged or truncated: tensor '", name, "' lies outside the file");
      TORCH_CHECK(to - from == n, path, ": damaged: tensor '", name, "' has ", to - from, " bytes where its shape has ",
                  n);
      spans.emplace_back(from, to);
      starts[name] = from;
      r[name] = new_tensor(sizes, type->dtype);
    }
  } catch (const Json::exception&) {
    AT_ERROR(path, ": damaged: the header has an entry of the wrong form");
  }
  std::sort(spans.begin(), spans.end());
  uint64_t at = 0;
  for (const auto& [from, to] : spans) {
    TORCH_CHECK(from == at, path, ": damaged: tensors overlap or leave a gap");
    at = to;
  }
  TORCH_CHECK(at == bytes, path, ": damaged: ", bytes - at, " bytes belong to no tensor");
  for (auto& [name, t] : r) {
    in.seekg(static_cast<std::streamoff>(8 + size + starts[name]));
    TORCH_CHECK(t.numel() == 0 || in.read(reinterpret_cast<char*>(t.impl()->data()), t.nbytes()), path,
                ": cannot be read");
  }
  return r;
}

namespace {
std::map<std::string, Tensor> state_of(const nn::Module& m) {
  std::map<std::string, Tensor> r;
  for (const auto& p : m.named_parameters()) r[p.key()] = p->detach();
  for (const auto& b : m.named_buffers()) r[b.key()] = b->detach();
  return r;
}
}  // namespace
void save_state(const nn::Module& m, const std::string& path, const std::map<std::string, std::string>& metadata) {
  save_safetensors(state_of(m), path, metadata);
}
StateReport load_state(nn::Module& m, const std::string& path, bool strict) {
  const auto file = load_safetensors(path), own = state_of(m);
  StateReport r;
  for (const auto& [name, t] : own) {
    const auto at = file.find(name);
    if (at == file.end())
      r.missing.push_back(name);
    else
      TORCH_CHECK(at->second.sizes().equals(t.sizes()), path, ": size mismatch for ", name, ": the file has ",
                  at->second.sizes(), ", the module ", t.sizes());
  }
  for (const auto& item : file)
    if (!own.count(item.first)) r.unexpected.push_back(item.first);
  TORCH_CHECK(!strict || r.missing.empty(), path, ": missing '", r.missing.empty() ? "" : r.missing[0],
              "', which the module has");
  TORCH_CHECK(!strict || r.unexpected.empty(), path, ": unexpected '", r.unexpected.empty() ? "" : r.unexpected[0],
              "', which the module lacks");
  rectify::detail::RawGuard off;
  for (const auto& [name, t] : own)
    if (auto at = file.find(name); at != file.end()) Tensor(t).copy_(at->second);
  return r;
}

}  // namespace rectify::api
