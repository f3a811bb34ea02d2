#pragma once
// report.html: one page about one network, readable in light and dark, on a phone and on paper.
#include <rectify/inspect/health.h>

#include <string>
#include <vector>

namespace rectify::cli {

struct PageInput {
  std::string title, about;  // the network; where it and the data are
  const inspect::Report* report = nullptr;
  const inspect::Recording* recording = nullptr;  // null or empty: the training was not watched
  std::vector<std::string> repairs;               // what was repaired, a sentence each
};
std::string report_page(const PageInput& input);

struct Series {
  std::string name;
  std::vector<double> x, y;  // NAN: a gap
};
struct Mark {
  double x;
  std::string text;
};
// An SVG with a legend; a logarithmic y axis leaves out what is not positive.
std::string line_chart(const std::string& title, const std::vector<Series>& series, bool logarithmic,
                       const std::vector<Mark>& marks = {}, const std::string& x_title = "step");
// A PNG as a data URI: one byte a pixel, an index into the palette of 0xRRGGBB.
std::string png_uri(const std::vector<uint8_t>& pixels, int width, int height, const std::vector<uint32_t>& palette);

}  // namespace rectify::cli
