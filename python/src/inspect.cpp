// Probes, examinations and repairs of modules that are written in Python: the library sees their weights in a tree of
// its own.
#include <pybind11/stl.h>

#include <rectify/inspect.h>
#include <rectify/nn.h>

#include "tensor.h"

namespace rectify::python {
namespace {

using inspect::UnitStatistics;

// A module of the library's with a Python module's parameters and buffers, under its name.
template <class M>
struct Shadow final : M {
  template <class... Args>
  explicit Shadow(Args&&... args) : M(std::forward<Args>(args)...) {
    this->parameters_.clear();
    this->buffers_.clear();
  }
  Tensor parameter(const char* name) const {
    const Tensor* t = this->parameters_.find(name);
    return t ? *t : Tensor();
  }
  Tensor buffer(const char* name) const {
    const Tensor* t = this->buffers_.find(name);
    return t ? *t : Tensor();
  }
  void take(const py::dict& parameters, const py::dict& buffers) {
    for (auto [key, value] : parameters) {
      const auto t = py::cast<Tensor>(value);
      this->register_parameter(py::cast<std::string>(key), t, t.requires_grad());
    }
    for (auto [key, value] : buffers) this->register_buffer(py::cast<std::string>(key), py::cast<Tensor>(value));
    if constexpr (!std::is_same_v<M, nn::Module>) this->weight = parameter("weight"), this->bias = parameter("bias");
  }
};
using ModulePtr = std::shared_ptr<nn::Module>;
using Make = ModulePtr (*)(const py::dict& parameters, const py::dict& buffers, const py::dict& options);
ModulePtr plain(const py::dict& parameters, const py::dict& buffers, const py::dict&) {
  auto m = std::make_shared<Shadow<nn::Module>>();
  m->take(parameters, buffers);
  return m;
}
ModulePtr linear(const py::dict& parameters, const py::dict& buffers, const py::dict&) {
  auto m = std::make_shared<Shadow<nn::LinearImpl>>(1, 1);
  m->take(parameters, buffers);
  return m;
}
template <class M, size_t D>
ModulePtr conv(const py::dict& parameters, const py::dict& buffers, const py::dict& options) {
  auto m = std::make_shared<Shadow<M>>(1, 1, 1);
  m->take(parameters, buffers);
  auto& o = m->options;
  const auto sizes = [&](const char* name) { return ExpandingArray<D>(options[name].cast<std::vector<int64_t>>()); };
  o.kernel_size(sizes("kernel_size")).stride(sizes("stride")).dilation(sizes("dilation"));
  o.groups(options["groups"].cast<int64_t>());
  if (py::isinstance<py::str>(options["padding"]))
    options["padding"].cast<std::string>() == "same" ? o.padding(torch::kSame) : o.padding(torch::kValid);
  else
    o.padding(sizes("padding"));
  const auto mode = options["padding_mode"].cast<std::string>();
  if (mode == "reflect") o.padding_mode(torch::kReflect);
  if (mode == "replicate") o.padding_mode(torch::kReplicate);
  if (mode == "circular") o.padding_mode(torch::kCircular);
  return m;
}
template <class M>
ModulePtr norm(const py::dict& parameters, const py::dict& buffers, const py::dict& options) {
  auto m = std::make_shared<Shadow<M>>(1);
  m->take(parameters, buffers);
  m->running_mean = m->buffer("running_mean"), m->running_var = m->buffer("running_var");
  m->options.eps(options["eps"].cast<double>());
  return m;
}
// Of these kinds the library knows what they compute.
const std::map<std::string, Make> kKinds{
    {"", plain},
    {"Linear", linear},
    {"Conv1d", conv<nn::Conv1dImpl, 1>},
    {"Conv2d", conv<nn::Conv2dImpl, 2>},
    {"Conv3d", conv<nn::Conv3dImpl, 3>},
    {"BatchNorm1d", norm<nn::BatchNorm1dImpl>},
    {"BatchNorm2d", norm<nn::BatchNorm2dImpl>},
    {"BatchNorm3d", norm<nn::BatchNorm3dImpl>},
};

// modules: (name, kind, {parameter: tensor}, {buffer: tensor}, {option: value}) of every module, the root first; a
// parent stands before its children.
std::shared_ptr<nn::Module> shadow_of(py::handle modules) {
  struct Untouched {  // the layers of the tree draw weights that nobody sees
    std::vector<uint8_t> state = default_generator().state_bytes();
    ~Untouched() { default_generator().set_state(state); }
  } generator;
  std::map<std::string, std::shared_ptr<nn::Module>> by_name;
  std::shared_ptr<nn::Module> root;
  for (py::handle item : modules) {
    const auto name = item[py::int_(0)].cast<std::string>();
    const auto dict = [&](int at) { return item[py::int_(at)].cast<py::dict>(); };
    const ModulePtr module = kKinds.at(item[py::int_(1)].cast<std::string>())(dict(2), dict(3), dict(4));
    by_name[name] = module;
    if (name.empty()) {
      root = module;
      continue;
    }
    const size_t dot = name.rfind('.');
    const std::string parent = dot == std::string::npos ? "" : name.substr(0, dot);
    TORCH_CHECK(by_name.count(parent), "inspect: no module '", parent, "' above '", name, "'");
    by_name[parent]->register_module(name.substr(dot == std::string::npos ? 0 : dot + 1), module);
  }
  TORCH_CHECK(root, "inspect: no modules");
  return root;
}
inspect::Subject subject_of(nn::Module& shadow, const py::object& forward) {
  return {shadow, [forward](const Tensor& x) {
            py::object y = forward(x);
            TORCH_CHECK_TYPE(is_tensor(y.ptr()), "inspect: the model gives ", Py_TYPE(y.ptr())->tp_name,
                             ", not a Tensor");
            return tensor_of(y.ptr());
          }};
}

struct Watch {
  std::shared_ptr<nn::Module> shadow;
  inspect::Probe probe;
};
template <class F>
py::list each_unit(const UnitStatistics& u, const F& f) {
  py::list r;
  for (int64_t k = 0; k < u.size(); k++) r.append(f(k, u.units[static_cast<size_t>(k)]));
  return r;
}
py::dict row_of(const inspect::Layer& l) {
  using inspect::Unit;
  const UnitStatistics& u = l.units;
  const auto dormancy = u.empty() ? std::vector<double>(u.units.size()) : inspect::dormancy(u);
  const double values = std::max(u.values, 1.0), gradients = std::max(u.gradients, 1.0);
  py::dict d;
  d["name"] = l.name;
  d["kind"] = l.kind;
  d["activation"] = l.activation;
  d["label"] = l.label();
  d["units"] = u.size();
  d["samples"] = u.samples;
  d["firing_rate"] = each_unit(u, [&](int64_t k, const Unit&) { return u.firing_rate(k); });
  d["mean"] = each_unit(u, [&](int64_t, const Unit& x) { return x.out_mean; });
  d["deviation"] = each_unit(u, [&](int64_t k, const Unit&) { return std::sqrt(u.variance(k)); });
  d["input"] = each_unit(u, [&](int64_t, const Unit& x) { return x.mean; });
  d["low"] = each_unit(u, [&](int64_t, const Unit& x) { return x.low; });
  d["high"] = each_unit(u, [&](int64_t, const Unit& x) { return x.high; });
  d["dormancy"] = each_unit(u, [&](int64_t k, const Unit&) { return dormancy[static_cast<size_t>(k)]; });
  d["utility"] = each_unit(u, [&](int64_t, const Unit& x) { return x.utility; });
  d["last_fired"] = each_unit(u, [&](int64_t, const Unit& x) { return x.last_fired; });
  d["unit_zeros"] = each_unit(u, [&](int64_t, const Unit& x) { return x.zeros / values; });
  d["unit_not_finite"] = each_unit(u, [&](int64_t, const Unit& x) { return x.not_finite / values; });
  d["unit_saturated"] = each_unit(u, [&](int64_t, const Unit& x) { return x.flat / values; });
  d["unit_gradient"] = each_unit(u, [&](int64_t, const Unit& x) { return std::sqrt(x.gradient / gradients); });
  d["unit_gradient_zeros"] = each_unit(u, [&](int64_t, const Unit& x) { return x.gradient_zeros / gradients; });
  d["histogram"] = each_unit(u, [&](int64_t, const Unit& x) { return py::cast(x.histogram); });
  d["zeros"] = u.empty() ? 0 : u.zeros();
  d["saturated"] = u.empty() ? 0 : u.flat();
  d["gradient"] = u.gradient_rms();
  d["update_ratio"] = l.update_ratio;
  d["weight_norm"] = l.weight_norm;
  d["input_mean"] = l.input_mean;
  d["input_deviation"] = l.input_deviation;
  return d;
}
py::list rows_of(const std::vector<inspect::Layer>& layers) {
  py::list rows;
  for (const auto& l : layers) rows.append(row_of(l));
  return rows;
}
py::dict row_of(const inspect::Moment& m) {
  py::list layers;
  for (const auto& l : m.layers) {
    py::dict d;
    d["dead"] = l.dead;
    d["dormant"] = l.dormant;
    d["not_finite"] = l.not_finite;
    d["zeros"] = l.zeros;
    d["gradient"] = l.gradient;
    d["update_ratio"] = l.update_ratio;
    std::string fire;
    for (const auto f : l.fire) fire += static_cast<char>('0' + static_cast<int>(f));
    d["fire"] = fire;
    layers.append(d);
  }
  py::dict d;
  d["step"] = m.step;
  d["loss"] = m.loss;
  d["lr"] = m.lr;
  d["layers"] = layers;
  return d;
}

inspect::ExamineOptions examine_options(const std::map<std::string, double>& numbers) {
  inspect::ExamineOptions o;
  for (auto& [name, v] : numbers) {
#define RECTIFY_OPTION(option)                                    \
  if (name == #option) {                                          \
    o.option(static_cast<std::decay_t<decltype(o.option())>>(v)); \
    continue;                                                     \
  }
    RECTIFY_OPTION(tau)
    RECTIFY_OPTION(utility)
    RECTIFY_OPTION(saturated)
    RECTIFY_OPTION(duplicate)
    RECTIFY_OPTION(uncentred)
    RECTIFY_OPTION(largest_input)
    RECTIFY_OPTION(smallest_input)
    RECTIFY_OPTION(gradient_ratio)
    RECTIFY_OPTION(stalled)
    RECTIFY_OPTION(dead_share)
    RECTIFY_OPTION(batch_size)
    RECTIFY_OPTION(gradient_batches)
    RECTIFY_OPTION(margin)
#undef RECTIFY_OPTION
    TORCH_CHECK_TYPE(false, "examine() got an unexpected keyword argument '", name, "'");
  }
  return o;
}
uint16_t states_of(const std::vector<std::string>& names) {
  uint16_t states = 0;
  for (const auto& name : names) {
    uint16_t bits = name == "dead" ? inspect::kDead : 0;
    for (int i = 0; i < inspect::kStates; i++)
      if (const auto s = static_cast<inspect::State>(1 << i); name == name_of(s)) bits = s;
    TORCH_CHECK_VALUE(bits, "there is no state '", name, "' of a unit");
    states |= bits;
  }
  return states;
}
py::tuple tuple_of(const inspect::Repaired& r) { return py::make_tuple(r.repair, r.units, r.layers, r.change, r.text); }

void add_repairs(py::module_& m) {
  using namespace inspect;
  using Function = Repaired (*)(const Subject&, const Tensor&, const RepairOptions&);
  for (const auto& [name, function] : std::initializer_list<std::pair<const char*, Function>>{
           {"prune", prune}, {"recycle", recycle}, {"shift_biases", shift_biases}})
    m.def(name, [function = function](py::object modules, py::object forward, const Tensor& inputs,
                                      const std::vector<std::string>& states, double rate, double tau,
                                      optim::Optimizer* optimizer) {
      const auto shadow = shadow_of(modules);
      return tuple_of(function(subject_of(*shadow, forward), inputs,
                               RepairOptions().states(states_of(states)).rate(rate).tau(tau).optimizer(optimizer)));
    });
  m.def("reinitialise", [](py::object modules, py::object forward, const Tensor& inputs, const std::string& init,
                           const std::vector<std::string>& layers, optim::Optimizer* optimizer) {
    const auto shadow = shadow_of(modules);
    TORCH_CHECK_VALUE(init == "he" || init == "lsuv" || init == "rai",
                      "reinitialise: init has to be he, lsuv or rai, but got ", init);
    const Init how = init == "he" ? Init::He : init == "lsuv" ? Init::Lsuv : Init::Rai;
    return tuple_of(reinitialise(subject_of(*shadow, forward), inputs, how, layers, optimizer));
  });
  m.def("check_state", [](const std::string& name) { states_of({name}); });
  m.def("rai_", [](const Tensor& weight, const Tensor& bias) { rai_(weight, bias); });
  m.def("restart_rate", [](optim::Optimizer& o, double lr) { return tuple_of(restart_rate(o, lr)); });
}

}  // namespace

void add_inspect(py::module_& module) {
  py::module_ m = module.def_submodule("inspect");
  py::class_<inspect::Recording>(m, "Recording")
      .def_readonly("steps", &inspect::Recording::steps)
      .def("not_finite",
           [](const inspect::Recording& r) -> py::object {
             if (r.not_finite.step < 0) return py::none();
             py::dict d;
             d["step"] = r.not_finite.step, d["layer"] = r.not_finite.layer, d["values"] = r.not_finite.values;
             return d;
           })
      .def("layers", [](const inspect::Recording& r) { return rows_of(r.layers); })
      .def("history",
           [](const inspect::Recording& r) {
             py::list rows;
             for (const auto& moment : r.history) rows.append(row_of(moment));
             return rows;
           })
      .def("joined", [](const inspect::Recording& r, const inspect::Recording& later, int64_t points) {
        return inspect::joined(r, later, points);
      });
  py::class_<Watch>(m, "Probe")
      .def(py::init([](py::object modules, int64_t every, int64_t details_every, bool gradients, bool training_only,
                       int64_t window, int64_t points) {
        auto shadow = shadow_of(modules);
        auto options = inspect::ProbeOptions().every(every).details_every(details_every).gradients(gradients);
        return new Watch{shadow,
                         inspect::Probe(*shadow, options.training_only(training_only).window(window).points(points))};
      }))
      .def("step", [](Watch& w, double loss, double lr) { w.probe.step(loss, lr); })
      .def("steps", [](Watch& w) { return w.probe.steps(); })
      .def("start_at", [](Watch& w, int64_t step) { w.probe.start_at(step); })
      .def("pause", [](Watch& w) { w.probe.pause(); })
      .def("resume", [](Watch& w) { w.probe.resume(); })
      .def("reset", [](Watch& w) { w.probe.reset(); })
      .def("window", [](Watch& w) { return w.probe.window(); })
      .def("recording", [](Watch& w) { return w.probe.recording(); })
      .def("layers", [](Watch& w) { return rows_of(w.probe.layers()); });
  m.def("examine", [](py::object modules, py::object forward, const Tensor& inputs, const Tensor& targets,
                      const std::map<std::string, double>& numbers, const inspect::Recording* recording) {
    const auto shadow = shadow_of(modules);
    inspect::ExamineOptions o = examine_options(numbers);
    if (targets.defined()) o.targets(targets);
    o.recording(recording);
    const inspect::Report r = inspect::examine(subject_of(*shadow, forward), inputs, o);
    return py::make_tuple(r.text(), r.json());
  });
  m.def("bounds", [](py::object modules, py::object forward, const Tensor& like,
                     const std::vector<std::pair<double, double>>& inputs) {
    const auto shadow = shadow_of(modules);
    std::vector<inspect::Interval> box;
    for (const auto& [low, high] : inputs) box.push_back({low, high});
    std::map<std::string, std::vector<std::pair<double, double>>> r;
    for (const auto& [label, intervals] : inspect::bounds(subject_of(*shadow, forward), like, box))
      for (const auto& i : intervals) r[label].emplace_back(i.low, i.high);
    return r;
  });
  add_repairs(m);
}

}  // namespace rectify::python
