// Probes and examinations of modules that are written in Python: the library sees their weights in a tree of its own.
#include <pybind11/stl.h>

#include <rectify/inspect.h>

#include "tensor.h"

namespace rectify::python {
namespace {

struct Shadow final : nn::Module {  // a Python module's parameters, under its name
  Shadow() : nn::Module("Module") {}
};
// modules: (name, {parameter: tensor}) of every module, the root first; a parent stands before its children.
std::shared_ptr<Shadow> shadow_of(py::handle modules) {
  std::map<std::string, std::shared_ptr<Shadow>> by_name;
  std::shared_ptr<Shadow> root;
  for (py::handle item : modules) {
    const auto name = item[py::int_(0)].cast<std::string>();
    auto module = std::make_shared<Shadow>();
    for (auto [key, value] : item[py::int_(1)].cast<py::dict>())
      module->register_parameter(key.cast<std::string>(), value.cast<Tensor>());
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

struct Watch {
  std::shared_ptr<Shadow> shadow;
  inspect::Probe probe;
};
py::dict row_of(const inspect::Layer& l) {
  const inspect::UnitStatistics& u = l.units;
  py::dict d;
  d["name"] = l.name;
  d["kind"] = l.kind;
  d["activation"] = l.activation;
  d["units"] = u.size();
  d["samples"] = u.samples;
  py::list rate, mean, deviation, score, last;
  const auto dormancy = u.empty() ? std::vector<double>(u.units.size()) : inspect::dormancy(u);
  for (int64_t k = 0; k < u.size(); k++) {
    rate.append(u.firing_rate(k));
    mean.append(u.units[k].out_mean);
    deviation.append(std::sqrt(u.variance(k)));
    score.append(dormancy[static_cast<size_t>(k)]);
    last.append(u.units[k].last_fired);
  }
  d["firing_rate"] = rate;
  d["mean"] = mean;
  d["deviation"] = deviation;
  d["dormancy"] = score;
  d["last_fired"] = last;
  d["zeros"] = u.empty() ? 0 : u.zeros();
  d["saturated"] = u.empty() ? 0 : u.flat();
  d["gradient"] = u.gradient_rms();
  d["update_ratio"] = l.update_ratio;
  return d;
}

}  // namespace

void add_inspect(py::module_& module) {
  py::module_ m = module.def_submodule("inspect");
  py::class_<Watch>(m, "Probe")
      .def(py::init([](py::object modules, int64_t every, int64_t details_every, bool gradients, bool training_only) {
        auto shadow = shadow_of(modules);
        auto options = inspect::ProbeOptions().every(every).details_every(details_every);
        return new Watch{shadow, inspect::Probe(*shadow, options.gradients(gradients).training_only(training_only))};
      }))
      .def("step", [](Watch& w, double loss, double lr) { w.probe.step(loss, lr); })
      .def("steps", [](Watch& w) { return w.probe.steps(); })
      .def("pause", [](Watch& w) { w.probe.pause(); })
      .def("resume", [](Watch& w) { w.probe.resume(); })
      .def("reset", [](Watch& w) { w.probe.reset(); })
      .def("layers", [](Watch& w) {
        py::list rows;
        for (const auto& l : w.probe.layers()) rows.append(row_of(l));
        return rows;
      });
  m.def("examine", [](py::object modules, py::object forward, const Tensor& inputs, const Tensor& targets,
                      const std::map<std::string, double>& numbers, Watch* watch) {
    auto shadow = watch ? watch->shadow : shadow_of(modules);
    inspect::Recording recording;
    inspect::ExamineOptions o;
    if (targets.defined()) o.targets(targets);
    for (auto& [name, v] : numbers) {
      if (name == "tau")
        o.tau(v);
      else if (name == "utility")
        o.utility(v);
      else if (name == "saturated")
        o.saturated(v);
      else if (name == "duplicate")
        o.duplicate(v);
      else if (name == "uncentred")
        o.uncentred(v);
      else if (name == "dead_share")
        o.dead_share(v);
      else if (name == "margin")
        o.margin(v);
      else if (name == "batch_size")
        o.batch_size(static_cast<int64_t>(v));
      else
        TORCH_CHECK_TYPE(false, "examine() got an unexpected keyword argument '", name, "'");
    }
    if (watch) {
      recording = watch->probe.recording();
      o.recording(&recording);
    }
    const inspect::Subject subject(*shadow, [&](const Tensor& x) {
      py::object y = forward(x);
      TORCH_CHECK_TYPE(is_tensor(y.ptr()), "examine: the model gives ", Py_TYPE(y.ptr())->tp_name, ", not a Tensor");
      return tensor_of(y.ptr());
    });
    const inspect::Report r = inspect::examine(subject, inputs, o);
    return py::make_tuple(r.text(), r.json());
  });
}

}  // namespace rectify::python
