// What ATen's schemas do not say as Python does.
#include "args.h"

namespace rectify::python {
extern const Row rows_more[] = {
    R("fm", "repeat_interleave(Tensor input, int repeats, int? dim=None, *, int? output_size=None)", "",
      a.v[3].none
          ? a.tensor(0).repeat_interleave(a.integer(1), a.maybe_integer(2))
          : torch::repeat_interleave(a.tensor(0), torch::tensor(a.integer(1)), a.maybe_integer(2),
                                     a.integer(3))) R("f", "frobenius_norm(Tensor input)", "", a.tensor(0).norm())
        R("fm", "norm(Tensor input, Scalar? p=2)", "", a.tensor(0).norm(a.maybe_scalar(1).value_or(2))) R(
            "fm", "norm(Tensor input, Scalar? p, int[1] dim, bool keepdim=False)", "",
            a.tensor(0).norm(a.maybe_scalar(1), a.integers(2),
                             a.flag(3))) R("fm", "split(Tensor tensor, int split_size_or_sections, int dim=0)", "",
                                           a.tensor(0).split(a.integer(1), a.integer(2)))
            R("fm", "split(Tensor tensor, int[] split_size_or_sections, int dim=0)", "",
              a.tensor(0).split_with_sizes(a.integers(1), a.integer(2)))
                R("fm", "tensor_split(Tensor input, int sections, int dim=0)", "",
                  a.tensor(0).tensor_split(
                      a.integer(1), a.integer(2))) R("fm", "tensor_split(Tensor input, int[] indices, int dim=0)", "",
                                                     a.tensor(0).tensor_split(a.integers(1), a.integer(2)))
                    R("f", "einsum(str equation, Tensor[] operands)", "", torch::einsum(a.text(0), a.tensors(1))) R(
                        "f", "meshgrid(Tensor[] tensors, str? indexing=None)", "",
                        a.v[1].none ? torch::meshgrid(a.tensors(0)) : torch::meshgrid(a.tensors(0), a.text(1)))
                        R("f", "broadcast_tensors(Tensor[] tensors)", "", torch::broadcast_tensors(a.tensors(0))) R(
                            "f", "block_diag(Tensor[] tensors)", "", torch::block_diag(a.tensors(0)))
                            R("f", "cartesian_prod(Tensor[] tensors)", "", torch::cartesian_prod(a.tensors(0))) R(
                                "f", "tensordot(Tensor a, Tensor b, int[] dims_self, int[] dims_other)", "",
                                torch::tensordot(a.tensor(0), a.tensor(1), a.integers(2),
                                                 a.integers(3))) R("f", "cdist(Tensor x1, Tensor x2, float p=2)", "",
                                                                   torch::cdist(a.tensor(0), a.tensor(1), a.real(2)))
                                R("f",
                                  "unique_consecutive(Tensor input, bool return_inverse=False, bool "
                                  "return_counts=False, "
                                  "int? dim=None)",
                                  "",
                                  torch::unique_consecutive(
                                      a.tensor(0), a.flag(1), a.flag(2),
                                      a.maybe_integer(3))) R("f",
                                                             "unique_dim(Tensor input, int dim, bool sorted=True, bool "
                                                             "return_inverse=False, bool return_counts=False)",
                                                             "",
                                                             torch::unique_dim(a.tensor(0), a.integer(1), a.flag(2),
                                                                               a.flag(3), a.flag(4)))
                                    R("f",
                                      "_unique2(Tensor input, bool sorted=True, bool return_inverse=False, bool "
                                      "return_counts=False)",
                                      "",
                                      torch::_unique2(
                                          a.tensor(0), a.flag(1), a.flag(2),
                                          a.flag(3))) R("f",
                                                        "searchsorted(Tensor sorted_sequence, Tensor input, *, bool "
                                                        "out_int32=False, bool right=False)",
                                                        "",
                                                        torch::searchsorted(
                                                            a.tensor(0), a.tensor(1), a.flag(2), a.flag(3)))
                                        R("f",
                                          "searchsorted(Tensor sorted_sequence, Scalar input, *, bool out_int32=False, "
                                          "bool right=False)",
                                          "",
                                          torch::searchsorted(a.tensor(0), a.scalar(1),
                                                              a.flag(2), a.flag(3))) R("m", "detach(Tensor input)", "",
                                                                                       a.tensor(0).detach())
                                            R("m", "detach_(Tensor input)", "", a.tensor(0).detach_()) R(
                                                "m", "requires_grad_(Tensor input, bool requires_grad=True)", "",
                                                Tensor(a.tensor(0).requires_grad_(
                                                    a.flag(1)))) R("m", "resize_(Tensor input, int[] size)", "",
                                                                   a.tensor(0).resize_(a.integers(1)))
                                                R("m", "type_as(Tensor input, Tensor other)", "",
                                                  a.tensor(0).type_as(a.tensor(1)))
                                                    R("m",
                                                      "index_put(Tensor input, Tensor?[] indices, Tensor "
                                                      "values, bool "
                                                      "accumulate=False)",
                                                      "",
                                                      a.tensor(0).index_put(a.indices(1), a.tensor(2), a.flag(3)))
                                                        R("m",
                                                          "index_put_(Tensor input, Tensor?[] indices, Tensor values, "
                                                          "bool accumulate=False)",
                                                          "",
                                                          a.tensor(0).index_put_(
                                                              a.indices(1), a.tensor(2),
                                                              a.flag(3))) R("m",
                                                                            "unflatten(Tensor input, int dim, int[] "
                                                                            "sizes)",
                                                                            "",
                                                                            a.tensor(0).unflatten(a.integer(1),
                                                                                                  a.integers(2)))
                                                            R("m", "is_same_size(Tensor input, Tensor other)", "",
                                                              a.tensor(0).is_same_size(a.tensor(
                                                                  1))) R("m", "is_set_to(Tensor input, Tensor tensor)",
                                                                         "", a.tensor(0).is_set_to(a.tensor(1)))
                                                                R("f", "can_cast(ScalarType from_, ScalarType to)", "",
                                                                  canCast(a.dtype(0), a.dtype(1)))
                                                                    R("f",
                                                                      "linear_act(Tensor input, Tensor weight, "
                                                                      "Tensor? bias, str activation, float[] "
                                                                      "options=[])",
                                                                      "",
                                                                      rectify::linear_act(
                                                                          a.tensor(0), a.tensor(1), a.tensor(2),
                                                                          std::string(a.text(3)),
                                                                          a.reals(4))) R("fm",
                                                                                         "is_nonzero(Tensor input)", "",
                                                                                         a.tensor(0).is_nonzero())
                                                                        R("f", "numel(Tensor input)", "",
                                                                          a.tensor(0).numel())
                                                                            R("f", "atleast_1d(Tensor tensor)", "",
                                                                              torch::atleast_1d(a.tensor(0)))
                                                                                R("f", "atleast_1d(Tensor[] tensors)",
                                                                                  "",
                                                                                  torch::atleast_1d(a.tensors(
                                                                                      0))) R("f",
                                                                                             "atleast_2d(Tensor "
                                                                                             "tensor)",
                                                                                             "",
                                                                                             torch::atleast_2d(
                                                                                                 a.tensor(0)))
                                                                                    R("f",
                                                                                      "atleast_2d(Tensor[] tensors)",
                                                                                      "",
                                                                                      torch::atleast_2d(a.tensors(0)))
                                                                                        R("f",
                                                                                          "atleast_3d(Tensor tensor)",
                                                                                          "",
                                                                                          torch::atleast_3d(a.tensor(
                                                                                              0))) R("f",
                                                                                                     "atleast_3d("
                                                                                                     "Tensor[] "
                                                                                                     "tensors)",
                                                                                                     "",
                                                                                                     torch::atleast_3d(
                                                                                                         a.tensors(0)))
                                                                                            R("m",
                                                                                              "where(Tensor input, "
                                                                                              "Tensor condition, "
                                                                                              "Tensor other)",
                                                                                              "",
                                                                                              torch::where(a.tensor(1),
                                                                                                           a.tensor(0),
                                                                                                           a.tensor(2)))
                                                                                                R("m",
                                                                                                  "where(Tensor input, "
                                                                                                  "Tensor condition, "
                                                                                                  "Scalar other)",
                                                                                                  "",
                                                                                                  torch::where(
                                                                                                      a.tensor(1),
                                                                                                      a.tensor(0),
                                                                                                      a.scalar(2)))
                                                                                                    R("m",
                                                                                                      "polygamma("
                                                                                                      "Tensor input, "
                                                                                                      "int n)",
                                                                                                      "",
                                                                                                      torch::polygamma(
                                                                                                          a.integer(1),
                                                                                                          a.tensor(
                                                                                                              0)))};
extern const size_t count_more = std::size(rows_more);
}  // namespace rectify::python
