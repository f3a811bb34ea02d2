#pragma once
// ArrayRef<T>: a view of a contiguous list that somebody else owns; valid while the owner is.
#include <rectify/core/error.h>

#include <array>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <vector>

namespace rectify::api {

template <class T>
using optional = std::optional<T>;
using std::make_optional;
using std::nullopt;
using std::nullopt_t;

template <class T>
class ArrayRef {
 public:
  using value_type = T;
  using iterator = const T*;
  using const_iterator = const T*;
  constexpr ArrayRef() = default;
  constexpr ArrayRef(const T& one) : data_(&one), size_(1) {}
  constexpr ArrayRef(const T* data, size_t size) : data_(data), size_(size) {}
  constexpr ArrayRef(const T* begin, const T* end) : data_(begin), size_(end - begin) {}
  ArrayRef(const std::vector<T>& v) : data_(v.data()), size_(v.size()) {}
  template <size_t N>
  constexpr ArrayRef(const std::array<T, N>& a) : data_(a.data()), size_(N) {}
  template <size_t N>
  constexpr ArrayRef(const T (&a)[N]) : data_(a), size_(N) {}
#pragma GCC diagnostic push
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic ignored "-Winit-list-lifetime"
#endif
  constexpr ArrayRef(const std::initializer_list<T>& l) : data_(l.begin()), size_(l.size()) {}
#pragma GCC diagnostic pop

  constexpr const T* begin() const { return data_; }
  constexpr const T* end() const { return data_ + size_; }
  constexpr const T* data() const { return data_; }
  constexpr size_t size() const { return size_; }
  constexpr bool empty() const { return size_ == 0; }
  constexpr const T& operator[](size_t i) const { return data_[i]; }
  const T& at(size_t i) const {
    TORCH_CHECK(i < size_, "ArrayRef: invalid index Index = ", i, "; Length = ", size_);
    return data_[i];
  }
  const T& front() const { return at(0); }
  const T& back() const { return at(size_ - 1); }
  bool equals(ArrayRef o) const {
    if (o.size_ != size_) return false;
    for (size_t i = 0; i < size_; i++)
      if (!(data_[i] == o.data_[i])) return false;
    return true;
  }
  ArrayRef slice(size_t n, size_t m) const { return {data_ + n, m}; }
  ArrayRef slice(size_t n) const { return {data_ + n, size_ - n}; }
  std::vector<T> vec() const { return std::vector<T>(begin(), end()); }

 private:
  const T* data_ = nullptr;
  size_t size_ = 0;
};
template <class T>
bool operator==(ArrayRef<T> a, ArrayRef<T> b) {
  return a.equals(b);
}
template <class T>
bool operator==(const std::vector<T>& a, ArrayRef<T> b) {
  return b.equals(a);
}
template <class T>
bool operator==(ArrayRef<T> a, const std::vector<T>& b) {
  return a.equals(b);
}
template <class T>
std::ostream& operator<<(std::ostream& out, ArrayRef<T> a) {  // [32, 10]
  out << "[";
  for (size_t i = 0; i < a.size(); i++) out << (i ? ", " : "") << a[i];
  return out << "]";
}
using IntArrayRef = ArrayRef<int64_t>;
using IntList = IntArrayRef;

// A list of dimensions or nullopt; takes one number, a braced list or a vector, as libtorch's.
class OptionalIntArrayRef : public optional<IntArrayRef> {
 public:
  OptionalIntArrayRef() = default;
  OptionalIntArrayRef(nullopt_t) {}
  OptionalIntArrayRef(IntArrayRef v) : optional<IntArrayRef>(v) {}
  OptionalIntArrayRef(const optional<IntArrayRef>& v) : optional<IntArrayRef>(v) {}
  OptionalIntArrayRef(const std::vector<int64_t>& v) : optional<IntArrayRef>(IntArrayRef(v)) {}
  OptionalIntArrayRef(const int64_t& one) : optional<IntArrayRef>(IntArrayRef(one)) {}
#pragma GCC diagnostic push
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic ignored "-Winit-list-lifetime"
#endif
  OptionalIntArrayRef(const std::initializer_list<int64_t>& l) : optional<IntArrayRef>(IntArrayRef(l)) {}
#pragma GCC diagnostic pop
};

}  // namespace rectify::api
namespace std {  // as libtorch: vectors print their first 100 elements with blanks between
template <class T, class A>
ostream& operator<<(ostream& out, const vector<T, A>& v) {
  for (size_t i = 0; i < v.size() && i < 100; i++) out << (i ? " " : "") << v[i];
  return out << (v.size() > 100 ? " ..." : "");
}
}  // namespace std
