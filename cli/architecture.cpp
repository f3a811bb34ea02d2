#include "architecture.h"

#include <rectify/autograd/archive.h>
#include <rectify/autograd/grad_mode.h>
#include <rectify/io/safetensors.h>
#include <rectify/nn.h>

#include <algorithm>
#include <charconv>
#include <fstream>
#include <optional>

namespace rectify::cli {
namespace {

// One module of a description.
struct Item {
  std::string path;  // in the weights; empty: not named
  std::string kind;  // "leakyrelu"
  std::string shown;
  std::vector<std::pair<std::string, std::string>> options;  // without a name: by position
};

std::string plain(std::string s) {
  std::string r;
  for (const char c : s)
    if (c != '_') r += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return r;
}
[[noreturn]] void wrong(const std::string& what) { throw UsageError("--architecture: " + what); }

class Parser {
 public:
  explicit Parser(const std::string& text) : s_(text) {}
  std::vector<Item> run() {
    children("", false);
    if (items_.empty()) wrong("it names no layer");
    return std::move(items_);
  }

 private:
  bool ends() const { return at_ >= s_.size(); }
  void skip() {
    while (!ends() && (std::isspace(static_cast<unsigned char>(s_[at_])) || s_[at_] == ',')) at_++;
  }
  std::string word() {
    const size_t begin = at_;
    while (!ends() && (std::isalnum(static_cast<unsigned char>(s_[at_])) || s_[at_] == '_' || s_[at_] == ':' ||
                       (s_[at_] == '.' && at_ > begin)))
      at_++;
    return s_.substr(begin, at_ - begin);
  }
  void children(const std::string& prefix, bool inside) {
    for (skip(); !ends() && s_[at_] != ')'; skip()) {
      std::string name;
      if (s_[at_] == '(') {  // as it is printed: (0): Linear(…)
        const size_t close = s_.find("):", at_);
        if (close == s_.npos) wrong("'" + s_.substr(at_, 20) + "' is no module");
        name = s_.substr(at_ + 1, close - at_ - 1);
        at_ = close + 2;
        skip();
      }
      item(prefix, name);
    }
    if (inside && ends()) wrong("a bracket is not closed");
    if (!inside && !ends()) wrong("a bracket too many");
  }
  void item(const std::string& prefix, std::string name) {
    std::string kind = word();
    if (!ends() && s_[at_] == '=') {
      name = kind;
      at_++;
      kind = word();
    }
    if (const size_t colon = kind.rfind(':'); colon != kind.npos) kind = kind.substr(colon + 1);
    if (kind.empty()) wrong("'" + s_.substr(at_, 20) + "' is no module");
    const std::string path = name.empty() ? "" : prefix + name;
    if (!ends() && s_[at_] == '(') {
      at_++;
      const size_t begin = at_;
      skip();
      if (plain(kind) == "sequential" || (!ends() && s_[at_] == '(' && s_.find("):", at_) < s_.find(')', at_) + 1)) {
        children(path.empty() ? prefix : path + ".", true);
        at_++;
        return;
      }
      at_ = begin;
      items_.push_back({path, plain(kind), kind, options()});
      return;
    }
    items_.push_back({path, plain(kind), kind, {}});
  }
  std::vector<std::pair<std::string, std::string>> options() {
    std::vector<std::pair<std::string, std::string>> r;
    std::string one;
    int depth = 0;
    const auto finish = [&] {
      one.erase(std::remove_if(one.begin(), one.end(), [](unsigned char c) { return std::isspace(c); }), one.end());
      const size_t equals = one.find('=');
      if (!one.empty())
        r.emplace_back(equals == one.npos ? "" : one.substr(0, equals),
                       equals == one.npos ? one : one.substr(equals + 1));
      one.clear();
    };
    for (; !ends(); at_++) {
      const char c = s_[at_];
      if (c == ')' && depth == 0) {
        at_++;
        finish();
        return r;
      }
      depth += (c == '(' || c == '[' || c == '{') - (c == ')' || c == ']' || c == '}');
      if (c == ',' && depth == 0)
        finish();
      else
        one += c;
    }
    wrong("a bracket is not closed");
  }
  const std::string& s_;
  size_t at_ = 0;
  std::vector<Item> items_;
};

// The options of an item, each of which is asked for once.
class Options {
 public:
  explicit Options(const Item& item) : item_(item), used_(item.options.size(), false) {}
  std::optional<std::string> find(const std::string& name, size_t position) {
    for (size_t i = 0; i < item_.options.size(); i++)
      if (item_.options[i].first == name || (item_.options[i].first.empty() && i == position)) {
        used_[i] = true;
        if (item_.options[i].second != "None") return item_.options[i].second;
      }
    return std::nullopt;
  }
  template <class T>
  std::vector<T> list(const std::string& name, size_t position, std::vector<T> usual) {
    const auto text = find(name, position);
    if (!text) return usual;
    std::vector<T> r;
    const char *at = text->data(), *end = at + text->size();
    while (at < end) {
      if (*at == '(' || *at == '[' || *at == '{' || *at == ',' || *at == ')' || *at == ']' || *at == '}') {
        at++;
        continue;
      }
      T v{};
      const auto [stop, error] = std::from_chars(at, end, v);
      if (error != std::errc()) bad(name, *text);
      r.push_back(v), at = stop;
    }
    if (r.empty()) bad(name, *text);
    return r;
  }
  int64_t whole(const std::string& name, size_t position, int64_t usual) { return one(name, position, usual); }
  double number(const std::string& name, size_t position, double usual) { return one(name, position, usual); }
  bool flag(const std::string& name, bool usual) {
    const auto text = find(name, kNowhere);
    if (!text) return usual;
    const std::string v = plain(*text);
    if (v != "true" && v != "false" && v != "0" && v != "1") bad(name, *text);
    return v == "true" || v == "1";
  }
  std::string text(const std::string& name, size_t position, const std::string& usual) {
    std::string v = find(name, position).value_or(usual);
    v.erase(std::remove_if(v.begin(), v.end(), [](char c) { return c == '\'' || c == '"'; }), v.end());
    return v;
  }
  template <size_t D>
  ExpandingArray<D> sizes(const std::string& name, size_t position, std::vector<int64_t> usual, int64_t least) {
    const auto v = list<int64_t>(name, position, std::move(usual));
    if ((v.size() != 1 && v.size() != D) || *std::min_element(v.begin(), v.end()) < least)
      bad(name, find(name, position).value_or(""));
    return v.size() == 1 ? ExpandingArray<D>(v[0]) : ExpandingArray<D>(v);
  }
  void ignore(std::initializer_list<const char*> names) {
    for (const char* n : names) find(n, kNowhere);
  }
  void finish() const {
    for (size_t i = 0; i < used_.size(); i++)
      if (!used_[i])
        wrong(item_.shown + " does not take '" +
              (item_.options[i].first.empty() ? item_.options[i].second
                                              : item_.options[i].first + "=" + item_.options[i].second) +
              "'");
  }
  [[noreturn]] void bad(const std::string& name, const std::string& value) const {
    wrong("'" + value + "' is no " + name + " of " + item_.shown);
  }
  static constexpr size_t kNowhere = 99;

