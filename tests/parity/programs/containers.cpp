// Containers, AnyModule, AnyValue, enum and ExpandingArray as a suite of tests of the frontend uses them.
// clang-format off
#include "cases.h"
#include <torch/nn/modules/container/any.h>
#include <torch/nn/modules/container/any_value.h>
#include <torch/nn/modules/container/any_module_holder.h>
#include <torch/nn/modules/container/named_any.h>
#include <torch/nn/pimpl.h>
#include <torch/expanding_array.h>
#include <torch/enum.h>
#include <torch/detail/static.h>
#include <torch/csrc/utils/memory.h>
#include <torch/nn/modules/utils.h>
#include <torch/nn/modules/container/moduledict.h>
#include <torch/nn/modules/container/modulelist.h>
#include <torch/nn/modules/container/parameterdict.h>
#include <torch/nn/modules/container/parameterlist.h>
#include <torch/nn/modules/container/sequential.h>
#include <torch/nn/modules/container/functional.h>
namespace F = torch::nn::functional;
using namespace torch::nn;
#define E(...) try { std::cout << #__VA_ARGS__ << " => "; __VA_ARGS__; std::cout << "ok\n"; } CATCH
#define P(...) try { std::cout << #__VA_ARGS__ << " => "; std::cout << __VA_ARGS__ << "\n"; } CATCH
static Tensor ar(torch::IntArrayRef s) { return (torch::arange(c10::multiply_integers(s)).to(torch::kDouble) * 0.37 - 1.5).sin().mul(2).to(torch::kFloat).view(s); }
struct MInt : torch::nn::Module { int forward() { return 123; } };
struct MArg : torch::nn::Module { int forward(int x) { return x; } const char* f2; };
struct MConst : torch::nn::Module { const char* forward(const char* x) { return x; } };
struct MStr : torch::nn::Module { std::string forward(int& x, const double f) { return std::to_string(x + int(f)); } };
struct MStr2 : torch::nn::Module { std::string forward(int x, const double f) { return std::to_string(x + int(f)); } };
struct M3 : torch::nn::Module { double forward(float a, double b, std::vector<double> c, std::string d) { return a + b + c.size() + d.size(); } };
struct MTen : torch::nn::Module { torch::Tensor forward(torch::Tensor x) { return x + 1; } };
struct MRef : torch::nn::Module { torch::Tensor forward(const torch::Tensor& x, const std::vector<int64_t>& v) { return x + int64_t(v.size()); } };
struct MPtr : torch::nn::Module { int forward(int* p) { return *p; } };
struct MOther : torch::nn::Module { torch::Tensor forward(torch::Tensor x, torch::Tensor y) { return x * y; } };
struct Base : torch::nn::Module { virtual int forward(int x) { return x; } virtual ~Base() {} };
struct Derived : Base { int forward(int x) override { return -x; } };
struct MIntImpl : torch::nn::Cloneable<MIntImpl> { MIntImpl(int v = 3) : value(v) { reset(); } void reset() override { w = register_parameter("w", torch::ones({2}, torch::kFloat)); } torch::Tensor forward(torch::Tensor x) { return x * w + value; } int value; torch::Tensor w; };
TORCH_MODULE_IMPL(MyMod, MIntImpl);
namespace torch { namespace nn {
struct TestAnyValue { template <typename T> explicit TestAnyValue(T&& value) : value_(std::forward<T>(value)) {} AnyValue operator()() { return std::move(value_); } AnyValue value_; };
template <typename T> AnyValue make_value(T&& value) { return TestAnyValue(std::forward<T>(value))(); }
}}
struct DefArgs : torch::nn::Module { torch::Tensor forward(torch::Tensor a, int b = 2, double c = 3.0) { return a + b * c; } FORWARD_HAS_DEFAULT_ARGS({1, torch::nn::AnyValue(2)}, {2, torch::nn::AnyValue(3.0)}) };
struct DefBad : torch::nn::Module { torch::Tensor forward(torch::Tensor a, int b = 2, double c = 3.0) { return a + b * c; } FORWARD_HAS_DEFAULT_ARGS({2, torch::nn::AnyValue(3.0)}) };
struct M : Module { explicit M(int v) : value(v) {} int value; int forward() { return value; } };
struct MSum : Module { MSum() : value(0) {} int value; int forward(int x) { value += x; return value; } };
struct MNegateImpl : Module { MNegateImpl() {} int forward(int x) { return -x; } };
TORCH_MODULE(MNegate);
struct Two : Module { std::tuple<Tensor, Tensor> forward(Tensor x) { return std::make_tuple(x, x + 1); } };
struct Tup : Module { Tensor forward(std::tuple<Tensor, Tensor> t) { return std::get<0>(t) + std::get<1>(t); } };
struct MyImpl : Cloneable<MyImpl> { MyImpl(int64_t a, double b) : a(a), b(b) { reset(); } void reset() override { w = register_parameter("w", torch::full({2}, b)); } Tensor forward(const Tensor& x) { return x * w; } int64_t a; double b; Tensor w; };
TORCH_MODULE(My);
struct Dflt : Module { Tensor forward(Tensor x, Tensor y = torch::ones(2)) { return x + y; } FORWARD_HAS_DEFAULT_ARGS({1, torch::nn::AnyValue(torch::ones(2))}) };
struct NoMacro : Module { Tensor forward(Tensor x, Tensor y = torch::ones(2)) { return x + y; } };
template <class N> void names(N n) { for (auto& i : n) std::cout << i << " "; std::cout << "\n"; }
static void any_modules() {
  { AnyModule a(MInt{}); T(a.forward<int>()) }
  { AnyModule a(MArg{}); T(a.forward<int>(5)) T(a.forward<int>(5.0)) T(a.forward<int>()) T(a.forward<int>(1, 2)) T(a.forward<float>(5)) T(a.forward<int>(5u)) T(a.forward(5)) }
  { AnyModule a(MConst{}); T(a.forward<const char*>("hello")) T(a.forward<const char*>(std::string("hello"))) }
  { AnyModule a(MStr2{}); T(a.forward<std::string>(5, 3.0)) T(a.forward<std::string>(5, 3)) int v = 3; T(a.forward<std::string>(v, 3.0)) T(a.forward<std::string>(std::move(v), 3.0)) const int cv = 4; T(a.forward<std::string>(cv, 1.0)) }
  { AnyModule a(M3{}); T(a.forward<double>(1.0f, 2.0, std::vector<double>{1, 2}, std::string("abc"))) T(a.forward<double>(1.0f, 2.0, std::vector<double>{1, 2}, "abc")) }
  { AnyModule a(MTen{}); T(a.forward(torch::ones({2}))) T(a.forward<Tensor>(torch::ones({2}))) T(a.forward(1)) T(a.forward()) T(a.forward(torch::ones(1), torch::ones(1))) T(a.forward<int>(torch::ones(1))) }
  { AnyModule a(MRef{}); T(a.forward(torch::ones({2}), std::vector<int64_t>{1, 2})) T(a.forward(torch::ones({2}), std::vector<int>{1, 2})) }
  { AnyModule a(MPtr{}); int v = 7; T(a.forward<int>(&v)) }
  { AnyModule a(MOther{}); T(a.forward(torch::ones(2), torch::ones(2) * 3)) T(a.forward(torch::ones(2))) }
  { AnyModule a(DefArgs{}); T(a.forward(torch::ones(2))) T(a.forward(torch::ones(2), 5)) T(a.forward(torch::ones(2), 5, 1.0)) T(a.forward(torch::ones(2), 5, 1.0, 3)) T(a.forward()) T(a.forward(torch::ones(2), 1.0)) }
  { AnyModule a(DefBad{}); T(a.forward(torch::ones(2))) T(a.forward(torch::ones(2), 5)) T(a.forward(torch::ones(2), 5, 1.0)) }
  { AnyModule a; T(a.is_empty()) E(a.get<MInt>()) E(a.forward<int>(5)) E(a.ptr()) E(a.ptr<MInt>()) E(a.type_info()) E(a.clone()) T(a.clone().is_empty()) E(a.any_forward(1)) AnyModule b = a; T(b.is_empty()) a = AnyModule(MInt{}); T(a.is_empty()) T(a.type_info() == typeid(MInt)) T(a.forward<int>()) }
  { AnyModule a(Derived{}); T(a.forward<int>(3)) E(a.get<Base>()) E(a.get<Derived>()) E(a.get<MInt>()) E(a.ptr<Base>()) E(a.ptr<Derived>()) }
  { auto p = std::make_shared<MArg>(); AnyModule a(p); T(a.ptr() == p) T(a.ptr<MArg>() == p) AnyModule b(a); T(b.ptr() == p) AnyModule c = a; T(c.get<MArg>().forward(3)) E(a.ptr<MInt>()) AnyModule d; d = p; T(d.forward<int>(4)) AnyModule m = std::move(d); T(d.is_empty()) T(m.is_empty()) }
  { AnyModule a(MyMod(5)); T(a.forward(torch::zeros(2))) MyMod m = a.get<MyMod>(); T(m->value) T(m.ptr() == a.ptr()) MIntImpl& i = a.get<MIntImpl>(); T(i.value) AnyModule b = a.clone(); T(b.get<MIntImpl>().value) T(b.ptr() == a.ptr()) { torch::NoGradGuard g; b.get<MIntImpl>().w.add_(1); } T(a.get<MIntImpl>().w) T(b.get<MIntImpl>().w) MyMod e = nullptr; T(e.is_empty()) T(bool(e)) E(e.get()) E(e.ptr()) E(*e) E(e->value) MyMod::Impl direct(2); T(direct.value) const auto& ca = a; T(ca.get<MIntImpl>().value) }
  { AnyModule a(torch::nn::Linear(3, 4)); T(a.get<torch::nn::LinearImpl>().weight.sizes()) T(a.get<torch::nn::Linear>()->weight.sizes()) T(a.forward(torch::ones({2, 3})).sizes()) AnyModule b = a.clone(torch::kCPU); P(*a.ptr()) E(a.get<torch::nn::Conv2d>()) E(a.get<torch::nn::Conv2dImpl>()) }
  { AnyModule a(torch::nn::ConvTranspose2d(ConvTranspose2dOptions(2, 2, 3))); T(a.forward(torch::ones({1, 2, 3, 3})).sizes()) T(a.forward(torch::ones({1, 2, 3, 3}), c10::optional<torch::IntArrayRef>(c10::nullopt)).sizes()) T(a.forward(torch::ones({1, 2, 3, 3}), c10::optional<at::IntArrayRef>({5, 5})).sizes()) }
  { AnyModule a(torch::nn::MaxUnpool1d(MaxUnpool1dOptions(2))); auto [y, i] = F::max_pool1d_with_indices(ar({1, 1, 4}), F::MaxPool1dFuncOptions(2)); T(a.forward(y, i)) T(a.forward(y, i, c10::optional<std::vector<int64_t>>({1, 1, 5}))) T(a.forward(y)) }
  { AnyModule a(torch::nn::Bilinear(2, 3, 4)); T(a.forward(torch::ones({1, 2}), torch::ones({1, 3})).sizes()) AnyModule b(torch::nn::CosineSimilarity{}); T(b.forward(torch::ones({1, 2}), torch::ones({1, 2}))) AnyModule c(torch::nn::MSELoss{}); T(c.forward(torch::ones(2), torch::zeros(2))) AnyModule d(torch::nn::EmbeddingBag(4, 2)); T(d.forward(torch::tensor({{0, 1}})).sizes()) T(d.forward(torch::tensor({0, 1}), torch::tensor({0})).sizes()) AnyModule e(torch::nn::Embedding(4, 2)); T(e.forward(torch::tensor({0, 1})).sizes()) AnyModule f(torch::nn::TripletMarginLoss{}); T(f.forward(torch::ones({1, 2}), torch::ones({1, 2}), torch::zeros({1, 2}))) AnyModule g(torch::nn::Functional(torch::relu)); T(g.forward(ar({3}))) AnyModule h(torch::nn::Identity{}); T(h.forward(ar({3}))) AnyModule l(torch::nn::BatchNorm1d(3)); T(l.forward(ar({2, 3}))) AnyModule p(torch::nn::CrossEntropyLoss{}); T(p.forward(ar({2, 3}), torch::tensor({0, 1}))) }
  // AnyValue
  { auto v = make_value(5); T(v.get<int>()) T(v.try_get<int>() != nullptr) T(v.try_get<double>() == nullptr) E(v.get<double>()) T(v.type_info() == typeid(int)) }
  { auto v = make_value(std::string("abc")); T(v.get<std::string>()) E(v.get<int>()) auto c = make_value("abc"); T(c.get<const char*>()) auto t = make_value(torch::ones(2)); T(t.get<Tensor>()) AnyValue cp(std::as_const(t)); T(cp.get<Tensor>()) cp = AnyValue(3.5f); T(cp.get<float>()) AnyValue mv = std::move(cp); T(mv.get<float>()) const int k = 3; AnyValue ck(k); T(ck.get<int>()) std::vector<int> vv{1}; AnyValue av(vv); T(av.get<std::vector<int>>().size() == 1) *av.try_get<std::vector<int>>() = {}; T(av.get<std::vector<int>>().empty()) }
  { AnyModule a(MArg{}); AnyValue v = a.any_forward(5); T(v.get<int>()) T(v.type_info().name()) }
  // expanding array
  { torch::ExpandingArray<5> e({1, 2, 3, 4, 5}); P(e) T(e.size()) torch::ExpandingArray<3> f(7); P(f) T((*f)[1]) T(f->at(2)) torch::ExpandingArray<2> g(std::vector<int64_t>{3, 4}); P(g) torch::ExpandingArray<2> h(std::array<int64_t, 2>{{5, 6}}); P(h) torch::ExpandingArray<2> i(at::ArrayRef<int64_t>({1, 2})); P(i) E(torch::ExpandingArray<2> bad({1, 2, 3})) E(torch::ExpandingArray<3> bad(std::vector<int64_t>{1})) torch::ExpandingArray<3, double> d({0.5, 1, 1.5}); P(d) torch::ExpandingArrayWithOptionalElem<2> o({1, c10::nullopt}); P(o) torch::ExpandingArrayWithOptionalElem<2> o2(4); P(o2) T(o->at(1).has_value()) E(torch::ExpandingArrayWithOptionalElem<2> bad({1, c10::nullopt, 3})) torch::IntArrayRef r = f; T(r) torch::ExpandingArrayWithOptionalElem<2> o3(std::vector<int64_t>{1, 2}); P(o3) torch::ExpandingArrayWithOptionalElem<2> o4(std::vector<c10::optional<int64_t>>{1, c10::nullopt}); P(o4) torch::ExpandingArrayWithOptionalElem<2> o5(std::array<int64_t, 2>{{5, 6}}); P(o5)
  torch::ExpandingArray<4> z = 1; for (auto v : *z) std::cout << v; std::cout << "\n"; (*z)[0] = 9; P(z) T(z->front()) T(z->data()[1]) }
  { torch::nn::EmbeddingBagMode mode = torch::kMax; T(torch::enumtype::get_enum_name(mode)) c10::variant<torch::enumtype::kNone, torch::enumtype::kMean, torch::enumtype::kSum> r = torch::kSum; T(torch::enumtype::get_enum_name(r)) T(int(torch::enumtype::reduction_get_enum(r))) T(c10::get_if<torch::enumtype::kSum>(&r) != nullptr) T(c10::holds_alternative<torch::enumtype::kMean>(r)) T(int(r.index())) }
  #define EN(k) { c10::variant<torch::enumtype::k> v = torch::k; v = torch::k; T(torch::enumtype::get_enum_name(v)) T(c10::get_if<torch::enumtype::k>(&v) != nullptr) }
  EN(kLinear) EN(kConv1D) EN(kConv2D) EN(kConv3D) EN(kConvTranspose1D) EN(kConvTranspose2D) EN(kConvTranspose3D) EN(kSigmoid) EN(kTanh) EN(kReLU) EN(kLeakyReLU) EN(kFanIn) EN(kFanOut) EN(kConstant) EN(kReflect) EN(kReplicate) EN(kCircular) EN(kNearest) EN(kBilinear) EN(kBicubic) EN(kTrilinear) EN(kArea) EN(kSum) EN(kMean) EN(kMax) EN(kNone) EN(kBatchMean) EN(kZeros) EN(kBorder) EN(kReflection) EN(kRNN_TANH) EN(kRNN_RELU) EN(kLSTM) EN(kGRU) EN(kNearestExact) EN(kSame) EN(kValid) EN(kGELU)
  { c10::variant<torch::enumtype::kFanIn, torch::enumtype::kFanOut> v; v = torch::kFanOut; c10::visit(torch::enumtype::_compute_enum_name{}, v); T(c10::visit(torch::enumtype::_compute_enum_name{}, v)) }
  T(torch::nn::modules::utils::_reverse_repeat_vector(torch::IntArrayRef({1, 2, 3}), 2)) T(torch::nn::modules::utils::_list_with_default({c10::nullopt, 3}, {1, 2, 5, 6})) T(torch::nn::modules::utils::_list_with_default(std::vector<c10::optional<int64_t>>{c10::nullopt, 3}, {1, 2}))
  // static
  T(torch::detail::is_module<torch::nn::LinearImpl>::value) T(torch::detail::is_module<int>::value) T(torch::detail::is_module<torch::nn::Linear>::value) T(torch::detail::has_forward<torch::nn::LinearImpl>::value) T(torch::detail::has_forward<torch::nn::SequentialImpl>::value) T(torch::detail::has_forward<int>::value) T((std::is_same<torch::detail::return_type_of_forward_t<MArg, int>, int>::value)) T(torch::detail::is_module_holder<torch::nn::Linear>::value) T((torch::detail::is_module_holder_of<torch::nn::Linear, torch::nn::LinearImpl>::value)) T(torch::detail::check_not_lvalue_references<int, float, const int&>()) T((torch::detail::check_not_lvalue_references<int&>()))
  T((torch::all_of<true, true>::value)) T((torch::any_of<false, true>::value))
  { auto u = torch::make_unique<int>(3); T(*u) auto& z = *u; T(z) }
}
static void sequences() {
  { Sequential s(std::make_shared<M>(1), std::make_shared<M>(2), std::make_shared<M>(3)); T(s->size()) T(s->at<M>(1).value) E(s->at<M>(7)) E(s->at<MSum>(0)) E(s->at<Linear::Impl>(0)) T(s->ptr<M>(2)->value) E(s->ptr<MSum>(2)) E(s->ptr(9)) T(s[0]->as<M>()->value) const auto& cs = *s; T(cs.at<M>(0).value) T(cs.ptr<M>(0)->value) const ModuleList ml(M(4)); T(ml->at<M>(0).value) }
  { Sequential s; T(s->is_empty()) E(s->forward<int>()) s->push_back(M(1)); T(s->size()) s->push_back(std::make_shared<M>(4)); s->push_back(Linear(3, 4)); s->push_back("lin", Linear(3, 4)); s->push_back("mm", M(3)); s->push_back(std::string("shared"), std::make_shared<M>(8)); s->push_back(AnyModule(M(9))); s->push_back("any", AnyModule(M(9))); E(s->push_back("lin", M(1))) for (auto& c : s->named_children()) std::cout << c.key() << " "; std::cout << s->size() << "\n"; }
  { Sequential s(M(1), M(2)); T(s->forward<int>()) }
  { Sequential s(MSum{}, MSum{}, MSum{}); T(s->forward<int>(1)) T(s->forward<int>(1)) E(s->forward<float>(1)) E(s->forward<int>(1.0)) E(s->forward(1)) E(s->forward<int>()) }
  { Sequential s(MSum{}, MNegate(), MNegate()); T(s->forward<int>(2)) Sequential n({{"m", MSum{}}, {std::string("n"), MNegate()}, {"p", std::make_shared<MSum>()}}); T(n->forward<int>(3)) T(n->named_children()["n"]->name()) }
  { Sequential s(Linear(3, 5), ReLU(), Functional(torch::relu), Functional([](Tensor x) { return x * 2; }), Functional(torch::elu, 1, 0, 1), Linear(5, 2)); T(s->forward(ar({2, 3}))) E(s->forward(ar({2, 4}))) P(s) T(s->parameters().size()) auto c = std::dynamic_pointer_cast<SequentialImpl>(s->clone()); T(c->forward(ar({2, 3})).equal(s->forward(ar({2, 3})))) T(c->parameters()[0].data_ptr() == s->parameters()[0].data_ptr()) s->to(torch::kDouble); T(s->parameters()[0].scalar_type()) }
  { Sequential s(Two{}, Tup{}); T(s->forward(torch::ones(2))) T((std::get<1>(Sequential(Two{})->forward<std::tuple<Tensor, Tensor>>(torch::ones(2))))) E(Sequential(Two{})->forward(torch::ones(2))) }
  { Sequential a(M(1), M(2)), b(M(3)); b->extend(*a); T(b->size()) std::vector<std::shared_ptr<M>> v{std::make_shared<M>(7)}; b->extend(v); T(b->size()) T(b->at<M>(3).value) for (auto& m : *b) std::cout << m.get<M>().value; const auto& cb = *b; for (auto it = cb.begin(); it != cb.end(); ++it) std::cout << it->get<M>().value; std::cout << "\n"; }
  { Sequential s(Dflt{}, Dflt{}); T(s->forward(torch::zeros(2))) T(s->forward(torch::zeros(2), torch::zeros(2))) Sequential n(NoMacro{}); E(n->forward(torch::zeros(2))) T(n->forward(torch::zeros(2), torch::zeros(2))) E(n->forward(torch::zeros(2), torch::zeros(2), torch::zeros(2))) Sequential o(Identity(), NoMacro{}); E(o->forward(torch::zeros(2))) AnyModule an(NoMacro{}); E(an.forward(torch::zeros(2))) }
  { Sequential s(ConvTranspose1d(ConvTranspose1dOptions(1, 1, 2)), Flatten()); T(s->forward(ar({1, 1, 3})).sizes()) Sequential e(EmbeddingBag(4, 2)); T(e->forward(torch::tensor({{1, 2}})).sizes()) T(e->forward(torch::tensor({1, 2}), torch::tensor({0})).sizes()) Sequential u(MaxUnpool1d(2)); auto [y, i] = F::max_pool1d_with_indices(ar({1, 1, 4}), F::MaxPool1dFuncOptions(2)); T(u->forward(y, i)) Sequential bi(Bilinear(2, 3, 1)); T(bi->forward(ar({1, 2}), ar({1, 3})).sizes()) }
  { torch::OrderedDict<std::string, AnyModule> od = {{"a", AnyModule(Linear(1, 2))}, {"b", AnyModule(M(1))}}; Sequential s(std::move(od)); T(s->size()) T(s->children()[0]->name()) std::vector<std::pair<std::string, AnyModule>> l{{"x", AnyModule(M(1))}}; Sequential t; for (auto& p : l) t->push_back(p.first, p.second); T(t->size()) NamedAnyModule na("q", Linear(1, 1)); T(na.name()) T(na.module().ptr()->name()) Sequential sw = nullptr; T(sw.is_empty()) sw = s; T(sw.ptr() == s.ptr()) auto shared = std::make_shared<SequentialImpl>(Linear(1, 1)); Sequential w(shared); T(w->size()) Sequential one(Linear(1, 2)); T(one->size()) Sequential copy(one); T(copy.ptr() == one.ptr()) const Sequential& cone = one; T(cone->size()) }
  // nested sequentials through subclass
  { struct InnerImpl : SequentialImpl { using SequentialImpl::SequentialImpl; Tensor forward(Tensor x) { return SequentialImpl::forward(x); } }; struct Inner : ModuleHolder<InnerImpl> { using ModuleHolder<InnerImpl>::ModuleHolder; }; Sequential s(Inner(Linear(2, 3), ReLU()), Linear(3, 1)); T(s->forward(ar({1, 2})).sizes()) P(s) }
  { Sequential s({{"l1", Linear(10, 3)}, {"l2", Linear(3, 5)}}); s->train(false); T(s->is_training()) auto c = s->clone(); T(c->is_training()) for (auto& p : c->named_parameters()) std::cout << p.key() << p.value().sizes(); std::cout << "\n"; P(*c) std::stringstream st; torch::save(s, st); Sequential s2({{"l1", Linear(10, 3)}, {"l2", Linear(3, 5)}}); torch::load(s2, st); T(s2->parameters()[0].equal(s->parameters()[0])) }
  // module list
  { ModuleList l(std::make_shared<M>(1), std::make_shared<M>(2)); T(l->size()) T(l->at<M>(1).value) E(l->at<M>(3)) T(l->ptr<M>(0)->value) E(l->ptr<MSum>(0)->value) E(l->ptr(3)) T(l[1]->as<M>()->value) l->push_back(M(5)); l->push_back(Linear(1, 1)); l->push_back(std::make_shared<M>(6)); T(l->size()) l->insert(5, std::make_shared<M>(11)); l->insert(5, M(9)); T(l->at<M>(5).value) E(l->insert(20, M(1))) for (auto& c : l->named_children()) std::cout << c.key() << c.value()->name() << " "; std::cout << "\n"; ModuleList k(M(1)); k->extend(*l); T(k->size()) std::vector<std::shared_ptr<M>> v{std::make_shared<M>(3)}; k->extend(v); T(k->size()) for (auto& m : *k) std::cout << m->name(); const auto& ck = *k; for (const auto& m : ck) std::cout << m->is_training(); std::cout << "\n"; T(k->is_empty()) T(ModuleList()->is_empty()) auto m = ModuleList(Linear(3, 4), BatchNorm1d(4), Dropout(0.5)); auto c = std::dynamic_pointer_cast<ModuleListImpl>(m->clone()); T(c->size()) T(c->parameters().size()) T(c->ptr(0) == m->ptr(0)) P(m) T(m->at<LinearImpl>(0).weight.sizes()) m->to(torch::kDouble); T(m->parameters()[0].scalar_type()) T(m->buffers().size()) }
}
static void dictionaries() {
  // module dict
  { torch::OrderedDict<std::string, std::shared_ptr<Module>> od = {{"linear", Linear(10, 3).ptr()}, {"conv", Conv2d(1, 2, 3).ptr()}, {"dropout", Dropout(0.5).ptr()}}; ModuleDict d(od); T(d->size()) T(d->empty()) T(d->contains("conv")) T(d->contains("x")) T(d["linear"]->name()) T(d->at<LinearImpl>("linear").options.in_features()) E(d->at<LinearImpl>("zz")) E(d["zz"]) names(d->keys()); T(d->values().size()) T(d->items().size()) T(d->items()[1].first) for (auto& i : *d) std::cout << i.key() << i.value()->name(); std::cout << "\n"; auto p = d->pop("conv"); T(p->name()) T(d->size()) T(d->children().size()) E(d->pop("conv")) d->update(std::vector<std::pair<std::string, std::shared_ptr<Module>>>{{"new", ReLU().ptr()}}); T(d->size()) ModuleDict e; T(e->empty()) e->update(*d); T(e->size()) P(e) auto c = std::dynamic_pointer_cast<ModuleDictImpl>(e->clone()); T(c->size()) T(c->at<LinearImpl>("linear").weight.equal(e->at<LinearImpl>("linear").weight)) T((*c)["linear"] == e["linear"]) e->clear(); T(e->size()) std::vector<std::pair<std::string, std::shared_ptr<Module>>> list = {{"a", Linear(1, 2).ptr()}}; ModuleDict f(list); T(f->parameters().size()) f->update(list); T(f->size()) T(f->named_parameters()["a.weight"].sizes()) }
  // parameter list
  { auto a = torch::ones({1}), b = torch::ones({2}).requires_grad_(), c = torch::ones({3}); ParameterList l(a, b, c); T(l->size()) T(l->at(1)) T(l[2]) E(l->at(3)) E(l[7]) T(l->parameters()[0].requires_grad()) T(l->parameters()[1].requires_grad()) l->append(torch::ones({4})); T(l->size()) for (auto& p : *l) std::cout << p.key() << p.value().sizes() << *p; std::cout << "\n"; ParameterList m(torch::zeros({5})); m->extend(*l); T(m->size()) std::vector<Tensor> v{torch::ones({6})}; m->extend(v); T(m->size()) *m += *l; T(m->size()) ParameterListImpl n; n += *m; T(n.size()) T(n.is_empty()) names(m->named_parameters().keys()); P(m) torch::OrderedDict<std::string, Tensor> od = {{"x", torch::ones({7})}}; l->extend(od); T(l->size()) T(l->at(4)) l->append(*od.begin()); T(l->size()) T(l->is_empty()) Sequential s(Linear(1, 2)); ParameterList q; q->extend(s->parameters()); T(q->size()) T(q->at(0).requires_grad()) T(q->at(0).is_same(s->parameters()[0])) l->at(0) = torch::zeros({1}); T(l->at(0)) E(l->clone()) }
  // parameter dict
  { ParameterDict d; T(d->size()) T(d->empty()) d->insert("A", torch::tensor({1.0})); d->insert("B", torch::tensor({2.0}).requires_grad_()); T(d["A"]) T(d->get("B")) E(d["zz"]) E(d->get("zz")) T(d->size()) T(d->contains("A")) names(d->keys()); T(d->values()) for (auto& i : *d) std::cout << i.key(); std::cout << "\n"; T(d->pop("A")) T(d->size()) E(d->pop("A")) E(d->insert("B", torch::ones(1))) ParameterDict e; e->insert("B", torch::ones({3})); e->insert("C", torch::ones({1})); T(e->size()) P(d) torch::OrderedDict<std::string, Tensor> od = {{"D", torch::ones({1})}, {"C", torch::ones({9})}}; ParameterDict f(od); T(f->size()) T(f->parameters().size()) T(f->named_parameters()["D"].requires_grad()) d->clear(); T(d->size()) T(d->parameters().size()) E(f->clone()) }
}
int main() { torch::manual_seed(0); any_modules(); sequences(); dictionaries(); }
