#pragma once
// The safetensors format: named tensors in one file, readable by and from the public safetensors package.
#include <rectify/nn/module.h>

#include <map>
#include <string>

namespace rectify {

// Writes to a temporary name beside `path`, then renames. Error: an undefined tensor, or what the system says (disk full, no such folder …).
void save_safetensors(const std::map<std::string, Tensor>& tensors, const std::string& path, const std::map<std::string, std::string>& metadata = {});
// Error: not a safetensors file, truncated, overlapping or unknown contents. `metadata` receives the file's __metadata__.
std::map<std::string, Tensor> load_safetensors(const std::string& path, std::map<std::string, std::string>* metadata = nullptr);

// A module's parameters and buffers by name. load_state fails, changing nothing, when names or shapes differ; the message lists them.
void save_state(const nn::Module& module, const std::string& path);
void load_state(nn::Module& module, const std::string& path);

}  // namespace rectify
