#pragma once
// Folders of pictures or sounds, one for each class.
#include <rectify/data/readers.h>

namespace rectify::data::api::detail {

// How many of the first n rows are held out as the test, spread evenly.
int64_t held_out(int64_t n, double share);
void check_held_out(int64_t rows, double share, const char* what, const std::string& path);

bool has_media(const std::string& path);  // there is a folder in it, or pictures or sounds themselves
LabelledData load_class_folder(const std::string& path, const LoadOptions& options);  // whole
SplitData load_class_folders(const std::string& path, const LoadOptions& options);

}  // namespace rectify::data::api::detail
