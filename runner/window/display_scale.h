#pragma once

namespace tricky::runner {

/// How much larger than usual letters must be on the display with this index, 1 to 3: rounded down to quarters, since
/// what monitors say about themselves is rough. One that says nothing is taken to have the size of a common one with
/// 1080 rows.
double display_scale(int display_index);

}  // namespace tricky::runner
