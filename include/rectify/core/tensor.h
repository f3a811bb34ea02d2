#pragma once
// Tensor: a counted handle to sizes, strides and shared storage, as at::Tensor.
#include <rectify/core/array_ref.h>
#include <rectify/core/dtype.h>
#include <rectify/core/generator.h>
#include <rectify/core/intrusive.h>
#include <rectify/core/options.h>
#include <rectify/core/scalar.h>
#include <rectify/core/thread_state.h>

#include <atomic>
#include <functional>
#include <string>
#include <tuple>
#include <vector>

namespace rectify::api {

class Tensor;
template <class T>
class List;
using TensorList = ArrayRef<Tensor>;
struct Storage;
class StorageHandle;
class DeprecatedTypeProperties;
}  // namespace rectify::api
namespace rectify::indexing {
struct TensorIndex;
struct Slice;
}  // namespace rectify::indexing

namespace rectify::own {
struct Node;  // autograd's node; opaque here
// What a storage holds in another order than its tensors' strides say, as convolutions pass it on between layers.
struct Payload {
  std::atomic<uint32_t> refs{1};
  virtual ~Payload() = default;
  virtual void write(void* to) = 0;  // the storage's bytes as the strides say
  void retain() { refs.fetch_add(1, std::memory_order_relaxed); }
  void release() {
    if (refs.fetch_sub(1, std::memory_order_acq_rel) == 1) delete this;
  }
};

// Somebody who wants a storage's memory as it is now, and copies it when it is about to change.
class Keeper {
 public:
  Keeper() = default;
  Keeper(const Keeper&) = delete;
  void watch(Storage& s);
  void unwatch() noexcept;

 protected:
  ~Keeper() { unwatch(); }
  virtual void before_change() = 0;  // called once; the watch is over

 private:
  friend struct api::Storage;
  Storage* watched_ = nullptr;
  Keeper *previous_ = nullptr, *next_ = nullptr;
};
// What autograd keeps for a tensor; defined in <rectify/autograd/node.h>.
struct AutogradMeta;
void destroy_autograd_meta(AutogradMeta*) noexcept;
}  // namespace rectify::own

namespace rectify::api {
// Memory that tensors share, and the version that counts its in-place changes. It has either plain memory or a payload,
// which becomes plain memory for good when the data is first asked for.
struct Storage {
  std::atomic<uint32_t> refs{1};
  std::atomic<uint32_t> version{0};
  std::atomic<uint32_t> hidden_changes{0};  // in-place changes that version does not count
  std::atomic<bool> exposed{false};         // the program has seen the address and may write without telling
  std::atomic<Payload*> payload{nullptr};
  std::atomic<Payload*> attachment{nullptr};  // something derived from the data, kept until the storage dies
  void* data = nullptr;                       // null while there is a payload
  size_t nbytes = 0;
  size_t capacity = 0;                            // what deallocate wants back
  std::function<void(void*)>* deleter = nullptr;  // of from_blob
  bool borrowed = false;                          // from_blob: the memory is somebody else's
  std::atomic<Keeper*> keepers{nullptr};
  void will_change() {  // to be called before the memory is written, or given out to be written
    if (__builtin_expect(keepers.load(std::memory_order_acquire) != nullptr, 0)) tell_keepers();
  }

  void retain() { refs.fetch_add(1, std::memory_order_relaxed); }
  void release() {
    if (refs.fetch_sub(1, std::memory_order_acq_rel) == 1) destroy();
  }
  void destroy() noexcept;
  intrusive_ptr<Payload> shared_payload();            // null where the memory is plain
  void materialise();                                 // turns the payload into plain memory; any thread, any time
  static intrusive_ptr<Storage> make(size_t nbytes);  // uninitialised
  static intrusive_ptr<Storage> make_lazy(intrusive_ptr<Payload> payload, size_t nbytes);
  static intrusive_ptr<Storage> borrow(void* data, size_t nbytes, std::function<void(void*)> deleter);

