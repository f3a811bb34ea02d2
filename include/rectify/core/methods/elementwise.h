// Methods of class Tensor (elementwise, copies, reductions); included inside its body. Their free functions:
// <rectify/ops/elementwise.h> and <rectify/ops/reduce.h>.
#include <rectify/core/elementwise_lists.h>

#define RECTIFY_DECL(f) \
  Tensor f() const;     \
  Tensor& f##_() const;
#define RECTIFY_DECL2(f, g) RECTIFY_DECL(f)
RECTIFY_UNARY_FLOAT(RECTIFY_DECL)
RECTIFY_UNARY_SAME(RECTIFY_DECL)
RECTIFY_UNARY_COMPOSED(RECTIFY_DECL)
RECTIFY_DECL(logical_not)
RECTIFY_UNARY_ALIASES(RECTIFY_DECL2)
#undef RECTIFY_DECL
#undef RECTIFY_DECL2
#define RECTIFY_DECL(f) Tensor f() const;
RECTIFY_UNARY_TEST(RECTIFY_DECL)
#undef RECTIFY_DECL
#define RECTIFY_DECL(f)                \
  Tensor f(const Tensor& other) const; \
  Tensor& f##_(const Tensor& other) const;
RECTIFY_LOGICAL(RECTIFY_DECL)
RECTIFY_BINARY_INPLACE(RECTIFY_DECL)
#define RECTIFY_DECL_SCALAR(f)         \
  RECTIFY_DECL(f)                      \
  Tensor f(const Scalar& other) const; \
  Tensor& f##_(const Scalar& other) const;
#define RECTIFY_DECL2(f, g) RECTIFY_DECL_SCALAR(f)
RECTIFY_COMPARE(RECTIFY_DECL2)
RECTIFY_COMPARE_ALIASES(RECTIFY_DECL2)
RECTIFY_BITWISE(RECTIFY_DECL2)
RECTIFY_ARITHMETIC(RECTIFY_DECL_SCALAR)
RECTIFY_ARITHMETIC_ALIASES(RECTIFY_DECL2)
#undef RECTIFY_DECL
#undef RECTIFY_DECL2
#undef RECTIFY_DECL_SCALAR
#define RECTIFY_DECL(f) Tensor f(const Tensor& other) const;
RECTIFY_BINARY(RECTIFY_DECL)
#undef RECTIFY_DECL

Tensor add(const Tensor& other, const Scalar& alpha = 1) const;
Tensor add(const Scalar& other, const Scalar& alpha = 1) const;
Tensor& add_(const Tensor& other, const Scalar& alpha = 1) const;
Tensor& add_(const Scalar& other, const Scalar& alpha = 1) const;
Tensor sub(const Tensor& other, const Scalar& alpha = 1) const;
Tensor sub(const Scalar& other, const Scalar& alpha = 1) const;
Tensor& sub_(const Tensor& other, const Scalar& alpha = 1) const;
Tensor& sub_(const Scalar& other, const Scalar& alpha = 1) const;
Tensor subtract(const Tensor& other, const Scalar& alpha = 1) const;
Tensor subtract(const Scalar& other, const Scalar& alpha = 1) const;
Tensor& subtract_(const Tensor& other, const Scalar& alpha = 1) const;
Tensor& subtract_(const Scalar& other, const Scalar& alpha = 1) const;
Tensor div(const Tensor& other, optional<std::string_view> rounding_mode) const;
Tensor div(const Scalar& other, optional<std::string_view> rounding_mode) const;
Tensor& div_(const Tensor& other, optional<std::string_view> rounding_mode) const;
Tensor& div_(const Scalar& other, optional<std::string_view> rounding_mode) const;
Tensor clamp(const optional<Scalar>& min, const optional<Scalar>& max = nullopt) const;
Tensor clamp(const optional<Tensor>& min = {}, const optional<Tensor>& max = {}) const;
Tensor& clamp_(const optional<Scalar>& min, const optional<Scalar>& max = nullopt) const;
Tensor& clamp_(const optional<Tensor>& min = {}, const optional<Tensor>& max = {}) const;
Tensor clip(const optional<Scalar>& min, const optional<Scalar>& max = nullopt) const;
Tensor clip(const optional<Tensor>& min = {}, const optional<Tensor>& max = {}) const;
Tensor& clip_(const optional<Scalar>& min, const optional<Scalar>& max = nullopt) const;
Tensor& clip_(const optional<Tensor>& min = {}, const optional<Tensor>& max = {}) const;
Tensor clamp_min(const Scalar& min) const;
Tensor clamp_min(const Tensor& min) const;
Tensor& clamp_min_(const Scalar& min) const;
Tensor& clamp_min_(const Tensor& min) const;
Tensor clamp_max(const Scalar& max) const;
Tensor clamp_max(const Tensor& max) const;
Tensor& clamp_max_(const Scalar& max) const;
Tensor& clamp_max_(const Tensor& max) const;
Tensor lerp(const Tensor& end, const Scalar& weight) const;
Tensor lerp(const Tensor& end, const Tensor& weight) const;
Tensor& lerp_(const Tensor& end, const Scalar& weight) const;
Tensor& lerp_(const Tensor& end, const Tensor& weight) const;
Tensor addcmul(const Tensor& tensor1, const Tensor& tensor2, const Scalar& value = 1) const;
Tensor& addcmul_(const Tensor& tensor1, const Tensor& tensor2, const Scalar& value = 1) const;
Tensor addcdiv(const Tensor& tensor1, const Tensor& tensor2, const Scalar& value = 1) const;
Tensor& addcdiv_(const Tensor& tensor1, const Tensor& tensor2, const Scalar& value = 1) const;
Tensor nan_to_num(optional<double> nan = nullopt, optional<double> posinf = nullopt,
                  optional<double> neginf = nullopt) const;
