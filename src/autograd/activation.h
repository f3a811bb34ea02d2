#pragma once
// The node of an activation, for those that are computed together with the layer before them.
#include <rectify/activations/table.h>
#include <rectify/autograd/node.h>

namespace rectify::api {

struct ActivationNode : Node, private Keeper {
  const Activation f;
  const kernels::Params p;
  Saved saved;  // input or output
  Tensor bits;
  const char* refuse = nullptr;
  bool released = false;

  ActivationNode(Activation function, const kernels::Params& params) : f(function), p(params) {
    op_name = activations::entry(f).record->node;
  }
  ~ActivationNode() override { unwatch(); }  // while the storage lives
  void keep_output(const Tensor& y);
  void before_change() override { saved.take_copy(); }
  void backward(const Tensor* in, Tensor* out) override;
  void release_variables() override;
};
// dy f'(x), differentiable in both.
Tensor activation_slope_times(Activation f, const Tensor& dy, const Tensor& x, const kernels::Params& p);

}  // namespace rectify::api
