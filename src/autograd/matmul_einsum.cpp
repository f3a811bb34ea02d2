#include <rectify/autograd/node.h>
#include <rectify/ops/elementwise.h>
#include <rectify/ops/indexing.h>
#include <rectify/ops/matmul.h>
#include <rectify/ops/reduce.h>

#include <algorithm>
#include <limits>

namespace rectify::api {
namespace {

using Dims = std::vector<int64_t>;

// The product of a and b (one number of dimensions; size 1 where a subscript is missing) summed over the dimensions
// from `kept` on, which stay with size 1. One batched matrix product.
Tensor contract(Tensor a, Tensor b, int64_t kept, const std::vector<bool>& sum_now) {
  int64_t n = a.dim();
  for (int64_t d = kept; d < n; d++)
    if (sum_now[d] && (a.size(d) == 1) != (b.size(d) == 1))
      (a.size(d) == 1 ? b : a) = (a.size(d) == 1 ? b : a).sum(d, true);
  Dims both, left, right, summed;
  int64_t count[4] = {1, 1, 1, 1};
  for (int64_t d = 0; d < n; d++) {
    int64_t x = a.size(d), y = b.size(d);
    if (d >= kept && sum_now[d] && x == y)
      summed.push_back(d), count[3] *= x;
    else if (x == y)
      both.push_back(d), count[0] *= x;
    else if (y == 1)
      left.push_back(d), count[1] *= x;
    else
      right.push_back(d), count[2] *= y;
  }
  auto order = [](std::initializer_list<const Dims*> parts) {
    Dims all;
    for (const Dims* p : parts) all.insert(all.end(), p->begin(), p->end());
    return all;
  };
  Tensor x = a.permute(order({&both, &left, &summed, &right})).reshape({count[0], count[1], count[3]});
  Tensor y = b.permute(order({&both, &summed, &right, &left})).reshape({count[0], count[3], count[2]});
  Dims place = order({&both, &left, &right, &summed}), sizes, back(n);
  for (int64_t i = 0; i < n; i++) {
    int64_t d = place[i];
    bool gone = std::find(summed.begin(), summed.end(), d) != summed.end();
    sizes.push_back(gone ? 1 : std::max(a.size(d) == 1 ? b.size(d) : a.size(d), int64_t{0}));
    back[d] = i;
  }
  return bmm(x, y).view(sizes).permute(back);
}

constexpr int kLetters = 52, kEllipsis = kLetters;
int subscript(std::string_view equation, size_t at) {
  char c = equation[at];
  bool upper = c >= 'A' && c <= 'Z', lower = c >= 'a' && c <= 'z';
  TORCH_CHECK(upper || lower, "einsum(): invalid subscript given at index ", at,
              " in the equation string, subscripts must be in [a-zA-Z]");
  return upper ? c - 'A' : 26 + c - 'a';
}
char letter(int s) { return static_cast<char>(s < 26 ? 'A' + s : 'a' + s - 26); }

struct Equation {
  std::vector<std::vector<int>> operands;  // subscripts; kEllipsis for "..."
  std::vector<int> output;
  bool explicit_output = false;
};
Equation parse(std::string_view text) {
  Equation e;
  size_t arrow = text.find("->"), end = arrow == std::string_view::npos ? text.size() : arrow;
  e.explicit_output = arrow != std::string_view::npos;
  e.operands.emplace_back();
  auto ellipsis = [&](size_t at, const std::vector<int>& seen, const std::string& where) {
    TORCH_CHECK(text.substr(at, 3) == "...", "einsum(): found '.' for ", where, " that is not part of any ellipsis");
    TORCH_CHECK(std::find(seen.begin(), seen.end(), kEllipsis) == seen.end(), "einsum(): found '.' for ", where,
                " for which an ellipsis was already found");
  };
  for (size_t i = 0; i < end; i++) {
    if (text[i] == ' ') continue;
    if (text[i] == ',') {
      e.operands.emplace_back();
    } else if (text[i] == '.') {
      ellipsis(i, e.operands.back(), str("operand ", e.operands.size() - 1));
      e.operands.back().push_back(kEllipsis);
      i += 2;
    } else {
      e.operands.back().push_back(subscript(text, i));
    }
  }
  for (size_t i = end + 2; i < text.size(); i++) {
    if (text[i] == ' ') continue;
    if (text[i] == '.') {
      ellipsis(i, e.output, "output");
      e.output.push_back(kEllipsis);
      i += 2;
      continue;
    }
    int s = subscript(text, i);
    TORCH_CHECK(std::find(e.output.begin(), e.output.end(), s) == e.output.end(), "einsum(): output subscript ",
                text[i], " appears more than once in the output");
    bool known = std::any_of(e.operands.begin(), e.operands.end(),
                             [s](auto& o) { return std::find(o.begin(), o.end(), s) != o.end(); });
    TORCH_CHECK(known, "einsum(): output subscript ", text[i],
                " does not appear in the equation for any input operand");
    e.output.push_back(s);
  }
  return e;
}

}  // namespace

Tensor einsum(std::string_view text, TensorList operands) {
  TORCH_CHECK(!operands.empty(), "einsum(): must provide at least one operand");
  Equation e = parse(text);
  TORCH_CHECK(e.operands.size() >= operands.size(),
              "einsum(): more operands were provided than specified in the equation");
  TORCH_CHECK(e.operands.size() <= operands.size(),
              "einsum(): fewer operands were provided than specified in the equation");
  size_t count = operands.size();
  int64_t wide = 0;  // dimensions of the widest ellipsis
  int uses[kLetters] = {};
  for (size_t i = 0; i < count; i++) {
    const auto& subs = e.operands[i];
    bool dots = std::find(subs.begin(), subs.end(), kEllipsis) != subs.end();
    int64_t named = static_cast<int64_t>(subs.size()) - dots, n = operands[i].dim();
    TORCH_CHECK(dots ? named <= n : named == n, "einsum(): the number of subscripts in the equation (", named, ") ",
                dots ? "is more than the number of dimensions (" : "does not match the number of dimensions (", n,
                ") for operand ", i, dots ? "" : " and no ellipsis was given");
    if (dots) wide = std::max(wide, n - named);
    for (int s : subs)
      if (s < kLetters) uses[s]++;
  }
  if (!e.explicit_output) {  // the ellipsis, then what appears once, in alphabetical order
    if (wide) e.output.push_back(kEllipsis);
    for (int s = 0; s < kLetters; s++)
      if (uses[s] == 1) e.output.push_back(s);
  }
  // The place of each subscript: outputs first, then what is summed.
  int64_t place[kLetters + 1], next = 0;
  std::fill(place, place + kLetters + 1, -1);
  for (int s : e.output) place[s] = next, next += s == kEllipsis ? wide : 1;
  int64_t kept = next;
  if (wide && place[kEllipsis] < 0) place[kEllipsis] = next, next += wide;
  for (int s = 0; s < kLetters; s++)
    if (uses[s] && place[s] < 0) place[s] = next++;
  int64_t total = next;

  Dims seen(kLetters, 1), last(total, -1);
  std::vector<Tensor> ready;
  for (size_t i = 0; i < count; i++) {
    Tensor x = operands[i];
    const auto& subs = e.operands[i];
    int64_t named = 0, d = 0;
    for (int s : subs) named += s < kLetters;
    int64_t dots = x.dim() - named;
    Dims at(total, -1);  // dimension of x for each place
    for (int s : subs) {
      if (s == kEllipsis) {
        for (int64_t j = 0; j < dots; j++) at[place[s] + wide - dots + j] = d++;
        continue;
      }
      int64_t& mine = at[place[s]];
      if (mine >= 0) {
        TORCH_CHECK(x.size(mine) == x.size(d), "einsum(): subscript ", letter(s), " is repeated for operand ", i,
                    " but the sizes don't match, ", x.size(d), " != ", x.size(mine));
        x = x.diagonal(0, mine, d).movedim(-1, mine);
        continue;
      }
      int64_t size = x.size(d);
      TORCH_CHECK(size == 1 || seen[s] == 1 || seen[s] == size, "einsum(): subscript ", letter(s), " has size ", size,
                  " for operand ", i, " which does not broadcast with previously seen size ", seen[s]);
      if (size != 1) seen[s] = size;
      mine = d++;
    }
    Dims order;
    for (int64_t p = 0; p < total; p++)
      if (at[p] >= 0) order.push_back(at[p]), last[p] = static_cast<int64_t>(i);
    x = x.permute(order);
    for (int64_t p = 0; p < total; p++)
      if (at[p] < 0) x = x.unsqueeze(p);
    ready.push_back(x);
  }
  Tensor y = ready[0];
  for (int64_t p = kept; p < total; p++)
    if (last[p] == 0) y = y.sum(p, true);
  for (size_t i = 1; i < count; i++) {
    std::vector<bool> now(total);
    for (int64_t p = kept; p < total; p++) now[p] = last[p] == static_cast<int64_t>(i);
    y = contract(y, ready[i], kept, now);
  }
  Dims sizes(y.sizes().begin(), y.sizes().begin() + kept);
  return total == kept ? y : y.reshape(sizes);
}

Tensor tensordot(const Tensor& a, const Tensor& b, IntArrayRef dims_a, IntArrayRef dims_b) {
  TORCH_CHECK(dims_a.size() == dims_b.size(), "both dimension lists should have same length");
  Tensor x = a, y = b;
  std::vector<bool> used_a(a.dim()), used_b(b.dim());
  Dims first, second, shape, order_b;
  int64_t summed = 1, rows = 1, cols = 1;
  for (size_t i = 0; i < dims_a.size(); i++) {
    int64_t da = maybe_wrap_dim(dims_a[i], a.dim()), db = maybe_wrap_dim(dims_b[i], b.dim());
    int64_t sa = a.size(dims_a[i]), sb = b.size(dims_b[i]);
    TORCH_CHECK(!used_a[da] && !used_b[db], "dim ", used_a[da] ? da : db,
                " appears multiple times in the list of dims");
    used_a[da] = used_b[db] = true;
    TORCH_CHECK(sa == sb || sa == 1 || sb == 1, "contracted dimensions need to match, but first has size ", sa,
                " in dim ", dims_a[i], " and second has size ", sb, " in dim ", dims_b[i]);
    if (sa == 1 && sb != 1)
      y = y.sum(db, true);
    else if (sb == 1 && sa != 1)
      x = x.sum(da, true);
    else
      summed *= sa;
    second.push_back(da);
    order_b.push_back(db);
  }
  for (int64_t d = 0; d < a.dim(); d++)
    if (!used_a[d]) first.push_back(d), shape.push_back(a.size(d)), rows *= a.size(d);
  first.insert(first.end(), second.begin(), second.end());
  for (int64_t d = 0; d < b.dim(); d++)
    if (!used_b[d]) order_b.push_back(d), shape.push_back(b.size(d)), cols *= b.size(d);
  return mm(x.permute(first).reshape({rows, summed}), y.permute(order_b).reshape({summed, cols})).reshape(shape);
}
Tensor inner(const Tensor& a, const Tensor& b) {
  if (a.dim() == 0 || b.dim() == 0) return a * b;
  TORCH_CHECK(a.size(-1) == b.size(-1), "inner() the last dimension must match on both input tensors but got shapes ",
              a.sizes(), " and ", b.sizes());
  return tensordot(a, b, {-1}, {-1});
}
Tensor kron(const Tensor& a, const Tensor& b) {
  int64_t n = std::max(a.dim(), b.dim());
  Dims shape_a, shape_b, shape;
  for (int64_t d = 0; d < n; d++) {
    int64_t x = d < n - a.dim() ? 1 : a.size(d - (n - a.dim())), y = d < n - b.dim() ? 1 : b.size(d - (n - b.dim()));
    shape_a.insert(shape_a.end(), {x, 1});
    shape_b.insert(shape_b.end(), {1, y});
    shape.push_back(x * y);
  }
  return (a.reshape(shape_a) * b.reshape(shape_b)).reshape(shape);
}
Tensor chain_matmul(TensorList m) {
  size_t n = m.size();
  TORCH_CHECK(n > 0, "chain_matmul(): Expected one or more matrices");
  for (const Tensor& t : m) TORCH_CHECK(t.dim() == 2, "Tensor dimension is ", t.dim(), ", expected 2 instead.");
  if (n == 1) return m[0];
  std::vector<std::vector<double>> cost(n, std::vector<double>(n, 0));
  std::vector<std::vector<size_t>> cut(n, std::vector<size_t>(n, 0));
  for (size_t length = 1; length < n; length++)
    for (size_t i = 0; i + length < n; i++) {
      size_t j = i + length;
      cost[i][j] = std::numeric_limits<double>::infinity();
      for (size_t k = i; k < j; k++) {
        double c =
            cost[i][k] + cost[k + 1][j] +
            static_cast<double>(m[i].size(0)) * static_cast<double>(m[k].size(1)) * static_cast<double>(m[j].size(1));
        if (c < cost[i][j]) cost[i][j] = c, cut[i][j] = k;
      }
    }
  struct Range {
    TensorList m;
    const std::vector<std::vector<size_t>>& cut;
    Tensor operator()(size_t i, size_t j) const {
      return i == j ? m[i] : mm((*this)(i, cut[i][j]), (*this)(cut[i][j] + 1, j));
    }
  };
  return Range{m, cut}(0, n - 1);
}
Tensor bilinear(const Tensor& a, const Tensor& b, const Tensor& w, const Tensor& bias) {
  TORCH_CHECK(a.dim() == b.dim(), "bilinear(): input dimensions do not match: got ", a.dim(), " and ", b.dim());
  for (int64_t d = 0; d + 1 < a.dim(); d++)
    TORCH_CHECK(a.size(d) == b.size(d), "bilinear(): input batch dimensions do not match at dim ", d, ": got ",
                a.size(d), " and ", b.size(d));
  TORCH_CHECK(a.size(-1) == w.size(1), "bilinear(): input1 size does not match weight size: got ", a.size(-1),
              " but expected ", w.size(1));
  TORCH_CHECK(b.size(-1) == w.size(2), "bilinear(): input2 size does not match weight size: got ", b.size(-1),
              " but expected ", w.size(2));
  TORCH_CHECK(!bias.defined() || bias.size(0) == w.size(0), "bilinear(): bias size does not match weight size: got ",
              bias.defined() ? bias.size(0) : 0, " but expected ", w.size(0));
  TORCH_CHECK(w.dim() == 3, "bilinear(): weight must have 3 dimensions, got ", w.dim());
  Tensor y = einsum("...j,ijk,...k->...i", {a, w, b});
  return bias.defined() ? y + bias : y;
}

}  // namespace rectify::api