Tensor& nan_to_num_(optional<double> nan = nullopt, optional<double> posinf = nullopt,
                    optional<double> neginf = nullopt) const;
Tensor positive() const;
Tensor logit(optional<double> eps = nullopt) const;
Tensor& logit_(optional<double> eps = nullopt) const;
Tensor copysign(const Scalar& other) const;
Tensor& copysign_(const Scalar& other) const;
Tensor ldexp(const Tensor& other) const;
Tensor& ldexp_(const Tensor& other) const;
Tensor float_power(const Tensor& exponent) const;
Tensor float_power(const Scalar& exponent) const;
Tensor& float_power_(const Tensor& exponent) const;
Tensor& float_power_(const Scalar& exponent) const;
Tensor arctan2(const Tensor& other) const;
Tensor& arctan2_(const Tensor& other) const;
Tensor polygamma(int64_t n) const;
Tensor& polygamma_(int64_t n) const;
Tensor mvlgamma(int64_t p) const;
Tensor& mvlgamma_(int64_t p) const;
::std::tuple<Tensor, Tensor> frexp() const;
Tensor round(int64_t decimals) const;
Tensor& round_(int64_t decimals) const;
Tensor real() const;
Tensor conj() const;
Tensor conj_physical() const;
Tensor resolve_conj() const;
Tensor resolve_neg() const;
Tensor isreal() const;
Tensor isclose(const Tensor& other, double rtol = 1e-05, double atol = 1e-08, bool equal_nan = false) const;
Tensor where(const Tensor& condition, const Tensor& other) const;
Tensor where(const Tensor& condition, const Scalar& other) const;

Tensor operator-() const;
Tensor operator~() const;
Tensor operator!() const;
Tensor& operator+=(const Tensor& other) const;
Tensor& operator+=(const Scalar& other) const;
Tensor& operator-=(const Tensor& other) const;
Tensor& operator-=(const Scalar& other) const;
Tensor& operator*=(const Tensor& other) const;
Tensor& operator*=(const Scalar& other) const;
Tensor& operator/=(const Tensor& other) const;
Tensor& operator/=(const Scalar& other) const;
Tensor& operator&=(const Tensor& other) const;
Tensor& operator|=(const Tensor& other) const;
Tensor& operator^=(const Tensor& other) const;

// Copies and conversions.
Tensor to(TensorOptions options = {}, bool non_blocking = false, bool copy = false,
          optional<MemoryFormat> memory_format = nullopt) const;
Tensor to(Device device, ScalarType dtype, bool non_blocking = false, bool copy = false,
          optional<MemoryFormat> memory_format = nullopt) const;
Tensor to(ScalarType dtype, bool non_blocking = false, bool copy = false,
          optional<MemoryFormat> memory_format = nullopt) const;
Tensor to(const Tensor& other, bool non_blocking = false, bool copy = false,
          optional<MemoryFormat> memory_format = nullopt) const;
Tensor to(optional<ScalarType> dtype, optional<Layout> layout, optional<Device> device, optional<bool> pin_memory,
          bool non_blocking, bool copy, optional<MemoryFormat> memory_format) const;
Tensor toType(ScalarType t) const;
Tensor pin_memory(optional<Device> device = nullopt) const;
Tensor type_as(const Tensor& other) const;
Tensor cpu() const;
Tensor cuda() const;  // Error: there is no CUDA device
Tensor contiguous(MemoryFormat memory_format = MemoryFormat::Contiguous) const;
Tensor clone(optional<MemoryFormat> memory_format = nullopt) const;
Tensor& copy_(const Tensor& src, bool non_blocking = false) const;
Tensor& fill_(const Scalar& value) const;
Tensor& fill_(const Tensor& value) const;
Tensor& zero_() const;

