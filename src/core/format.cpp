// Printing, as libtorch prints.
#include <rectify/core/tensor.h>

#include <algorithm>
#include <cmath>
#include <iomanip>
#include <iostream>

namespace rectify::api {
namespace {

class KeepFormat {  // of a stream: flags, width and precision come back
 public:
  explicit KeepFormat(std::ostream& out) : out_(out), saved_(nullptr) { saved_.copyfmt(out); }
  ~KeepFormat() { out_.copyfmt(saved_); }

 private:
  std::ostream& out_;
  std::ios saved_;
};

std::vector<double> values_of(const Tensor& t) {
  std::vector<double> v;
  v.reserve(t.numel());
  if (t.numel() == 0) return v;
  auto sizes = t.sizes(), strides = t.strides();
  std::vector<int64_t> at(sizes.size(), 0);
  visit_dtype(t.scalar_type(), "print", [&](auto tag) {
    using T = typename decltype(tag)::type;
    const T* p = static_cast<const T*>(t.data_ptr());
    while (true) {
      v.push_back(static_cast<double>(static_cast<opmath_t<T>>(*p)));
      int64_t d = t.dim() - 1;
      for (; d >= 0; d--) {
        p += strides[d];
        if (++at[d] < sizes[d]) break;
        p -= strides[d] * sizes[d];
        at[d] = 0;
      }
      if (d < 0) return;
    }
  });
  return v;
}

struct Form {
  double scale = 1;
  int width = 0;
};
// Chooses notation (set on the stream), common factor and width for n numbers.
Form choose_form(std::ostream& out, const double* v, int64_t n) {
  bool integers = true, any = false;
  double least = 0, most = 0;
  for (int64_t i = 0; i < n; i++) {
    if (!std::isfinite(v[i])) continue;
    double a = std::fabs(v[i]);
    integers = integers && v[i] == std::ceil(v[i]);
    least = any ? std::min(least, a) : a;
    most = any && v[i] <= most ? most : a;  // the sign counts here, as in libtorch
    any = true;
  }
  auto digits = [&](double a) { return any && a != 0 ? static_cast<int>(std::floor(std::log10(a))) + 1 : 1; };
  int low = digits(least), high = digits(most);
  Form f;
  if (integers) {
    if (high > 9) {
      f.width = 11;
      out << std::scientific << std::setprecision(4);
    } else {
      f.width = high + 1;
      out << std::defaultfloat;
    }
  } else if (high - low > 4) {
    f.width = std::abs(high) > 99 || std::abs(low) > 99 ? 12 : 11;
    out << std::scientific << std::setprecision(4);
  } else {
    if (high > 5 || high < 0) {
      f.width = 7;
      f.scale = std::pow(10.0, high - 1);
    } else {
      f.width = high == 0 ? 7 : high + 6;
    }
    out << std::fixed << std::setprecision(4);
  }
  return f;
}
void print_scale(std::ostream& out, double scale) {
  KeepFormat keep(out);
  out << std::defaultfloat << scale << " *\n";
}
void print_indent(std::ostream& out, int64_t n) {
  for (int64_t i = 0; i < n; i++) out << ' ';
}
void print_matrix(std::ostream& out, const double* v, int64_t rows, int64_t columns, int64_t indent,
                  int64_t line_width) {
  Form f = choose_form(out, v, rows * columns);
  print_indent(out, indent);
  int64_t per_line = (line_width - indent) / (f.width + 1);
  for (int64_t first = 0; first < columns; first += per_line) {
    int64_t last = std::min(first + per_line, columns) - 1;
    if (per_line < columns) {
      if (first != 0) out << '\n';
      out << "Columns " << first + 1 << " to " << last + 1;
      print_indent(out, indent);
    }
    if (f.scale != 1) {
      print_scale(out, f.scale);
      print_indent(out, indent);
    }
    for (int64_t r = 0; r < rows; r++) {
      for (int64_t c = first; c <= last; c++) {
        out << std::setw(f.width) << v[r * columns + c] / f.scale;
        out << (c == last ? '\n' : ' ');
      }
      if (r + 1 < rows) print_indent(out, indent + (f.scale != 1));
    }
  }
}

}  // namespace

std::ostream& print(std::ostream& out, const Tensor& t, int64_t line_width) {
  KeepFormat keep(out);
  if (!t.defined()) return out << "[ Tensor (undefined) ]";
  std::vector<double> v = values_of(t);
  auto sizes = t.sizes();
  if (t.dim() == 0) {
    out << std::defaultfloat << v[0] << '\n';
  } else if (t.numel() > 0 && t.dim() == 1) {
    Form f = choose_form(out, v.data(), t.numel());
    if (f.scale != 1) print_scale(out, f.scale);
    for (double x : v) out << std::setw(f.width) << x / f.scale << '\n';
  } else if (t.numel() > 0) {
    int64_t rows = sizes[t.dim() - 2], columns = sizes[t.dim() - 1], outer = t.dim() - 2;
    std::vector<int64_t> at(outer, 0);
    for (int64_t m = 0; m < t.numel() / (rows * columns); m++) {
      if (outer > 0) {
        if (m > 0) out << '\n';
        out << '(';
        for (int64_t i : at) out << i + 1 << ',';
        out << ".,.) = \n";
      }
      int64_t place = 0;
      for (int64_t d = 0; d < outer; d++) place = place * sizes[d] + at[d];
      print_matrix(out, v.data() + place * rows * columns, rows, columns, outer > 0 ? 1 : 0, line_width);
      for (int64_t d = 0; d < outer && ++at[d] == sizes[d]; d++) at[d] = 0;  // the first index runs fastest
    }
  }
  out << "[ " << t.toString() << '{';
  for (size_t d = 0; d < sizes.size(); d++) out << (d ? "," : "") << sizes[d];
  return out << "} ]";
}
std::ostream& operator<<(std::ostream& out, const Tensor& t) { return print(out, t, 80); }
void Tensor::print() const {
  if (defined())
    std::cerr << "[" << toString() << " " << sizes() << "]" << std::endl;
  else
    std::cerr << "[UndefinedTensor]" << std::endl;
}
void print(const Tensor& t, int64_t line_width) { print(std::cout, t, line_width); }

std::ostream& operator<<(std::ostream& out, ScalarType t) { return out << toString(t); }
std::ostream& operator<<(std::ostream& out, TypeMeta t) { return out << t.name(); }
std::ostream& operator<<(std::ostream& out, const Device& d) { return out << d.str(); }
std::ostream& operator<<(std::ostream& out, DeviceType t) { return out << (t == kCPU ? "cpu" : "cuda"); }
std::ostream& operator<<(std::ostream& out, Layout) { return out << "Strided"; }
std::ostream& operator<<(std::ostream& out, MemoryFormat f) {
  static const char* const names[] = {"Contiguous", "Preserve", "ChannelsLast", "ChannelsLast3d"};
  return out << names[static_cast<int>(f)];
}
std::ostream& operator<<(std::ostream& out, const Scalar& s) {
  if (s.isFloatingPoint()) return out << s.toDouble();
  if (s.isBoolean()) return out << (s.toBool() ? "true" : "false");
  return out << s.toLong();
}
std::ostream& operator<<(std::ostream& out, const TensorOptions& o) {
  auto mark = [](bool given) { return given ? "" : " (default)"; };
  out << "TensorOptions(dtype=" << o.dtype() << mark(o.has_dtype()) << ", device=" << o.device()
      << mark(o.has_device());
  out << ", layout=" << o.layout() << mark(o.has_layout()) << ", requires_grad=" << std::boolalpha << o.requires_grad()
      << mark(o.has_requires_grad());
  out << ", pinned_memory=" << o.pinned_memory() << mark(o.has_pinned_memory()) << std::noboolalpha
      << ", memory_format=";
  if (o.has_memory_format())
    out << *o.memory_format_opt();
  else
    out << "(nullopt)";
  return out << ")";
}

}  // namespace rectify::api
