// Samplers, loaders, initialisation and SGD, from a seed.
#include "cases.h"
using namespace torch;
using namespace torch::data;

static std::string list(const c10::optional<std::vector<size_t>>& v) {
  if (!v) return "none";
  std::string s;
  for (size_t i : *v) s += std::to_string(i) + ' ';
  return s;
}
// All that a sampler gives in two epochs, in batches of `size`.
template <class Sampler>
static std::string all(Sampler sampler, size_t size, int epochs = 2) {
  std::string s;
  for (int epoch = 0; epoch < epochs; epoch++) {
    if (epoch) sampler.reset();
    while (auto batch = sampler.next(size)) s += "[" + list(batch) + "] ";
    s += "; ";
  }
  return s;
}
template <class Sampler>
static std::string epoch_of(Sampler sampler, size_t epoch) {
  sampler.set_epoch(epoch);
  return all(sampler, 3);
}
template <class Sampler>
static std::string resized(Sampler sampler, size_t size) {
  list(sampler.next(2));
  std::string s = std::to_string(sampler.index()) + ": ";
  sampler.reset(size);
  s += std::to_string(sampler.index()) + ": ";
  while (auto batch = sampler.next(2)) s += "[" + list(batch) + "] ";
  return s + std::to_string(sampler.index());
}
template <class Sampler>
static std::string saved(Sampler from, Sampler to) {
  list(from.next(3));
  std::stringstream file;
  serialize::OutputArchive out;
  from.save(out);
  out.save_to(file);
  serialize::InputArchive in;
  in.load_from(file);
  to.load(in);
  std::string s = std::to_string(to.index()) + " ";
  for (size_t size : {2, 20, 1}) s += list(to.next(size));
  return s;
}
static std::string stream(size_t size, size_t batch) {
  samplers::StreamSampler sampler(size);
  std::string s;
  for (int epoch = 0; epoch < 2; epoch++) {
    while (auto b = sampler.next(batch)) s += std::to_string(b->size()) + ' ';
    s += "; ";
    sampler.reset();
  }
  sampler.reset(5);
  while (auto b = sampler.next(batch)) s += std::to_string(b->size()) + ' ';
  return s;
}

