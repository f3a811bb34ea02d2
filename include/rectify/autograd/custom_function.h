#pragma once
// Functions whose forward and backward the user writes, as torch::autograd::Function.
#include <rectify/autograd/node.h>

#include <memory>
#include <string_view>
#include <typeinfo>
#include <unordered_map>

namespace rectify::api {

// A value kept in AutogradContext::saved_data, or in an archive.
class IValue {
 public:
  IValue() = default;
  template <class T, std::enable_if_t<std::is_arithmetic_v<T>, int> = 0>
  IValue(T v) {
    if constexpr (std::is_floating_point_v<T>)
      kind_ = Kind::Double, d_ = static_cast<double>(v);
    else
      kind_ = std::is_same_v<T, bool> ? Kind::Bool : Kind::Int, i_ = static_cast<int64_t>(v);
  }
  IValue(nullopt_t) {}
  IValue(std::string v);
  IValue(const char* v);
  IValue(Tensor v);
  IValue(std::vector<int64_t> v);
  IValue(std::vector<double> v);
  IValue(std::vector<Tensor> v);
  IValue(std::tuple<double, double> v);
  IValue(IntArrayRef v) : IValue(v.vec()) {}
  template <class T>
  IValue(optional<T> v) {
    if (v) *this = IValue(*std::move(v));
  }
  bool isNone() const { return kind_ == Kind::None; }
  bool isInt() const { return kind_ == Kind::Int; }
  bool isDouble() const { return kind_ == Kind::Double; }
  bool isBool() const { return kind_ == Kind::Bool; }
  bool isScalar() const { return isDouble() || isInt() || isBool(); }
  bool isString() const { return kind_ == Kind::String; }
  bool isTensor() const { return kind_ == Kind::Tensors; }
  bool isIntList() const { return kind_ == Kind::Ints; }
  bool isDoubleList() const { return kind_ == Kind::Doubles; }
  bool isTensorList() const { return kind_ == Kind::TensorList; }
  // Error: it holds something else.
  int64_t toInt() const;
  double toDouble() const;
  bool toBool() const;
  Scalar toScalar() const;
  const std::string& toStringRef() const;
  std::string_view toStringView() const { return toStringRef(); }
  const Tensor& toTensor() const;
  std::vector<int64_t> toIntVector() const;
  std::vector<double> toDoubleVector() const;
  std::vector<Tensor> toTensorVector() const;
  std::tuple<double, double> toDoublePair() const;
  template <class T>
  T to() const {
    if constexpr (std::is_same_v<T, bool>)
      return toBool();
    else if constexpr (std::is_integral_v<T>)
      return static_cast<T>(toInt());
    else if constexpr (std::is_floating_point_v<T>)
      return static_cast<T>(toDouble());
    else if constexpr (std::is_same_v<T, std::string>)
      return toStringRef();
    else if constexpr (std::is_same_v<T, Tensor>)
      return toTensor();
    else if constexpr (std::is_same_v<T, std::vector<int64_t>>)
      return toIntVector();
    else if constexpr (std::is_same_v<T, std::vector<double>>)
      return toDoubleVector();
    else if constexpr (std::is_same_v<T, std::vector<Tensor>>)
      return toTensorVector();
    else
      return toDoublePair();
  }
  template <class T>
  optional<T> toOptional() const {
    if (isNone()) return nullopt;
    return to<T>();
  }

 private:
  friend std::ostream& operator<<(std::ostream& out, const IValue& v);
  enum class Kind : uint8_t { None, Int, Double, Bool, String, Tensors, Ints, Doubles, TensorList, Pair };
  template <class T>
  const T& get(Kind kind, const char* what) const;
  Kind kind_ = Kind::None;
  union {
    int64_t i_ = 0;
    double d_;
  };
  std::shared_ptr<const void> more_;
};

}  // namespace rectify::api
namespace rectify::autograd {

using IndexRange = std::pair<size_t, size_t>;

struct AutogradContext {
  std::unordered_map<std::string, IValue> saved_data;
  void save_for_backward(variable_list to_save) { to_save_ = std::move(to_save); }
  variable_list get_saved_variables() const;
  void mark_dirty(const variable_list& inputs) { dirty_ = inputs; }
  void mark_non_differentiable(const variable_list& outputs) { non_differentiable_ = outputs; }
  void set_materialize_grads(bool value) { materialize_ = value; }
  // Whether this run of backward wants that gradient.
  bool needs_input_grad(size_t output_edge_index) const { return node_ && node_->needs(output_edge_index); }
  bool needs_input_grad(std::initializer_list<IndexRange> ranges) const {  // whether one of them does
    for (const IndexRange& r : ranges)
      for (size_t i = r.first; i < r.second; i++)
        if (needs_input_grad(i)) return true;
    return false;
  }

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
  bool takes_undefined() const override { return true; }
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
    else if constexpr (std::is_same_v<A, variable_list> || std::is_same_v<A, TensorList>)
      to.insert(to.end(), a.begin(), a.end());
    else if constexpr (std::is_same_v<A, optional<Tensor>>)
      to.push_back(a.value_or(Tensor()));
    else
      to.emplace_back();
  }
};

}  // namespace rectify::autograd
