#include "compiler/analysis/properties/monitor.h"

namespace aslc::analysis::properties {

using enum Property::Form;

Monitor::Monitor(const Property &property)
    : form_(property.form), most_(property.form == AtMost ? property.most : 1) {}

uint32_t Monitor::next(uint32_t state, Letters letters) const {
  bool isStep = letters & isOfSteps, isOther = letters & isOfOthers;
  switch (form_) {
  case Never:
    return isStep ? broken : state;
  case NeverAfter: // 1: one of the others has happened
    return state == 1 && isStep ? broken : isOther ? 1 : state;
  case OnlyAfter: // 1: one of the others has happened
    return state == 0 && isStep ? broken : isOther ? 1 : state;
  case AtMost: // how often they have happened
    return !isStep ? state : state == most_ ? broken : state + 1;
  case Always: // 1: it has happened
    return isStep ? 1 : state;
  case LeadsTo: // 1: one of the others is awaited
    return isStep ? 1 : isOther ? 0 : state;
  default:
    return state;
  }
}

bool Monitor::mayEnd(uint32_t state) const {
  return form_ == Always ? state == 1 : form_ == LeadsTo ? state == 0 : true;
}

} // namespace aslc::analysis::properties