 private:
  void tell_keepers();
};

struct TensorImpl {
  static constexpr int kInlineDims = 5;
  std::atomic<uint32_t> refs{1};
  ScalarType dtype = kFloat;
  bool requires_grad = false;  // leaf that asks for grad, or has a grad_fn
  bool contiguous = true;
  bool inference = false;
  bool own_version = false;  // .data(): its changes do not count in the storage's version
  int32_t ndim = 0;
  int64_t numel = 0;
  mutable char* plain = nullptr;  // first element, null while the storage has a payload; read through data()
  int64_t* sizes = inline_dims;
  int64_t* strides = inline_dims + kInlineDims;
  intrusive_ptr<Storage> storage;
  AutogradMeta* meta = nullptr;
  int64_t inline_dims[2 * kInlineDims];

  TensorImpl() = default;
  TensorImpl(const TensorImpl&) = delete;
  ~TensorImpl();
  void retain() { refs.fetch_add(1, std::memory_order_relaxed); }
  void release() {
    if (refs.fetch_sub(1, std::memory_order_acq_rel) == 1) destroy();
  }
  void destroy() noexcept;
  void set_ndim(int64_t n);  // room for n sizes and strides (their values undefined)
  void set_geometry(IntArrayRef new_sizes, IntArrayRef new_strides);  // numel and contiguous follow
  void set_contiguous(IntArrayRef new_sizes);
  void refresh_contiguous();
  IntArrayRef size_ref() const { return {sizes, static_cast<size_t>(ndim)}; }
  IntArrayRef stride_ref() const { return {strides, static_cast<size_t>(ndim)}; }
  char* data() const {
    char* p = __atomic_load_n(&plain, __ATOMIC_ACQUIRE);
    return __builtin_expect(p != nullptr, 1) ? p : materialised();
  }
  char* materialised() const;
  [[noreturn]] static void refuse_inplace();  // of an inference tensor
  int64_t byte_offset() const {               // of the first element in the storage
    char* p = data();
    return p - static_cast<char*>(storage->data);
  }
  bool has_payload() const { return storage && storage->payload.load(std::memory_order_acquire); }
  uint32_t version() const { return storage ? storage->version.load(std::memory_order_relaxed) : 0; }
  AutogradMeta* autograd_meta() const { return meta; }
  void bump_version() {
    if (__builtin_expect(inference && !detail::inference_enabled, 0)) refuse_inplace();
    if (storage) (own_version ? storage->hidden_changes : storage->version).fetch_add(1, std::memory_order_relaxed);
  }
  static void* operator new(size_t n);
  static void operator delete(void* p, size_t n) noexcept;
};

template <class T, size_t N>
class TensorAccessor {  // t.accessor<float, 2>()[i][j]
 public:
  using PtrType = T*;
  TensorAccessor(T* data, const int64_t* sizes, const int64_t* strides)
      : data_(data), sizes_(sizes), strides_(strides) {}
  IntArrayRef sizes() const { return {sizes_, N}; }
  IntArrayRef strides() const { return {strides_, N}; }
  int64_t size(size_t i) const { return sizes_[i]; }
  int64_t stride(size_t i) const { return strides_[i]; }
  T* data() const { return data_; }
  decltype(auto) operator[](int64_t i) const {
    if constexpr (N == 1)
      return static_cast<T&>(data_[strides_[0] * i]);
    else
      return TensorAccessor<T, N - 1>(data_ + strides_[0] * i, sizes_ + 1, strides_ + 1);
  }

 private:
  T* data_;
  const int64_t *sizes_, *strides_;
};

using TensorBase = Tensor;
class Tensor {
 public:
  Tensor() = default;
  explicit Tensor(intrusive_ptr<TensorImpl> impl) : impl_(std::move(impl)) {}
  // What may be missing is an undefined tensor here, where libtorch has an optional.
  Tensor(nullopt_t) {}
  template <class O, std::enable_if_t<std::is_same_v<O, optional<Tensor>>, int> = 0>
  Tensor(const O& t) : impl_(t ? t->impl_ : intrusive_ptr<TensorImpl>()) {}
  TensorImpl* impl() const { return impl_.get(); }
  TensorImpl* unsafeGetTensorImpl() const { return impl_.get(); }
  bool defined() const { return static_cast<bool>(impl_); }
  void reset() { impl_.reset(); }
  bool is_same(const Tensor& o) const { return impl_ == o.impl_; }
  size_t use_count() const { return impl_ ? impl_->refs.load() : 0; }
  size_t weak_use_count() const { return impl_ ? 1 : 0; }

