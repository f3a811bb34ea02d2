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

class TensorOptions {
 public:
  TensorOptions() = default;
  TensorOptions(ScalarType t) : dtype_(t), has_dtype_(true) {}
  TensorOptions(TypeMeta t) : TensorOptions(t.toScalarType()) {}
  TensorOptions(Device d) : device_(d), has_device_(true) {}
  TensorOptions(DeviceType d) : TensorOptions(Device(d)) {}
  TensorOptions(Layout) {}
  TensorOptions(MemoryFormat f) : memory_format_(f) {}
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
  [[nodiscard]] TensorOptions layout(optional<Layout>) const { return *this; }
  [[nodiscard]] TensorOptions requires_grad(optional<bool> r) const {
    auto o = *this;
    o.has_requires_grad_ = r.has_value();
    o.requires_grad_ = r.value_or(false);
    return o;
  }
  [[nodiscard]] TensorOptions pinned_memory(optional<bool>) const { return *this; }
  [[nodiscard]] TensorOptions memory_format(optional<MemoryFormat> f) const {
    auto o = *this;
    if (f) o.memory_format_ = *f;
    return o;
  }

  TypeMeta dtype() const { return has_dtype_ ? dtype_ : get_default_dtype_as_scalartype(); }
  Device device() const { return device_; }
  Layout layout() const { return kStrided; }
  bool requires_grad() const { return requires_grad_; }
  bool has_dtype() const { return has_dtype_; }
  bool has_device() const { return has_device_; }
  bool has_requires_grad() const { return has_requires_grad_; }
  bool pinned_memory() const { return false; }
  MemoryFormat memory_format() const { return memory_format_; }
  optional<ScalarType> dtype_opt() const { return has_dtype_ ? optional<ScalarType>(dtype_) : nullopt; }
  TensorOptions merge_in(TensorOptions o) const;  // o's settings win

 private:
  Device device_;
  ScalarType dtype_ = kFloat;
  MemoryFormat memory_format_ = MemoryFormat::Contiguous;
  bool requires_grad_ = false, has_dtype_ = false, has_device_ = false, has_requires_grad_ = false;
  friend std::ostream& operator<<(std::ostream& out, const TensorOptions& o);
};
inline TensorOptions dtype(ScalarType t) { return TensorOptions(t); }
inline TensorOptions dtype(TypeMeta t) { return TensorOptions(t); }
inline TensorOptions device(Device d) { return TensorOptions(d); }
inline TensorOptions layout(Layout l) { return TensorOptions(l); }
inline TensorOptions requires_grad(bool r = true) { return TensorOptions().requires_grad(r); }
inline TensorOptions memory_format(MemoryFormat f) { return TensorOptions(f); }
void check_device(const Device& d);  // CUDA: Error

}  // namespace rectify::api
