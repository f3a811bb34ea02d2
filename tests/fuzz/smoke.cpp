// The committed seeds, each as it is, cut off at every length, and in deterministic mutations. A crash, a sanitizer's
// report, another exception or an endless loop fails the test. Usage: fuzz_smoke CORPUS [MUTATIONS]
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>

#include "fuzz/targets.h"

namespace {

std::string mutated(std::string s, const std::string& other, std::mt19937& random) {
  const auto below = [&](size_t n) { return static_cast<size_t>(random()) % std::max<size_t>(n, 1); };
  static const unsigned char kEdges[] = {0, 1, 0x7f, 0x80, 0xff, '{', '}', '[', '"', ',', '-', '9', '\n', 'e'};
  for (size_t i = 0, n = 1 + below(4); i < n && !s.empty(); i++) {
    const size_t at = below(s.size()), length = std::min(s.size() - at, 1 + below(8));
    switch (below(7)) {
      case 0:
        s[at] = static_cast<char>(random());
        break;
      case 1:
        s[at] = static_cast<char>(s[at] ^ (1 << below(8)));
        break;
      case 2:
        std::fill_n(s.begin() + at, length, static_cast<char>(kEdges[below(sizeof kEdges)]));
        break;
      case 3:
        s.erase(at, length);
        break;
      case 4:
        s.insert(at, s.substr(below(s.size()), length));
        break;
      case 5:
        s.resize(at);
        break;
      case 6:
        s = s.substr(0, at) + other.substr(std::min(at, other.size()));
        break;
    }
  }
  return s;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) return 2;
  const int mutations = argc > 2 ? std::atoi(argv[2]) : 400;
  long runs = 0;
  for (const auto& target : fuzz::targets()) {
    std::vector<std::filesystem::path> paths;
    for (const auto& entry : std::filesystem::directory_iterator(std::filesystem::path(argv[1]) / target.name))
      paths.push_back(entry.path());
    std::sort(paths.begin(), paths.end());
    if (paths.empty()) return std::fprintf(stderr, "%s has no seeds\n", target.name), 1;
    std::vector<std::string> seeds;
    for (const auto& path : paths) {
      std::ifstream in(path, std::ios::binary);
      seeds.emplace_back(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>());
    }
    std::mt19937 random(20);
    const auto run = [&](const std::string& bytes) {
      runs++;
      try {
        target.run(bytes);
      } catch (const std::exception& e) {
        std::ofstream("fuzz-failure", std::ios::binary) << bytes;
        std::fprintf(stderr, "%s: run %ld threw '%s'; its bytes are in ./fuzz-failure\n", target.name, runs, e.what());
        std::exit(1);
      }
    };
    for (const std::string& seed : seeds) {
      run(seed);
      const size_t step = std::max<size_t>(1, seed.size() / 200);
      for (size_t n = 0; n < seed.size(); n += step) run(seed.substr(0, n));
      for (int i = 0; i < mutations; i++) run(mutated(seed, seeds[random() % seeds.size()], random));
    }
  }
  std::printf("%ld runs\n", runs);
}
