#ifndef __clang__
#pragma GCC optimize("O3")  // vectorises the loops
#endif
#include <cstring>

#include "ops/elementwise.h"

namespace rectify::ops {
namespace {

// float to small integers goes through a wider integer, so that it wraps and is defined.
template <class To, class From>
RECTIFY_INLINE To cast_element(From x) {
  if constexpr (std::is_same_v<To, bool>)
    return static_cast<opmath_t<From>>(x) != 0;
  else if constexpr (std::is_same_v<To, Half> || std::is_same_v<To, BFloat16>)
    return To(static_cast<float>(x));
  else if constexpr (std::is_integral_v<To> && sizeof(To) < 4 && !std::is_integral_v<From>)
    return static_cast<To>(
        static_cast<std::conditional_t<std::is_same_v<To, uint8_t>, int64_t, int32_t>>(static_cast<opmath_t<From>>(x)));
  else
    return static_cast<To>(static_cast<opmath_t<From>>(x));
}
template <class To, class From>
void cast_loop(char* const* p, const int64_t* s, int64_t n, const void*) {
  if (s[0] == sizeof(To) && s[1] == sizeof(From)) {
    To* y = reinterpret_cast<To*>(p[0]);
    const From* x = reinterpret_cast<const From*>(p[1]);
    RECTIFY_IVDEP
    for (int64_t i = 0; i < n; i++) y[i] = cast_element<To>(x[i]);
    return;
  }
  for (int64_t i = 0; i < n; i++)
    *reinterpret_cast<To*>(p[0] + i * s[0]) = cast_element<To>(*reinterpret_cast<const From*>(p[1] + i * s[1]));
}
template <class Word>
void move_loop(char* const* p, const int64_t* s, int64_t n, const void*) {
  if (s[0] == sizeof(Word) && s[1] == sizeof(Word)) {
    std::memmove(p[0], p[1], n * sizeof(Word));
  } else if (s[0] == sizeof(Word) && s[1] == 0) {
    Word v = *reinterpret_cast<const Word*>(p[1]), *y = reinterpret_cast<Word*>(p[0]);
    for (int64_t i = 0; i < n; i++) y[i] = v;
  } else {
    for (int64_t i = 0; i < n; i++)
      *reinterpret_cast<Word*>(p[0] + i * s[0]) = *reinterpret_cast<const Word*>(p[1] + i * s[1]);
  }
}
Loop move_loop_of(ScalarType t) {
  switch (elementSize(t)) {
    case 1:
      return move_loop<uint8_t>;
    case 2:
      return move_loop<uint16_t>;
    case 4:
      return move_loop<uint32_t>;
    default:
      return move_loop<uint64_t>;
  }
}
template <class To>
Loop cast_loop_to(ScalarType from) {
  return visit_dtype(from, "copy_", [](auto tag) -> Loop { return cast_loop<To, typename decltype(tag)::type>; });
}

void check_expands(IntArrayRef from, IntArrayRef to) {
  bool ok = from.size() <= to.size();
  for (size_t k = 0; ok && k < from.size(); k++) {
    int64_t a = from[from.size() - 1 - k], b = to[to.size() - 1 - k];
    if (a == b || a == 1) continue;
    detail::fail<Error>(RECTIFY_WHERE, "The size of tensor a (", b, ") must match the size of tensor b (", a,
                        ") at non-singleton dimension ", to.size() - 1 - k);
  }
  TORCH_CHECK(ok, "output with shape ", to, " doesn't match the broadcast shape ", from);
}

}  // namespace

void copy_(const Tensor& dst, const Tensor& src) {
  const TensorImpl &d = dst.self(), &s = src.self();
  if (&d == &s) return;
  if (d.dtype == s.dtype && d.contiguous && s.contiguous && d.numel == s.numel && same_sizes(d, s) &&
      d.numel < 2 * kGrain) {
    if (d.numel) std::memmove(d.data(), s.data(), d.numel * elementSize(d.dtype));
    return;
  }
  size_t extra = s.ndim > d.ndim ? s.ndim - d.ndim : 0;
  for (size_t k = 0; k < extra; k++)  // leading ones may be dropped
    if (s.sizes[k] != 1) check_expands(s.size_ref(), d.size_ref());
  Tensor from = extra ? alias_as(src, s.size_ref().slice(extra), s.stride_ref().slice(extra), 0) : src;
  check_expands(from.sizes(), d.size_ref());
  check_no_internal_overlap(dst);
  if (d.storage == s.storage &&
      !(d.data() == s.data() && same_sizes(d, s) && d.stride_ref() == s.stride_ref() && d.dtype == s.dtype))
    from = contiguous_copy(from);  // they may overlap
  Iter it(d.size_ref());
  it.add(dst);
  it.add(from);
  Loop loop = d.dtype == s.dtype ? move_loop_of(d.dtype) : visit_dtype(d.dtype, "copy_", [&](auto tag) {
    return cast_loop_to<typename decltype(tag)::type>(s.dtype);
  });
  it.run(loop);
}
Tensor contiguous_copy(const Tensor& t) {
  const TensorImpl& x = t.self();
  Tensor y = new_tensor(x.size_ref(), x.dtype);
  if (x.contiguous && x.numel < 2 * kGrain) {
    if (x.numel) std::memcpy(y.impl()->data(), x.data(), x.numel * elementSize(x.dtype));
    return y;
  }
  copy_(y, t);
  return y;
}
Tensor clone(const Tensor& t, optional<MemoryFormat> f) {
  Tensor y = new_like(t, t.self().dtype, f);
  copy_(y, t);
  return y;
}
Tensor to(const Tensor& t, ScalarType dtype, optional<MemoryFormat> f) {
  if (t.self().dtype == dtype && (!f || *f == MemoryFormat::Preserve || t.suggest_memory_format() == *f)) return t;
  Tensor y = new_like(t, dtype, f);
  copy_(y, t);
  return y;
}
void fill_(const Tensor& t, const Scalar& value) {
  const TensorImpl& x = t.self();
  if (x.dtype == kFloat && x.contiguous && x.numel < 2 * kGrain) {
    float v = value.to<float>(), *p = reinterpret_cast<float*>(x.data());
    for (int64_t i = 0; i < x.numel; i++) p[i] = v;
    return;
  }
  visit_dtype(x.dtype, "fill_", [&](auto tag) { value.to<typename decltype(tag)::type>(); });  // range check
  Element e(value, x.dtype);
  Iter it(x.size_ref());
  it.add(t);
  it.add_scalar(e.bytes);
  it.run(move_loop_of(x.dtype));
}
void zero_(const Tensor& t) {
  const TensorImpl& x = t.self();
  if (x.contiguous && x.numel < 2 * kGrain) {
    if (x.numel) std::memset(x.data(), 0, x.numel * elementSize(x.dtype));
    return;
  }
  fill_(t, 0);
}
void resize_output(Tensor& out, IntArrayRef sizes) {
  TensorImpl& x = const_cast<TensorImpl&>(out.self());
  if (__builtin_expect(x.inference && !detail::inference_enabled, 0)) TensorImpl::refuse_inplace();
  x.storage->will_change();
  if (x.size_ref() == sizes) return;
  int64_t n = 1;
  for (int64_t s : sizes) n *= s;
  size_t bytes = n * elementSize(x.dtype);
  if (static_cast<size_t>(x.byte_offset()) + bytes > x.storage->nbytes) {
    Tensor fresh = new_tensor(sizes, x.dtype);
    x.storage = fresh.impl()->storage;
    x.plain = fresh.impl()->data();
  }
  x.set_contiguous(sizes);
}

}  // namespace rectify::ops
