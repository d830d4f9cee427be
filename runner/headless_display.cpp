#include "display.h"

namespace tricky::runner {

Value HeadlessDisplay::description() const {
  Value value;
  value["kind"] = "headless";
  return value;
}

}  // namespace tricky::runner
