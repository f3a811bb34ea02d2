// AnyModule, Sequential of modules with other than tensors, ModuleDict, ParameterDict, Functional, non-tensor
// arguments.
#include <torch/torch.h>

#include <iostream>
#include <string>

namespace nn = torch::nn;

struct TwoInputs : nn::Module {
  torch::Tensor forward(torch::Tensor a, torch::Tensor b) { return a * 2 + b; }
};
struct Tokenizer : nn::Module {
  std::vector<int64_t> forward(const std::string& text) {
    std::vector<int64_t> r;
    for (char c : text) r.push_back(c - 'a');
    return r;
  }
};
struct Lookup : nn::Module {
  torch::Tensor forward(std::vector<int64_t> ids) { return torch::tensor(ids, torch::kLong); }
};
struct Counter : nn::Module {
  explicit Counter(int start) : n(start) {}
  int forward(int step) { return n += step; }
  int n;
};
struct WithDefault : nn::Module {
  torch::Tensor forward(torch::Tensor x, double scale = 3.0, bool negate = false) {
    return negate ? -x * scale : x * scale;
  }

 protected:
  FORWARD_HAS_DEFAULT_ARGS({1, torch::nn::AnyValue(3.0)}, {2, torch::nn::AnyValue(false)})
};

int main() {
  torch::manual_seed(0);
  nn::AnyModule any(TwoInputs{});
  std::cout << any.forward(torch::ones(2), torch::ones(2)) << "\n";
  nn::AnyModule counter(Counter(5));
  std::cout << counter.forward<int>(3) << " " << counter.any_forward(2).get<int>() << " " << counter.get<Counter>().n
            << "\n";
  try {
    counter.forward<int>(1.5);
  } catch (const c10::Error& e) {
    std::cout << e.what_without_backtrace() << "\n";
  }
  try {
    any.forward(torch::ones(1));
  } catch (const c10::Error& e) {
    std::cout << e.what_without_backtrace() << "\n";
  }
  try {
    any.get<Counter>();
  } catch (const c10::Error& e) {
    std::cout << e.what_without_backtrace() << "\n";
  }
  nn::Sequential text(Tokenizer(), Lookup(), nn::Embedding(26, 3));
  std::cout << text->forward(std::string("hello")).sizes() << " "
            << text->forward<torch::Tensor>(std::string("hi")).sizes() << "\n";
  nn::Sequential defaults;
  defaults->push_back(WithDefault());
  defaults->push_back("named", nn::Functional([](torch::Tensor x) { return x + 1; }));
  defaults->push_back(nn::Functional(torch::relu));
  std::cout << defaults->forward(torch::tensor({-1.0, 1.0})) << defaults << "\n";
  nn::AnyModule with_default(WithDefault{});
  std::cout << with_default.forward(torch::ones(1), 2.0, true) << "\n";

  nn::Sequential extended(nn::Linear(2, 3));
  extended->extend(*nn::Sequential(nn::ReLU(), nn::Linear(3, 1)));
  std::cout << extended->size() << extended->is_empty() << " " << extended->at<nn::LinearImpl>(2).weight.sizes() << " "
            << extended->ptr(1)->name() << "\n";
  for (auto& m : *extended) std::cout << m.ptr()->name() << " ";
  std::cout << "\n";

  torch::OrderedDict<std::string, std::shared_ptr<nn::Module>> entries;
  entries.insert("conv", nn::Conv1d(1, 2, 3).ptr());
  entries.insert("pool", nn::MaxPool1d(2).ptr());
  nn::ModuleDict dict(entries);
  dict->update(std::vector<std::pair<std::string, std::shared_ptr<nn::Module>>>{{"act", nn::ReLU().ptr()}});
  std::cout << dict << dict->size() << dict->contains("pool") << "\n";
  for (const auto& k : dict->keys()) std::cout << k << " ";
  dict->pop("pool");
  std::cout << dict->size() << " " << (*dict)["conv"]->as<nn::Conv1d>()->weight.sizes() << "\n";
  try {
    dict["none"];
  } catch (const c10::Error& e) {
    std::cout << e.what_without_backtrace() << "\n";
  }
  nn::ParameterList list(torch::ones(2), torch::zeros({1, 2}));
  list->append(torch::full(1, 2.0));
  nn::ParameterDict parameters;
  parameters->insert("scale", torch::ones(1));
  parameters->insert("shift", torch::zeros(3));
  std::cout << list << "\n"
            << parameters << "\n"
            << list->size() << parameters->keys().size() << list[1].sizes() << "\n";
  torch::OrderedDict<std::string, int> order{{"b", 1}, {"a", 2}};
  order.insert("c", 3);
  for (auto& item : order) std::cout << item.key() << "=" << item.value() << " ";
  std::cout << order.front().key() << order[1].value() << *order.find("c") << (order.find("d") == nullptr) << "\n";
  try {
    order.insert("a", 4);
  } catch (const c10::Error& e) {
    std::cout << e.what_without_backtrace() << "\n";
  }
  nn::Linear empty(nullptr);
  std::cout << empty.is_empty() << "\n";
  try {
    empty->forward(torch::ones(1));
  } catch (const c10::Error& e) {
    std::cout << e.what_without_backtrace() << "\n";
  }
}