 private:
  template <class T>
  T one(const std::string& name, size_t position, T usual) {
    const auto v = list<T>(name, position, {usual});
    if (v.size() != 1) bad(name, "a list");
    return v[0];
  }
  const Item& item_;
  std::vector<bool> used_;
};

// Sets the option of this name, if there is such a one.
template <class O>
void set_option(O& o, const std::string& name, double v) {
#define RECTIFY_SET(field)                  \
  if constexpr (requires { o.field(v); }) { \
    if (name == #field) o.field(v);         \
  }
  RECTIFY_SET(alpha)
  RECTIFY_SET(beta)
  RECTIFY_SET(lambda)
  RECTIFY_SET(min_val)
  RECTIFY_SET(max_val)
  RECTIFY_SET(negative_slope)
  RECTIFY_SET(scale)
  RECTIFY_SET(theta)
  RECTIFY_SET(bias)
  RECTIFY_SET(threshold)
  RECTIFY_SET(value)
#undef RECTIFY_SET
}
template <class Activation, class Module>
nn::AnyModule activation(Options& o) {
  auto options = activations::default_options<Activation>();
  if constexpr (requires { options.approximate(std::string()); }) {
    const std::string how = o.text("approximate", 0, "none");
    if (how != "none" && how != "tanh") o.bad("approximate", how);
    options.approximate(how);
  } else {
    for (int i = 0; i < Activation::record.parameters; i++) {
      const std::string name = Activation::record.parameter[i];
      set_option(options, name,
                 o.number(name == "lambda" ? "lambd" : name, static_cast<size_t>(i), Activation::record.defaults[i]));
    }
  }
  return nn::AnyModule(Module(options));
}
std::optional<nn::AnyModule> activation_of(const Item& item, Options& o) {
  o.ignore({"inplace"});
#define RECTIFY_ACTIVATION(name, Module, methods) \
  if (item.kind == plain(#name) || item.kind == plain(#Module)) return activation<activations::name, nn::Module>(o);
#include <rectify/activations/list.def>
#undef RECTIFY_ACTIVATION
  return std::nullopt;
}

struct Group {  // what a file has for one module
  std::string path;
  std::vector<std::pair<std::string, Tensor>> tensors;
  Tensor find(const std::string& name) const {
    for (const auto& [n, t] : tensors)
      if (n == name) return t;
    return {};
  }
};
bool natural(const std::string& a, const std::string& b) {  // 2 before 10
  size_t i = 0, j = 0;
  while (i < a.size() && j < b.size()) {
    if (std::isdigit(static_cast<unsigned char>(a[i])) && std::isdigit(static_cast<unsigned char>(b[j]))) {
      int64_t x = 0, y = 0;
      i = static_cast<size_t>(std::from_chars(a.data() + i, a.data() + a.size(), x).ptr - a.data());
      j = static_cast<size_t>(std::from_chars(b.data() + j, b.data() + b.size(), y).ptr - b.data());
      if (x != y) return x < y;
    } else if (a[i] != b[j]) {
      return a[i] < b[j];
    } else {
      i++, j++;
    }
  }
  return a.size() - i < b.size() - j;
}
std::vector<Group> groups_of(const OrderedTensors& weights) {
  std::vector<Group> r;
  for (const auto& [name, t] : weights) {
    const size_t dot = name.rfind('.');
    const std::string path = dot == name.npos ? "" : name.substr(0, dot);
    auto found = std::find_if(r.begin(), r.end(), [&](const Group& g) { return g.path == path; });
    if (found == r.end()) found = r.insert(r.end(), Group{path, {}});
    found->tensors.emplace_back(dot == name.npos ? name : name.substr(dot + 1), t);
  }
  return r;
}
std::string list_of(const std::vector<Group>& groups) {
  std::string s;
  for (const Group& g : groups) s += (s.empty() ? "" : ", ") + (g.path.empty() ? g.tensors[0].first : g.path);
  return s;
}
// Which weights are whose.
std::vector<const Group*> matched(const std::vector<Item>& items, const std::vector<size_t>& weighted,
                                  const std::vector<Group>& groups, const std::string& path) {
  const auto at = [&](const std::string& name) -> const Group* {
    const auto found = std::find_if(groups.begin(), groups.end(), [&](const Group& g) { return g.path == name; });
    return found == groups.end() ? nullptr : &*found;
  };
  std::vector<const Group*> r;
  const auto is_named = [&](size_t i) { return !items[i].path.empty(); };
  const bool named = std::any_of(weighted.begin(), weighted.end(), is_named),
             placed = std::all_of(weighted.begin(), weighted.end(), [&](size_t i) { return at(std::to_string(i)); });
  if (named && !std::all_of(weighted.begin(), weighted.end(), is_named))
    wrong("name all layers that have weights, or none");
  TORCH_CHECK(named || weighted.size() == groups.size(), path, ": it has weights of ", groups.size(), " layers (",
              list_of(groups), "), but --architecture has ", weighted.size(), " that take some");
  for (size_t k = 0; k < weighted.size(); k++) {
    const std::string name = named ? items[weighted[k]].path : placed ? std::to_string(weighted[k]) : groups[k].path;
    r.push_back(at(name));
    TORCH_CHECK(r.back(), path, ": it has no weights called ", name, "; there are ", list_of(groups));
  }
  for (const Group& g : groups)
    TORCH_CHECK(std::find(r.begin(), r.end(), &g) != r.end(), path, ": --architecture has no layer for its weights of ",
                g.path);
  return r;
}

// A module with weights, made for what the file has for it.
class Layer {
 public:
  Layer(const Item& item, const Group& group, const std::string& path)
      : o_(item), item_(item), g_(group), path_(path) {}
  nn::AnyModule make() {
    const nn::AnyModule m = module();
    o_.ignore({"device", "dtype"});
    o_.finish();
    const NoGradGuard no_grad;
    for (const auto& p : m.ptr()->named_parameters(false)) take(p.key(), p.value());
    for (const auto& b : m.ptr()->named_buffers(false))
      if (b.key() != "num_batches_tracked") take(b.key(), b.value());
    for (const auto& [name, t] : g_.tensors)
      TORCH_CHECK(name == "num_batches_tracked" || m.ptr()->named_parameters(false).contains(name) ||
                      m.ptr()->named_buffers(false).contains(name),
                  path_, ": ", item_.shown, " has no weights called ", name);
    return m;
  }

 private:
  std::string called(const std::string& name) const { return g_.path.empty() ? name : g_.path + "." + name; }
  void take(const std::string& name, const Tensor& to) {
    const Tensor t = g_.find(name);
    TORCH_CHECK(t.defined(), path_, ": it has no weights called ", called(name));
    TORCH_CHECK(t.sizes().equals(to.sizes()), path_, ": ", called(name), " has shape ", t.sizes(), " where ",
                item_.shown, " has ", to.sizes());
    to.copy_(t);
  }
  Tensor weight(int64_t dims) const {
    const Tensor w = g_.find("weight");
    TORCH_CHECK(w.defined(), path_, ": it has no weights called ", called("weight"));
    TORCH_CHECK(w.dim() == dims, path_, ": ", called("weight"), " has shape ", w.sizes(), ", which is no ", item_.shown,
                "'s");
    return w;
  }
  bool biased() { return o_.flag("bias", g_.find("bias").defined()); }
  template <class M, size_t D>
  nn::AnyModule conv() {
    const Tensor w = weight(D + 2);
    const int64_t groups = o_.whole("groups", 6, 1);
    const auto kernel = w.sizes().slice(2).vec();
    nn::ConvOptions<D> c(o_.whole("in_channels", 0, w.size(1) * groups), o_.whole("out_channels", 1, w.size(0)),
                         o_.sizes<D>("kernel_size", 2, kernel, 1));
    c.stride(o_.sizes<D>("stride", 3, {1}, 1))
        .dilation(o_.sizes<D>("dilation", 5, {1}, 1))
        .groups(groups)
        .bias(biased());
    const std::string padding = o_.text("padding", 4, "0");
    if (padding == "same")
      c.padding(kSame);
    else if (padding != "valid")
      c.padding(o_.sizes<D>("padding", 4, {0}, 0));
    const std::string mode = o_.text("padding_mode", Options::kNowhere, "zeros");
    if (mode == "reflect")
      c.padding_mode(kReflect);
    else if (mode == "replicate")
      c.padding_mode(kReplicate);
    else if (mode == "circular")
      c.padding_mode(kCircular);
    else if (mode != "zeros")
      o_.bad("padding_mode", mode);
    return nn::AnyModule(M(c));
  }
  template <class M>
  nn::AnyModule norm() {
    const Tensor mean = g_.find("running_mean");
    TORCH_CHECK(mean.defined() && mean.dim() == 1, path_, ": it has no weights called ", called("running_mean"));
    nn::BatchNormOptions b(o_.whole("num_features", 0, mean.size(0)));
    b.eps(o_.number("eps", 1, 1e-5)).affine(o_.flag("affine", g_.find("weight").defined()));
    o_.ignore({"momentum", "track_running_stats"});
    o_.find("momentum", 2);
    return nn::AnyModule(M(b));
  }
  nn::AnyModule module() {
    const std::string& k = item_.kind;
    if (k == "linear") {
      const Tensor w = weight(2);
      return nn::AnyModule(
          nn::Linear(nn::LinearOptions(o_.whole("in_features", 0, w.size(1)), o_.whole("out_features", 1, w.size(0)))
                         .bias(biased())));
    }
    if (k == "conv1d") return conv<nn::Conv1d, 1>();
    if (k == "conv2d") return conv<nn::Conv2d, 2>();
    if (k == "conv3d") return conv<nn::Conv3d, 3>();
    if (k == "batchnorm1d") return norm<nn::BatchNorm1d>();
    if (k == "batchnorm2d") return norm<nn::BatchNorm2d>();
    if (k == "batchnorm3d") return norm<nn::BatchNorm3d>();
    if (k == "layernorm") {
      nn::LayerNormOptions l(
          o_.list<int64_t>("normalized_shape", 0,
                           g_.find("weight").defined() ? g_.find("weight").sizes().vec() : std::vector<int64_t>{}));
      l.eps(o_.number("eps", 1, 1e-5));
      o_.ignore({"elementwise_affine"});
      return nn::AnyModule(nn::LayerNorm(l));
    }
    if (k == "groupnorm") {
      nn::GroupNormOptions n(o_.whole("num_groups", 0, 1), o_.whole("num_channels", 1, weight(1).size(0)));
      n.eps(o_.number("eps", 2, 1e-5));
      o_.ignore({"affine"});
      return nn::AnyModule(nn::GroupNorm(n));
    }
    o_.ignore({"init"});
    return nn::AnyModule(
        nn::PReLU(nn::PReLUOptions().num_parameters(o_.whole("num_parameters", 0, weight(1).size(0)))));
  }
  Options o_;
  const Item& item_;
  const Group& g_;
  const std::string& path_;
};
const char* const kWeighted[] = {"linear",      "conv1d",      "conv2d",    "conv3d",    "batchnorm1d",
                                 "batchnorm2d", "batchnorm3d", "layernorm", "groupnorm", "prelu"};
bool takes_weights(const Item& item) {
  if (item.kind == "layernorm" || item.kind == "groupnorm") {
    Options o(item);
    if (!o.flag(item.kind == "layernorm" ? "elementwise_affine" : "affine", true)) return false;
  }
  return std::any_of(std::begin(kWeighted), std::end(kWeighted), [&](const char* k) { return item.kind == k; });
}

template <class PoolOptions, size_t D>
PoolOptions pool(Options& o) {  // what both kinds have
  PoolOptions p(o.sizes<D>("kernel_size", 0, {2}, 1));
  p.stride(o.find("stride", 1) ? o.sizes<D>("stride", 1, {1}, 1) : p.kernel_size());
  p.padding(o.sizes<D>("padding", 2, {0}, 0)).ceil_mode(o.flag("ceil_mode", false));
  return p;
}
template <class M, size_t D>
nn::AnyModule max_pool(Options& o) {
  auto p = pool<nn::MaxPoolOptions<D>, D>(o);
  return nn::AnyModule(M(p.dilation(o.sizes<D>("dilation", 3, {1}, 1))));
}
template <class M, size_t D>
nn::AnyModule average_pool(Options& o) {
  auto p = pool<nn::AvgPoolOptions<D>, D>(o);
  p.count_include_pad(o.flag("count_include_pad", true));
  if constexpr (D > 1)
    if (o.find("divisor_override", 5)) p.divisor_override(o.whole("divisor_override", 5, 1));
  return nn::AnyModule(M(p));
}
template <class M, size_t D>
nn::AnyModule adaptive_pool(Options& o) {
  using PoolOptions = std::decay_t<decltype(std::declval<M&>()->options)>;
  const auto size = o.sizes<D>("output_size", 0, {1}, 1);
  return nn::AnyModule(M(PoolOptions(*size)));
}
nn::AnyModule module_of(const Item& item) {
  Options o(item);
  const std::string& k = item.kind;
  const auto made = [&]() -> nn::AnyModule {
    if (auto a = activation_of(item, o)) return *a;
    if (k == "maxpool1d") return max_pool<nn::MaxPool1d, 1>(o);
    if (k == "maxpool2d") return max_pool<nn::MaxPool2d, 2>(o);
    if (k == "maxpool3d") return max_pool<nn::MaxPool3d, 3>(o);
    if (k == "avgpool1d") return average_pool<nn::AvgPool1d, 1>(o);
    if (k == "avgpool2d") return average_pool<nn::AvgPool2d, 2>(o);
    if (k == "avgpool3d") return average_pool<nn::AvgPool3d, 3>(o);
    if (k == "adaptiveavgpool1d") return adaptive_pool<nn::AdaptiveAvgPool1d, 1>(o);
    if (k == "adaptiveavgpool2d") return adaptive_pool<nn::AdaptiveAvgPool2d, 2>(o);
    if (k == "adaptiveavgpool3d") return adaptive_pool<nn::AdaptiveAvgPool3d, 3>(o);
    if (k == "adaptivemaxpool1d") return adaptive_pool<nn::AdaptiveMaxPool1d, 1>(o);
    if (k == "adaptivemaxpool2d") return adaptive_pool<nn::AdaptiveMaxPool2d, 2>(o);
    if (k == "adaptivemaxpool3d") return adaptive_pool<nn::AdaptiveMaxPool3d, 3>(o);
    if (k == "rrelu")
      return nn::AnyModule(
          nn::RReLU(nn::RReLUOptions().lower(o.number("lower", 0, 1.0 / 8)).upper(o.number("upper", 1, 1.0 / 3))));
    if (k == "glu") return nn::AnyModule(nn::GLU(nn::GLUOptions(o.whole("dim", 0, -1))));
    if (k == "layernorm") {  // those without weights
      nn::LayerNormOptions l(o.list<int64_t>("normalized_shape", 0, {}));
      l.eps(o.number("eps", 1, 1e-5)).elementwise_affine(o.flag("elementwise_affine", false));
      return nn::AnyModule(nn::LayerNorm(l));
    }
    if (k == "groupnorm") {
      nn::GroupNormOptions n(o.whole("num_groups", 0, 1), o.whole("num_channels", 1, 1));
      n.eps(o.number("eps", 2, 1e-5)).affine(o.flag("affine", false));
      return nn::AnyModule(nn::GroupNorm(n));
    }
    if (k == "flatten")
      return nn::AnyModule(
          nn::Flatten(nn::FlattenOptions().start_dim(o.whole("start_dim", 0, 1)).end_dim(o.whole("end_dim", 1, -1))));
    if (k == "softmax") return nn::AnyModule(nn::Softmax(nn::SoftmaxOptions(o.whole("dim", 0, 1))));
    if (k == "logsoftmax") return nn::AnyModule(nn::LogSoftmax(nn::LogSoftmaxOptions(o.whole("dim", 0, 1))));
    if (k == "identity" || k.rfind("dropout", 0) == 0 || k == "alphadropout") {  // in evaluation mode the same
      o.find("p", 0);
      return nn::AnyModule(nn::Identity());
    }
    wrong("there is no module '" + item.shown +
          "'; there are the activations, linear, conv1d to 3d, batchnorm1d to 3d, "
          "layernorm, groupnorm, prelu, rrelu, glu, maxpool, avgpool, adaptiveavgpool, adaptivemaxpool, flatten, "
          "dropout, softmax, logsoftmax, "
          "identity");
  };
  nn::AnyModule m = made();
  o.finish();
  return m;
}

void collect(serialize::InputArchive& archive, const std::string& prefix, OrderedTensors& to) {
  for (const std::string& key : archive.keys()) {
    serialize::InputArchive below;
    Tensor t;
    if (archive.try_read(key, below))
      collect(below, prefix + key + ".", to);
    else if ((archive.try_read(key, t) || archive.try_read(key, t, true)) && t.defined())
      to.emplace_back(prefix + key, t);
  }
}

}  // namespace

OrderedTensors read_weights(const std::string& path) {
  char magic[2] = {};
  std::ifstream(path, std::ios::binary).read(magic, 2);
  OrderedTensors r;
  if (magic[0] == 'P' && magic[1] == 'K') {
    serialize::InputArchive archive;
    try {
      archive.load_from(path);
      collect(archive, "", r);
    } catch (const Error& e) {
      throw Error(path + ": " + e.what_without_backtrace());
    }
  } else {
    for (auto& [name, t] : load_safetensors(path)) r.emplace_back(name, t);
    std::sort(r.begin(), r.end(), [](const auto& a, const auto& b) { return natural(a.first, b.first); });
  }
  // Of a checkpoint the network; its optimizer's tensors are no weights.
  for (const std::string wrapped : {"state_dict.", "model_state_dict.", "model.", "module."}) {
    const auto is = [&](const auto& w) { return w.first.rfind(wrapped, 0) == 0; };
    const auto other = [&](const auto& w) { return w.first.rfind("optim", 0) == 0; };
    if (std::none_of(r.begin(), r.end(), is) ||
        !std::all_of(r.begin(), r.end(), [&](const auto& w) { return is(w) || other(w); }))
      continue;
    r.erase(std::remove_if(r.begin(), r.end(), other), r.end());
    for (auto& w : r) w.first.erase(0, wrapped.size());
  }
  for (auto& [name, t] : r)
    if (t.is_floating_point()) t = t.to(kFloat);
  return r;
}

Described describe(const std::string& text, const OrderedTensors& weights, const std::string& path) {
  const std::vector<Item> items = Parser(text).run();
  const std::vector<Group> groups = groups_of(weights);
  std::vector<size_t> weighted;
  for (size_t i = 0; i < items.size(); i++)
    if (takes_weights(items[i])) weighted.push_back(i);
  if (weighted.empty()) wrong("it has no layer with weights");
  const std::vector<const Group*> whose = matched(items, weighted, groups, path);
  Described d;
  bool numbered = true;
  for (size_t k = 0; k < whose.size(); k++) numbered = numbered && whose[k]->path == std::to_string(weighted[k]);
  std::string last;
  for (size_t i = 0, k = 0; i < items.size(); i++) {
    if (k < weighted.size() && weighted[k] == i) {
      const Group& g = *whose[k++];
      std::string name = g.path.empty() ? items[i].kind : g.path;
      std::replace(name.begin(), name.end(), '.', '/');
      last = name;
      nn::AnyModule m = Layer(items[i], g, path).make();
      if (d.first.empty() && (items[i].kind == "linear" || items[i].kind.rfind("conv", 0) == 0)) {
        const Tensor w = g.find("weight");
        d.first = items[i].kind;
        d.inputs = d.first == "linear" ? w.size(1) : w.size(1) * Options(items[i]).whole("groups", 6, 1);
      }
      for (const auto& [tensor, t] : g.tensors)
        d.names.emplace_back(name + "." + tensor, g.path.empty() ? tensor : g.path + "." + tensor);
      d.body->push_back(name, std::move(m));
    } else {
      std::string name = std::to_string(i);
      if (!numbered) name = (last.empty() ? "" : last + "_") + items[i].kind + "_" + name;
      d.body->push_back(name, module_of(items[i]));
    }
  }
  if (d.first.empty()) wrong("it has no linear layer and no convolution");
  return d;
}

void adopt(nn::Sequential& body, const NamedTensors& weights, const std::string& path) {
  const NoGradGuard no_grad;
  size_t used = 0;
  std::vector<std::pair<std::string, std::shared_ptr<nn::Module>>> modules;
  for (const auto& m : body->named_modules("", false)) modules.emplace_back(m.key(), m.value());
  for (const auto& [name, m] : modules) {
    const auto take = [&, &name = name](const std::string& own, const Tensor& to) {
      const auto found = weights.find(name + "." + own);
      TORCH_CHECK(found != weights.end(), path, ": it has no weights called ", name, ".", own);
      const Tensor& t = found->second;
      const bool fits = t.dim() == to.dim() && t.scalar_type() == to.scalar_type() &&
                        (t.dim() <= 2 || t.sizes().slice(2).equals(to.sizes().slice(2)));
      TORCH_CHECK(fits, path, ": ", name, ".", own, " has shape ", t.sizes(), " where the network has ", to.sizes());
      to.set_data(t.clone());
      used++;
    };
    for (const auto& p : m->named_parameters(false)) take(p.key(), p.value());
    for (const auto& b : m->named_buffers(false)) take(b.key(), b.value());
    if (auto* l = m->as<nn::Linear>()) l->options.out_features(l->weight.size(0)).in_features(l->weight.size(1));
    if (auto* c = m->as<nn::Conv2d>()) c->options.out_channels(c->weight.size(0)).in_channels(c->weight.size(1));
    if (auto* b = m->as<nn::BatchNorm2d>()) b->options.num_features(b->running_mean.size(0));
    if (auto* p = m->as<nn::PReLU>()) p->options.num_parameters(p->weight.size(0));
  }
  TORCH_CHECK(used == weights.size(), path, ": it has more weights than the network");
}

}  // namespace rectify::cli
