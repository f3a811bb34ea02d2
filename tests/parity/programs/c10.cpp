// What programs use of c10: ranges, text, counted pointers, lists, warnings, checks, element types.
#include "cases.h"

struct Counted : c10::intrusive_ptr_target {
  explicit Counted(int v) : value(v) { std::cout << "made " << value << "\n"; }
  ~Counted() override { std::cout << "gone " << value << "\n"; }
  int value;
};
struct Derived : Counted {
  Derived() : Counted(7) {}
};
struct Collector : c10::WarningHandler {
  std::vector<std::string> seen;
  void process(const c10::SourceLocation& where, const std::string& msg, const bool verbatim) override {
    seen.push_back(std::string(where.function) + ": " + msg + (verbatim ? " verbatim" : ""));
  }
};
static void warn_twice() {
  for (const auto i : c10::irange(2)) {
    TORCH_WARN("number ", i, " of ", 2.5);
    TORCH_WARN_ONCE("once");
  }
}
template <class R>
static std::string list(const R& range) {
  std::string s;
  for (auto i : range) s += std::to_string(i) + (std::is_signed<decltype(i)>::value ? "i " : "u ");
  return s;
}
static std::string kind_of(const Tensor& t) {
  return AT_DISPATCH_ALL_TYPES(t.scalar_type(), "kind_of",
                               [&] { return std::string(c10::toString(c10::CppTypeToScalarType<scalar_t>::value)); });
}
static double summed(const Tensor& t) {
  double s = 0;
  AT_DISPATCH_FLOATING_TYPES(t.scalar_type(), "summed", [&] {
    auto a = t.accessor<scalar_t, 1>();
    for (int64_t i = 0; i < a.size(0); i++) s += a[i];
  });
  return s;
}
static double any_sum(const Tensor& t) {
  return AT_DISPATCH_ALL_TYPES_AND2(torch::kHalf, torch::kBool, t.scalar_type(), "any_sum",
                                    [&]() -> double { return static_cast<double>(t.data_ptr<scalar_t>()[0]); });
}
static void throw_located() { throw c10::Error({__func__, "file.cpp", 3}, "thrown by hand"); }

