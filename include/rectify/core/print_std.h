#pragma once
// A vector, printed as libtorch lets it be printed: its elements with blanks between them.
#include <ostream>
#include <vector>

namespace std {
template <class... Ts>
ostream& operator<<(ostream& out, const vector<Ts...>& list) {
  for (size_t i = 0; i < list.size(); i++) {
    if (i > 0) out << ' ';
    out << list[i];
  }
  return out;
}
}  // namespace std
