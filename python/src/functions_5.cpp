#include "args.h"

namespace rectify::python {
extern const Row rows_5[] = {
#include "functions_5.inc"
};
extern const size_t count_5 = std::size(rows_5);
}  // namespace rectify::python
