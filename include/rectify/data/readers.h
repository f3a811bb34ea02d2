#pragma once
// Readers of data files. All are strict: a file that is truncated, damaged or of another form is an Error that names
// the file and what is wrong. Every reader takes plain and gzip-compressed files (told by their first bytes).
#include <rectify/core/tensor.h>

#include <string>
#include <vector>

namespace rectify::data {

// IDX (the MNIST format): types uint8, int8, int16, int32, float32, float64; big-endian; 1 to 8 dimensions.
Tensor read_idx(const std::string& path);

// NumPy's .npy, versions 1 to 3, C and Fortran order, either byte order. float16/32/64, int8/16/32/64, uint8, bool;
// uint16 is read as int32, uint32 and uint64 as int64 (Error: a value does not fit).
Tensor read_npy(const std::string& path);

struct CsvOptions {
  char delimiter = ',';
  // The label's column: a name, or a number from 0 (negative: from the end). Empty: the column that the header calls
  // label, class, target or y (in any case), else the last one. "none": there is no label.
  std::string label;
};
struct Table {
  Tensor features;                   // float32 [rows, columns without the label]
  Tensor labels;                     // int64 [rows]; undefined without a label
  std::vector<std::string> columns;  // names from the header; empty without one
  std::vector<std::string> classes;  // names of the labels in order, where they are not small non-negative integers
  int64_t label_column = -1;
  bool bytes = false;  // every feature is an integer from 0 to 255, and one is over 127
};
// Numbers in rows, RFC 4180 quoting, LF or CRLF, an optional header line (a first line with a field that is no number
// where the second line has one). Labels are integers from 0 to 65535 or, if any is not, names; names are numbered in
// alphabetical order. Errors name the line and the column.
Table read_csv(const std::string& path, const CsvOptions& options = {});

struct LabelledData {
  Tensor inputs;                     // uint8 or float32, [N, features...]; uint8 stands for 0..1
  Tensor targets;                    // int64 [N]; undefined where the source has no labels
  std::vector<std::string> classes;  // names; empty: classes are numbers
  int64_t size() const { return inputs.defined() ? inputs.size(0) : 0; }
};
struct SplitData {
  LabelledData train, test;
  bool held_out = false;  // test is every tenth row of the one file
};
struct LoadOptions {
  std::string labels;        // file with the labels of an IDX or .npy file; empty: found beside it by its name
  std::string label_column;  // as CsvOptions::label
};

bool is_table(const std::string& path);  // by its name: .csv, .tsv or .txt, also with .gz

// One file with inputs and, where there are any, labels: CSV (.csv, .tsv, .txt), .npy or IDX, each plain or .gz.
// Labels of `x.npy` are `y.npy`, `x-labels.npy` or `x_labels.npy` (also X_train → y_train and images → labels); of
// IDX `…-images-idx3-ubyte` they are `…-labels-idx1-ubyte`. `need_labels`: Error when none are found.
LabelledData load_file(const std::string& path, const LoadOptions& options = {}, bool need_labels = true);

// Training and test data: a folder with the four MNIST-style IDX files, with train.csv and test.csv, or with
// x_train.npy, y_train.npy, x_test.npy, y_test.npy; or one file, of which every tenth row is held out as the test.
SplitData load_split(const std::string& path, const LoadOptions& options = {});

}  // namespace rectify::data
