#include "args.h"

namespace rectify::python {
extern const Row rows_4[] = {
#include "functions_4.inc"
};
extern const size_t count_4 = std::size(rows_4);
}  // namespace rectify::python
