#pragma once
// Tensors in files of the safetensors format, readable by and from the public package.
#include <rectify/nn/module.h>

#include <map>

namespace rectify::api {

// Error: a name is "__metadata__", a tensor is undefined, or the file cannot be written. The file appears whole or not
// at all.
void save_safetensors(const std::map<std::string, Tensor>& tensors, const std::string& path,
                      const std::map<std::string, std::string>& metadata = {});
// Error, with the path: the file cannot be read, or is not well-formed.
std::map<std::string, Tensor> load_safetensors(const std::string& path,
                                               std::map<std::string, std::string>* metadata = nullptr);

// The same with streams; `path` is what errors call the stream, which must be able to seek.
void write_safetensors(const std::map<std::string, Tensor>& tensors, std::ostream& out,
                       const std::map<std::string, std::string>& metadata = {});
std::map<std::string, Tensor> read_safetensors(std::istream& in, const std::string& path = "stream",
                                               std::map<std::string, std::string>* metadata = nullptr);

struct StateReport {
  std::vector<std::string> missing, unexpected;  // names that the file lacks, or the module
};
// A module's parameters and buffers by name. load: strict makes missing and unexpected names an Error; nothing changes
// on an Error.
void save_state(const nn::Module& module, const std::string& path,
                const std::map<std::string, std::string>& metadata = {});
StateReport load_state(nn::Module& module, const std::string& path, bool strict = true);

}  // namespace rectify::api
