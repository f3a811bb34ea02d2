#pragma once
// The Python class Tensor: a handle to rectify's, made and read without pybind11, for a call must cost nanoseconds.
#include <pybind11/pybind11.h>
// Python.h comes first
#include <structmember.h>

#include <rectify/torch.h>

namespace rectify::python {
namespace py = pybind11;

struct TensorObject {
  PyObject_HEAD Tensor tensor;
  PyObject* dict;
  PyObject* weak;
};
extern PyTypeObject* tensor_type;
extern PyTypeObject* size_type;  // torch.Size, a tuple

inline bool is_tensor(PyObject* o) { return Py_TYPE(o) == tensor_type || PyType_IsSubtype(Py_TYPE(o), tensor_type); }
inline Tensor& tensor_of(PyObject* o) { return reinterpret_cast<TensorObject*>(o)->tensor; }
PyObject* wrap(Tensor t);                         // a new object; None where t is undefined
PyObject* wrap_as(PyTypeObject* type, Tensor t);  // of a subclass
PyObject* size_of(IntArrayRef sizes);
PyObject* node_object(intrusive_ptr<Node> n);  // a grad_fn; None for none

// The dtype objects: one each.
PyObject* dtype_object(ScalarType t);
bool is_dtype(PyObject* o, ScalarType* to);  // also Python's float, int and bool

// A tensor of whatever Python has: numbers, nested sequences, buffers (NumPy), tensors. dtype: None for its own.
Tensor tensor_from(PyObject* data, optional<ScalarType> dtype);
Tensor tensor_over_buffer(PyObject* data);  // shares the memory; ValueError where it cannot
std::vector<indexing::TensorIndex> indices_from(PyObject* o);
Scalar scalar_from(PyObject* o);  // of a number or a tensor of one element
PyObject* number_object(const Scalar& s);
const char* format_of(ScalarType t);  // in buffers; null for none

// Sets Python's exception for the C++ one that is being handled. For catch (...).
void raise_python();
struct PythonRaised {};  // thrown where Python's exception is set already
inline PyObject* checked(PyObject* o) {
  if (!o) throw PythonRaised();
  return o;
}
inline int64_t whole_from(PyObject* o) {  // of a whole number
  PyObject* n = checked(PyNumber_Index(o));
  const int64_t i = PyLong_AsLongLong(n);
  Py_DECREF(n);
  if (i == -1 && PyErr_Occurred()) throw PythonRaised();
  return i;
}
// A scalar or an array of NumPy's, by what it has.
inline bool is_numpy(PyObject* o) {
  return !is_tensor(o) && PyObject_HasAttrString(o, "dtype") && PyObject_HasAttrString(o, "ndim");
}
inline bool has_float(PyObject* o) {
  return PyIndex_Check(o) || (Py_TYPE(o)->tp_as_number && Py_TYPE(o)->tp_as_number->nb_float);
}
// Lets other threads run Python while `work` bytes or so are computed, if that takes longer than the switch.
class Unlocked {
 public:
  explicit Unlocked(int64_t work) : state_(work > 1 << 16 ? PyEval_SaveThread() : nullptr) {}
  ~Unlocked() {
    if (state_) PyEval_RestoreThread(state_);
  }
  Unlocked(const Unlocked&) = delete;

 private:
  PyThreadState* state_;
};

void add_tensor(PyObject* module);
void add_functions(PyObject* module);
void add_autograd(py::module_& module);
void add_inspect(py::module_& module);
void add_training(py::module_& module);  // optimizers, loaders, files

}  // namespace rectify::python

namespace pybind11::detail {
template <>
struct type_caster<rectify::Tensor> {
  PYBIND11_TYPE_CASTER(rectify::Tensor, const_name("Tensor"));
  bool load(handle from, bool) {
    if (from.is_none()) return true;
    if (!rectify::python::is_tensor(from.ptr())) return false;
    value = rectify::python::tensor_of(from.ptr());
    return true;
  }
  static handle cast(const rectify::Tensor& t, return_value_policy, handle) { return rectify::python::wrap(t); }
};
}  // namespace pybind11::detail
