#include "audit/verify.h"

namespace selfsame::audit {
namespace {

std::string_view sentence(Problem problem) {
  switch (problem) {
    case Problem::changed:
      return "was changed: its content does not give its hash";
    case Problem::removed:
      return "was removed";
    case Problem::inserted:
      return "was inserted: no record belongs there";
    case Problem::unreadable:
      return "was changed: it cannot be read";
    case Problem::head_misfit:
      return "is not the newest that the head of the log names";
    case Problem::head_unreadable:
      return "cannot be judged: the head of the log was changed";
    case Problem::checkpoint_misfit:
      return "is not what a checkpoint vouches for";
    case Problem::checkpoint_forged:
      return "has a checkpoint with a wrong signature";
    case Problem::checkpoint_unknown_key:
      return "has a checkpoint signed by an unknown key";
    case Problem::checkpoint_removed:
      return "has lost its checkpoint";
    case Problem::checkpoint_unreadable:
      return "or one after it has a checkpoint that was changed";
  }
  return "is bad";
}

}  // namespace

std::string describe(const BadPlace& place) {
  std::string text;
  if (place.line > 0) text += "line " + std::to_string(place.line) + ": ";
  if (place.sequence == 0) return text + "is no record";
  text += "log " + core::id_to_hex(place.owner) + ": record " + std::to_string(place.sequence);
  if (place.record) text += " (" + place.record->hex() + ')';
  return text.append(" ").append(sentence(place.problem));
}

}  // namespace selfsame::audit
