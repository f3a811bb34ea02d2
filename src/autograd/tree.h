#pragma once
// What an archive holds: entries in the order they were written, each a tensor, a value or another tree.
#include <rectify/autograd/archive.h>

#include <variant>

namespace rectify::serialize {
struct Tree {
  struct Kept {
    Tensor tensor;
    bool is_buffer;
  };
  struct Entry {
    std::string name;
    std::variant<Kept, IValue, std::shared_ptr<Tree>> what;
  };
  std::vector<Entry> entries;

  Entry* find(const std::string& name) {
    for (Entry& e : entries)
      if (e.name == name) return &e;
    return nullptr;
  }
  const Entry* find(const std::string& name) const { return const_cast<Tree*>(this)->find(name); }
  template <class T>
  void put(const std::string& name, T what) {
    if (Entry* e = find(name))
      e->what = std::move(what);
    else
      entries.push_back({name, std::move(what)});
  }
  // The tree that a path with dots leads to, made where it is not there yet, and the last name of the path.
  std::pair<Tree*, std::string> at(const std::string& path) {
    Tree* t = this;
    size_t from = 0;
    for (size_t dot; (dot = path.find('.', from)) != std::string::npos; from = dot + 1) {
      const std::string name = path.substr(from, dot - from);
      Entry* e = t->find(name);
      if (!e || !std::holds_alternative<std::shared_ptr<Tree>>(e->what)) {
        t->put(name, std::make_shared<Tree>());
        e = t->find(name);
      }
      t = std::get<std::shared_ptr<Tree>>(e->what).get();
    }
    return {t, path.substr(from)};
  }
};
}  // namespace rectify::serialize
