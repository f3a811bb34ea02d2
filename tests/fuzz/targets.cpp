#include "fuzz/targets.h"

#include <rectify/autograd/archive.h>
#include <rectify/data/data.h>
#include <rectify/io/safetensors.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <new>

#include "cli/model.h"
#include "io/zip.h"

namespace fuzz {
namespace {

// A file of this process alone, written anew for each input.
std::string file(const std::string& name, const std::string& bytes) {
  struct Folder {
    std::string path = (std::filesystem::temp_directory_path() / ("rectify-fuzz-" + std::to_string(getpid()))).string();
    Folder() { std::filesystem::create_directories(path); }
    ~Folder() { std::filesystem::remove_all(path); }
  };
  static const Folder folder;
  const std::string path = folder.path + "/" + name;
  std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
  return path;
}
template <class Read>
void attempt(const std::string& name, const std::string& bytes, Read read) {
  const std::string path = file(name, bytes);
  try {
    read(path);
  } catch (const rectify::Error&) {
  } catch (const std::bad_alloc&) {
  }
}

void idx(const std::string& b) {
  attempt("x", b, [](auto& p) { rectify::data::load_file(p, {}, false); });
}
void csv(const std::string& b) {
  attempt("x.csv", b, [](auto& p) { rectify::data::load_split(p); });
}
void npy(const std::string& b) {
  attempt("x.npy", b, [](auto& p) { rectify::data::load_file(p, {}, false); });
}
void safetensors(const std::string& b) {
  attempt("x.safetensors", b, [](auto& p) {
    std::map<std::string, std::string> metadata;
    rectify::load_safetensors(p, &metadata);
  });
}
void picture(const std::string& b) {
  for (const char* name : {"x.png", "x.jpg"}) attempt(name, b, [](auto& p) { rectify::data::read_pictures({p}); });
}
void sound(const std::string& b) {
  for (const char* name : {"x.wav", "x.flac"}) attempt(name, b, [](auto& p) { rectify::data::read_sounds({p}); });
}
void config(const std::string& b) {
  attempt("config.json", b,
          [](auto& p) { rectify::cli::Config::read(std::filesystem::path(p).parent_path().string()); });
}

void archive(const std::string& b) {
  attempt("x.pt", b, [](auto& p) {
    rectify::serialize::InputArchive in;
    in.load_from(p);
  });
}
// A pickle as it stands in an archive, beside two storages.
void pickle(const std::string& b) {
  rectify::io::ZipWriter zip;
  const std::vector<char> zeros(72);
  zip.add("x/data.pkl", b.data(), b.size());
  for (const char* name : {"x/data/0", "x/data/1", "x/data/2"}) zip.add(name, zeros.data(), name[7] == '0' ? 24 : 72);
  const std::string bytes = zip.finish();
  archive(bytes);
  try {
    rectify::pickle_load({bytes.begin(), bytes.end()});
  } catch (const rectify::Error&) {
  } catch (const std::bad_alloc&) {
  }
}

}  // namespace

const std::vector<Target>& targets() {
  static const std::vector<Target> all{
      {"idx", idx},         {"csv", csv},     {"npy", npy},       {"safetensors", safetensors},
      {"picture", picture}, {"sound", sound}, {"config", config}, {"archive", archive},
      {"pickle", pickle}};
  return all;
}

}  // namespace fuzz
