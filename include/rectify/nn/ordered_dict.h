#pragma once
// OrderedDict: a map that remembers the order of insertion; two keys are never the same.
#include <rectify/core/error.h>

#include <initializer_list>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace rectify::api {

template <class Key, class Value>
class OrderedDict {
 public:
  class Item {
   public:
    Item(Key key, Value value) : pair_(std::move(key), std::move(value)) {}
    const Key& key() const noexcept { return pair_.first; }
    Value& value() noexcept { return pair_.second; }
    const Value& value() const noexcept { return pair_.second; }
    Value& operator*() { return value(); }
    const Value& operator*() const { return value(); }
    Value* operator->() { return &value(); }
    const Value* operator->() const { return &value(); }
    const std::pair<Key, Value>& pair() const noexcept { return pair_; }

   private:
    std::pair<Key, Value> pair_;
  };
  using Iterator = typename std::vector<Item>::iterator;
  using ConstIterator = typename std::vector<Item>::const_iterator;

  explicit OrderedDict(std::string key_description = "Key") : description_(std::move(key_description)) {}
  OrderedDict(std::initializer_list<Item> items) : OrderedDict("Key") {
    for (auto& i : items) insert(i.key(), i.value());
  }

  const std::string& key_description() const noexcept { return description_; }
  Iterator begin() { return items_.begin(); }
  Iterator end() { return items_.end(); }
  ConstIterator begin() const { return items_.begin(); }
  ConstIterator end() const { return items_.end(); }
  Item& front() { return at_least_one("front()"), items_.front(); }
  Item& back() { return at_least_one("back()"), items_.back(); }
  const Item& front() const { return at_least_one("front()"), items_.front(); }
  const Item& back() const { return at_least_one("back()"), items_.back(); }
  Item& operator[](size_t i) {
    TORCH_CHECK(i < items_.size(), "Index ", i, " is out of bounds");
    return items_[i];
  }
  const Item& operator[](size_t i) const { return const_cast<OrderedDict&>(*this)[i]; }
  Value& operator[](const Key& key) {
    if (auto* v = find(key)) return *v;
    AT_ERROR(description_, " '", key, "' is not defined");
  }
  const Value& operator[](const Key& key) const { return const_cast<OrderedDict&>(*this)[key]; }
  template <class K>
  Value& insert(K&& key, Value&& value) {
    TORCH_CHECK(!contains(key), description_, " '", key, "' already defined");
    index_.emplace(key, items_.size());
    items_.emplace_back(std::forward<K>(key), std::move(value));
    return items_.back().value();
  }
  Value& insert(Key key, const Value& value) { return insert(std::move(key), Value(value)); }
  void update(const OrderedDict& other) {
    for (auto& i : other) insert(i.key(), i.value());
  }
  void reserve(size_t n) { items_.reserve(n); }
  void erase(const Key& key) {
    auto at = index_.find(key);
    TORCH_CHECK(at != index_.end(), "Key '", key, "' doesn't exist");
    const size_t i = at->second;
    items_.erase(items_.begin() + i);
    index_.erase(at);
    for (auto& entry : index_)
      if (entry.second > i) --entry.second;
  }
  void clear() {
    items_.clear();
    index_.clear();
  }
  Value* find(const Key& key) noexcept {
    auto at = index_.find(key);
    return at == index_.end() ? nullptr : &items_[at->second].value();
  }
  const Value* find(const Key& key) const noexcept { return const_cast<OrderedDict&>(*this).find(key); }
  bool contains(const Key& key) const noexcept { return index_.count(key) != 0; }
  size_t size() const noexcept { return items_.size(); }
  bool is_empty() const noexcept { return items_.empty(); }
  const std::vector<Item>& items() const noexcept { return items_; }
  std::vector<Key> keys() const {
    std::vector<Key> r;
    for (auto& i : items_) r.push_back(i.key());
    return r;
  }
  std::vector<Value> values() const {
    std::vector<Value> r;
    for (auto& i : items_) r.push_back(i.value());
    return r;
  }
  std::vector<std::pair<Key, Value>> pairs() const {
    std::vector<std::pair<Key, Value>> r;
    for (auto& i : items_) r.push_back(i.pair());
    return r;
  }

 private:
  void at_least_one(const char* what) const {
    TORCH_CHECK(!items_.empty(), "Called ", what, " on an empty OrderedDict");
  }
  std::unordered_map<Key, size_t> index_;
  std::vector<Item> items_;
  std::string description_;
};

}  // namespace rectify::api
