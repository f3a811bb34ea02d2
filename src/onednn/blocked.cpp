#include "onednn/blocked.h"

#include <rectify/core/allocator.h>

#include <cstring>

#include "core/payload.h"
#include "onednn/memory.h"

namespace rectify::onednn {
namespace {

using Tag = dnnl::memory::format_tag;

// The order as lanes; no blocks where it is none.
Lanes lanes_of(const Desc& d) {
  const dnnl_memory_desc_t& m = d.data;
  Lanes l;
  if (m.format_kind != dnnl_blocked || m.ndims < 3 || m.ndims > 5) return l;
  const dnnl_blocking_desc_t& f = m.format_desc.blocking;
  l.n = m.dims[0];
  l.channels = m.dims[1];
  if (f.inner_nblks == 1 && f.inner_idxs[0] == 1)
    l.width = f.inner_blks[0];
  else if (f.inner_nblks == 0 && f.strides[1] == 1)
    l.width = m.dims[1];
  else
    return {};
  int64_t step = l.width;
  for (int i = m.ndims - 1; i >= 2; i--) {
    l.size[i - m.ndims + 3] = m.dims[i];
    if (f.strides[i] != step && m.dims[i] != 1) return {};
    step *= m.dims[i];
  }
  l.blocks = m.padded_dims[1] / l.width;
  if (l.blocks != 1 && f.strides[1] != step) return {};
  step *= l.blocks;
  if (l.n != 1 && f.strides[0] != step) return {};
  if (m.padded_dims[0] != m.dims[0] || static_cast<int64_t>(d.get_size()) != l.count() * 4) return {};
  return l;
}

}  // namespace

Order::Order(const Desc& d, const Desc& p) : desc(d), plain(p), lanes(lanes_of(d)) {}

Blocked::Blocked(std::shared_ptr<const Order> o, std::shared_ptr<const Pending> work)
    : order(std::move(o)), lanes(order->lanes), work_(std::move(work)) {
  if (!work_) data_ = static_cast<float*>(allocate(order->desc.get_size(), capacity_));
}
Blocked::~Blocked() {
  if (float* p = data_.load()) deallocate(p, capacity_);
}
float* Blocked::data() {
  if (float* p = data_.load(std::memory_order_acquire)) return p;
  std::lock_guard lock(mutex_);
  if (float* p = data_.load(std::memory_order_relaxed)) return p;
  float* p = static_cast<float*>(allocate(order->desc.get_size(), capacity_));
  try {
    work_->fill(p);
  } catch (...) {
    deallocate(p, capacity_);
    throw;
  }
  data_.store(p, std::memory_order_release);
  work_.reset();
  return p;
}
std::shared_ptr<const Pending> Blocked::pending() {
  if (data_.load(std::memory_order_acquire)) return nullptr;
  std::lock_guard lock(mutex_);
  return work_;
}
int64_t Blocked::count() const { return static_cast<int64_t>(order->desc.get_size() / sizeof(float)); }
void Blocked::write(void* to) { reorder(order->desc, data(), order->plain, to); }

intrusive_ptr<Blocked> blocked_of(const Tensor& t) {
  if (!t.impl()->has_payload()) return {};
  auto p = t.impl()->storage->shared_payload();
  return intrusive_ptr<Blocked>::share(static_cast<Blocked*>(p.get()));
}
bool same_order(const Blocked& a, const Blocked& b) { return a.order == b.order || a.order->desc == b.order->desc; }
Tensor tensor_of(IntArrayRef sizes, IntArrayRef strides, intrusive_ptr<Blocked> payload) {
  auto impl = intrusive_ptr<TensorImpl>::adopt(new TensorImpl);
  impl->dtype = kFloat;
  impl->set_geometry(sizes, strides);
  impl->storage = Storage::make_lazy(std::move(payload), impl->numel * sizeof(float));
  return Tensor(std::move(impl));
}
std::shared_ptr<const Order> resized(const Blocked& b, IntArrayRef sizes, IntArrayRef strides) {
  dnnl::memory::dims d(sizes.begin(), sizes.end());
  constexpr Tag tags[3][3] = {{Tag::aBc16b, Tag::aBcd16b, Tag::aBcde16b},
                              {Tag::aBc8b, Tag::aBcd8b, Tag::aBcde8b},
                              {Tag::acb, Tag::acdb, Tag::acdeb}};
  int kind = b.order->desc.data.format_desc.blocking.inner_nblks == 0 ? 2 : b.lanes.width == 16 ? 0 : 1;
  return std::make_shared<Order>(Desc(d, dnnl::memory::data_type::f32, tags[kind][sizes.size() - 3]),
                                 plain_desc(sizes, strides));
}
intrusive_ptr<Blocked> in_order(const std::shared_ptr<const Order>& order, const Tensor& t) {
  auto own = blocked_of(t);
  if (own && (own->order == order || own->order->desc == order->desc)) return own;
  Source s = source(t);
  auto copy = intrusive_ptr<Blocked>::adopt(new Blocked(order, nullptr));
  reorder(s.desc, s.data, order->desc, copy->data());
  return copy;
}
intrusive_ptr<Blocked> writable(const Tensor& t) {
  auto own = blocked_of(t);
  if (!own) return own;
  if (own->refs.load(std::memory_order_acquire) == 2) {  // the storage's and this one
    own->data();
    return own;
  }
  auto copy = intrusive_ptr<Blocked>::adopt(new Blocked(own->order, nullptr));
  std::memcpy(copy->data(), own->data(), own->order->desc.get_size());
  return replace_payload(*t.impl()->storage, copy) ? copy : intrusive_ptr<Blocked>();
}

}  // namespace rectify::onednn
