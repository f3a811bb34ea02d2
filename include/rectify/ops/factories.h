#pragma once
// Functions that make tensors. Shapes are lists of sizes, each at least 0; every factory accepts CPU options only
// (Error otherwise).
#include <rectify/core/tensor.h>

namespace rectify::api {

Tensor empty(IntArrayRef size, TensorOptions options = {}, optional<MemoryFormat> format = nullopt);  // uninitialised
Tensor empty_strided(IntArrayRef size, IntArrayRef stride, TensorOptions options = {});
Tensor zeros(IntArrayRef size, TensorOptions options = {});
Tensor ones(IntArrayRef size, TensorOptions options = {});
Tensor full(IntArrayRef size, const Scalar& value, TensorOptions options = {});  // dtype: the value's when not given
Tensor scalar_tensor(const Scalar& s, TensorOptions options = {});
Tensor arange(const Scalar& end, TensorOptions options = {});
Tensor arange(const Scalar& start, const Scalar& end, TensorOptions options = {});
Tensor arange(const Scalar& start, const Scalar& end, const Scalar& step, TensorOptions options = {});
Tensor range(const Scalar& start, const Scalar& end, const Scalar& step = 1,
             TensorOptions options = {});  // end included
Tensor linspace(const Scalar& start, const Scalar& end, int64_t steps, TensorOptions options = {});
Tensor logspace(const Scalar& start, const Scalar& end, int64_t steps, double base = 10, TensorOptions options = {});
Tensor eye(int64_t n, TensorOptions options = {});
// Windows of n samples; periodic: for Fourier analysis, else symmetric.
Tensor hann_window(int64_t window_length, TensorOptions options = {});
Tensor hann_window(int64_t window_length, bool periodic, TensorOptions options = {});
Tensor hamming_window(int64_t window_length, TensorOptions options = {});
Tensor hamming_window(int64_t window_length, bool periodic, TensorOptions options = {});
Tensor hamming_window(int64_t window_length, bool periodic, double alpha, TensorOptions options = {});
Tensor hamming_window(int64_t window_length, bool periodic, double alpha, double beta, TensorOptions options = {});
Tensor blackman_window(int64_t window_length, TensorOptions options = {});
Tensor blackman_window(int64_t window_length, bool periodic, TensorOptions options = {});
Tensor bartlett_window(int64_t window_length, TensorOptions options = {});
Tensor bartlett_window(int64_t window_length, bool periodic, TensorOptions options = {});
Tensor kaiser_window(int64_t window_length, TensorOptions options = {});
Tensor kaiser_window(int64_t window_length, bool periodic, TensorOptions options = {});
Tensor kaiser_window(int64_t window_length, bool periodic, double beta, TensorOptions options = {});
Tensor eye(int64_t n, int64_t m, TensorOptions options = {});
Tensor empty_like(const Tensor& t, TensorOptions options = {}, optional<MemoryFormat> format = nullopt);
Tensor zeros_like(const Tensor& t, TensorOptions options = {}, optional<MemoryFormat> format = nullopt);
Tensor ones_like(const Tensor& t, TensorOptions options = {}, optional<MemoryFormat> format = nullopt);
Tensor full_like(const Tensor& t, const Scalar& value, TensorOptions options = {},
                 optional<MemoryFormat> format = nullopt);
Tensor& zeros_out(Tensor& out, IntArrayRef size);
Tensor& ones_out(Tensor& out, IntArrayRef size);
Tensor& empty_out(Tensor& out, IntArrayRef size, optional<MemoryFormat> format = nullopt);
Tensor& full_out(Tensor& out, IntArrayRef size, const Scalar& value);
Tensor& arange_out(Tensor& out, const Scalar& end);
Tensor& arange_out(Tensor& out, const Scalar& start, const Scalar& end, const Scalar& step = 1);
Tensor& linspace_out(Tensor& out, const Scalar& start, const Scalar& end, int64_t steps);
Tensor& eye_out(Tensor& out, int64_t n);
Tensor& eye_out(Tensor& out, int64_t n, int64_t m);

// A tensor over memory that the caller owns; deleter(data) is called when the last tensor over it dies.
Tensor from_blob(void* data, IntArrayRef sizes, const TensorOptions& options = {});
Tensor from_blob(void* data, IntArrayRef sizes, IntArrayRef strides, const TensorOptions& options = {});
Tensor from_blob(void* data, IntArrayRef sizes, std::function<void(void*)> deleter, const TensorOptions& options = {});
Tensor from_blob(void* data, IntArrayRef sizes, IntArrayRef strides, std::function<void(void*)> deleter,
                 const TensorOptions& options = {});

}  // namespace rectify::api
namespace rectify::detail {
// What torch::tensor takes: a number, a list of numbers, or braces of any depth.
class TensorData {
 public:
  template <class T, std::enable_if_t<std::is_arithmetic_v<T> || std::is_same_v<T, Half> || std::is_same_v<T, BFloat16>,
                                      int> = 0>
  TensorData(T v) : kind_(Kind::Number), dtype_(widen<T>()), type_(dtype_of<T>), scalar_(v) {}
  TensorData(std::initializer_list<TensorData> list);
  template <class T>
  TensorData(ArrayRef<T> v)
      : kind_(Kind::Tensor),
        dtype_(widen<T>()),
        sizes_{static_cast<int64_t>(v.size())},
        tensor_(copy_in(v.data(), v.size(), dtype_of<T>)) {}
  template <class T>
  TensorData(const std::vector<T>& v)
      : kind_(Kind::Tensor), dtype_(widen<T>()), sizes_{static_cast<int64_t>(v.size())} {
    if constexpr (std::is_same_v<T, bool>) {
      tensor_ = new_tensor(sizes_, kBool);
      for (size_t i = 0; i < v.size(); i++) tensor_.data_ptr<bool>()[i] = v[i];
    } else {
      tensor_ = copy_in(v.data(), v.size(), dtype_of<T>);
    }
  }
  Tensor make(TensorOptions options) const;
  // As libtorch's TensorDataContainer. Error: it is something else.
  bool is_scalar() const { return kind_ == Kind::Number; }
  bool is_init_list() const { return kind_ == Kind::List; }
  bool is_tensor() const { return kind_ == Kind::Tensor; }
  const Scalar& scalar() const;
  const std::vector<TensorData>& init_list() const;
  const rectify::Tensor& tensor() const;
  const std::vector<int64_t>& sizes() const { return sizes_; }
  ScalarType scalar_type() const {
    return is_tensor() ? tensor_.scalar_type() : type_ != ScalarType::Undefined ? type_ : dtype_;
  }
  rectify::Tensor convert_to_tensor(const TensorOptions& options) const { return make(options); }
  void pretty_print_recursive(std::ostream& out) const { out << *this; }

