// Optimizers, files, datasets.
#include <pybind11/functional.h>
#include <pybind11/stl.h>

#include <rectify/io/safetensors.h>
#include <rectify/io/tensorboard.h>

#include "tensor.h"

namespace rectify::python {
namespace {

using optim::Optimizer;
using optim::OptimizerParamGroup;

std::vector<Tensor> list_of(py::handle o) {
  std::vector<Tensor> r;
  for (py::handle t : o) {
    TORCH_CHECK_TYPE(is_tensor(t.ptr()), "optimizer can only optimize Tensors, but one of the params is ",
                     Py_TYPE(t.ptr())->tp_name);
    r.push_back(tensor_of(t.ptr()));
  }
  return r;
}
template <class O, class Options>
std::unique_ptr<O> make(py::handle groups, Options defaults) {
  std::vector<OptimizerParamGroup> g;
  for (py::handle params : groups) g.emplace_back(list_of(params));
  return std::make_unique<O>(std::move(g), std::move(defaults));
}
template <class State>
State& state_of(Optimizer& o, const Tensor& p) {
  auto& kept = o.state()[Optimizer::state_key(p)];
  if (!kept) kept = std::make_unique<State>();
  return static_cast<State&>(*kept);
}
template <class State>
const State* seen(const Optimizer& o, const Tensor& p) {
  const auto found = o.state().find(Optimizer::state_key(p));
  return found == o.state().end() ? nullptr : static_cast<const State*>(found->second.get());
}
void put(py::dict& d, const char* name, const Tensor& t) {
  if (t.defined()) d[name] = t;
}
Tensor get(const py::dict& d, const char* name) {
  return d.contains(name) && !d[name].is_none() ? d[name].cast<Tensor>() : Tensor();
}
int64_t steps(const py::dict& d) {
  if (!d.contains("step")) return 0;
  py::object s = d["step"];
  return is_tensor(s.ptr()) ? tensor_of(s.ptr()).item().toLong() : s.cast<int64_t>();
}
template <class O>
void common(py::class_<O, Optimizer>& c) {
  c.def("step", [](O& o, bool release) {
    if (!release) return void(o.step());
    py::gil_scoped_release free;
    o.step();
  });
  c.def("add_group", [](O& o, py::object params) { o.add_param_group(OptimizerParamGroup(list_of(params))); });
}
template <class O, class Options, class State>
void adam(py::module_& m, const char* name) {
  py::class_<O, Optimizer> c(m, name);
  c.def(py::init([](py::object groups) { return make<O>(groups, Options()); }));
  common(c);
  c.def("set_options",
        [](O& o, size_t group, double lr, double beta1, double beta2, double eps, double decay, bool amsgrad) {
          static_cast<Options&>(o.param_groups().at(group).options()) =
              Options(lr).betas({beta1, beta2}).eps(eps).weight_decay(decay).amsgrad(amsgrad);
        });
  c.def("get_state", [](O& o, const Tensor& p) -> py::object {
    const State* s = seen<State>(o, p);
    if (!s) return py::none();
    py::dict d;
    d["step"] = torch::tensor(static_cast<float>(s->step()));
    put(d, "exp_avg", s->exp_avg());
    put(d, "exp_avg_sq", s->exp_avg_sq());
    put(d, "max_exp_avg_sq", s->max_exp_avg_sq());
    put(d, "restarted", s->restarted());
    return d;
  });
  c.def("set_state", [](O& o, const Tensor& p, const py::dict& d) {
    state_of<State>(o, p)
        .step(steps(d))
        .exp_avg(get(d, "exp_avg"))
        .exp_avg_sq(get(d, "exp_avg_sq"))
        .max_exp_avg_sq(get(d, "max_exp_avg_sq"))
        .restarted(get(d, "restarted"));
  });
}

}  // namespace

void add_training(py::module_& module) {
  using namespace optim;
  py::module_ m = module.def_submodule("optim");
  py::class_<Optimizer>(m, "Optimizer");
  {
    py::class_<SGD, Optimizer> c(m, "SGD");
    c.def(py::init([](py::object groups) { return make<SGD>(groups, SGDOptions(1)); }));
    common(c);
    c.def("set_options",
          [](SGD& o, size_t group, double lr, double momentum, double dampening, double decay, bool nesterov) {
            static_cast<SGDOptions&>(o.param_groups().at(group).options()) =
                SGDOptions(lr).momentum(momentum).dampening(dampening).weight_decay(decay).nesterov(nesterov);
          });
    c.def("get_state", [](SGD& o, const Tensor& p) -> py::object {
      const auto* s = seen<SGDParamState>(o, p);
      if (!s || !s->momentum_buffer().defined()) return py::none();
      py::dict d;
      put(d, "momentum_buffer", s->momentum_buffer());
      return d;
    });
    c.def("set_state", [](SGD& o, const Tensor& p, const py::dict& d) {
      state_of<SGDParamState>(o, p).momentum_buffer(get(d, "momentum_buffer"));
    });
  }
  adam<Adam, AdamOptions, AdamParamState>(m, "Adam");
  adam<AdamW, AdamWOptions, AdamWParamState>(m, "AdamW");
  {
    py::class_<RMSprop, Optimizer> c(m, "RMSprop");
    c.def(py::init([](py::object groups) { return make<RMSprop>(groups, RMSpropOptions()); }));
    common(c);
    c.def("set_options", [](RMSprop& o, size_t group, double lr, double alpha, double eps, double decay,
                            double momentum, bool centered) {
      static_cast<RMSpropOptions&>(o.param_groups().at(group).options()) =
          RMSpropOptions(lr).alpha(alpha).eps(eps).weight_decay(decay).momentum(momentum).centered(centered);
    });
    c.def("get_state", [](RMSprop& o, const Tensor& p) -> py::object {
      const auto* s = seen<RMSpropParamState>(o, p);
      if (!s) return py::none();
      py::dict d;
      d["step"] = s->step();
      put(d, "square_avg", s->square_avg());
      put(d, "momentum_buffer", s->momentum_buffer());
      put(d, "grad_avg", s->grad_avg());
      return d;
    });
    c.def("set_state", [](RMSprop& o, const Tensor& p, const py::dict& d) {
      state_of<RMSpropParamState>(o, p)
          .step(steps(d))
          .square_avg(get(d, "square_avg"))
          .momentum_buffer(get(d, "momentum_buffer"))
          .grad_avg(get(d, "grad_avg"));
    });
  }
  {
    py::class_<Adagrad, Optimizer> c(m, "Adagrad");
    c.def(py::init([](py::object groups, double initial) {
      return make<Adagrad>(groups, AdagradOptions().initial_accumulator_value(initial));
    }));
    common(c);
    c.def("set_options",
          [](Adagrad& o, size_t group, double lr, double lr_decay, double decay, double initial, double eps) {
            static_cast<AdagradOptions&>(o.param_groups().at(group).options()) =
                AdagradOptions(lr).lr_decay(lr_decay).weight_decay(decay).initial_accumulator_value(initial).eps(eps);
          });
    c.def("get_state", [](Adagrad& o, const Tensor& p) -> py::object {
      const auto* s = seen<AdagradParamState>(o, p);
      if (!s) return py::none();
      py::dict d;
      d["step"] = torch::tensor(static_cast<float>(s->step()));
      put(d, "sum", s->sum());
      return d;
    });
    c.def("set_state", [](Adagrad& o, const Tensor& p, const py::dict& d) {
      state_of<AdagradParamState>(o, p).step(steps(d)).sum(get(d, "sum"));
    });
  }
  {
    py::class_<LBFGS, Optimizer> c(m, "LBFGS");
    c.def(py::init([](py::object groups) { return make<LBFGS>(groups, LBFGSOptions()); }));
    c.def("set_options", [](LBFGS& o, size_t group, double lr, int64_t max_iter, py::object max_eval,
                            double tolerance_grad, double tolerance_change, int64_t history, py::object search) {
      auto options = LBFGSOptions(lr)
                         .max_iter(max_iter)
                         .tolerance_grad(tolerance_grad)
                         .tolerance_change(tolerance_change)
                         .history_size(history);
      if (!max_eval.is_none()) options.max_eval(max_eval.cast<int64_t>());
      if (!search.is_none()) options.line_search_fn(search.cast<std::string>());
      static_cast<LBFGSOptions&>(o.param_groups().at(group).options()) = options;
    });
    c.def("step", [](LBFGS& o, py::function closure) {
      return o.step([&] {
        py::object loss = closure();
        return is_tensor(loss.ptr()) ? tensor_of(loss.ptr()) : torch::tensor(loss.cast<double>());
      });
    });
    c.def("get_state", [](LBFGS& o, const Tensor& p) -> py::object {
      const auto* s = seen<LBFGSParamState>(o, p);
      if (!s) return py::none();
      py::dict d;
      d["func_evals"] = s->func_evals();
      d["n_iter"] = s->n_iter();
      d["t"] = s->t();
      d["prev_loss"] = s->prev_loss();
      put(d, "d", s->d());
      put(d, "H_diag", s->H_diag());
      put(d, "prev_flat_grad", s->prev_flat_grad());
      d["old_dirs"] = std::vector<Tensor>(s->old_dirs().begin(), s->old_dirs().end());
      d["old_stps"] = std::vector<Tensor>(s->old_stps().begin(), s->old_stps().end());
      d["ro"] = std::vector<Tensor>(s->ro().begin(), s->ro().end());
      return d;
    });
    c.def("set_state", [](LBFGS& o, const Tensor& p, const py::dict& d) {
      auto& s = state_of<LBFGSParamState>(o, p);
      s.func_evals(d["func_evals"].cast<int64_t>())
          .n_iter(d["n_iter"].cast<int64_t>())
          .t(d["t"].cast<double>())
          .prev_loss(d["prev_loss"].cast<double>());
      s.d(get(d, "d")).H_diag(get(d, "H_diag")).prev_flat_grad(get(d, "prev_flat_grad"));
      const auto deque = [&](const char* name) {
        const auto list = list_of(d[name]);
        return std::deque<Tensor>(list.begin(), list.end());
      };
      s.old_dirs(deque("old_dirs")).old_stps(deque("old_stps")).ro(deque("ro"));
    });
  }
  module.def("zero_grad", [](py::object params, bool to_none) {
    for (py::handle p : params) {
      const Tensor& t = tensor_of(p.ptr());
      if (!t.grad().defined()) continue;
      to_none ? void(t.mutable_grad() = Tensor()) : zero_grad_of(t);
    }
  });
  // Readers of files, each plain or with .gz.
  py::module_ files = module.def_submodule("data");
  files.def("read_idx", [](const std::string& path) { return data::read_idx(path); });
  files.def("read_npy", [](const std::string& path) { return data::read_npy(path); });
  files.def("read_csv", [](const std::string& path, const std::string& label) {
    data::CsvOptions options;
    options.label = label;
    const data::Table t = data::read_csv(path, options);
    return py::make_tuple(t.features, t.labels, t.columns, t.classes);
  });
  files.def("read_pictures",
            [](const std::vector<std::string>& paths, int64_t channels, int64_t height, int64_t width) {
              data::PictureOptions options;
              options.channels = channels, options.height = height, options.width = width;
              const py::gil_scoped_release free;
              return data::read_pictures(paths, options);
            });
  files.def("read_sounds", [](const std::vector<std::string>& paths) {
    const py::gil_scoped_release free;
    return data::read_sounds(paths);
  });
  files.def("mnist", [](const std::string& root, bool train) {
    using data::datasets::MNIST;
    const MNIST d(root, train ? MNIST::Mode::kTrain : MNIST::Mode::kTest);
    return py::make_tuple(d.images(), d.targets());
  });
  module.def("save_safetensors",
             [](const std::map<std::string, Tensor>& tensors, const std::string& path,
                const std::map<std::string, std::string>& metadata) { save_safetensors(tensors, path, metadata); });
  module.def("load_safetensors", [](const std::string& path) {
    std::map<std::string, std::string> metadata;
    auto tensors = load_safetensors(path, &metadata);
    py::dict d;
    for (auto& [name, t] : tensors) d[py::str(name)] = t;
    return py::make_tuple(d, metadata);
  });
  py::class_<EventWriter>(module, "EventWriter")
      .def(py::init<const std::string&>())
      .def("add_scalar",
           [](EventWriter& w, const std::string& tag, double v, int64_t step) { w.add_scalar(tag, v, step); })
      .def("add_histogram",
           [](EventWriter& w, const std::string& tag, const Tensor& t, int64_t step, int bins) {
             const Tensor x = t.detach().to(kFloat).contiguous();
             w.add_histogram(tag, x.data_ptr<float>(), x.numel(), step, bins);
           })
      .def("flush", &EventWriter::flush)
      .def("path", &EventWriter::path);
}

}  // namespace rectify::python
