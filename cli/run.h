#pragma once
// A run folder: config.json, weights.safetensors, checkpoint.safetensors, metrics.jsonl, confusion.json and
// confusion.txt. Every file is written under another name and renamed, so that a reader never sees half of one.
#include <rectify/core/tensor.h>

#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

namespace rectify::cli {

using Json = nlohmann::ordered_json;
using NamedTensors = std::map<std::string, Tensor>;

struct UsageError : Error {  // exit status 2
  using Error::Error;
};

// Error: "cannot write PATH: No space left on device"; an earlier file stays as it was.
void write_file(const std::string& path, std::string_view bytes);
void write_json(const std::string& path, const Json& json);
std::string read_file(const std::string& path);
Json read_json(const std::string& path);
void make_folder(const std::string& path);  // with its parents
bool exists(const std::string& path);
std::string absolute(const std::string& path);

void write_tensors(const std::string& path, const NamedTensors& tensors, const std::string& note = "");
NamedTensors read_tensors(const std::string& path, std::string* note = nullptr);
NamedTensors model_of(const NamedTensors& checkpoint);  // the weights in it

void write_confusion(const std::string& run, const std::vector<int64_t>& counts, const std::vector<std::string>& names);

// Writes to stdout and checks that it arrived (a pipe that was closed is no error).
void print(std::string_view text);

}  // namespace rectify::cli