struct Numbers : datasets::Dataset<Numbers> {
  explicit Numbers(int64_t n) : n(n) {}
  Example<> get(size_t i) override { return {torch::full({2}, double(i)), torch::tensor(int64_t(i))}; }
  c10::optional<size_t> size() const override { return n; }
  int64_t n;
};
struct Count : datasets::StatefulDataset<Count, Example<>> {
  explicit Count(int64_t n) : n(n) {}
  c10::optional<Example<>> get_batch(size_t size) override {
    if (at >= n) return c10::nullopt;
    auto x = torch::arange(at, std::min<int64_t>(n, at + size), torch::kLong);
    at += size;
    return Example<>{x, x * 2};
  }
  c10::optional<size_t> size() const override { return n; }
  void reset() override { at = 0; }
  void save(serialize::OutputArchive&) const override {}
  void load(serialize::InputArchive&) override {}
  int64_t n, at = 0;
};
struct Lengths : datasets::StreamDataset<Lengths> {
  std::vector<Example<>> get_batch(size_t size) override {
    return std::vector<Example<>>(size, Example<>{torch::ones({1}), torch::zeros({1})});
  }
  c10::optional<size_t> size() const override { return c10::nullopt; }
};
template <class Loader>
static std::string epochs(Loader& loader, int n = 2) {
  std::string s;
  for (int epoch = 0; epoch < n; epoch++) {
    for (auto& batch : *loader) {
      s += "[";
      for (int64_t i = 0; i < batch.target.numel(); i++)
        s += std::to_string(batch.target[i].template item<int64_t>()) + ' ';
      s += "] ";
    }
    s += "; ";
  }
  return s;
}
static std::string random_loader(int64_t n, DataLoaderOptions options) {
  torch::manual_seed(5);
  auto loader = make_data_loader(Numbers(n).map(transforms::Stack<>()), options);
  return epochs(loader);
}
static std::string sequential_loader(int64_t n, DataLoaderOptions options) {
  auto loader = make_data_loader<samplers::SequentialSampler>(Numbers(n).map(transforms::Stack<>()), options);
  return epochs(loader);
}
static std::string own_sampler(int64_t n, DataLoaderOptions options) {
  auto loader =
      make_data_loader(Numbers(n).map(transforms::Stack<>()), samplers::DistributedSequentialSampler(n, 2, 1), options);
  return epochs(loader);
}
static std::string stateful(int64_t n, DataLoaderOptions options) {
  auto loader = make_data_loader(datasets::make_shared_dataset<Count>(n), options);
  return epochs(loader, 3);
}
static std::string examples(int64_t n, DataLoaderOptions options) {
  auto loader = make_data_loader<samplers::SequentialSampler>(Numbers(n), options);
  std::string s;
  for (auto& batch : *loader) s += std::to_string(batch.size()) + ' ';
  return s;
}
static std::string streamed(size_t epoch, DataLoaderOptions options) {
  auto loader = make_data_loader(Lengths(), samplers::StreamSampler(epoch), options);
  std::string s;
  for (int i = 0; i < 2; i++)
    for (auto& batch : *loader) s += std::to_string(batch.size()) + ' ';
  return s;
}
static std::string normalized() {
  auto set = Numbers(5)
                 .map(transforms::Normalize<>(2.0, 4.0))
                 .map(transforms::TensorLambda<>([](Tensor x) { return x * 10; }))
                 .map(transforms::Stack<>());
  auto loader = make_data_loader<samplers::SequentialSampler>(std::move(set), 2);
  std::string s;
  for (auto& batch : *loader)
    for (int64_t i = 0; i < batch.data.numel(); i++)
      s += std::to_string(batch.data.view(-1)[i].template item<float>()) + ' ';
  return s;
}
template <class F>
static std::string misuse(size_t workers, F f) {
  auto loader = make_data_loader<samplers::SequentialSampler>(Numbers(8).map(transforms::Stack<>()),
                                                              DataLoaderOptions(2).workers(workers));
  f(*loader);
  return "no error";
}
static std::string loader_options(const FullDataLoaderOptions& o) {
  return std::to_string(o.batch_size) + " " + std::to_string(o.workers) + " " + std::to_string(o.max_jobs) + " " +
         std::to_string(bool(o.timeout)) + std::to_string(o.enforce_ordering) + std::to_string(o.drop_last);
}

// What an initialisation leaves, from a seed: sizes, then some sums and the first values.
template <class F>
static Tensor fresh(torch::IntArrayRef size, F f) {
  torch::manual_seed(11);
  Tensor t = torch::full(size, 0.25);
  Tensor same = f(t);
  if (!same.is_same(t)) std::cout << "(another tensor) ";
  return same;
}
#define INIT(size, ...) T(fresh(size, [](Tensor t) { return nn::init::__VA_ARGS__; }))
#define SIZE(...) torch::IntArrayRef({__VA_ARGS__})

static Tensor trained(optim::SGDOptions options, bool two_groups = false, bool reload = false, bool closure = false) {
  Tensor a = torch::linspace(-1, 1, 4).requires_grad_(), b = torch::linspace(0, 1, 3).requires_grad_(),
         unused = torch::ones(2).requires_grad_();
  auto make = [&] {
    if (!two_groups) return std::make_unique<optim::SGD>(std::vector<Tensor>{a, b, unused}, options);
    std::vector<optim::OptimizerParamGroup> groups;
    groups.emplace_back(std::vector<Tensor>{a});
    groups.emplace_back(std::vector<Tensor>{b, unused},
                        std::make_unique<optim::SGDOptions>(optim::SGDOptions(0.5).momentum(0.5)));
    return std::make_unique<optim::SGD>(groups, options);
  };
  auto sgd = make();
  for (int i = 0; i < 4; i++) {
    auto loss = [&] {
      sgd->zero_grad();
      Tensor l = (a * a * a).sum() + (b.sin() * 2).sum() + a[i] * b[i % 3];
      l.backward();
      return l;
    };
    if (closure)
      std::cout << sgd->step(loss).item<float>() << ' ';
    else {
      loss();
      sgd->step();
    }
    if (reload && i == 1) {
      std::stringstream file;
      serialize::OutputArchive out;
      sgd->save(out);
      out.save_to(file);
      sgd = make();
      serialize::InputArchive in;
      in.load_from(file);
      sgd->load(in);
    }
    if (i == 2)
      for (auto& g : sgd->param_groups()) static_cast<optim::SGDOptions&>(g.options()).lr(0.05);
  }
  return torch::cat({a.detach(), b.detach(), unused.detach()});
}
static std::string described(const optim::SGDOptions& o) {
  std::ostringstream s;
  s << o.lr() << ' ' << o.momentum() << ' ' << o.dampening() << ' ' << o.weight_decay() << ' ' << o.nesterov();
  return s.str();
}

