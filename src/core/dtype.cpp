#include <rectify/core/options.h>

namespace rectify::api {

const char* toString(ScalarType t) {
  switch (t) {
#define RECTIFY_CASE(T, N) \
  case ScalarType::N:      \
    return #N;
    RECTIFY_FORALL_DTYPES(RECTIFY_CASE)
#undef RECTIFY_CASE
    default:
      return "Undefined";
  }
}
const char* type_name(ScalarType t) {
  switch (t) {
    case kByte:
      return "unsigned char";
    case kChar:
      return "signed char";
    case kShort:
      return "short int";
    case kInt:
      return "int";
    case kLong:
      return "long int";
    case kHalf:
      return "c10::Half";
    case kFloat:
      return "float";
    case kDouble:
      return "double";
    case kBool:
      return "bool";
    case kBFloat16:
      return "c10::BFloat16";
    default:
      return "nullptr (uninitialized)";
  }
}

const char* scalar_type_name(ScalarType t) {
  switch (t) {
    case kByte:
      return "uint8_t";
    case kChar:
      return "int8_t";
    case kShort:
      return "int16_t";
    case kLong:
      return "int64_t";
    case kHalf:
      return "at::Half";
    case kBFloat16:
      return "at::BFloat16";
    default:
      return type_name(t);
  }
}

// Bool < unsigned < signed < floating; within a kind the wider wins; uint8 with a signed type gives at least int16;
// the two 16-bit floats together give float.
ScalarType promote_types(ScalarType a, ScalarType b) {
  if (a == b) return a;
  if (a == ScalarType::Undefined || b == ScalarType::Undefined) return ScalarType::Undefined;
  if (isFloatingType(a) || isFloatingType(b)) {
    if (!isFloatingType(a)) return b;
    if (!isFloatingType(b)) return a;
    if (a == kDouble || b == kDouble) return kDouble;
    return kFloat;  // two different ones of half, bfloat16, float
  }
  if (a == kBool) return b;
  if (b == kBool) return a;
  if (a == kByte || b == kByte) {
    ScalarType o = a == kByte ? b : a;
    return o == kChar ? kShort : o;
  }
  return a > b ? a : b;
}
bool can_cast(ScalarType from, ScalarType to) {
  if (isFloatingType(from) && isIntegralType(to, true)) return false;
  return !(from != kBool && to == kBool);
}

namespace {
ScalarType default_dtype = kFloat;
}
ScalarType get_default_dtype_as_scalartype() { return default_dtype; }
void set_default_dtype(TypeMeta t) {
  TORCH_CHECK_TYPE(isFloatingType(t.toScalarType()), "only floating-point types are supported as the default type");
  default_dtype = t.toScalarType();
}

Device::Device(const std::string& s) {
  size_t colon = s.find(':');
  std::string kind = s.substr(0, colon);
  constexpr std::string_view kKinds =
      "cpu, cuda, ipu, xpu, mkldnn, opengl, opencl, ideep, hip, ve, fpga, ort, xla, lazy, vulkan, mps, meta, hpu, "
      "privateuseone";
  TORCH_CHECK(!s.empty(), "Device string must not be empty");
  TORCH_CHECK(!kind.empty(), "Invalid device string: '", s, "'");
  const size_t known = kKinds.find(kind);
  TORCH_CHECK(known != std::string_view::npos && kind.find_first_of(", ") == std::string::npos &&
                  (known == 0 || kKinds[known - 1] == ' ') &&
                  (known + kind.size() == kKinds.size() || kKinds[known + kind.size()] == ','),
              "Expected one of ", kKinds, " device type at start of device string: ", kind);
  TORCH_CHECK(kind == "cpu" || kind == "cuda", "rectify computes on the CPU only: no device '", s, "' is available");
  type_ = kind == "cpu" ? kCPU : kCUDA;
  index_ = -1;
  if (colon != std::string::npos) {
    std::string number = s.substr(colon + 1);
    bool digits = !number.empty() && number.size() <= 2 &&
                  number.find_first_not_of("0123456789") == std::string::npos &&
                  (number.size() == 1 || number[0] != '0');
    TORCH_CHECK(digits, "Invalid device string: '", s, "'");
    index_ = static_cast<int8_t>(std::stoi(number));
  }
}
std::string Device::str() const {
  std::string s = type_ == kCPU ? "cpu" : "cuda";
  return index_ >= 0 ? s + ":" + std::to_string(index_) : s;
}
void check_device(const Device& d) {
  TORCH_CHECK(d.is_cpu(), "rectify computes on the CPU only: no CUDA device is available (asked for ", d.str(), ")");
}
TensorOptions TensorOptions::merge_in(TensorOptions o) const {
  TensorOptions r = *this;
  if (o.has_dtype_) r = r.dtype(o.dtype_);
  if (o.has_device_) r = r.device(o.device_);
  if (o.has_requires_grad_) r = r.requires_grad(o.requires_grad_);
  return r;
}

}  // namespace rectify::api
