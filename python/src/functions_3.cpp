#include "args.h"

namespace rectify::python {
extern const Row rows_3[] = {
#include "functions_3.inc"
};
extern const size_t count_3 = std::size(rows_3);
}  // namespace rectify::python
