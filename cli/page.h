#pragma once
// What all pages say alike.
#include <string>
#include <string_view>

namespace rectify::cli {

std::string html(std::string_view text);       // with <, >, & and " escaped
std::string number(double v, int digits = 3);  // as few digits as show it; ∞ and − as signs
std::string percent(double share);             // as HTML

// The page as far as its heading. style: what it has besides the style of all pages.
std::string page_head(const std::string& title, const char* style);

}  // namespace rectify::cli
