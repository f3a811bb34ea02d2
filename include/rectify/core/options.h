#pragma once
// Device, Layout, MemoryFormat and TensorOptions.
#include <rectify/core/array_ref.h>
#include <rectify/core/dtype.h>

namespace rectify::api {

enum class DeviceType : int8_t { CPU = 0, CUDA = 1 };
inline constexpr DeviceType kCPU = DeviceType::CPU, kCUDA = DeviceType::CUDA;
enum class Layout : int8_t { Strided };
inline constexpr Layout kStrided = Layout::Strided;
enum class MemoryFormat : int8_t { Contiguous, Preserve, ChannelsLast, ChannelsLast3d };

class Device {
 public:
  Device(DeviceType t = kCPU, int8_t index = -1) : type_(t), index_(index) {}
  Device(const std::string& s);  // "cpu", "cpu:0", "cuda", "cuda:1"; anything else is an Error
  Device(const char* s) : Device(std::string(s)) {}
  DeviceType type() const { return type_; }
  int8_t index() const { return index_; }
  bool has_index() const { return index_ != -1; }
  bool is_cpu() const { return type_ == kCPU; }
  bool is_cuda() const { return type_ == kCUDA; }
  std::string str() const;
  bool operator==(const Device& o) const { return type_ == o.type_ && index_ == o.index_; }
  bool operator!=(const Device& o) const { return !(*this == o); }
  friend std::ostream& operator<<(std::ostream& out, const Device& d);

 private:
  DeviceType type_;
  int8_t index_;
};
std::ostream& operator<<(std::ostream& out, DeviceType t);
std::ostream& operator<<(std::ostream& out, Layout l);
std::ostream& operator<<(std::ostream& out, MemoryFormat f);

class TensorOptions {
 public:
  TensorOptions() = default;
  TensorOptions(ScalarType t) : dtype_(t), has_dtype_(true) {}
  TensorOptions(TypeMeta t) : TensorOptions(t.toScalarType()) {}
  TensorOptions(Device d) : device_(d), has_device_(true) {}
  template <class S,
            class = std::enable_if_t<std::is_constructible_v<std::string, const S&> && !std::is_null_pointer_v<S>>>
  TensorOptions(const S& device) : TensorOptions(Device(std::string(device))) {}
  TensorOptions(DeviceType d) : TensorOptions(Device(d)) {}
  TensorOptions(Layout) : has_layout_(true) {}
  TensorOptions(MemoryFormat f) : memory_format_(f), has_memory_format_(true) {}
  [[nodiscard]] TensorOptions dtype(optional<ScalarType> t) const {
    auto o = *this;
    o.has_dtype_ = t.has_value();
    if (t) o.dtype_ = *t;
    return o;
  }
  [[nodiscard]] TensorOptions dtype(TypeMeta t) const { return dtype(optional<ScalarType>(t.toScalarType())); }
  [[nodiscard]] TensorOptions dtype(ScalarType t) const { return dtype(optional<ScalarType>(t)); }
  template <class T>
  TensorOptions dtype() const {
    return dtype(dtype_of<T>);
  }
  [[nodiscard]] TensorOptions device(optional<Device> d) const {
    auto o = *this;
    o.has_device_ = d.has_value();
    if (d) o.device_ = *d;
    return o;
  }
  [[nodiscard]] TensorOptions device(Device d) const { return device(optional<Device>(d)); }
  [[nodiscard]] TensorOptions device(DeviceType d, int8_t index = -1) const { return device(Device(d, index)); }
  [[nodiscard]] TensorOptions layout(optional<Layout> l) const {
    auto o = *this;
    o.has_layout_ = l.has_value();
    return o;
  }
  [[nodiscard]] TensorOptions requires_grad(optional<bool> r) const {
    auto o = *this;
    o.has_requires_grad_ = r.has_value();
    o.requires_grad_ = r.value_or(false);
    return o;
  }
  [[nodiscard]] TensorOptions pinned_memory(optional<bool> p) const {
    auto o = *this;
    o.has_pinned_memory_ = p.has_value();
    o.pinned_memory_ = p.value_or(false);
    return o;
  }
  [[nodiscard]] TensorOptions memory_format(optional<MemoryFormat> f) const {
    auto o = *this;
    o.has_memory_format_ = f.has_value();
    o.memory_format_ = f.value_or(MemoryFormat::Contiguous);
    return o;
  }

