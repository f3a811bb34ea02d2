#pragma once
// Readers of data files. All are strict: a file that is truncated, damaged or of another form is an Error that names
// the file and what is wrong. Every reader takes plain and gzip-compressed files (told by their first bytes).
#include <rectify/core/tensor.h>
#include <rectify/data/sounds.h>

#include <string>
#include <vector>

namespace rectify::data::api {

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

enum class DataKind { kArray, kTable, kPictures, kSounds };
struct LabelledData {
  Tensor inputs;                     // uint8 or float32, [N, features...]; uint8 stands for 0..1
  Tensor targets;                    // int64 [N]; undefined where the source has no labels
  std::vector<std::string> classes;  // names; empty: classes are numbers
  DataKind kind = DataKind::kArray;
  int64_t size() const { return inputs.defined() ? inputs.size(0) : 0; }
};
struct SplitData {
  LabelledData train, test;
  bool held_out = false;  // test is rows of the one file or folder
};

struct PictureOptions {
  int64_t channels = 0;           // 1 grey, 3 colour; 0: colour if one of the pictures has it
  int64_t height = 0, width = 0;  // pictures are resized to this; 0: they have one size already
};
// uint8 [N, channels, height, width]. Error, with the path: read_image's, or a picture of another size than the first.
Tensor read_pictures(const std::vector<std::string>& paths, const PictureOptions& options = {});
// float32 [N, 1, n_mels, frames]. Error, with the path: read_sound's or sound_features's.
Tensor read_sounds(const std::vector<std::string>& paths, const SoundFeatures& features = {});
bool is_picture(const std::string& path);  // by its name: .png, .jpg or .jpeg, in any case
bool is_sound(const std::string& path);    // .wav or .flac
// A folder with a folder for each class of pictures or sounds, not in train/ and test/.
bool is_class_folder(const std::string& path);

struct LoadOptions {
  std::string labels;        // file with the labels of an IDX or .npy file; empty: found beside it by its name
  std::string label_column;  // as CsvOptions::label
  double test_share = 0.1;   // what is held out as the test where none is given: every tenth row
  PictureOptions picture = {};
  SoundFeatures sound = {};
};

bool is_table(const std::string& path);  // by its name: .csv, .tsv or .txt, also with .gz

// One file or class folder with inputs and, where there are any, labels: CSV (.csv, .tsv, .txt), .npy or IDX, each
// plain or .gz. Labels of `x.npy` are `y.npy`, `x-labels.npy` or `x_labels.npy` (also X_train → y_train and images →
// labels); of IDX `…-images-idx3-ubyte` they are `…-labels-idx1-ubyte`. `need_labels`: Error when none are found.
LabelledData load_file(const std::string& path, const LoadOptions& options = {}, bool need_labels = true);

// Training and test data: a folder with the four MNIST-style IDX files, with train.csv and test.csv, or with
// x_train.npy, y_train.npy, x_test.npy, y_test.npy; or with one folder of pictures or sounds for each class, either in
// train/ and test/ (or val/) or with `test_share` of each held out; or one file, of which as much is held out.
// Classes are numbered in the order of their folders' names; names that begin with a dot are passed over.
SplitData load_split(const std::string& path, const LoadOptions& options = {});

}  // namespace rectify::data::api
