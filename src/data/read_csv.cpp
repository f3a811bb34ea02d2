#include <rectify/data/readers.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>

#include "data/file.h"

namespace rectify::data::api {
namespace {

std::string_view trim(std::string_view s) {
  while (!s.empty() && (s.front() == ' ' || s.front() == '\t')) s.remove_prefix(1);
  while (!s.empty() && (s.back() == ' ' || s.back() == '\t')) s.remove_suffix(1);
  return s;
}
bool number(std::string_view s, float& v) {
  s = trim(s);
  if (s.size() > 1 && s[0] == '+' && s[1] != '-') s.remove_prefix(1);
  const char* end = s.data() + s.size();
  double wide = 0;
  auto [stop, error] = std::from_chars(s.data(), end, wide);
  if (s.empty() || stop != end) return false;
  if (error == std::errc::result_out_of_range) {
    const double d = std::strtod(std::string(s).c_str(), nullptr);  // under the smallest double: 0
    if (std::isinf(d)) return false;
    wide = d;
  } else if (error != std::errc())
    return false;
  v = static_cast<float>(wide);
  return true;
}
bool small_integer(float x, int64_t& v) {
  if (!(x >= 0 && x <= 65535 && x == std::floor(x))) return false;
  v = static_cast<int64_t>(x);
  return true;
}
std::string lower(std::string_view s) {
  std::string r(trim(s));
  for (char& c : r) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  return r;
}

// Gives the lines one after another as lists of fields.
class Lines {
 public:
  Lines(std::string_view text, char delimiter, const std::string& path) : s_(text), delimiter_(delimiter), path_(path) {
    if (s_.substr(0, 3) == "\xEF\xBB\xBF") at_ = 3;
  }
  int64_t line() const { return line_; }
  bool next(std::vector<std::string>& fields, size_t& count) {  // fields keeps its strings' memory
    for (;;) {
      if (at_ >= s_.size()) return false;
      line_ = following_++;
      count = 0;
      read(fields, count);
      if (count != 1 || !trim(fields[0]).empty()) return true;  // blank lines are skipped
    }
  }

