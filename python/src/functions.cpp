// Registers the rows of functions_*.cpp under torch, Tensor, nn, special and linalg.
#include <map>

#include "args.h"

namespace rectify::python {

#define PARTS(_) _(0) _(1) _(2) _(3) _(4) _(5) _(more) _(nn)
#define PART(n)                \
  extern const Row rows_##n[]; \
  extern const size_t count_##n;
PARTS(PART)
#undef PART

namespace {
// Of signatures that take the same call, the one with tensors is asked first, as PyTorch does.
int rank(const Signature& s) {
  int r = 0;
  for (auto& p : s.parameters) {
    const bool number = p.kind == Kind::Scalar || p.kind == Kind::Real;
    r += number ? 4 : p.kind == Kind::Ints ? 3 : p.kind == Kind::Text || p.kind == Kind::Int ? 2 : 0;
  }
  return r;
}
}  // namespace

void add_functions(PyObject* module) {
  std::map<char, std::map<std::string, std::vector<Signature>>> by_place;
  const auto take = [&](const Row* rows, size_t count) {
    for (size_t i = 0; i < count; i++) {
      const Signature s = parse_signature(rows[i]);
      for (const char* place = rows[i].shown; *place; place++) by_place[*place][s.name].push_back(s);
    }
  };
#define PART(n) take(rows_##n, count_##n);
  PARTS(PART)
#undef PART
  py::module_ m = py::reinterpret_borrow<py::module_>(module);
  std::map<char, py::object> places = {
      {'f', m.def_submodule("functions")},
      {'n', m.def_submodule("nn")},
      {'s', m.def_submodule("special")},
      {'l', m.def_submodule("linalg")},
      {'m', py::reinterpret_borrow<py::object>(reinterpret_cast<PyObject*>(tensor_type))}};
  for (auto& [place, names] : by_place)
    for (auto& [name, list] : names) {
      std::stable_sort(list.begin(), list.end(), [](auto& a, auto& b) { return rank(a) < rank(b); });
      if (place == 'm' && PyDict_GetItemString(tensor_type->tp_dict, name.c_str())) continue;  // by hand
      py::object f = py::reinterpret_steal<py::object>(make_function(name, std::move(list),
                                                                     place == 'l'   ? "linalg"
                                                                     : place == 's' ? "special"
                                                                     : place == 'n' ? "nn"
                                                                                    : ""));
      if (PyObject_SetAttrString(places[place].ptr(), name.c_str(), f.ptr())) throw PythonRaised();
    }
}

}  // namespace rectify::python