// Reductions.
Tensor sum(optional<ScalarType> dtype = nullopt) const;
Tensor sum(OptionalIntArrayRef dim, bool keepdim = false, optional<ScalarType> dtype = nullopt) const;
Tensor nansum(OptionalIntArrayRef dim = nullopt, bool keepdim = false, optional<ScalarType> dtype = nullopt) const;
Tensor sum_to_size(IntArrayRef size) const;
Tensor mean(optional<ScalarType> dtype = nullopt) const;
Tensor mean(OptionalIntArrayRef dim, bool keepdim = false, optional<ScalarType> dtype = nullopt) const;
Tensor prod(optional<ScalarType> dtype = nullopt) const;
Tensor prod(int64_t dim, bool keepdim = false, optional<ScalarType> dtype = nullopt) const;
Tensor max() const;
Tensor max(const Tensor& other) const;
::std::tuple<Tensor, Tensor> max(int64_t dim, bool keepdim = false) const;
Tensor min() const;
Tensor min(const Tensor& other) const;
::std::tuple<Tensor, Tensor> min(int64_t dim, bool keepdim = false) const;
Tensor amax(IntArrayRef dim = {}, bool keepdim = false) const;
Tensor amin(IntArrayRef dim = {}, bool keepdim = false) const;
::std::tuple<Tensor, Tensor> aminmax(optional<int64_t> dim = nullopt, bool keepdim = false) const;
Tensor argmax(optional<int64_t> dim = nullopt, bool keepdim = false) const;
Tensor argmin(optional<int64_t> dim = nullopt, bool keepdim = false) const;
Tensor all() const;
Tensor all(int64_t dim, bool keepdim = false) const;
Tensor any() const;
Tensor any(int64_t dim, bool keepdim = false) const;
Tensor var(bool unbiased = true) const;
Tensor var(int dim) const;
Tensor var(OptionalIntArrayRef dim, bool unbiased = true, bool keepdim = false) const;
Tensor var(OptionalIntArrayRef dim, optional<int64_t> correction, bool keepdim = false) const;
Tensor std(bool unbiased = true) const;
Tensor std(int dim) const;
Tensor std(OptionalIntArrayRef dim, bool unbiased = true, bool keepdim = false) const;
Tensor std(OptionalIntArrayRef dim, optional<int64_t> correction, bool keepdim = false) const;
Tensor norm(const Scalar& p = 2) const;
Tensor norm(const optional<Scalar>& p, ScalarType dtype) const;
Tensor norm(const optional<Scalar>& p, IntArrayRef dim, bool keepdim = false) const;
Tensor norm(const optional<Scalar>& p, IntArrayRef dim, bool keepdim, ScalarType dtype) const;
Tensor logsumexp(IntArrayRef dim, bool keepdim = false) const;
Tensor nanmean(OptionalIntArrayRef dim = nullopt, bool keepdim = false, optional<ScalarType> dtype = nullopt) const;
Tensor nanmedian() const;
::std::tuple<Tensor, Tensor> nanmedian(int64_t dim, bool keepdim = false) const;
Tensor quantile(const Tensor& q, optional<int64_t> dim = nullopt, bool keepdim = false,
                ::std::string_view interpolation = "linear") const;
Tensor quantile(double q, optional<int64_t> dim = nullopt, bool keepdim = false,
                ::std::string_view interpolation = "linear") const;
Tensor nanquantile(const Tensor& q, optional<int64_t> dim = nullopt, bool keepdim = false,
                   ::std::string_view interpolation = "linear") const;
Tensor nanquantile(double q, optional<int64_t> dim = nullopt, bool keepdim = false,
                   ::std::string_view interpolation = "linear") const;
Tensor diff(int64_t n = 1, int64_t dim = -1, const optional<Tensor>& prepend = {},
            const optional<Tensor>& append = {}) const;
Tensor logcumsumexp(int64_t dim) const;
Tensor renorm(const Scalar& p, int64_t dim, const Scalar& maxnorm) const;
Tensor& renorm_(const Scalar& p, int64_t dim, const Scalar& maxnorm) const;
Tensor cov(int64_t correction = 1, const optional<Tensor>& fweights = {}, const optional<Tensor>& aweights = {}) const;
Tensor corrcoef() const;
Tensor& cumsum_(int64_t dim, optional<ScalarType> dtype = nullopt) const;
Tensor& cumprod_(int64_t dim, optional<ScalarType> dtype = nullopt) const;
Tensor cumsum(int64_t dim, optional<ScalarType> dtype = nullopt) const;
Tensor cumprod(int64_t dim, optional<ScalarType> dtype = nullopt) const;
::std::tuple<Tensor, Tensor> cummax(int64_t dim) const;
::std::tuple<Tensor, Tensor> cummin(int64_t dim) const;
Tensor median() const;
::std::tuple<Tensor, Tensor> median(int64_t dim, bool keepdim = false) const;
Tensor count_nonzero(IntArrayRef dim) const;
Tensor count_nonzero(optional<int64_t> dim = nullopt) const;
Tensor dist(const Tensor& other, const Scalar& p = 2) const;
bool equal(const Tensor& other) const;
bool allclose(const Tensor& other, double rtol = 1e-05, double atol = 1e-08, bool equal_nan = false) const;
bool is_nonzero() const;
