#pragma once
// oneDNN's memories behind tensors, and the cache of primitives. Included by the sources of this room only.
#include <rectify/core/tensor.h>

#include <dnnl.hpp>
#include <string>

#include "onednn/blocked.h"

namespace rectify::onednn {

using Desc = dnnl::memory::desc;

dnnl::engine& engine();
dnnl::stream& stream();  // of this thread

struct Order {
  Desc desc;
  Desc plain;  // as the tensor's strides say
  Lanes lanes;
  Order(const Desc& desc, const Desc& plain);
};

// A tensor as oneDNN reads it: what it has, plain or blocked, and a count on it.
struct Source {
  Desc desc;
  const void* data;
  intrusive_ptr<Payload> keep;
  Tensor keep_tensor;
};
Desc plain_desc(const Tensor& t);                                            // sizes and strides
Desc weight_desc(const Tensor& w, int64_t groups, bool transposed = false);  // groups become a dimension of their own
Source source(const Tensor& t);
// The source in another order; itself when it has it already.
Source reordered(const Source& s, const Desc& wanted);
void reorder(const Desc& from, const void* x, const Desc& to, void* y);
// A weight in another order; the last ones are kept with its storage until it changes.
Source reordered_weight(const Tensor& w, const Desc& given, const Desc& wanted);
Desc plain_desc(IntArrayRef sizes, IntArrayRef strides);
// A tensor of these sizes and strides whose memory oneDNN fills: `data` is where, in the order `desc`.
struct Target {
  Tensor tensor;
  void* data;
};
Target target(IntArrayRef sizes, IntArrayRef strides, const Desc& desc);

// Primitives are kept by a key of bytes; `make` is called for a new one.
class Key {
 public:
  explicit Key(int kind);  // with the number of threads
  template <class T>
  Key& add(const T& v) {
    static_assert(std::is_trivially_copyable_v<T>);
    bytes_.append(reinterpret_cast<const char*>(&v), sizeof v);
    return *this;
  }
  Key& add(const Desc& d);
  const std::string& bytes() const { return bytes_; }

 private:
  std::string bytes_;
};
struct Cached {
  dnnl::primitive primitive;
  Desc src, weights, bias, dst, workspace, scratchpad;  // of a backward: the descriptors of the gradients
  virtual ~Cached() = default;
};
std::shared_ptr<const Cached> cached(const Key& key, const std::function<std::shared_ptr<Cached>()>& make);
using Arguments = std::unordered_map<int, dnnl::memory>;
void execute(const Cached& c, Arguments arguments);  // adds the scratchpad
inline dnnl::memory memory_of(const Desc& d, const void* data) {
  return dnnl::memory(d, engine(), const_cast<void*>(data));
}

}  // namespace rectify::onednn
