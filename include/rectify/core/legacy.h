#pragma once
// What older programs use: Tensor::type() and Tensor::storage().
#include <rectify/core/tensor.h>

namespace rectify::api {

// A dtype and its name; there is one of each.
class DeprecatedTypeProperties {
 public:
  explicit DeprecatedTypeProperties(ScalarType t) : t_(t) {}
  ScalarType scalarType() const { return t_; }
  TypeMeta typeMeta() const { return t_; }
  Layout layout() const { return kStrided; }
  DeviceType device_type() const { return kCPU; }
  bool is_sparse() const { return false; }
  bool is_sparse_csr() const { return false; }
  bool is_cuda() const { return false; }
  std::string toString() const { return std::string("CPU") + rectify::toString(t_) + "Type"; }
  DeprecatedTypeProperties& cpu() const;
  DeprecatedTypeProperties& toScalarType(ScalarType t) const;
  TensorOptions options(int16_t = -1) const { return TensorOptions(t_).device(kCPU).layout(kStrided); }
  TensorOptions options(optional<Device>) const { return options(); }
  operator TensorOptions() const { return options(); }
  Tensor copy(const Tensor& src, bool non_blocking = false, optional<Device> = nullopt) const {
    return src.to(t_, non_blocking, true);
  }
  bool operator==(const DeprecatedTypeProperties& o) const { return t_ == o.t_; }
  bool operator!=(const DeprecatedTypeProperties& o) const { return t_ != o.t_; }

 private:
  ScalarType t_;
};
std::ostream& operator<<(std::ostream& out, const DeprecatedTypeProperties& t);
DeprecatedTypeProperties& CPU(ScalarType t);

struct DataPtr {
  void* get() const { return data; }
  explicit operator bool() const { return data != nullptr; }
  Device device() const { return kCPU; }
  void* data;
};
// The memory of a tensor, as libtorch's Storage.
class StorageHandle {
 public:
  StorageHandle() = default;
  explicit StorageHandle(intrusive_ptr<Storage> s) : s_(std::move(s)) {}
  explicit operator bool() const { return static_cast<bool>(s_); }
  void* data() const;
  template <class T>
  T* data() const {
    return static_cast<T*>(data());
  }
  template <class T>
  T* unsafe_data() const {
    return static_cast<T*>(data());
  }
  DataPtr data_ptr() const { return {data()}; }
  size_t nbytes() const;
  size_t use_count() const { return s_ ? s_->refs.load() : 0; }
  bool unique() const { return use_count() == 1; }
  bool resizable() const { return s_ && !s_->borrowed; }
  bool is_alias_of(const StorageHandle& o) const { return s_ == o.s_; }
  Device device() const { return kCPU; }
  DeviceType device_type() const { return kCPU; }
  Storage* unsafeGetStorageImpl() const { return s_.get(); }
  const intrusive_ptr<Storage>& pointer() const { return s_; }

 private:
  intrusive_ptr<Storage> s_;
};

}  // namespace rectify::api