  TypeMeta dtype() const { return has_dtype_ ? dtype_ : get_default_dtype_as_scalartype(); }
  Device device() const { return device_; }
  Layout layout() const { return kStrided; }
  bool requires_grad() const { return requires_grad_; }
  bool has_dtype() const { return has_dtype_; }
  bool has_device() const { return has_device_; }
  bool has_requires_grad() const { return has_requires_grad_; }
  bool has_layout() const { return has_layout_; }
  bool has_pinned_memory() const { return has_pinned_memory_; }
  bool has_memory_format() const { return has_memory_format_; }
  bool pinned_memory() const { return pinned_memory_; }
  bool is_sparse() const { return false; }
  int8_t device_index() const { return device_.index(); }
  [[nodiscard]] TensorOptions device_index(int8_t index) const { return device(Device(kCUDA, index)); }
  bool type_equal(const TensorOptions& o) const { return dtype() == o.dtype() && device().type() == o.device().type(); }
  [[nodiscard]] TensorOptions merge_memory_format(optional<MemoryFormat> f) const {
    return f ? memory_format(f) : *this;
  }
  optional<ScalarType> dtype_opt() const { return has_dtype_ ? optional<ScalarType>(dtype_) : nullopt; }
  optional<Device> device_opt() const { return has_device_ ? optional<Device>(device_) : nullopt; }
  optional<Layout> layout_opt() const { return has_layout_ ? optional<Layout>(kStrided) : nullopt; }
  optional<bool> requires_grad_opt() const { return has_requires_grad_ ? optional<bool>(requires_grad_) : nullopt; }
  optional<bool> pinned_memory_opt() const { return has_pinned_memory_ ? optional<bool>(pinned_memory_) : nullopt; }
  optional<MemoryFormat> memory_format_opt() const {
    return has_memory_format_ ? optional<MemoryFormat>(memory_format_) : nullopt;
  }
  TensorOptions merge_in(TensorOptions o) const;  // o's settings win

 private:
  Device device_;
  ScalarType dtype_ = kFloat;
  MemoryFormat memory_format_ = MemoryFormat::Contiguous;
  bool requires_grad_ = false, pinned_memory_ = false, has_dtype_ = false, has_device_ = false,
       has_requires_grad_ = false, has_layout_ = false, has_pinned_memory_ = false, has_memory_format_ = false;
  friend std::ostream& operator<<(std::ostream& out, const TensorOptions& o);
};
inline TensorOptions dtype(ScalarType t) { return TensorOptions(t); }
inline TensorOptions dtype(TypeMeta t) { return TensorOptions(t); }
template <class T>
TensorOptions dtype() {
  return TensorOptions(dtype_of<T>);
}
inline TensorOptions device(Device d) { return TensorOptions(d); }
inline TensorOptions device_index(int8_t index) { return TensorOptions(Device(kCUDA, index)); }
inline TensorOptions layout(Layout l) { return TensorOptions(l); }
inline TensorOptions requires_grad(bool r = true) { return TensorOptions().requires_grad(r); }
inline TensorOptions memory_format(MemoryFormat f) { return TensorOptions(f); }
using DeviceIndex = int8_t;
inline ScalarType dtype_or_default(optional<ScalarType> t) { return t.value_or(get_default_dtype_as_scalartype()); }
inline Device device_or_default(optional<Device> d) { return d.value_or(Device()); }
inline Layout layout_or_default(optional<Layout> l) { return l.value_or(kStrided); }
inline bool pinned_memory_or_default(optional<bool> p) { return p.value_or(false); }
inline MemoryFormat get_contiguous_memory_format() { return MemoryFormat::Contiguous; }
void check_device(const Device& d);  // CUDA: Error

}  // namespace rectify::api
template <>
struct std::hash<rectify::Device> {
  size_t operator()(rectify::Device d) const noexcept {
    return static_cast<size_t>(d.type()) << 8 | static_cast<uint8_t>(d.index());
  }
};
