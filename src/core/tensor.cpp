#include <rectify/core/allocator.h>
#include <rectify/core/tensor.h>
#include <rectify/core/thread_state.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <mutex>
#include <thread>

#include "core/payload.h"

namespace rectify::detail {
[[gnu::tls_model("initial-exec")]] thread_local constinit bool inference_enabled = false;
}

namespace rectify::api {
namespace {

template <class T, class... Args>
T* pooled(Args&&... args) {
  size_t capacity;
  return new (allocate(sizeof(T), capacity)) T(std::forward<Args>(args)...);
}

void check_sizes(IntArrayRef sizes) {
  for (int64_t s : sizes)
    if (__builtin_expect(s < 0, 0))
      detail::fail<Error>(RECTIFY_WHERE, "Trying to create tensor with negative dimension ", s, ": ", sizes);
}

size_t checked_bytes(int64_t numel, ScalarType t) {
  size_t bytes;
  TORCH_CHECK(!__builtin_mul_overflow(static_cast<size_t>(numel), elementSize(t), &bytes) && bytes < size_t{1} << 60,
              "Storage size calculation overflowed with numel=", numel);
  return bytes;
}

std::mutex& payload_mutex(const Storage* s) {
  static std::array<std::mutex, 64> all;
  return all[reinterpret_cast<uintptr_t>(s) / sizeof(Storage) % all.size()];
}

}  // namespace

intrusive_ptr<Payload> Storage::shared_payload() {
  if (!payload.load(std::memory_order_acquire)) return {};
  std::lock_guard lock(payload_mutex(this));
  return intrusive_ptr<Payload>::share(payload.load(std::memory_order_relaxed));
}
bool replace_payload(Storage& s, intrusive_ptr<Payload> payload) {
  std::lock_guard lock(payload_mutex(&s));
  Payload* old = s.payload.load(std::memory_order_relaxed);
  if (!old) return false;
  s.payload.store(payload.detach(), std::memory_order_release);
  old->release();
  return true;
}
void Storage::materialise() {
  std::lock_guard lock(payload_mutex(this));
  Payload* p = payload.load(std::memory_order_relaxed);
  if (!p) return;
  void* memory = allocate(nbytes, capacity);
  try {
    p->write(memory);
  } catch (...) {
    deallocate(memory, capacity);
    throw;
  }
  data = memory;
  detail::count_bytes(static_cast<int64_t>(nbytes));
  payload.store(nullptr, std::memory_order_release);
  p->release();
}
char* TensorImpl::materialised() const {
  if (!storage) return nullptr;
  if (storage->payload.load(std::memory_order_acquire)) storage->materialise();
  char* p = static_cast<char*>(storage->data);
  __atomic_store_n(&plain, p, __ATOMIC_RELEASE);
  return p;
}
intrusive_ptr<Storage> Storage::make_lazy(intrusive_ptr<Payload> payload, size_t nbytes) {
  Storage* s = pooled<Storage>();
  s->payload.store(payload.detach(), std::memory_order_relaxed);
  s->nbytes = nbytes;
  return intrusive_ptr<Storage>::adopt(s);
}
namespace {
// Locks for the lists of keepers; a storage may be gone before its keeper looks, so they live here.
class KeeperLock {
 public:
  explicit KeeperLock(const Storage* s) : flag_(flags[reinterpret_cast<uintptr_t>(s) / 64 % 64]) {
    while (flag_.test_and_set(std::memory_order_acquire)) std::this_thread::yield();
  }
  ~KeeperLock() { flag_.clear(std::memory_order_release); }

