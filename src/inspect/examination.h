#pragma once
// The steps from statistics to text, each in a file of its own.
#include <rectify/activations/table.h>
#include <rectify/inspect/health.h>

#include "inspect/trace.h"

namespace rectify::inspect {

struct Examination {
  Report report;
  Trace trace;
  std::vector<const Trace::Step*> steps;  // for each layer of the report its first activation in the trace, or null
  std::vector<std::string> not_finite;    // parameters and buffers that have NaN or infinite values
  int64_t outputs_not_finite = 0;         // samples whose outputs have any
};
Examination look(const Subject& subject, const Tensor& x, const ExamineOptions& o);  // examine.cpp: states
void find_causes(Examination& e, const Tensor& x, const ExamineOptions& o);          // causes.cpp
void find_findings(Examination& e, const Tensor& x, const ExamineOptions& o);        // findings.cpp
std::string format(const char* pattern, ...) __attribute__((format(printf, 1, 2)));

}  // namespace rectify::inspect