 private:
  void read(std::vector<std::string>& fields, size_t& count) {
    for (;;) {
      if (count == fields.size()) fields.emplace_back();
      std::string& f = fields[count++];
      f.clear();
      if (at_ < s_.size() && s_[at_] == '"')
        quoted(f);
      else {
        const size_t begin = at_;
        while (at_ < s_.size() && s_[at_] != delimiter_ && s_[at_] != '\n') {
          TORCH_CHECK(s_[at_] != '\0', path_, ": line ", line_, ": not a text file: it has a zero byte");
          at_++;
        }
        size_t end = at_;
        if (end > begin && s_[end - 1] == '\r' && (end == s_.size() || s_[end] == '\n')) end--;
        f.assign(s_.substr(begin, end - begin));
      }
      if (at_ >= s_.size()) return;
      if (s_[at_] == '\r' && at_ + 1 < s_.size() && s_[at_ + 1] == '\n') at_++;
      if (s_[at_] == '\n') {
        at_++;
        return;
      }
      TORCH_CHECK(s_[at_] == delimiter_, path_, ": line ", line_, ": text follows a closing quote");
      at_++;
    }
  }
  void quoted(std::string& f) {
    for (at_++;; at_++) {
      TORCH_CHECK(at_ < s_.size(), path_, ": line ", line_, ": a quote is not closed");
      if (s_[at_] == '\n') following_++;
      if (s_[at_] == '"') {
        at_++;
        if (at_ >= s_.size() || s_[at_] != '"') return;
      }
      f += s_[at_];
    }
  }
  std::string_view s_;
  char delimiter_;
  const std::string& path_;
  size_t at_ = 0;
  int64_t line_ = 0, following_ = 1;
};

int64_t find_label(const CsvOptions& o, const std::vector<std::string>& names, int64_t width, const std::string& path) {
  if (o.label == "none") return -1;
  if (o.label.empty()) {
    for (const char* usual : {"label", "class", "target", "y"})
      for (size_t i = 0; i < names.size(); i++)
        if (lower(names[i]) == usual) return static_cast<int64_t>(i);
    return width - 1;
  }
  for (size_t i = 0; i < names.size(); i++)
    if (trim(names[i]) == o.label) return static_cast<int64_t>(i);
  int64_t v = 0;
  auto [stop, error] = std::from_chars(o.label.data(), o.label.data() + o.label.size(), v);
  TORCH_CHECK(error == std::errc() && stop == o.label.data() + o.label.size(), path, ": there is no column named '",
              o.label, "'");
  TORCH_CHECK(v >= -width && v < width, path, ": label column ", v, " is out of range: there are ", width, " columns");
  return v < 0 ? v + width : v;
}

}  // namespace

Table read_csv(const std::string& path, const CsvOptions& options) {
  const std::string text = detail::read_whole(path);
  Lines lines(text, options.delimiter, path);
  std::vector<std::string> first, row;
  size_t width = 0, count = 0;
  TORCH_CHECK(lines.next(first, width), path, ": the file is empty");
  first.resize(width);
  const int64_t first_line = lines.line();
  bool more = lines.next(row, count);

  Table t;
  float v = 0;
  bool header = false;
  for (size_t i = 0; i < width && more && count == width; i++) header |= !number(first[i], v) && number(row[i], v);
  // A label that is a name in every line is not a header by itself; a line of names alone is.
  if (!header && more && count == width)
    header = width > 1 && std::none_of(first.begin(), first.end(), [&](auto& f) { return number(f, v); }) &&
             !options.label.empty() &&
             std::any_of(first.begin(), first.end(), [&](auto& f) { return trim(f) == options.label; });
  if (header)
    for (auto& f : first) t.columns.emplace_back(trim(f));
  t.label_column = find_label(options, t.columns, static_cast<int64_t>(width), path);
  TORCH_CHECK(width > (t.label_column >= 0 ? 1u : 0u), path, ": line ", first_line,
              ": one column only; a label needs features beside it");

  std::vector<float> values;
  std::vector<std::string> names;
  std::vector<int64_t> name_lines;
  values.reserve(text.size() / 3);
  bool bytes = true, over = false;
  int64_t rows = 0;
  auto take = [&](const std::vector<std::string>& fields, size_t n, int64_t line) {
    TORCH_CHECK(n == width, path, ": line ", line, ": ", n, " columns where line ", first_line, " has ", width);
    for (size_t i = 0; i < n; i++) {
      if (static_cast<int64_t>(i) == t.label_column) {
        TORCH_CHECK(!trim(fields[i]).empty(), path, ": line ", line, ": the label is missing");
        names.emplace_back(trim(fields[i]));
        name_lines.push_back(line);
        continue;
      }
      float x = 0;
      TORCH_CHECK(number(fields[i], x) && std::isfinite(x), path, ": line ", line, ", column ", i + 1, ": '",
                  fields[i].substr(0, 40), trim(fields[i]).empty() ? "' is missing" : "' is not a finite number");
      values.push_back(x);
      bytes &= x >= 0 && x <= 255 && x == std::floor(x);
      over |= x > 127;
    }
    rows++;
  };
  if (!header && !more && width > 1)
    header = std::none_of(first.begin(), first.end(), [&](auto& f) { return number(f, v); });
  if (!header) take(first, width, first_line);
  for (; more; more = lines.next(row, count)) take(row, count, lines.line());
  TORCH_CHECK(rows > 0, path, ": there are no rows");
  t.bytes = bytes && over;
  t.features = new_tensor({rows, static_cast<int64_t>(values.size()) / rows}, kFloat);
  std::copy(values.begin(), values.end(), t.features.data_ptr<float>());
  if (t.label_column < 0) return t;

  t.labels = new_tensor({rows}, kLong);
  int64_t* y = t.labels.data_ptr<int64_t>();
  // Whole numbers are classes; names are numbered; a number among names, or a name among numbers, is a mistake.
  const auto is_number = [&](const std::string& s) { return number(s, v) && std::isfinite(v); };
  const bool numbers = is_number(names[0]);
  for (int64_t i = 0; i < rows; i++) {
    TORCH_CHECK(is_number(names[i]) == numbers, path, ": line ", name_lines[i], ": label '", names[i].substr(0, 40),
                "' is ", numbers ? "no number" : "a number", ", unlike the labels before it");
    TORCH_CHECK(!numbers || small_integer(v, y[i]), path, ": line ", name_lines[i], ": label '", names[i].substr(0, 40),
                "' is not a whole number from 0 to 65535");
  }
  if (numbers) return t;
  std::map<std::string, int64_t> index;
  for (auto& n : names) index[n] = 0;
  for (auto& [name, i] : index) {
    i = static_cast<int64_t>(t.classes.size());
    t.classes.push_back(name);
  }
  for (int64_t i = 0; i < rows; i++) y[i] = index[names[i]];
  return t;
}

}  // namespace rectify::data::api
