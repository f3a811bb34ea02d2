// Archives in files and streams: libtorch's form, a zip of a pickle, the tensors' bytes and TorchScript's declarations;
// or safetensors, with the values in the metadata.
#include <rectify/io/safetensors.h>

#include <charconv>
#include <cstring>
#include <sstream>

#include "io/file.h"
#include "io/pickle.h"
#include "io/zip.h"

namespace rectify::serialize {
namespace {
using Texts = std::map<std::string, std::string>;
using Tensors = std::map<std::string, Tensor>;

// --- safetensors -----------------------------------------------------------------------------------------------------

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
  AT_ERROR("'", key, "' is no number, bool, string or list of integers, and cannot be saved as safetensors");
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
void flatten(const Tree& tree, const std::string& before, Tensors& tensors, Texts& texts) {
  for (const auto& [name, what] : tree.entries) {
    const std::string path = before + name;
    if (auto* kept = std::get_if<Tree::Kept>(&what))
      tensors[path] = kept->tensor.detach();
    else if (auto* v = std::get_if<IValue>(&what))
      texts[path] = text_of(path, *v);
    else
      flatten(*std::get<std::shared_ptr<Tree>>(what), path + ".", tensors, texts);
  }
}
bool is_safetensors(const std::string& filename) {
  constexpr std::string_view kEnd = ".safetensors";
  return filename.size() > kEnd.size() && filename.compare(filename.size() - kEnd.size(), kEnd.size(), kEnd) == 0;
}
std::shared_ptr<Tree> from_safetensors(std::string_view bytes, const std::string& where) {
  std::istringstream in{std::string(bytes)};
  Texts texts;
  const Tensors tensors = read_safetensors(in, where, &texts);
  auto tree = std::make_shared<Tree>();
  for (const auto& [path, t] : tensors) {
    auto [to, name] = tree->at(path);
    to->put(name, Tree::Kept{t, false});
  }
  if (texts.count("rectify"))  // values of other programs' metadata have no kind: they stay out
    for (const auto& [path, text] : texts)
      if (path != "rectify") {
        auto [to, name] = tree->at(path);
        to->put(name, value_of(text, where, path));
      }
  return tree;
}

// --- zip and pickle --------------------------------------------------------------------------------------------------

// The memory of the tensors: a storage is written as a whole, and once, however many tensors look into it.
struct Storages {
  std::vector<Tensor> kept;
  std::map<std::pair<const void*, ScalarType>, size_t> names;
  std::string name(const Tensor& t) {
    const auto [at, fresh] = names.try_emplace({t.impl()->storage.get(), t.scalar_type()}, kept.size());
    if (fresh) kept.push_back(t);
    return std::to_string(at->second);
  }
};
std::string zipped(const std::string& folder, const std::string& pickle, const Storages& storages,
                   const std::vector<std::pair<std::string, std::string>>& more) {
  io::ZipWriter zip;
  auto add = [&](const std::string& name, const std::string& bytes) {
    zip.add(folder + "/" + name, bytes.data(), bytes.size());
  };
  add("data.pkl", pickle);
  for (size_t i = 0; i < storages.kept.size(); i++) {
    const TensorImpl& t = *storages.kept[i].impl();
    t.data();  // the memory is plain from here on
    zip.add(folder + "/data/" + std::to_string(i), t.storage->data, t.storage->nbytes);
  }
  for (const auto& [name, bytes] : more) add(name, bytes);
  add("version", "3\n");
  return zip.finish();
}
std::string to_zip(const Tree& tree, const std::string& folder) {
  Storages storages;
  io::Pickler pickler([&](const Tensor& t) { return storages.name(t); });
  const std::string pickle = pickler.pickle(tree);
  std::vector<std::pair<std::string, std::string>> more;
  for (const auto& [file, source] : pickler.code()) more.emplace_back("code/" + file, source);
  more.emplace_back("constants.pkl", "\x80\x02).");
  return zipped(folder, pickle, storages, more);
}
// Calls f(value) with what the pickle in such a file holds.
template <class F>
auto unzipped(std::string_view bytes, const std::string& where, F f) {
  io::ZipReader zip(bytes, where);
  std::string folder;
  for (const auto& entry : zip.sizes())
    if (const size_t at = entry.first.rfind("data.pkl");
        at != std::string::npos && at + 8 == entry.first.size() && (at == 0 || entry.first[at - 1] == '/'))
      folder = entry.first.substr(0, at);
  const std::string pickle = zip.text(folder + "data.pkl");
  io::Unpickler machine(pickle, where, [&](const std::string& name, ScalarType dtype, int64_t numel) {
    const std::string path = folder + "data/" + name;
    const auto size = zip.sizes().find(path);
    TORCH_CHECK(size != zip.sizes().end() && numel >= 0 && static_cast<uint64_t>(numel) <= size->second &&
                    static_cast<uint64_t>(numel) * elementSize(dtype) == size->second,
                where, ": damaged: the storage '", name.substr(0, 40), "' is not there, or of another size");
    Tensor t = new_tensor({numel}, dtype);
    zip.read(path, t.impl()->data(), size->second);
    return t;
  });
  return f(machine.run());
}
bool is_zip(std::string_view bytes) { return bytes.size() >= 4 && bytes.compare(0, 2, "PK") == 0; }
std::shared_ptr<Tree> from_bytes(std::string_view bytes, const std::string& where) {
  if (!is_zip(bytes)) {
    TORCH_CHECK(bytes.compare(0, 2, "\x80\x02") != 0, where,
                ": written by a PyTorch older than 1.6, in a form that is not read: save it again with a newer one");
    return from_safetensors(bytes, where);
  }
  return unzipped(bytes, where, [&](const io::PickleValue& v) { return io::tree_of(v, where); });
}
// As libtorch, the folder inside is named after the file.
std::string folder_of(const std::string& filename) {
  const size_t slash = filename.find_last_of('/'), from = slash == std::string::npos ? 0 : slash + 1;
  const std::string stem = filename.substr(from, filename.find('.', from) - from);
  return stem.empty() ? "archive" : stem;
}
}  // namespace

void OutputArchive::save_to(const std::string& filename) {
  if (is_safetensors(filename)) {
    Tensors tensors;
    Texts texts{{"rectify", "archive"}};
    flatten(*tree_, "", tensors, texts);
    return save_safetensors(tensors, filename, texts);
  }
  const std::string bytes = to_zip(*tree_, folder_of(filename));
  io::write_file(filename, {{bytes.data(), bytes.size()}});
}
void OutputArchive::save_to(std::ostream& stream) {
  const std::string bytes = to_zip(*tree_, "archive");
  stream.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  TORCH_CHECK(stream.good(), "cannot write to the stream");
}
void OutputArchive::save_to(const std::function<size_t(const void*, size_t)>& func) {
  const std::string bytes = to_zip(*tree_, "archive");
  TORCH_CHECK(func(bytes.data(), bytes.size()) == bytes.size(), "the archive could not be written as a whole");
}
void InputArchive::load_from(const std::string& filename, optional<Device> device) {
  if (device) check_device(*device);
  tree_ = from_bytes(io::read_file(filename), filename);
}
void InputArchive::load_from(std::istream& stream, optional<Device> device) {
  std::ostringstream all;
  all << stream.rdbuf();
  const std::string bytes = all.str();
  load_from(bytes.data(), bytes.size(), device);
}
void InputArchive::load_from(const char* data, size_t size, optional<Device> device) {
  if (device) check_device(*device);
  tree_ = from_bytes({data, size}, "stream");
}
void InputArchive::load_from(const std::function<size_t(uint64_t, void*, size_t)>& read_func,
                             const std::function<size_t(void)>& size_func, optional<Device> device) {
  std::string bytes(size_func(), '\0');
  TORCH_CHECK(read_func(0, bytes.data(), bytes.size()) == bytes.size(), "the archive could not be read as a whole");
  load_from(bytes.data(), bytes.size(), device);
}

}  // namespace rectify::serialize

namespace rectify::api {
std::vector<char> pickle_save(const IValue& ivalue) {
  serialize::Storages storages;
  io::Pickler pickler([&](const Tensor& t) { return storages.name(t); });
  const std::string pickle = pickler.pickle(ivalue);
  const std::string bytes = serialize::zipped("archive", pickle, storages, {});
  return {bytes.begin(), bytes.end()};
}
IValue pickle_load(const std::vector<char>& data) {
  const std::string_view bytes(data.data(), data.size());
  TORCH_CHECK(serialize::is_zip(bytes), "pickle_load: the bytes are no zip file");
  return serialize::unzipped(bytes, "pickle_load",
                             [](const io::PickleValue& v) { return io::ivalue_of(v, "pickle_load"); });
}
}  // namespace rectify::api
