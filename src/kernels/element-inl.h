// Elements of the four floating dtypes as vectors. Included once per instruction set.
#if defined(RECTIFY_KERNELS_ELEMENT_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef RECTIFY_KERNELS_ELEMENT_INL_H_
#undef RECTIFY_KERNELS_ELEMENT_INL_H_
#else
#define RECTIFY_KERNELS_ELEMENT_INL_H_
#endif
#include <hwy/highway.h>

#include <rectify/core/dtype.h>

HWY_BEFORE_NAMESPACE();
namespace rectify::kernels::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// How elements of type S travel to and from vectors of float or double.
template <class S>
struct Element {  // float, double
  using D = hn::ScalableTag<S>;
  static HWY_INLINE hn::Vec<D> load(D d, const S* p) { return hn::LoadU(d, p); }
  static HWY_INLINE void store(D d, hn::Vec<D> v, S* p) { hn::StoreU(v, d, p); }
};
struct Element16 {
  using D = hn::ScalableTag<float>;
  using DU = hn::RebindToUnsigned<D>;
  using DI = hn::RebindToSigned<D>;
  using D16 = hn::Rebind<uint16_t, D>;
};
template <>
struct Element<BFloat16> : Element16 {
  static HWY_INLINE hn::Vec<D> load(D d, const BFloat16* p) {
    return hn::BitCast(d,
                       hn::ShiftLeft<16>(hn::PromoteTo(DU(), hn::LoadU(D16(), reinterpret_cast<const uint16_t*>(p)))));
  }
  static HWY_INLINE void store(D d, hn::Vec<D> v, BFloat16* p) {
    const DU du;
    const auto u = hn::BitCast(du, v), odd = hn::And(hn::ShiftRight<16>(u), hn::Set(du, 1));
    auto r = hn::ShiftRight<16>(hn::Add(hn::Add(u, hn::Set(du, 0x7FFF)), odd));
    r = hn::IfThenElse(hn::RebindMask(du, hn::Ne(v, v)), hn::Set(du, 0x7FC0), r);
    hn::StoreU(hn::DemoteTo(D16(), hn::BitCast(DI(), r)), D16(), reinterpret_cast<uint16_t*>(p));
    (void)d;
  }
};
template <>
struct Element<Half> : Element16 {
  static HWY_INLINE hn::Vec<D> load(D d, const Half* p) {
    const DI di;
    const auto x = hn::BitCast(di, hn::PromoteTo(DU(), hn::LoadU(D16(), reinterpret_cast<const uint16_t*>(p))));
    const auto sign = hn::ShiftLeft<16>(hn::And(x, hn::Set(di, 0x8000)));
    const auto m = hn::ShiftLeft<13>(hn::And(x, hn::Set(di, 0x7FFF)));
    const auto finite = hn::BitCast(di, hn::Mul(hn::BitCast(d, m), hn::Set(d, 0x1p112f)));
    const auto special = hn::Gt(m, hn::Set(di, (0x7C00 << 13) - 1));
    return hn::BitCast(d, hn::Or(sign, hn::IfThenElse(special, hn::Or(m, hn::Set(di, 0x7F800000)), finite)));
  }
  static HWY_INLINE void store(D d, hn::Vec<D> v, Half* p) {
    const DI di;
    const auto u = hn::BitCast(di, v), sign = hn::And(hn::ShiftRight<16>(u), hn::Set(di, 0x8000));
    const auto a = hn::And(u, hn::Set(di, 0x7FFFFFFF)), odd = hn::And(hn::ShiftRight<13>(a), hn::Set(di, 1));
    const auto normal = hn::ShiftRight<13>(hn::Add(hn::Sub(a, hn::Set(di, 0x38000000 - 0xFFF)), odd));
    const auto small = hn::Sub(hn::BitCast(di, hn::Add(hn::BitCast(d, a), hn::Set(d, 0.5f))), hn::Set(di, 0x3F000000));
    auto r = hn::IfThenElse(hn::Lt(a, hn::Set(di, 0x38800000)), small, normal);  // float addition rounds subnormals
    r = hn::IfThenElse(hn::Gt(a, hn::Set(di, 0x477FEFFF)), hn::Set(di, 0x7C00), r);
    r = hn::IfThenElse(hn::Gt(a, hn::Set(di, 0x7F800000)), hn::Set(di, 0x7E00), r);
    hn::StoreU(hn::DemoteTo(D16(), hn::Or(r, sign)), D16(), reinterpret_cast<uint16_t*>(p));
  }
};

}  // namespace rectify::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
#endif