  int64_t dim() const { return self().ndim; }
  int64_t ndimension() const { return dim(); }
  int64_t numel() const { return self().numel; }
  IntArrayRef sizes() const { return self().size_ref(); }
  IntArrayRef strides() const { return self().stride_ref(); }
  int64_t size(int64_t d) const { return self().sizes[wrap_dim(d)]; }
  int64_t stride(int64_t d) const { return self().strides[wrap_dim(d)]; }
  TypeMeta dtype() const { return self().dtype; }
  ScalarType scalar_type() const { return self().dtype; }
  Device device() const {
    self();
    return kCPU;
  }
  Layout layout() const { return kStrided; }
  TensorOptions options() const { return TensorOptions(scalar_type()).device(kCPU).layout(kStrided); }
  int64_t element_size() const { return elementSize(scalar_type()); }
  int64_t itemsize() const { return element_size(); }
  size_t nbytes() const { return numel() * element_size(); }
  int64_t storage_offset() const { return self().byte_offset() / element_size(); }
  bool is_contiguous(MemoryFormat f = MemoryFormat::Contiguous) const {
    return f == MemoryFormat::Contiguous ? self().contiguous : is_contiguous_as(f);
  }
  MemoryFormat suggest_memory_format() const;  // ChannelsLast or ChannelsLast3d where the strides say so
  bool is_alias_of(const Tensor& o) const { return self().storage == o.self().storage; }
  bool is_floating_point() const { return isFloatingType(scalar_type()); }
  bool is_complex() const { return false; }
  bool is_signed() const { return scalar_type() != kByte && scalar_type() != kBool; }
  bool is_cuda() const { return false; }
  bool is_cpu() const { return true; }
  bool is_sparse() const { return false; }
  bool is_quantized() const { return false; }
  bool is_pinned(optional<Device> = nullopt) const { return false; }
  bool is_meta() const { return false; }
  bool is_mkldnn() const { return false; }
  bool is_conj() const { return false; }
  bool is_neg() const { return false; }
  bool is_non_overlapping_and_dense() const;
  bool is_same_size(const Tensor& o) const { return sizes() == o.sizes(); }
  bool is_set_to(const Tensor& o) const {
    return data_ptr() == o.data_ptr() && is_alias_of(o) && is_same_size(o) && strides() == o.strides();
  }
  int64_t get_device() const { return -1; }
  void print() const;
  bool is_inference() const { return self().inference; }
  bool has_storage() const { return defined(); }
  std::string toString() const;  // "CPUFloatType"

  void* data_ptr() const {
    expose();
    return self().data();
  }
  template <class T>
  T* data_ptr() const {
    TORCH_CHECK(defined() && dtype_of<T> == self().dtype, "expected scalar type ", rectify::toString(dtype_of<T>),
                " but found ", rectify::toString(scalar_type()));
    expose();
    return reinterpret_cast<T*>(impl_->data());
  }
  template <class T>
  T* data() const {
    return data_ptr<T>();
  }
  template <class T, size_t N>
  TensorAccessor<T, N> accessor() const& {
    TORCH_CHECK(dim() == static_cast<int64_t>(N), "TensorAccessor expected ", N, " dims but tensor has ", dim());
    return {data_ptr<T>(), impl_->sizes, impl_->strides};
  }
  template <class T, size_t N>
  TensorAccessor<T, N> accessor() && = delete;
  template <class T, size_t N>
  TensorAccessor<T, N> packed_accessor32() const& {
    return accessor<T, N>();
  }
  template <class T, size_t N>
  TensorAccessor<T, N> packed_accessor64() const& {
    return accessor<T, N>();
  }
  Scalar item() const;  // Error when numel() != 1
  template <class T>
  T item() const {
    if (defined() && impl_->numel == 1 && impl_->dtype == dtype_of<T>) return *reinterpret_cast<T*>(impl_->data());
    return item().to<T>();
  }

