// Backward, gradients, hooks, modes, and Functions written in Python.
#include <pybind11/functional.h>
#include <pybind11/stl.h>

#include <rectify/autograd/custom_function.h>

#include "tensor.h"

namespace rectify::python {
namespace {

using autograd::CustomNode;
using autograd::variable_list;

struct NodeRef {
  intrusive_ptr<Node> node;
};
variable_list tensors_of(py::handle list, const char* what) {
  variable_list r;
  for (py::handle o : list) {
    TORCH_CHECK_TYPE(o.is_none() || is_tensor(o.ptr()), what, " must be Tensors, not ", Py_TYPE(o.ptr())->tp_name);
    r.push_back(o.is_none() ? Tensor() : tensor_of(o.ptr()));
  }
  return r;
}
py::object listed(py::object y) {  // what a function gives, as a sequence
  return py::isinstance<py::tuple>(y) || py::isinstance<py::list>(y) ? y : py::make_tuple(y);
}
// A Python object that C++ keeps: given back under the lock, whoever does it.
struct Held {
  py::object object;
  explicit Held(py::object o) : object(std::move(o)) {}
  Held(const Held&) = delete;
  ~Held() {
    if (!Py_IsInitialized()) {
      object.release();
      return;
    }
    const py::gil_scoped_acquire lock;
    object = py::object();
  }
};

struct PythonNode;
struct Context {  // what a Function's ctx asks of its node
  PythonNode* node = nullptr;
  variable_list before;  // what was saved, until there is a node that keeps it
};
struct PythonNode final : CustomNode {
  Held function, ctx;
  std::shared_ptr<Context> context = std::make_shared<Context>();
  std::string title;
  PythonNode(py::object f, py::object c)
      : function(std::move(f)),
        ctx(std::move(c)),
        title(std::string(py::str(function.object.attr("__name__"))) + "Backward") {
    context->node = this;
  }
  variable_list call(variable_list grads) override {
    const py::gil_scoped_acquire lock;
    py::tuple args(grads.size() + 1);
    args[0] = ctx.object;
    for (size_t i = 0; i < grads.size(); i++) args[i + 1] = py::cast(grads[i]);
    return tensors_of(listed(function.object.attr("backward")(*args)),
                      "the gradients that a Function's backward returns");
  }
  std::string name() const override { return title; }
  ~PythonNode() override { context->node = nullptr; }
};

// Function.apply: ctx has _saved, _dirty, _non_differentiable and _materialize after forward.
py::object apply(py::object function, py::object ctx, py::args args) {
  variable_list inputs;
  py::tuple needs(args.size());
  for (size_t i = 0; i < args.size(); i++) {
    const bool t = is_tensor(args[i].ptr());
    inputs.push_back(t ? tensor_of(args[i].ptr()) : Tensor());
    needs[i] = t && inputs.back().requires_grad();
  }
  ctx.attr("needs_input_grad") = needs;
  const bool recorded = any_wants_grad_list(inputs);
  auto* node = new PythonNode(function, ctx);
  auto owner = intrusive_ptr<CustomNode>::adopt(node);
  ctx.attr("_context") = py::cast(node->context);
  if (recorded) rectify::detail::collect_edges(*node, inputs);
  py::object result;
  {
    NoGradGuard off;
    result = function.attr("forward")(ctx, *args);
  }
  const bool many = py::isinstance<py::tuple>(result);
  py::tuple given = many ? py::tuple(result) : py::make_tuple(result);
  // Only tensors take part in the graph.
  variable_list outputs;
  for (py::handle o : given) outputs.push_back(is_tensor(o.ptr()) ? tensor_of(o.ptr()) : Tensor());
  variable_list saved = tensors_of(ctx.attr("_saved"), "save_for_backward: saved values");
  node->context->before = saved;
  ctx.attr("_saved") = py::tuple();
  auto& c = static_cast<CustomNode*>(node)->ctx;
  c.save_for_backward(saved);
  c.mark_dirty(tensors_of(ctx.attr("_dirty"), "mark_dirty: arguments"));
  c.mark_non_differentiable(tensors_of(ctx.attr("_non_differentiable"), "mark_non_differentiable: arguments"));
  c.set_materialize_grads(ctx.attr("_materialize").cast<bool>());
  outputs = CustomNode::finish(owner, inputs, recorded, std::move(outputs));
  if (recorded) node->context->before.clear();
  py::tuple y(outputs.size());
  for (size_t i = 0; i < outputs.size(); i++) {
    py::object o = given[i];
    if (outputs[i].defined() && !(is_tensor(o.ptr()) && tensor_of(o.ptr()).is_same(outputs[i])))
      o = py::cast(outputs[i]);
    y[i] = o;
  }
  return many ? py::object(y) : py::object(y[0]);
}

std::function<Tensor(const Tensor&)> hook_of(py::object callable) {
  auto held = std::make_shared<Held>(std::move(callable));
  return [held](const Tensor& g) -> Tensor {
    const py::gil_scoped_acquire lock;
    py::object r = held->object(g);
    if (r.is_none()) return {};
    TORCH_CHECK_TYPE(is_tensor(r.ptr()), "expected Variable, but hook returned '", Py_TYPE(r.ptr())->tp_name, "'");
    return tensor_of(r.ptr());
  };
}
optional<bool> maybe(py::object o) { return o.is_none() ? optional<bool>() : optional<bool>(o.cast<bool>()); }

// Python's operators take numbers as tensors, which shows in the names.
std::string python_name(const NodeRef& n) {
  std::string name = n.node->name();
  for (const char* f : {"Add", "Sub", "Mul", "Div"})
    if (name == str(f, "Backward1")) name.back() = '0';
  return name;
}

}  // namespace

PyObject* node_object(intrusive_ptr<Node> n) {
  if (!n) Py_RETURN_NONE;
  return py::cast(NodeRef{std::move(n)}).release().ptr();
}

void add_autograd(py::module_& m) {
  py::class_<NodeRef>(m, "Node", "What made a tensor, in the graph that backward goes through.")
      .def("name", python_name, "Such as ReluBackward0.")
      .def("__repr__",
           [](NodeRef& n) {
             const std::string name = python_name(n);  // an accumulator is shown without its namespace
             return str("<", name.substr(name.rfind(':') + 1), " object at 0x", std::hex,
                        reinterpret_cast<uintptr_t>(n.node.get()), ">");
           })
      .def_property_readonly(
          "next_functions",
          [](NodeRef& n) {
            py::tuple t(n.node->next.size());
            for (size_t i = 0; i < n.node->next.size(); i++)
              t[i] = py::make_tuple(py::reinterpret_steal<py::object>(node_object(n.node->next[i].function)),
                                    n.node->next[i].input_nr);
            return t;
          },
          "Pairs of a node that this one's gradients go to and the number of its result.")
      .def("__eq__", [](NodeRef& a, NodeRef& b) { return a.node == b.node; })
      .def("__hash__", [](NodeRef& a) { return reinterpret_cast<uintptr_t>(a.node.get()); });
  py::class_<Context, std::shared_ptr<Context>>(m, "FunctionContext").def("saved_tensors", [](Context& c) {
    variable_list list =
        c.node && c.before.empty() ? static_cast<CustomNode*>(c.node)->ctx.get_saved_variables() : c.before;
    py::tuple t(list.size());
    for (size_t i = 0; i < list.size(); i++) t[i] = py::cast(list[i]);
    return t;
  });
  m.def("apply", apply);
  m.def("backward", [](py::object tensors, py::object grads, py::object retain, bool create, py::object inputs) {
    const variable_list t = tensors_of(tensors, "backward: tensors"), g = tensors_of(grads, "backward: gradients"),
                        i = tensors_of(inputs, "backward: inputs");
    const optional<bool> keep = maybe(retain);
    const py::gil_scoped_release free;
    autograd::backward(t, g, keep, create, i);
  });
  m.def("grad",
        [](py::object outputs, py::object inputs, py::object grads, py::object retain, bool create, bool unused) {
          const variable_list o = tensors_of(outputs, "grad: outputs"), i = tensors_of(inputs, "grad: inputs"),
                              g = tensors_of(grads, "grad: gradients");
          const optional<bool> keep = maybe(retain);
          variable_list r;
          {
            const py::gil_scoped_release free;
            r = autograd::grad(o, i, g, keep, create, unused);
          }
          py::tuple t(r.size());
          for (size_t k = 0; k < r.size(); k++) t[k] = py::cast(r[k]);
          return t;
        });
  m.def("add_hook", [](const Tensor& t, py::object f) {
    TORCH_CHECK(t.requires_grad(), "cannot register a hook on a tensor that doesn't require gradient");
    return t.register_hook(hook_of(std::move(f)));
  });
  m.def("remove_hook", [](const Tensor& t, unsigned position) { t.remove_hook(position); });
  m.def("is_grad_enabled", &GradMode::is_enabled, "Whether gradients are recorded here.");
  m.def("set_grad_enabled", &GradMode::set_enabled);
  m.def("is_inference_mode_enabled", &InferenceMode::is_enabled, "Whether inference mode is on here.");
  py::class_<InferenceMode>(m, "InferenceGuard").def(py::init<bool>());
  m.def("anomaly",
        [] { return py::make_tuple(autograd::AnomalyMode::is_enabled(), autograd::AnomalyMode::should_check_nan()); });
  m.def("set_anomaly", &autograd::AnomalyMode::set_enabled);
  m.def("gradcheck", [](py::function f, py::object inputs, double eps, double atol, double rtol, bool second) {
    auto call = [&](const variable_list& x) {
      py::tuple args(x.size());
      for (size_t i = 0; i < x.size(); i++) args[i] = py::cast(x[i]);
      return tensors_of(listed(f(*args)), "gradcheck: results");
    };
    return second ? autograd::gradgradcheck(call, tensors_of(inputs, "inputs"), eps, atol, rtol)
                  : autograd::gradcheck(call, tensors_of(inputs, "inputs"), eps, atol, rtol);
  });
}

}  // namespace rectify::python