int main() {
  T(list(c10::irange(4)));
  T(list(c10::irange(-2, 2)));
  T(list(c10::irange(3, 1)));
  T(list(c10::irange(-3)));
  T(list(c10::irange(size_t(3))));
  T(list(c10::irange(1, int64_t(3))));
  T(c10::str("a", 1, ' ', 2.5, true, std::string("s")));
  T(std::string(c10::str()));
  T(c10::str(std::vector<int64_t>{1, 2}));
  T(torch::str(torch::tensor({1, 2}).sizes()));
  T(c10::Join(", ", std::vector<int>{1, 2, 3}));
  T(c10::Join("-", std::vector<std::string>{}));
  std::string text = "aXbXc";
  T(static_cast<int64_t>(c10::ReplaceAll(text, "X", "--")));
  T(text);
  c10::string_view view = "view";
  T(std::string(view.substr(1)));

  std::vector<int64_t> numbers{3, 1, 2};
  c10::ArrayRef<int64_t> ref = numbers;
  T(ref);
  T(ref.slice(1));
  T(ref.slice(0, 2));
  T(ref.front() + ref.back());
  T(ref.equals({3, 1, 2}));
  T(ref.vec() == numbers);
  T(ref.at(5));
  T(c10::makeArrayRef(numbers));
  T(c10::IntArrayRef(5));
  T(std::accumulate(ref.begin(), ref.end(), int64_t(0)));
  T(c10::ArrayRef<Tensor>({torch::ones(1)}).size() == 1);

  {
    auto p = c10::make_intrusive<Counted>(1);
    c10::intrusive_ptr<Counted> q = p;
    T(static_cast<int64_t>(p.use_count()));
    T(p == q);
    c10::weak_intrusive_ptr<Counted> weak(p);
    p.reset();
    T(p.defined());
    T(weak.lock()->value);
    q = c10::make_intrusive<Derived>();
    T(weak.expired());
    T(q->value);
    T(q.unique());
  }
  {
    Collector mine;
    c10::Warning::WarningHandlerGuard guard(&mine);
    warn_twice();
    c10::Warning::warn({"f", "x.cpp", 1}, "by hand", true);
    for (auto& w : mine.seen) T(w.find("once") == std::string::npos ? w : "once");
    auto a = torch::ones({2}), b = torch::ones({3, 1});
    mine.seen.clear();
    S(torch::mse_loss(torch::ones({2, 1}), torch::ones({2})));
    S(torch::nn::functional::mse_loss(torch::ones({2, 1}), torch::ones({2})));
    for (auto& w : mine.seen) T(w.substr(w.find(": ")));
  }
  S(TORCH_CHECK(1 == 2, "one is not ", 2));
  S(TORCH_CHECK_INDEX(false, "index"));
  S(TORCH_CHECK_VALUE(false, "value"));
  S(TORCH_CHECK_TYPE(false, "type"));
  S(TORCH_CHECK_ARG(false, 3, "bad"));
  S(AT_ERROR("at error ", 5));
  S(throw_located());
  try {
    TORCH_CHECK_INDEX(false, "which");
  } catch (const c10::IndexError& e) {
    T(e.what_without_backtrace());
    T(e.msg());
  }
  T(kind_of(torch::tensor({1, 2})));
  T(kind_of(torch::tensor({1.5})));
  T(kind_of(torch::tensor({true})));
  T(summed(torch::tensor({1.5, 2.0})));
  S(summed(torch::tensor({1, 2})));
  T(any_sum(torch::tensor({true})));
  T(any_sum(torch::tensor({2.5}, torch::kHalf)));

  T(c10::toString(c10::ScalarType::BFloat16));
  T(static_cast<int64_t>(c10::elementSize(torch::kShort)));
  T(c10::isFloatingType(torch::kHalf));
  T(c10::isIntegralType(torch::kBool, false));
  T(c10::promoteTypes(torch::kInt, torch::kHalf));
  T(c10::canCast(torch::kFloat, torch::kLong));
  T(caffe2::TypeMeta::Make<double>() == torch::kDouble);
  T(c10::str(caffe2::TypeMeta::Make<double>()));
  T(c10::typeMetaToScalarType(torch::ones(1).dtype()));
  T(c10::str(torch::get_default_dtype()));
  torch::set_default_dtype(caffe2::TypeMeta::Make<double>());
  T(torch::tensor({1.5}));
  T(c10::get_default_dtype_as_scalartype());
  torch::set_default_dtype(torch::scalarTypeToTypeMeta(torch::kFloat));
  T(torch::get_default_dtype() == torch::kFloat);

  c10::variant<int, std::string> either = std::string("text");
  T(c10::get<std::string>(either));
  T(c10::get_if<int>(&either) == nullptr);
  c10::optional<int> maybe;
  T(maybe.value_or(3));
  maybe = 4;
  T(*maybe);
  T(maybe == c10::make_optional(4));
  c10::Scalar s = 2.5;
  T(s.isFloatingPoint());
  T(s.to<int>());
  T(c10::Scalar(true).isBoolean());
  T(c10::Scalar(300).toByte());
  T(static_cast<float>(c10::Half(1.0 / 3)));
  T(static_cast<float>(c10::BFloat16(3.14159f)));
  for (const char* s :
       {"cpu", "cpu:0", "cuda:1", "cuda:", "gpu", "", "cuda:x", "cpu:01", "cuda:-1", ":0", "CPU", "cuda:1:2"})
    T(c10::str(c10::Device(s)));
  T(c10::Device(torch::kCUDA, 1).index());
  T(c10::str(torch::device(torch::kCPU).dtype(torch::kInt)));
  return 0;
}