int main() {
  torch::manual_seed(1);
  for (size_t n : {0, 1, 5, 10})
    for (size_t b : {1, 3, 10, 20}) {
      std::cout << n << " by " << b << "\n";
      T(all(samplers::SequentialSampler(n), b))
      T(all(samplers::RandomSampler(n), b))
      T(all(samplers::DistributedRandomSampler(n), b))
      T(all(samplers::DistributedRandomSampler(n, 3, 1), b))
      T(all(samplers::DistributedSequentialSampler(n, 3, 2), b))
      T(all(samplers::DistributedSequentialSampler(n, 3, 0, false), b))
      T(all(samplers::DistributedRandomSampler(n, 3, 2, false), b))
      T(stream(n, b))
    }
  T(all(samplers::RandomSampler(6, torch::kInt32), 4))
  T(all(samplers::RandomSampler(6, torch::kInt16), 4))
  T(all(samplers::RandomSampler(6, torch::kUInt8), 4))
  T(epoch_of(samplers::DistributedRandomSampler(10, 2, 0), 0))
  T(epoch_of(samplers::DistributedRandomSampler(10, 2, 0), 7))
  T(epoch_of(samplers::DistributedRandomSampler(11, 2, 1), 7))
  T(epoch_of(samplers::DistributedSequentialSampler(11, 2, 1), 7))
  T(resized(samplers::SequentialSampler(7), 3))
  T(resized(samplers::RandomSampler(7), 3))
  T(resized(samplers::RandomSampler(3), 7))
  T(resized(samplers::DistributedSequentialSampler(7, 2, 1), 5))
  T(resized(samplers::DistributedRandomSampler(7, 2, 1), 5))
  T(saved(samplers::SequentialSampler(7), samplers::SequentialSampler(7)))
  T(saved(samplers::RandomSampler(7), samplers::RandomSampler(7)))
  T(saved(samplers::DistributedSequentialSampler(9, 2, 1), samplers::DistributedSequentialSampler(9, 2, 1)))
  T(saved(samplers::DistributedRandomSampler(9, 2, 1), samplers::DistributedRandomSampler(9, 2, 1)))

  for (int64_t n : {1, 4, 10})
    for (size_t workers : {0, 2})
      for (bool drop : {false, true}) {
        DataLoaderOptions o = DataLoaderOptions(4).workers(workers).drop_last(drop);
        std::cout << n << " examples, " << workers << " workers" << (drop ? ", full batches\n" : "\n");
        T(random_loader(n, o))
        T(sequential_loader(n, o))
        T(own_sampler(n, o))
        T(examples(n, o))
        T(streamed(n, o))
        if (workers == 0) T(stateful(n, o))
      }
  T(normalized())
  T(random_loader(3, DataLoaderOptions()))
  T(random_loader(3, 2))
  T(misuse(0, [](auto& l) {
    auto i = l.begin();
    i = l.begin();
    (void)*i;
  }))
  T(misuse(2, [](auto& l) {
    auto i = l.begin();
    ++i;
    i = l.begin();
    (void)*i;
  }))
  T(misuse(0, [](auto& l) { (void)*l.end(); }))
  T(misuse(0, [](auto& l) { ++l.end(); }))
  T(misuse(0, [](auto& l) {
    auto i = l.begin();
    for (int k = 0; k < 5; k++) ++i;
  }))
  T(misuse(0, [](auto& l) {
    auto i = l.begin();
    for (int k = 0; k < 4; k++) ++i;
    (void)*i;
  }))
  T(misuse(2, [](auto& l) {
    l.join();
    l.join();
    l.begin();
  }))
  T(loader_options(FullDataLoaderOptions(DataLoaderOptions())))
  T(loader_options(FullDataLoaderOptions(DataLoaderOptions(7).workers(3))))
  T(loader_options(
      FullDataLoaderOptions(DataLoaderOptions(7).workers(3).max_jobs(2).drop_last(true).enforce_ordering(false))))

  INIT(SIZE(3), constant_(t, 2.5))
  INIT(SIZE(3), zeros_(t))
  INIT(SIZE(3), ones_(t))
  INIT(SIZE(2, 3), eye_(t))
  INIT(SIZE(4, 2), eye_(t))
  INIT(SIZE(2, 3, 3), dirac_(t))
  INIT(SIZE(2, 2, 2, 2), dirac_(t))
  INIT(SIZE(1, 2, 1, 3, 1), dirac_(t))
  INIT(SIZE(9), normal_(t))
  INIT(SIZE(20), normal_(t, 5, 0.1))
  INIT(SIZE(9), uniform_(t))
  INIT(SIZE(4, 4), uniform_(t, -3, -1))
  INIT(SIZE(3, 3), orthogonal_(t).abs())
  INIT(SIZE(2, 5), orthogonal_(t, 2))
  INIT(SIZE(5, 2), orthogonal_(t))
  INIT(SIZE(2, 2, 2), orthogonal_(t))
  INIT(SIZE(6, 3), sparse_(t, 0.4))
  INIT(SIZE(6, 3), sparse_(t, 0.1, 1))
  INIT(SIZE(4, 3), xavier_normal_(t))
  INIT(SIZE(4, 3), xavier_normal_(t, 3))
  INIT(SIZE(4, 3), xavier_uniform_(t))
  INIT(SIZE(2, 3, 2), xavier_uniform_(t, 0.5))
  INIT(SIZE(4, 3), kaiming_normal_(t))
  INIT(SIZE(4, 3), kaiming_normal_(t, 1, torch::kFanOut))
  INIT(SIZE(2, 3, 2, 1), kaiming_normal_(t, 0, torch::kFanOut, torch::kReLU))
  INIT(SIZE(4, 3), kaiming_uniform_(t))
  INIT(SIZE(4, 3), kaiming_uniform_(t, std::sqrt(5), torch::kFanIn, torch::kLeakyReLU))
  INIT(SIZE(4, 3), kaiming_uniform_(t, 0, torch::kFanIn, torch::kTanh))
  INIT(SIZE(4, 3), kaiming_uniform_(t, 0, torch::kFanOut, torch::kLinear))
  INIT(SIZE(4), xavier_normal_(t))
  INIT(SIZE(4), kaiming_uniform_(t))
  INIT(SIZE(4), orthogonal_(t))
  INIT(SIZE(4), sparse_(t, 0.5))
  INIT(SIZE(2, 2, 2), sparse_(t, 0.5))
  INIT(SIZE(2, 2, 2), eye_(t))
  INIT(SIZE(2, 2), dirac_(t))
  INIT(SIZE(1, 1, 1, 1, 1, 1), dirac_(t))
  INIT(SIZE(3, 0), xavier_uniform_(t))
  INIT(SIZE(3), normal_(t, 0, -1))
  INIT(SIZE(3), uniform_(t, 2, 1))
  T(nn::init::calculate_gain(torch::kLinear))
  T(nn::init::calculate_gain(torch::kConv1D))
  T(nn::init::calculate_gain(torch::kConv2D))
  T(nn::init::calculate_gain(torch::kConv3D))
  T(nn::init::calculate_gain(torch::kConvTranspose2D))
  T(nn::init::calculate_gain(torch::kSigmoid))
  T(nn::init::calculate_gain(torch::kTanh))
  T(nn::init::calculate_gain(torch::kReLU))
  T(nn::init::calculate_gain(torch::kLeakyReLU))
  T(nn::init::calculate_gain(torch::kLeakyReLU, 0.2))
  T(std::get<0>(nn::init::_calculate_fan_in_and_fan_out(torch::ones({4, 3, 2}))))
  T(std::get<1>(nn::init::_calculate_fan_in_and_fan_out(torch::ones({4, 3, 2}))))
  T(std::get<0>(nn::init::_calculate_fan_in_and_fan_out(torch::ones({4}))))

  using optim::SGDOptions;
  T(trained(SGDOptions(0.1)))
  T(trained(SGDOptions(0.1).momentum(0.9)))
  T(trained(SGDOptions(0.1).momentum(0.9).dampening(0.3)))
  T(trained(SGDOptions(0.1).momentum(0.9).nesterov(true)))
  T(trained(SGDOptions(0.1).weight_decay(0.2)))
  T(trained(SGDOptions(0.1).weight_decay(0.2).momentum(0.8).nesterov(true)))
  T(trained(SGDOptions(0.1).dampening(0.5)))
  T(trained(SGDOptions(0)))
  for (bool reload : {false, true}) {
    T(trained(SGDOptions(0.1), true, reload))
    T(trained(SGDOptions(0.1).momentum(0.9).nesterov(true), true, reload))
    T(trained(SGDOptions(0.1).momentum(0.9).dampening(0.1).weight_decay(0.01), false, reload))
  }
  T(trained(SGDOptions(0.1).momentum(0.9), false, false, true))
  T(trained(SGDOptions(-0.1)))
  T(trained(SGDOptions(0.1).momentum(-1)))
  T(trained(SGDOptions(0.1).weight_decay(-1)))
  T(trained(SGDOptions(0.1).nesterov(true)))
  T(trained(SGDOptions(0.1).nesterov(true).momentum(0.9).dampening(0.1)))
  T(described(SGDOptions(0.1)))
  T(described(SGDOptions(0.1).momentum(0.5).dampening(0.25).weight_decay(0.125).nesterov(true))) {
    Tensor p = torch::ones(2).requires_grad_(), q = torch::ones(3).requires_grad_();
    optim::SGD sgd({p}, SGDOptions(0.1).momentum(0.5));
    T(int64_t(sgd.param_groups().size()))
    T(described(static_cast<SGDOptions&>(sgd.defaults())))
    S(sgd.add_param_group(optim::OptimizerParamGroup({q})))
    T(described(static_cast<SGDOptions&>(sgd.param_groups()[1].options())))
    S(sgd.add_param_group(optim::OptimizerParamGroup({q})))
    S(sgd.add_param_group(optim::OptimizerParamGroup({p * 2})))
    T(int64_t(sgd.param_groups().size()))
    T(int64_t(sgd.parameters().size()))
    T(int64_t(sgd.state().size()))
    p.sum().backward();
    sgd.step();
    T(int64_t(sgd.state().size()))
    T(p.grad())
    sgd.zero_grad();
    T(p.grad())
    T(static_cast<SGDOptions&>(sgd.defaults()) == static_cast<SGDOptions&>(sgd.param_groups()[0].options()))
    T(sgd.param_groups()[0].has_options())
    T(static_cast<SGDOptions&>(sgd.param_groups()[0].options()).get_lr())
    static_cast<SGDOptions&>(sgd.param_groups()[0].options()).set_lr(3);
    T(static_cast<SGDOptions&>(sgd.param_groups()[0].options()).lr())
    optim::SGD three({p, q, torch::ones(1).requires_grad_()}, 0.1);
    std::stringstream file;
    torch::save(three, file);
    S(torch::load(sgd, file))
    T(described(SGDOptions(0.5)))
  }
  {
    std::vector<Tensor> none;
    S(optim::SGD(none, 0.1))
    S(optim::SGD({torch::ones(2)}, 0.1))
    S(optim::SGD({torch::ones(2).requires_grad_() * 2}, 0.1))
  }
}
