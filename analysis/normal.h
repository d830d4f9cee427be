#pragma once

namespace tricky::analysis {

/// Standard normal distribution function, and its inverse for 0 < share < 1.
double normal_cdf(double z);
double normal_quantile(double share);

/// Inverse of Student's distribution function with any positive number of degrees of freedom.
double student_quantile(double share, double degrees);

/// P(|Z| >= |z|) for standard normal Z.
double two_sided_p(double z);

}  // namespace tricky::analysis
