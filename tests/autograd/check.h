#pragma once
#include <rectify/autograd/node.h>

#include <functional>
#include <string>

// "" when first and second derivatives agree with central differences.
inline std::string check(
    const std::function<rectify::autograd::variable_list(const rectify::autograd::variable_list&)>& f,
    const rectify::autograd::variable_list& in) {
  using namespace rectify::autograd;
  try {
    return gradcheck(f, in) && gradgradcheck(f, in) ? "" : "false";
  } catch (const rectify::Error& e) {
    return e.what();
  }
}