  // Autograd. Defined in src/autograd/variable.cpp.
  bool requires_grad() const { return self().requires_grad; }
  const Tensor& set_requires_grad(bool r) const;
  const Tensor& requires_grad_(bool r = true) const { return set_requires_grad(r); }
  bool is_leaf() const;
  int64_t output_nr() const;
  int64_t _version() const {
    TORCH_CHECK(!self().inference || impl_->own_version, "Inference tensors do not track version counter.");
    return impl_->version();
  }
  Tensor& mutable_grad() const;
  const Tensor& grad() const;
  intrusive_ptr<Node> grad_fn() const;
  void retain_grad() const;
  bool retains_grad() const;
  void backward(const Tensor& gradient = {}, optional<bool> retain_graph = nullopt, bool create_graph = false,
                optional<TensorList> inputs = nullopt) const;
  Tensor detach() const;
  Tensor& detach_() const;
  Tensor tensor_data() const;
  Tensor variable_data() const;
  Tensor data() const { return variable_data(); }
  void set_data(const Tensor& o) const;
  bool is_view() const;
  const Tensor& _base() const;
  const std::string& name() const;
  // A hook takes the gradient and returns a replacement, or nothing. Returns the hook's position.
  template <class F>
  unsigned register_hook(F&& hook) const {
    if constexpr (std::is_void_v<std::invoke_result_t<F&, Tensor>>)
      return add_hook([h = std::forward<F>(hook)](const Tensor& g) mutable {
        h(g);
        return Tensor();
      });
    else
      return add_hook(std::forward<F>(hook));
  }
  void remove_hook(unsigned position) const;

  // The operators and methods of each family, defined inline beside its free functions.
#include <rectify/core/methods/activation.h>
#include <rectify/core/methods/elementwise.h>
#include <rectify/core/methods/indexing.h>
#include <rectify/core/methods/legacy.h>
#include <rectify/core/methods/linalg.h>
#include <rectify/core/methods/matmul.h>
#include <rectify/core/methods/random.h>

  const TensorImpl& self() const {
    if (__builtin_expect(!impl_, 0)) undefined();
    return *impl_;
  }
  int64_t wrap_dim(int64_t d) const;  // negative counts from the end; out of range is an IndexError

 private:
  void expose() const {
    Storage* s = self().storage.get();
    if (!s) return;
    s->will_change();
    if (!s->exposed.load(std::memory_order_relaxed)) s->exposed.store(true, std::memory_order_relaxed);
  }
  [[noreturn]] static void undefined();
  bool is_contiguous_as(MemoryFormat f) const;
  unsigned add_hook(std::function<Tensor(const Tensor&)> hook) const;
  intrusive_ptr<TensorImpl> impl_;
};

int64_t maybe_wrap_dim(int64_t d,
                       int64_t ndim);  // of a tensor of ndim dimensions (0 counts as 1); IndexError out of range

// Raw constructors: no autograd. Everything is built from these.
Tensor new_tensor(IntArrayRef sizes, ScalarType t);                        // contiguous, uninitialised
Tensor new_tensor(IntArrayRef sizes, ScalarType t, MemoryFormat f);        // dense, uninitialised
Tensor new_strided(IntArrayRef sizes, IntArrayRef strides, ScalarType t);  // dense memory, uninitialised
Tensor alias(const Tensor& t);                                             // same storage and geometry
Tensor alias_as(const Tensor& t, IntArrayRef sizes, IntArrayRef strides,
                int64_t byte_offset);  // offset from t's first element
std::ostream& operator<<(std::ostream& out, const Tensor& t);
void print(const Tensor& t, int64_t line_width = 80);
std::ostream& print(std::ostream& out, const Tensor& t, int64_t line_width);

}  // namespace rectify::api
