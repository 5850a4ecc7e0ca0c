#pragma once

#include "core/billing/money.h"

namespace selfsame::billing {

/// The currencies of ISO 4217 that have a smallest unit (share/iso-4217.json, built in): not gold, not
/// the code for tests.
core::CurrencyTable load_currencies();

}  // namespace selfsame::billing