 private:
  enum class Kind : uint8_t { Number, List, Tensor };
  // As in libtorch: int and int64 give int64, float and double the default dtype; the rest keep their type.
  template <class T>
  static ScalarType widen() {
    if constexpr (std::is_same_v<T, float> || std::is_same_v<T, double>)
      return get_default_dtype_as_scalartype();
    else if constexpr (std::is_same_v<T, int>)
      return kLong;
    else if constexpr (std::is_integral_v<T> && sizeof(T) == 8)
      return kLong;
    else
      return dtype_of<T>;
  }
  friend std::ostream& operator<<(std::ostream& out, const TensorData& d);
  static Tensor copy_in(const void* data, size_t n, ScalarType t);
  void write(const Tensor& to, int64_t& at) const;
  Kind kind_;
  ScalarType dtype_, type_ = ScalarType::Undefined;  // type_: of a number, as it was given
  std::vector<int64_t> sizes_;
  Scalar scalar_;
  std::vector<TensorData> list_;
  rectify::Tensor tensor_;
};
}  // namespace rectify::detail

namespace rectify::api {
// torch::tensor: integers give int64, floating numbers the default dtype, bool bool; options.dtype() overrides.
inline Tensor tensor(detail::TensorData data, const TensorOptions& options = {}) { return data.make(options); }
template <class T, std::enable_if_t<std::is_arithmetic_v<T>, int> = 0>
Tensor tensor(T value, const TensorOptions& options = {}) {
  return detail::TensorData(value).make(options);
}
template <class T, std::enable_if_t<std::is_arithmetic_v<T>, int> = 0>
Tensor tensor(std::initializer_list<T> v, const TensorOptions& options = {}) {
  return detail::TensorData(ArrayRef<T>(v)).make(options);
}
template <class T>
Tensor tensor(ArrayRef<T> v, const TensorOptions& options = {}) {
  return detail::TensorData(v).make(options);
}
template <class T>
Tensor tensor(const std::vector<T>& v, const TensorOptions& options = {}) {
  return detail::TensorData(v).make(options);
}

}  // namespace rectify::api