 private:
  static inline std::atomic_flag flags[64];
  std::atomic_flag& flag_;
};
}  // namespace
}  // namespace rectify::api
namespace rectify::own {
void Keeper::watch(Storage& s) {
  unwatch();
  KeeperLock lock(&s);
  watched_ = &s;
  previous_ = nullptr;
  next_ = s.keepers.load(std::memory_order_relaxed);
  if (next_) next_->previous_ = this;
  s.keepers.store(this, std::memory_order_release);
}
void Keeper::unwatch() noexcept {
  Storage* s = std::atomic_ref(watched_).load(std::memory_order_acquire);
  if (!s) return;
  KeeperLock lock(s);
  if (watched_ != s) return;  // told meanwhile
  if (previous_)
    previous_->next_ = next_;
  else
    s->keepers.store(next_, std::memory_order_release);
  if (next_) next_->previous_ = previous_;
  watched_ = nullptr;
}
}  // namespace rectify::own

namespace rectify::api {
void Storage::tell_keepers() {
  KeeperLock lock(this);
  for (Keeper* k = keepers.load(std::memory_order_relaxed); k;) {
    Keeper* next = k->next_;
    k->before_change();
    std::atomic_ref(k->watched_).store(nullptr, std::memory_order_release);
    k = next;
  }
  keepers.store(nullptr, std::memory_order_release);
}

intrusive_ptr<Storage> Storage::make(size_t nbytes) {
  Storage* s = pooled<Storage>();
  auto owner = intrusive_ptr<Storage>::adopt(s);
  s->data = allocate(nbytes, s->capacity);
  s->nbytes = nbytes;
  detail::count_bytes(static_cast<int64_t>(nbytes));
  return owner;
}
intrusive_ptr<Storage> Storage::borrow(void* data, size_t nbytes, std::function<void(void*)> deleter) {
  Storage* s = pooled<Storage>();
  auto owner = intrusive_ptr<Storage>::adopt(s);
  s->borrowed = true;
  s->exposed.store(true, std::memory_order_relaxed);
  s->data = data;
  s->nbytes = nbytes;
  if (deleter) s->deleter = new std::function<void(void*)>(std::move(deleter));
  return owner;
}
void Storage::destroy() noexcept {
  if (Payload* p = payload.load(std::memory_order_relaxed)) p->release();
  if (Payload* p = attachment.load(std::memory_order_relaxed)) p->release();
  if (borrowed) {
    if (deleter) {
      (*deleter)(data);
      delete deleter;
    }
  } else if (data) {
    deallocate(data, capacity);
    detail::count_bytes(-static_cast<int64_t>(nbytes));
  }
  this->~Storage();
  deallocate(this, sizeof(Storage));
}

void* TensorImpl::operator new(size_t n) {
  size_t capacity;
  return allocate(n, capacity);
}
void TensorImpl::operator delete(void* p, size_t n) noexcept { deallocate(p, n); }
TensorImpl::~TensorImpl() {
  if (meta) destroy_autograd_meta(meta);
  if (sizes != inline_dims) delete[] sizes;
}
void TensorImpl::destroy() noexcept { delete this; }

void TensorImpl::set_ndim(int64_t n) {
  if (n > kInlineDims) {
    TORCH_CHECK(n <= 64, "tensors have at most 64 dimensions, got ", n);
    if (sizes == inline_dims || n > ndim) {
      int64_t* fresh = new int64_t[2 * n];
      if (sizes != inline_dims) delete[] sizes;
      sizes = fresh;
      strides = fresh + n;
    }
  } else if (sizes != inline_dims) {
    delete[] sizes;
    sizes = inline_dims;
    strides = inline_dims + kInlineDims;
  }
  ndim = static_cast<int32_t>(n);
}
void TensorImpl::set_geometry(IntArrayRef new_sizes, IntArrayRef new_strides) {
  set_ndim(static_cast<int64_t>(new_sizes.size()));
  int64_t n = 1;
  for (int d = 0; d < ndim; d++) {
    sizes[d] = new_sizes[d];
    strides[d] = new_strides[d];
    n *= new_sizes[d];
  }
  numel = n;
  refresh_contiguous();
}
void TensorImpl::set_contiguous(IntArrayRef new_sizes) {
  set_ndim(static_cast<int64_t>(new_sizes.size()));
  int64_t n = 1, step = 1;
  for (int d = ndim - 1; d >= 0; d--) {
    sizes[d] = new_sizes[d];
    strides[d] = step;
    TORCH_CHECK(!__builtin_mul_overflow(n, sizes[d], &n), "numel: integer multiplication overflow");
    step *= sizes[d] > 1 ? sizes[d] : 1;
  }
  numel = n;
  contiguous = true;
}
void TensorImpl::refresh_contiguous() {
  contiguous = true;
  if (numel == 0) return;
  int64_t step = 1;
  for (int d = ndim - 1; d >= 0; d--)
    if (sizes[d] != 1) {
      if (strides[d] != step) {
        contiguous = false;
        return;
      }
      step *= sizes[d];
    }
}

void TensorImpl::refuse_inplace() {
  detail::fail<Error>(RECTIFY_WHERE,
                      "Inplace update to inference tensor outside InferenceMode is not allowed.You can make a clone to "
                      "get a normal tensor before doing inplace update.See https://github.com/pytorch/rfcs/pull/17 for "
                      "more details.");
}

Tensor new_tensor(IntArrayRef sizes, ScalarType t) {
  check_sizes(sizes);
  auto impl = intrusive_ptr<TensorImpl>::adopt(new TensorImpl);
  impl->dtype = t;
  impl->inference = detail::inference_enabled;
  impl->set_contiguous(sizes);
  impl->storage = Storage::make(checked_bytes(impl->numel, t));
  impl->plain = static_cast<char*>(impl->storage->data);
  return Tensor(std::move(impl));
}
namespace {
// Of the k-th dimension from the inside where the channels are innermost: C, then W, H, (D), then N.
int channels_last_dim(int k, int ndim) { return k == 0 ? 1 : k == ndim - 1 ? 0 : ndim - k; }
}  // namespace
Tensor new_tensor(IntArrayRef sizes, ScalarType t, MemoryFormat f) {
  if (f == MemoryFormat::Contiguous) return new_tensor(sizes, t);
  TORCH_CHECK(f != MemoryFormat::Preserve, "unsupported memory format ", f);
  const int n = f == MemoryFormat::ChannelsLast ? 4 : 5;
  TORCH_CHECK(sizes.size() == static_cast<size_t>(n), "required rank ", n, " tensor to use channels_last",
              n == 4 ? "" : "_3d", " format");
  int64_t strides[5], step = 1;
  for (int k = 0; k < n; k++) {
    int d = channels_last_dim(k, n);
    strides[d] = step;
    step *= sizes[d];
  }
  return new_strided(sizes, {strides, sizes.size()}, t);
}
Tensor new_strided(IntArrayRef sizes, IntArrayRef strides, ScalarType t) {
  check_sizes(sizes);
  auto impl = intrusive_ptr<TensorImpl>::adopt(new TensorImpl);
  impl->dtype = t;
  impl->inference = detail::inference_enabled;
  impl->set_geometry(sizes, strides);
  int64_t extent = impl->numel ? 1 : 0;
  for (size_t d = 0; impl->numel && d < sizes.size(); d++) extent += (sizes[d] - 1) * strides[d];
  impl->storage = Storage::make(checked_bytes(extent, t));
  impl->plain = static_cast<char*>(impl->storage->data);
  return Tensor(std::move(impl));
}
Tensor alias(const Tensor& t) {
  const TensorImpl& x = t.self();
  auto impl = intrusive_ptr<TensorImpl>::adopt(new TensorImpl);
  impl->dtype = x.dtype;
  impl->inference = x.inference;
  impl->own_version = x.own_version;
  impl->plain = __atomic_load_n(&x.plain, __ATOMIC_ACQUIRE);  // a payload stays one
  impl->storage = x.storage;
  impl->set_ndim(x.ndim);
  for (int d = 0; d < x.ndim; d++) {
    impl->sizes[d] = x.sizes[d];
    impl->strides[d] = x.strides[d];
  }
  impl->numel = x.numel;
  impl->contiguous = x.contiguous;
  return Tensor(std::move(impl));
}
Tensor alias_as(const Tensor& t, IntArrayRef sizes, IntArrayRef strides, int64_t byte_offset) {
  const TensorImpl& x = t.self();
  auto impl = intrusive_ptr<TensorImpl>::adopt(new TensorImpl);
  impl->dtype = x.dtype;
  impl->inference = x.inference;
  impl->own_version = x.own_version;
  impl->plain = x.data() + byte_offset;
  impl->storage = x.storage;
  impl->set_geometry(sizes, strides);
  return Tensor(std::move(impl));
}

int64_t maybe_wrap_dim(int64_t d, int64_t ndim) {
  int64_t n = ndim ? ndim : 1;
  TORCH_CHECK_INDEX(d >= -n && d < n, "Dimension out of range (expected to be in range of [", -n, ", ", n - 1,
                    "], but got ", d, ")");
  return d < 0 ? d + n : d;
}
int64_t Tensor::wrap_dim(int64_t d) const {
  TORCH_CHECK_INDEX(dim() > 0, "Dimension specified as ", d, " but tensor has no dimensions");
  return maybe_wrap_dim(d, dim());
}
bool Tensor::is_non_overlapping_and_dense() const {
  const TensorImpl& x = self();
  std::vector<std::pair<int64_t, int64_t>> dims;  // by stride
  for (int d = 0; d < x.ndim; d++)
    if (x.sizes[d] != 1) dims.emplace_back(x.strides[d], x.sizes[d]);
  std::sort(dims.begin(), dims.end());
  int64_t step = 1;
  for (auto [stride, size] : dims) {
    if (x.numel && stride != step) return false;
    step *= size;
  }
  return true;
}
void Tensor::undefined() {
  detail::fail<Error>(RECTIFY_WHERE,
                      "Expected a proper Tensor but got None (or an undefined Tensor in C++) for argument #0 'self'");
}

bool Tensor::is_contiguous_as(MemoryFormat f) const {
  const TensorImpl& x = self();
  if (f == MemoryFormat::Preserve) return x.contiguous;
  const int nd = f == MemoryFormat::ChannelsLast ? 4 : 5;
  if (x.ndim != nd) return false;
  int64_t step = 1;
  for (int k = 0; k < nd; k++) {
    int d = channels_last_dim(k, nd);
    if (x.sizes[d] != 1) {
      if (x.strides[d] != step) return false;
      step *= x.sizes[d];
    }
  }
  return true;
}
MemoryFormat Tensor::suggest_memory_format() const {
  const TensorImpl& x = self();
  if ((x.ndim != 4 && x.ndim != 5) || x.numel == 0 || x.strides[1] == 0) return MemoryFormat::Contiguous;
  int64_t least = 0;
  for (int k = 0; k < x.ndim; k++) {
    int d = channels_last_dim(k, x.ndim);
    if (x.strides[d] < least) return MemoryFormat::Contiguous;
    if (d == 0 && least == x.strides[1]) return MemoryFormat::Contiguous;  // [n, c, 1, 1] of either order
    least = x.strides[d] * std::max<int64_t>(x.sizes[d], 1);
  }
  return x.ndim == 4 ? MemoryFormat::ChannelsLast : MemoryFormat::ChannelsLast3d;
}
std::string Tensor::toString() const {
  return defined() ? std::string("CPU") + rectify::toString(scalar_type()) + "Type" : "UndefinedType";
}

Scalar Tensor::item() const {
  TORCH_CHECK(numel() == 1, "a Tensor with ", numel(), " elements cannot be converted to Scalar");
  return visit_dtype(scalar_type(), "_local_scalar_dense_cpu",
                     [&](auto tag) { return Scalar(*reinterpret_cast<typename decltype(tag)::type*>(impl_->data())); });
}

}  // namespace rectify::api
