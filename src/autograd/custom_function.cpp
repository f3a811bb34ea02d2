#include <rectify/autograd/custom_function.h>
#include <rectify/ops/factories.h>

#include <algorithm>

namespace rectify::autograd {
namespace {
bool among(const Tensor& t, const variable_list& list) {
  return std::any_of(list.begin(), list.end(), [&](const Tensor& o) { return o.is_same(t); });
}
}  // namespace

variable_list AutogradContext::get_saved_variables() const {
  if (released_) detail::backward_twice();
  variable_list list;
  for (const Saved& s : saved_) list.push_back(s.unpack(*node_));
  return list;
}

void CustomNode::backward(const Tensor* in, Tensor* out) {
  variable_list grads(in, in + num_outputs);
  for (size_t i = 0; i < grads.size() && ctx.materialize_; i++)
    if (!grads[i].defined()) grads[i] = zeros(output_sizes[i], output_dtypes[i]);
  variable_list made = call(std::move(grads));
  while (made.size() > next.size() && !made.back().defined()) made.pop_back();
  TORCH_CHECK(made.size() == next.size(), "function returned an incorrect number of gradients (expected ", next.size(),
              ", got ", made.size(), ")");
  for (size_t i = 0; i < made.size(); i++) {
    TORCH_CHECK(!made[i].defined() || needs(i) || !next[i].node,
                "function returned a gradient different than None at position ", i + 1);
    out[i] = made[i];
  }
}
void CustomNode::release_variables() {
  ctx.saved_.clear();
  ctx.saved_data.clear();
  ctx.released_ = true;
}

variable_list CustomNode::finish(intrusive_ptr<CustomNode> node, const variable_list& inputs, bool recorded,
                                 variable_list outputs) {
  AutogradContext& ctx = node->ctx;
  ctx.node_ = node.get();
  node->op_name = "CppNode";
  node->num_outputs = static_cast<uint32_t>(outputs.size());
  for (const Tensor& t : ctx.dirty_) {
    TORCH_CHECK(among(t, outputs),
                "Some elements marked as dirty during the forward method were not returned as output. The inputs that "
                "are modified inplace must all be outputs of the Function.");
    check_inplace(t);
    bump_version(t);
  }
  for (uint32_t i = 0; i < outputs.size(); i++) {
    Tensor& y = outputs[i];
    if (!y.defined()) {
      node->output_sizes.emplace_back();
      node->output_dtypes.push_back(kFloat);
      continue;
    }
    node->output_sizes.push_back(y.sizes().vec());
    node->output_dtypes.push_back(y.scalar_type());
    bool dirty = among(y, ctx.dirty_);
    if (among(y, inputs) && !dirty) y = alias(y);
    if (!recorded || among(y, ctx.non_differentiable_) || !y.is_floating_point()) continue;
    if (dirty && y.is_view())
      detail::rebase_history(y, node);
    else
      detail::set_history(y, node, i);
  }
  for (const Tensor& t : ctx.to_save_) {
    bool is_output = recorded && among(t, outputs) && !among(t, inputs);
    if (recorded) ctx.saved_.push_back(is_output ? Saved::output(t) : Saved(t));
  }
  ctx.to_save_.clear();
  ctx.dirty_.clear();
  ctx.non_differentiable_.clear();
  return outputs;
}

}  // namespace rectify::autograd
