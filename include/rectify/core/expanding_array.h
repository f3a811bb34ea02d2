#pragma once
// ExpandingArray<D>: D numbers, given one by one or as one number for all, as options of kernels, strides and paddings
// are.
#include <rectify/core/array_ref.h>

#include <string>

namespace rectify::api {

template <size_t D, class T = int64_t>
class ExpandingArray {
 public:
  ExpandingArray(std::initializer_list<T> list) : ExpandingArray(ArrayRef<T>(list)) {}
  ExpandingArray(std::vector<T> list) : ExpandingArray(ArrayRef<T>(list)) {}
  ExpandingArray(ArrayRef<T> values) {  // Error: not D values
    TORCH_CHECK(values.size() == D, "Expected ", D, " values, but instead got ", values.size());
    for (size_t i = 0; i < D; i++) values_[i] = values[i];
  }
  ExpandingArray(T one) { values_.fill(one); }
  ExpandingArray(const std::array<T, D>& values) : values_(values) {}
  std::array<T, D>& operator*() { return values_; }
  const std::array<T, D>& operator*() const { return values_; }
  std::array<T, D>* operator->() { return &values_; }
  const std::array<T, D>* operator->() const { return &values_; }
  operator ArrayRef<T>() const { return values_; }
  size_t size() const noexcept { return D; }

 protected:
  std::array<T, D> values_;
};
template <size_t D, class T>
std::ostream& operator<<(std::ostream& stream, const ExpandingArray<D, T>& a) {
  if constexpr (D == 1)
    return stream << a->at(0);
  else
    return stream << static_cast<ArrayRef<T>>(a);
}

// The same where an element may be left open: nullopt, printed as None.
template <size_t D, class T = int64_t>
class ExpandingArrayWithOptionalElem : public ExpandingArray<D, optional<T>> {
 public:
  using ExpandingArray<D, optional<T>>::ExpandingArray;
  ExpandingArrayWithOptionalElem(std::initializer_list<T> list) : ExpandingArrayWithOptionalElem(ArrayRef<T>(list)) {}
  ExpandingArrayWithOptionalElem(std::vector<T> list) : ExpandingArrayWithOptionalElem(ArrayRef<T>(list)) {}
  ExpandingArrayWithOptionalElem(ArrayRef<T> values) : ExpandingArray<D, optional<T>>(optional<T>()) {
    TORCH_CHECK(values.size() == D, "Expected ", D, " values, but instead got ", values.size());
    for (size_t i = 0; i < D; i++) this->values_[i] = values[i];
  }
  ExpandingArrayWithOptionalElem(T one) : ExpandingArray<D, optional<T>>(optional<T>(one)) {}
  ExpandingArrayWithOptionalElem(const std::array<T, D>& values)
      : ExpandingArrayWithOptionalElem(ArrayRef<T>(values)) {}
};
template <size_t D, class T>
std::ostream& operator<<(std::ostream& stream, const ExpandingArrayWithOptionalElem<D, T>& a) {
  if constexpr (D != 1) stream << "[";
  for (size_t i = 0; i < D; i++) {
    if (i) stream << ", ";
    if (a->at(i))
      stream << *a->at(i);
    else
      stream << "None";
  }
  if constexpr (D != 1) stream << "]";
  return stream;
}

}  // namespace rectify::api
