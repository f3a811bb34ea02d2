#include <rectify/autograd/custom_function.h>
#include <rectify/core/util.h>
#include <rectify/ops/elementwise.h>
#include <rectify/ops/factories.h>

#include <algorithm>

namespace rectify::autograd {
namespace {
bool among(const Tensor& t, const variable_list& list) {
  return std::any_of(list.begin(), list.end(), [&](const Tensor& o) { return o.is_same(t); });
}
}  // namespace

std::string custom_name(const std::type_info& t) { return str("torch::autograd::CppNode<", demangle(t.name()), ">"); }

variable_list AutogradContext::get_saved_variables() const {
  if (released_) detail::backward_twice();
  variable_list list;
  for (const Saved& s : saved_) list.push_back(s.unpack(*node_));
  return list;
}

void CustomNode::backward(const Tensor* in, Tensor* out) {
  variable_list grads(in, in + output_count);
  for (size_t i = 0; i < grads.size() && ctx.materialize_; i++)
    if (!grads[i].defined()) grads[i] = zeros(output_sizes[i], output_dtypes[i]);
  variable_list made = call(std::move(grads));
  while (made.size() > next.size() && !made.back().defined()) made.pop_back();
  TORCH_CHECK(made.size() == next.size(), "function ", name(), " returned an incorrect number of gradients (expected ",
              next.size(), ", got ", made.size(), ")");
  for (size_t i = 0; i < made.size(); i++) {
    TORCH_CHECK(!made[i].defined() || input_is_tensor[i], "function ", name(),
                " returned a gradient different that is defined at position ", i + 1,
                ", but the corresponding forward input was not a Variable");
    if (!made[i].defined() || !needs(i)) continue;
    if (made[i].sizes() != IntArrayRef(input_sizes[i])) {
      try {
        made[i] = sum_to_size(made[i], input_sizes[i]);
      } catch (const Error&) {
        AT_ERROR("Function ", name(), " returned an invalid gradient at index ", i, " - got ", made[i].sizes(),
                 " but expected shape compatible with ", IntArrayRef(input_sizes[i]));
      }
    }
    out[i] = made[i].scalar_type() == input_dtypes[i] ? made[i] : made[i].to(input_dtypes[i]);
  }
}
void CustomNode::release_variables() {
  ctx.saved_.clear();
  ctx.released_ = true;
}

variable_list CustomNode::finish(intrusive_ptr<CustomNode> node, const variable_list& inputs, bool recorded,
                                 variable_list outputs) {
  AutogradContext& ctx = node->ctx;
  ctx.node_ = node.get();
  for (const Tensor& t : inputs) {
    node->input_is_tensor.push_back(t.defined());
    node->input_sizes.push_back(t.defined() ? t.sizes().vec() : std::vector<int64_t>());
    node->input_dtypes.push_back(t.defined() ? t.scalar_type() : kFloat);
  }
  node->output_count = static_cast<uint32_t>(outputs.size());
  for (const Tensor& t : ctx.dirty_) {
    TORCH_CHECK(among(t, outputs),
                "Some elements marked as dirty during the forward method were not returned as output. The inputs that "
                "are modified inplace must all be outputs of the Function.");
    TORCH_CHECK(!t.is_leaf() || !t.requires_grad() || !GradMode::is_enabled(),
                "a leaf Variable that requires grad has been used in an in-place operation.");
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
    else {
      if (y.is_view()) y.impl()->meta->view->creation = CreationMeta::IN_CUSTOM_FUNCTION;
      detail::set_history(y, node, i);
    }
  }
  for (const Tensor& t : ctx.to_save_) {
    bool is_output = recorded && among(t, outputs) && !among(t, inputs);
    if (recorded) ctx.saved_.push_back(is_output ? Saved::output(t) : Saved(t));
  }
  detail::saved_made = false;  // not by the next node
  ctx.to_save_.clear();
  ctx.dirty_.clear();
  ctx.non_differentiable_.clear();
  return outputs;
}

}  // namespace rectify::autograd
