#include "args.h"

namespace rectify::python {
extern const Row rows_1[] = {
#include "functions_1.inc"
};
extern const size_t count_1 = std::size(rows_1);
}  // namespace rectify::python
