#pragma once
// Functions whose forward and backward the user writes, as torch::autograd::Function.
#include <rectify/autograd/node.h>

#include <typeinfo>
#include <unordered_map>
#include <variant>

namespace rectify::api {

// A value kept in AutogradContext::saved_data.
class IValue {
 public:
  IValue() = default;
  template <class T, std::enable_if_t<std::is_arithmetic_v<T>, int> = 0>
  IValue(T v) {
    if constexpr (std::is_same_v<T, bool>)
      v_ = v;
    else if constexpr (std::is_integral_v<T>)
      v_ = static_cast<int64_t>(v);
    else
      v_ = static_cast<double>(v);
  }
  IValue(std::string v) : v_(std::move(v)) {}
  IValue(const char* v) : v_(std::string(v)) {}
  IValue(Tensor v) : v_(std::move(v)) {}
  IValue(std::vector<int64_t> v) : v_(std::move(v)) {}
  bool isNone() const { return std::holds_alternative<std::monostate>(v_); }
  bool isInt() const { return std::holds_alternative<int64_t>(v_); }
  bool isDouble() const { return std::holds_alternative<double>(v_); }
  bool isBool() const { return std::holds_alternative<bool>(v_); }
  bool isString() const { return std::holds_alternative<std::string>(v_); }
  bool isTensor() const { return std::holds_alternative<Tensor>(v_); }
  bool isIntList() const { return std::holds_alternative<std::vector<int64_t>>(v_); }
  int64_t toInt() const { return get<int64_t>("int"); }
  double toDouble() const { return get<double>("double"); }
  bool toBool() const { return get<bool>("bool"); }
  const std::string& toStringRef() const { return get<std::string>("string"); }
  const Tensor& toTensor() const { return get<Tensor>("Tensor"); }
  std::vector<int64_t> toIntVector() const { return get<std::vector<int64_t>>("list of int"); }

 private:
  template <class T>
  const T& get(const char* what) const {
    const T* p = std::get_if<T>(&v_);
    TORCH_CHECK(p, "Expected ", what, " in this IValue");
    return *p;
  }
  std::variant<std::monostate, int64_t, double, bool, std::string, Tensor, std::vector<int64_t>> v_;
};

}  // namespace rectify::api
namespace rectify::autograd {

struct AutogradContext {
  std::unordered_map<std::string, IValue> saved_data;
  void save_for_backward(variable_list to_save) { to_save_ = std::move(to_save); }
  variable_list get_saved_variables() const;
  void mark_dirty(const variable_list& inputs) { dirty_ = inputs; }
  void mark_non_differentiable(const variable_list& outputs) { non_differentiable_ = outputs; }
  void set_materialize_grads(bool value) { materialize_ = value; }
  bool needs_input_grad(size_t output_edge_index) const { return node_ && node_->needs(output_edge_index); }

 private:
  friend struct CustomNode;
  variable_list to_save_, dirty_, non_differentiable_;
  std::vector<Saved> saved_;
  bool materialize_ = true, released_ = false;
  Node* node_ = nullptr;
};

std::string custom_name(const std::type_info& function);  // of its node

// The node behind every Function; Function<T> supplies the call of T::backward.
struct CustomNode : Node {
  AutogradContext ctx;
  std::vector<std::vector<int64_t>> output_sizes, input_sizes;
  std::vector<ScalarType> output_dtypes, input_dtypes;
  std::vector<bool> input_is_tensor;
  void backward(const Tensor* in, Tensor* out) override;
  void release_variables() override;
  virtual variable_list call(variable_list grads) = 0;
  // Called after forward: gives the outputs their history. `inputs` has one entry per argument, undefined where it is
  // no tensor.
  static variable_list finish(intrusive_ptr<CustomNode> node, const variable_list& inputs, bool recorded,
                              variable_list outputs);
};

template <class T>
struct Function {
  template <class X = T, class... Args>
  static auto apply(Args&&... args) {
    struct This final : CustomNode {
      variable_list call(variable_list grads) override { return X::backward(&ctx, std::move(grads)); }
      std::string name() const override { return custom_name(typeid(T)); }
    };
    variable_list inputs;
    (collect(inputs, args), ...);
    bool recorded = any_wants_grad_list(inputs);
    auto node = intrusive_ptr<CustomNode>::adopt(new This);
    if (recorded) detail::collect_edges(*node, inputs);
    using Result = decltype(X::forward(&node->ctx, std::forward<Args>(args)...));
    variable_list outputs;
    {
      NoGradGuard off;
      if constexpr (std::is_same_v<Result, Tensor>)
        outputs = {X::forward(&node->ctx, std::forward<Args>(args)...)};
      else
        outputs = X::forward(&node->ctx, std::forward<Args>(args)...);
    }
    outputs = CustomNode::finish(std::move(node), inputs, recorded, std::move(outputs));
    if constexpr (std::is_same_v<Result, Tensor>)
      return outputs[0];
    else
      return outputs;
  }

 private:
  template <class A>
  static void collect(variable_list& to, const A& a) {
    if constexpr (std::is_same_v<A, Tensor>)
      to.push_back(a);
    else if constexpr (std::is_same_v<A, variable_list>)
      to.insert(to.end(), a.begin(), a.end());
    else
      to.emplace_back();
  }
};

}  // namespace rectify::autograd
